//! Finds a row's donor and fund, or creates them if the row says enough about them.

use serde_json::json;
use shared::{entries::NewEntry, fields, funds::NewFund, organisations::NewOrganisation};

use super::body::{Values, Wrong};
use crate::imports::plan::KnownBy;

/// The donor, by its identifier or else its name. A row without a name needs an existing donor.
pub(super) fn donor(
    values: &Values,
    entry: &NewEntry,
) -> Result<(KnownBy, Option<NewOrganisation>), Vec<Wrong>> {
    let (name, identifier) = (values.get("donor.name"), values.get("donor.identifier"));
    let known_by = match (identifier, name) {
        (Some(identifier), _) => KnownBy::Identifier(identifier.clone()),
        (None, Some(name)) => KnownBy::Name(name.split_whitespace().collect::<Vec<_>>().join(" ")),
        (None, None) => {
            return Err(vec![("donor.name".to_owned(), "is empty, and so is the identifier".to_owned())]);
        }
    };
    let Some(name) = name else { return Ok((known_by, None)) };
    let head = fields::read::<NewOrganisation>(&json!({
        "audience": entry.audience,
        "sample": entry.sample,
        "name": name.split_whitespace().collect::<Vec<_>>().join(" "),
        "type": values.get("donor.type").map_or("other", String::as_str),
        "country": values.get("donor.country"),
        "identifiers": identifier.into_iter().collect::<Vec<_>>(),
    }));
    let head = head.map_err(|errors| {
        let named = |pointer: &str| match pointer.trim_start_matches("#/") {
            "identifiers" => "donor.identifier".to_owned(),
            name => format!("donor.{name}"),
        };
        errors.into_iter().map(|error| (named(&error.pointer), error.detail)).collect::<Vec<_>>()
    })?;
    Ok((known_by, Some(head)))
}

/// The fund, by its slug. A row without a name needs an existing fund.
pub(super) fn fund(values: &Values, entry: &NewEntry) -> Result<(String, Option<NewFund>), Vec<Wrong>> {
    let Some(slug) = values.get("fund.slug") else {
        return Err(vec![("fund.slug".to_owned(), "is empty".to_owned())]);
    };
    let Some(name) = values.get("fund.name") else { return Ok((slug.clone(), None)) };
    let head = fields::read::<NewFund>(&json!({
        "audience": entry.audience, "sample": entry.sample, "slug": slug, "name": name,
    }));
    let head = head.map_err(|errors| {
        let wrong = errors.into_iter();
        wrong
            .map(|error| (format!("fund.{}", error.pointer.trim_start_matches("#/")), error.detail))
            .collect::<Vec<_>>()
    })?;
    Ok((slug.clone(), Some(head)))
}
