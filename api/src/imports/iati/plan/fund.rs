//! The fund that an activity becomes if no fund is given.

use std::collections::HashMap;

use shared::{audience::Audience, date::PartialDate, funds::NewFund};

use super::record::hash;
use crate::imports::{
    cut,
    iati::{
        activity::{Activity, words},
        schema::day,
    },
};

/// The length of an identifier that fits into a slug, between `iati-` and a hash.
const LONGEST: usize = 36;

/// A slug made from the activity's identifier. Two activities never share a slug.
pub(super) fn slug(identifier: &str, slugs: &mut HashMap<String, String>) -> Result<String, String> {
    let lower = identifier.to_ascii_lowercase();
    let parts =
        lower.split(|character: char| !character.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let plain = parts.collect::<Vec<_>>().join("-");
    let slug = match plain.len() {
        0 => format!("iati-{}", hash(identifier)),
        1..=55 => format!("iati-{plain}"),
        _ => format!("iati-{}-{}", plain[..LONGEST].trim_end_matches('-'), hash(identifier)),
    };
    let owner = slugs.entry(slug.clone()).or_insert_with(|| identifier.to_owned());
    if owner == identifier {
        return Ok(slug);
    }
    Err(format!(
        "belongs to the fund `{slug}`, which already belongs to {owner}: import one of the two with --fund"
    ))
}

pub(super) fn head(activity: &Activity, identifier: &str, slug: String) -> NewFund {
    let language = activity.language();
    let title = words(activity.node.first("title"), language).map(|words| words.text);
    let said = words(activity.node.first("description"), language).map(|words| format!(": {}", words.text));
    let date = |wanted: [&str; 2]| wanted.iter().find_map(|r#type| of_type(activity, r#type));
    let starts = date(["2", "1"]);
    let ends =
        date(["4", "3"]).filter(|ends| starts.is_none_or(|starts| starts.earliest() <= ends.earliest()));
    NewFund {
        visible_from: None,
        audience: Audience::Public,
        sample: false,
        slug,
        name: cut(&title.unwrap_or_else(|| identifier.to_owned()), 300),
        description: Some(cut(&format!("IATI activity {identifier}{}", said.unwrap_or_default()), 5000)),
        target: None,
        yearly: false,
        starts,
        ends,
        source_url: None,
        people: None,
        people_source_url: None,
        comparison: None,
    }
}

/// A date by IATI's `ActivityDateType`: 1 and 3 are planned, 2 and 4 actual.
fn of_type(activity: &Activity, r#type: &str) -> Option<PartialDate> {
    let date = activity.node.all("activity-date").find(|node| node.said("type") == Some(r#type))?;
    date.said("iso-date").and_then(day).map(PartialDate::Day)
}
