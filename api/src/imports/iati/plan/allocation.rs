//! The purpose and destination of a transaction's money, from the transaction or else from its activity. Parts
//! that do not add up to a whole are left out and reported: nothing is rounded or spread.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use shared::entries::DAC;

use crate::imports::iati::{activity::Activity, xml::Node};

/// Three fields of an entry's body.
#[derive(Debug, Default)]
pub(super) struct Allocation {
    pub(super) purposes: Vec<Value>,
    pub(super) recipients: Vec<Value>,
    pub(super) earmarking: Option<&'static str>,
}

/// A field, and why a part of it was left out.
pub(super) type Left = (String, String);

/// The most parts that a list of an entry may have.
const MOST: usize = 50;

pub(super) fn of(activity: &Activity, transaction: &Node) -> (Allocation, Vec<Left>) {
    let mut left = Vec::new();
    let allocation = Allocation {
        purposes: purposes(activity, transaction, &mut left),
        recipients: recipients(activity, transaction, &mut left),
        earmarking: earmarking(activity, transaction),
    };
    (allocation, left)
}

fn purposes(activity: &Activity, transaction: &Node, left: &mut Vec<Left>) -> Vec<Value> {
    let own = transaction.first("sector").is_some();
    let sectors = if own { transaction } else { &activity.node };
    let mut vocabularies: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
    for sector in sectors.all("sector") {
        vocabularies.entry(sector.said("vocabulary").unwrap_or(DAC)).or_default().push(sector);
    }
    let mut purposes = Vec::new();
    for (vocabulary, sectors) in vocabularies {
        let code = |node: &Node| node.said("code").unwrap_or_default().to_owned();
        let is_code = |code: &str| {
            let is_dac = code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit());
            !code.is_empty() && code.len() <= 60 && (vocabulary != DAC || is_dac)
        };
        let named = format!("sector, vocabulary {vocabulary}");
        if vocabulary.len() > 20 || !sectors.iter().all(|sector| is_code(&code(sector))) {
            left.push((named, "has a code outside its vocabulary".to_owned()));
            continue;
        }
        match shares(&sectors) {
            Ok(shares) => purposes.extend(shares.into_iter().map(|(sector, percentage)| {
                json!({"vocabulary": vocabulary, "code": code(sector), "percentage": percentage.to_string()})
            })),
            Err(reason) => left.push((named, reason)),
        }
    }
    within(purposes, "sector", left)
}

fn recipients(activity: &Activity, transaction: &Node, left: &mut Vec<Left>) -> Vec<Value> {
    let places = |node: &'_ Node| -> Vec<Node> {
        node.all("recipient-country").chain(node.all("recipient-region")).cloned().collect()
    };
    let own = places(transaction);
    let places = if own.is_empty() { places(&activity.node) } else { own };
    let place = |node: &Node| {
        let code = node.said("code")?;
        let is_dac = node.said("vocabulary").is_none_or(|vocabulary| vocabulary == "1");
        let is_country = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        let is_region =
            is_dac && (2..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit());
        match node.name.as_str() {
            "recipient-country" => is_country.then(|| ("country", code.to_owned())),
            _ => is_region.then(|| ("region", code.to_owned())),
        }
    };
    let field = "recipient-country, recipient-region";
    if !places.iter().all(|node| place(node).is_some()) {
        left.push((
            field.to_owned(),
            "has a code that is neither ISO 3166-1 nor an OECD DAC region".to_owned(),
        ));
        return Vec::new();
    }
    match shares(&places.iter().collect::<Vec<_>>()) {
        Ok(shares) => {
            let recipient = |(node, percentage): (&Node, Decimal)| {
                let (name, code) = place(node)?;
                Some(json!({name: code, "percentage": percentage.to_string()}))
            };
            within(shares.into_iter().filter_map(recipient).collect(), field, left)
        }
        Err(reason) => {
            left.push((field.to_owned(), reason));
            Vec::new()
        }
    }
}

/// Each part's share in per cent; a single part without a share has 100.
fn shares<'n>(parts: &[&'n Node]) -> Result<Vec<(&'n Node, Decimal)>, String> {
    if let [one] = parts
        && one.said("percentage").is_none()
    {
        return Ok(vec![(*one, Decimal::ONE_HUNDRED)]);
    }
    let mut shares = Vec::new();
    for part in parts {
        let Some(text) = part.said("percentage") else {
            return Err("has several parts, but not every part has a percentage".to_owned());
        };
        let share: Option<Decimal> = text.trim_start_matches('+').parse().ok();
        let share = share.filter(|share| !share.is_sign_negative() && share.scale() <= 20);
        shares.push((*part, share.ok_or_else(|| format!("has the percentage {text}"))?.normalize()));
    }
    let sum: Decimal = shares.iter().map(|(_, share)| share).sum();
    if !parts.is_empty() && sum != Decimal::ONE_HUNDRED {
        return Err(format!("has percentages that add up to {sum} instead of 100"));
    }
    shares.retain(|(_, share)| !share.is_zero());
    Ok(shares)
}

fn within(parts: Vec<Value>, field: &str, left: &mut Vec<Left>) -> Vec<Value> {
    if parts.len() > MOST {
        left.push((field.to_owned(), format!("has more than {MOST} parts")));
        return Vec::new();
    }
    parts
}

/// `EarmarkingCategory`: vocabulary 2 of aid types.
fn earmarking(activity: &Activity, transaction: &Node) -> Option<&'static str> {
    let of = |node: &Node, name: &str| {
        let coded = node.all(name).find(|aid| aid.said("vocabulary") == Some("2"));
        coded.and_then(|aid| aid.said("code")).map(str::to_owned)
    };
    let code = of(transaction, "aid-type").or_else(|| of(&activity.node, "default-aid-type"))?;
    match code.as_str() {
        "1" => Some("unearmarked"),
        "2" => Some("softly_earmarked"),
        "3" => Some("earmarked"),
        "4" => Some("tightly_earmarked"),
        _ => None,
    }
}
