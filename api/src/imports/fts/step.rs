//! Turns a flow into an entry. Fields that FTS leaves out stay empty. A flow that breaks a rule of entries is
//! refused; nothing is rounded, padded or guessed.

use jiff::civil::Date;
use rust_decimal::Decimal;
use shared::{
    audience::Audience,
    date::PartialDate,
    entries::{Channel, Counting, EntryKind, NewEntry, Report, StatedBy, StatedConversion},
    evidence::{Evidence, EvidenceKind},
    money::{Currency, Money},
};

use super::flow::{Flow, Object};
use crate::imports::cut;

/// A flow's entry, or the reason for refusing the flow. A payment dated after `today` is refused.
pub(super) fn entry(flow: &Flow, today: Date) -> Result<NewEntry, String> {
    let kind = kind(&flow.status)?;
    let date = day(&flow.date, "date")?.ok_or("has no date")?;
    if kind == EntryKind::Disbursement && date.earliest() > today {
        return Err(format!("claims a payment on {date}, which is in the future"));
    }
    let (amount, stated_conversion) = amounts(flow)?;
    let first_reported_date = day(&flow.first_reported_date, "first reported date")?;
    Ok(NewEntry {
        visible_from: None,
        kind,
        audience: Audience::Public,
        sample: false,
        date,
        amount: Some(amount),
        value_date: Some(date),
        reverses: None,
        follows: None,
        supersedes: None,
        description: description(flow),
        evidence: evidence(flow, first_reported_date)?,
        decision_date: day(&flow.decision_date, "decision date")?,
        first_reported_date,
        budget_year: flow
            .budget_year
            .as_ref()
            .map(|year| cut(year.0.trim(), 40))
            .filter(|year| !year.is_empty()),
        usage_years: usage_years(flow),
        in_kind: flow.contribution_type.as_deref() == Some("in kind"),
        new_money: flow.new_money,
        counting: counting(flow)?,
        earmarking: None,
        purposes: Vec::new(),
        recipients: Vec::new(),
        stated_conversion,
        report: report(flow),
    })
}

fn kind(status: &str) -> Result<EntryKind, String> {
    match status {
        "paid" => Ok(EntryKind::Disbursement),
        "commitment" => Ok(EntryKind::Commitment),
        "pledge" => Ok(EntryKind::Pledge),
        other => Err(format!("has the status `{other}`, which is not paid, commitment or pledge")),
    }
}

