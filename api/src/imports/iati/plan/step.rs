//! Turns a transaction into an entry: builds the body of a request and reads it by the API's rules.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use shared::{
    date::PartialDate,
    entries::{Counting, NewEntry},
    fields,
    funds::is_web_address,
    money::Currency,
};
use uuid::Uuid;

use super::{allocation::Allocation, kind::Kind, parties};
use crate::imports::{
    cut,
    iati::{
        activity::{Activity, Words, words},
        schema::day,
        xml::Node,
    },
};

/// The entry, and whether it is a reversal.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) entry: NewEntry,
    pub(super) takes_back: bool,
}

/// The step, or the faulty part of the transaction and the fault.
pub(super) fn step(
    activity: &Activity,
    transaction: &Node,
    kind: Kind,
    counting: Counting,
    allocation: Allocation,
) -> Result<Step, (Option<String>, String)> {
    let (amount, currency) =
        value(activity, transaction).map_err(|reason| (Some("value".to_owned()), reason))?;
    let takes_back = amount.is_sign_negative() && !amount.is_zero();
    let title = words(activity.node.first("title"), activity.language());
    let date = date(transaction.first("transaction-date"), "iso-date");
    let reporter = parties::reporter(activity).ok().map(|party| party.head.name);
    let kind = if takes_back { json!("reversal") } else { json!(kind.entry) };
    let mut body = json!({
        "kind": kind,
        "audience": "public",
        "date": date,
        "amount": {"amount": amount.abs().normalize().to_string(), "currency": currency.code()},
        "value_date": self::date(transaction.first("value"), "value-date"),
        "description": description(activity, transaction),
        "evidence": [evidence(activity, title, date)],
        "counting": counting,
        "earmarking": allocation.earmarking,
        "purposes": allocation.purposes,
        "recipients": allocation.recipients,
        "report": reporter.map(|name| json!({"reporter": name, "channel": "register", "audience": "public"})),
    });
    if takes_back {
        // The reversed entry is found later, but the rules require an id here.
        body["reverses"] = json!(Uuid::nil());
    }
    let read = fields::read::<NewEntry>(&body).map_err(|errors| {
        let said =
            errors.iter().map(|error| format!("{} {}", error.pointer.trim_start_matches("#/"), error.detail));
        (None, said.collect::<Vec<_>>().join("; "))
    })?;
    Ok(Step { entry: NewEntry { reverses: None, ..read }, takes_back })
}

/// The value with its sign, in its own currency or the activity's.
fn value(activity: &Activity, transaction: &Node) -> Result<(Decimal, Currency), String> {
    let node = transaction.first("value").ok_or("is missing")?;
    let code = node.said("currency").or_else(|| activity.node.said("default-currency"));
    let code = code.ok_or("has no currency, and its activity has no default currency")?;
    let currency = code.parse().map_err(|error| format!("has the currency `{code}`, which {error}"))?;
    let text = node.text.trim();
    let plain = text.trim_start_matches('+').trim_end_matches('.');
    let amount =
        Decimal::from_str_exact(plain).map_err(|_| format!("is `{}`, too long a number", cut(text, 40)))?;
    if amount.is_zero() {
        return Err("is zero".to_owned());
    }
    Ok((amount, currency))
}

fn date(node: Option<&Node>, name: &str) -> Option<PartialDate> {
    node.and_then(|node| node.said(name)).and_then(day).map(PartialDate::Day)
}

/// The transaction's description, and the recipient, which has no field in an entry.
fn description(activity: &Activity, transaction: &Node) -> Option<String> {
    let said = words(transaction.first("description"), activity.language()).map(|words| words.text);
    let recipient = parties::recipient(activity, transaction).map(|name| format!("Recipient: {name}"));
    let lines: Vec<String> = said.into_iter().chain(recipient).collect();
    Some(cut(&lines.join("\n"), 5000)).filter(|text| !text.is_empty())
}

/// The record itself, dated when its publisher last updated it, with the activity's first document on the web.
fn evidence(activity: &Activity, title: Option<Words>, date: Option<PartialDate>) -> Value {
    let updated = activity.node.said("last-updated-datetime").and_then(|moment| day(moment.get(..10)?));
    let mut links = activity.node.all("document-link").filter_map(|link| link.said("url"));
    let url = links.find(|url| is_web_address(url));
    let identifier = activity.identifier().unwrap_or_default();
    let (text, language) = title.map(|words| (words.text, words.language)).unwrap_or_default();
    json!({
        "kind": "register",
        "title": cut(if text.is_empty() { identifier } else { &text }, 500),
        "url": url,
        "language": language.filter(|tag| tag.len() > 1 && tag.len() <= 35),
        "date": updated.map(PartialDate::Day).or(date),
    })
}