/// OCHA's rule: an incoming flow counts if it has a single location and a single usage year.
fn counting(flow: &Flow) -> Result<Counting, String> {
    match flow.boundary.as_str() {
        "incoming" => {}
        "internal" | "outgoing" => return Ok(Counting::Onward),
        other => {
            return Err(format!("has the boundary `{other}`, which is not incoming, internal or outgoing"));
        }
    }
    let shared = |behavior: &Option<String>| behavior.as_deref() == Some("shared");
    let parted = |r#type| {
        flow.destinations(r#type).count() > 1
            || flow.destinations(r#type).any(|object: &Object| shared(&object.behavior))
    };
    let shared = shared(&flow.on_boundary) || parted("Location") || parted("UsageYear");
    Ok(if shared { Counting::Shared } else { Counting::Full })
}

/// The amount as reported, and FTS's conversion to US dollars if the amounts differ.
fn amounts(flow: &Flow) -> Result<(Money, Option<StatedConversion>), String> {
    let usd = money(flow.amount_usd.0, Currency::USD)?;
    let original = flow.original_amount.map(|number| number.0);
    // FTS also writes an original amount of zero if none was reported.
    let reported = original.filter(|amount| !amount.is_zero() || usd.amount().is_zero());
    let (Some(amount), Some(code)) = (reported, flow.original_currency.as_deref()) else {
        return Ok((usd, None));
    };
    let currency =
        code.parse().map_err(|error| format!("has the original currency `{code}`, which {error}"))?;
    let amount = money(amount, currency)?;
    if amount == usd {
        return Ok((usd, None));
    }
    let rate = flow.exchange_rate.map(|number| number.0).filter(|rate| *rate > Decimal::ZERO);
    // FTS converts at its own rates, so the register states the conversion, not the donor.
    Ok((amount, Some(StatedConversion { amount: usd, rate, by: StatedBy::Register })))
}

fn money(amount: Decimal, currency: Currency) -> Result<Money, String> {
    if amount.is_sign_negative() && !amount.is_zero() {
        return Err(format!("has the amount {amount} {currency}, which is less than zero"));
    }
    let amount = amount.abs().normalize();
    Money::parse(&amount.to_string(), currency)
        .map_err(|error| format!("has the amount {amount} {currency}, which {error}"))
}

/// FTS writes a day at midnight, or a moment; an entry states only the day.
fn day(text: &Option<String>, name: &str) -> Result<Option<PartialDate>, String> {
    let Some(text) = text.as_deref().filter(|text| !text.trim().is_empty()) else { return Ok(None) };
    let day = text.split_once('T').map_or(text, |(day, _)| day);
    day.parse().map(Some).map_err(|error| format!("has the {name} `{}`, which {error}", cut(text, 40)))
}

/// The usage years. `destination` has already refused a flow with an invalid usage year.
fn usage_years(flow: &Flow) -> Vec<i16> {
    let years = flow.destinations("UsageYear").filter_map(|object| object.name.0.parse().ok());
    let mut years: Vec<i16> = years.filter(|year| (1900..2200).contains(year)).collect();
    years.sort_unstable();
    years.dedup();
    years
}

/// The flow's first report to FTS: its author and channel. FTS publishes both.
fn report(flow: &Flow) -> Option<Report> {
    let first = flow.report_details.first()?;
    let reporter = first.organization.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let reporter = reporter.map(|name| cut(name, 300));
    let channel = first.report_channel.as_deref().map(channel);
    (reporter.is_some() || channel.is_some()).then_some(Report {
        reporter,
        channel,
        audience: Audience::Public,
    })
}

/// Translates FTS's word for a channel: data from other systems is a register's. The original word stays in the
/// evidence's title and in the record.
fn channel(word: &str) -> Channel {
    match word.trim() {
        "Email" => Channel::Email,
        "FTS Web" => Channel::Website,
        "From EDRIS" | "GMS" | "From OCT" | "From CERF" => Channel::Register,
        _ => Channel::Other,
    }
}

/// FTS's description and the recipients, which have no field in an entry.
fn description(flow: &Flow) -> Option<String> {
    let recipients: Vec<&str> =
        flow.destinations("Organization").map(|object| object.name.0.trim()).collect();
    let recipients = match recipients.len() {
        0 => None,
        1 => Some(format!("Recipient: {}", recipients[0])),
        _ => Some(format!("Recipients, with no shares stated: {}", recipients.join("; "))),
    };
    let said = flow.description.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let lines: Vec<String> = said.into_iter().chain(recipients).collect();
    Some(cut(&lines.join("\n"), 5000)).filter(|text| !text.is_empty())
}

/// One piece of evidence per report to FTS; without reports, the day when FTS first listed the flow.
fn evidence(flow: &Flow, first_reported_date: Option<PartialDate>) -> Result<Vec<Evidence>, String> {
    let piece = |reporter: Option<String>, date| Evidence {
        kind: EvidenceKind::Register,
        title: cut(&format!("OCHA FTS flow {}{}", flow.id.0, reporter.unwrap_or_default()), 500),
        url: address(&flow.id.0),
        language: None,
        date: Some(date),
        quote: None,
        audience: None,
    };
    let mut pieces = Vec::new();
    for report in &flow.report_details {
        let Some(date) = day(&report.date, "report date")?.or(first_reported_date) else { continue };
        let channel =
            report.report_channel.as_ref().map(|channel| format!(" ({channel})")).unwrap_or_default();
        let reporter = report.organization.as_ref().map(|name| format!(", reported by {name}{channel}"));
        pieces.push(piece(reporter, date));
    }
    if pieces.is_empty() {
        let updated = day(&flow.updated_at, "date of update")?.or(day(&flow.created_at, "date of creation")?);
        let date = first_reported_date.or(updated).ok_or("has no report date")?;
        pieces.push(piece(None, date));
    }
    Ok(pieces)
}

/// The flow's page at FTS.
fn address(id: &str) -> Option<String> {
    let plain = id.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| format!("https://fts.unocha.org/flows/{id}"))
}
