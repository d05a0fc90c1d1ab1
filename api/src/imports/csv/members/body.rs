//! Turns a row into the bodies of an organisation and its membership, checked by the same rules as posted bodies.

use serde_json::{Map, Value, json};
use shared::{
    audience::Audience,
    fields,
    members::{Listing, NewMember},
    organisations::NewOrganisation,
    problem::FieldError,
};
use uuid::Uuid;

use super::super::{
    Mapping,
    body::{Values, Wrong},
    values,
};

/// A row's content.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) organisation: NewOrganisation,
    /// The organisation's id is filled in once the organisation is found.
    pub(super) member: NewMember,
}

/// Reads a row, or reports every fault in it.
pub(super) fn row(values: &Values, mapping: &Mapping) -> Result<Row, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let organisation = organisation(values, &mut wrong);
    let member = member(values, mapping, &mut wrong);
    // A field with a default does not accept null.
    let read = |mut body: Value| {
        body.as_object_mut().expect("it is an object").retain(|_, value| !value.is_null());
        body
    };
    let organisation = fields::read::<NewOrganisation>(&read(organisation));
    let member = fields::read::<NewMember>(&read(member));
    if let Ok(member) = &member {
        wrong.extend(member.complaints(None).iter().map(complaint));
    }
    for errors in [organisation.as_ref().err(), member.as_ref().err()].into_iter().flatten() {
        wrong.extend(errors.iter().map(complaint));
    }
    match (organisation, member) {
        (Ok(mut organisation), Ok(member)) if wrong.is_empty() => {
            // A list of organisations must not reveal members that are hidden or only counted.
            if matches!(member.listing, Listing::CountOnly | Listing::Hidden) {
                organisation.audience = Audience::Office;
            }
            Ok(Row { organisation, member })
        }
        _ => {
            // Both bodies report a fault in a shared field; one report is enough.
            wrong.sort_unstable();
            wrong.dedup();
            Err(wrong)
        }
    }
}

fn organisation(values: &Values, wrong: &mut Vec<Wrong>) -> Value {
    let names = pairs(values, "names", wrong);
    json!({
        "audience": values.get("audience"),
        "sample": sample(values, wrong),
        "name": values.get("name").map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")),
        "names": names.map(|names| names.into_iter().map(|(tag, name)| (tag, json!(name))).collect::<Map<_, _>>()),
        "type": values.get("type").map_or("ngo", String::as_str),
        "country": values.get("country"),
        "identifiers": list(values, "identifiers"),
        "website": values.get("website"),
    })
}

fn member(values: &Values, mapping: &Mapping, wrong: &mut Vec<Wrong>) -> Value {
    let places = pairs(values, "places", wrong);
    let place = |(country, name): (String, String)| json!({"country": country, "name": name});
    let sample = sample(values, wrong);
    let mut date = |field: &str| {
        let read = mapping.dates.date(values.get(field)?);
        read.map_err(|reason| wrong.push((field.to_owned(), reason))).ok()
    };
    let (since, until) = (date("since"), date("until"));
    let mut consent = Map::new();
    for (field, name) in [("consent.given_on", "given_on"), ("consent.withdrawn_on", "withdrawn_on")] {
        consent.extend(date(field).map(|date| (name.to_owned(), json!(date))));
    }
    for (field, name) in [("consent.by", "by"), ("consent.how", "how")] {
        consent.extend(values.get(field).map(|value| (name.to_owned(), json!(value))));
    }
    json!({
        "organisation": Uuid::nil(),
        "listing": values.get("listing"),
        "sample": sample,
        "categories": list(values, "categories"),
        "places": places.map(|places| places.into_iter().map(place).collect::<Vec<_>>()),
        "since": since,
        "until": until,
        "consent": Some(consent).filter(|consent| !consent.is_empty()),
    })
}

fn sample(values: &Values, wrong: &mut Vec<Wrong>) -> Option<bool> {
    let read = values::boolean(values.get("sample")?);
    read.map_err(|reason| wrong.push(("sample".to_owned(), reason))).ok()
}

/// Reads a cell with values separated by semicolons.
fn list(values: &Values, field: &str) -> Option<Vec<String>> {
    let parts = values.get(field)?.split(';').map(|part| part.trim().to_owned());
    Some(parts.filter(|part| !part.is_empty()).collect())
}

/// Reads a cell such as `PS: Ramallah; IL: Haifa`.
fn pairs(values: &Values, field: &str, wrong: &mut Vec<Wrong>) -> Option<Vec<(String, String)>> {
    let read = |part: &String| {
        let (key, text) = part.split_once(':')?;
        Some((key.trim().to_owned(), text.trim().to_owned()))
    };
    let parts = list(values, field)?;
    let read: Option<Vec<_>> = parts.iter().map(read).collect();
    if read.is_none() {
        wrong.push((field.to_owned(), "must have the form `key: text; key: text`".to_owned()));
    }
    read
}

/// Turns a complaint about a body into a complaint about a field of the mapping.
fn complaint(error: &FieldError) -> Wrong {
    let pointer = error.pointer.trim_start_matches("#/");
    let field = match pointer.split('/').collect::<Vec<_>>()[..] {
        ["consent"] => "consent.given_on".to_owned(),
        ["consent", name] => format!("consent.{name}"),
        [first, ..] => first.to_owned(),
        [] => String::new(),
    };
    (field, error.detail.clone())
}

#[cfg(test)]
mod tests {
    use super::{super::*, *};
    use crate::imports::csv::read::read;

    fn rows(csv: &str) -> Vec<Result<Row, Vec<Wrong>>> {
        let mapping = Mapping::read_as::<Memberships>(TEMPLATE_MAPPING.as_bytes()).expect("our own mapping");
        let read = read("a.csv", csv.as_bytes(), &mapping).expect("a table");
        read.rows.iter().map(|one| row(&super::super::values(one, &mapping)?, &mapping)).collect()
    }

    #[test]
    fn a_row_becomes_an_organisation_and_its_membership() {
        let rows = rows(TEMPLATE);
        let Row { organisation, member } = rows[0].as_ref().expect("a good row");
        assert_eq!(organisation.identifiers, ["XX-SAMPLE-1", "XX-SAMPLE-2"]);
        assert_eq!(organisation.names.0["he"], "חבר לדוגמה");
        assert_eq!((member.places[1].country.as_str(), member.places[1].name.as_str()), ("IL", "Haifa"));
        assert_eq!(member.categories, ["cross-border", "youth"]);
        assert!(member.sample && organisation.sample);
        assert_eq!(member.consent.as_ref().expect("a consent").given_on.to_string(), "2020-04");
        assert!(rows[1].as_ref().expect("a good row").member.consent.is_none(), "who is hidden needs none");
    }

    #[test]
    fn every_wrong_field_of_a_row_is_reported() {
        let head = TEMPLATE.lines().next().expect("a header");
        let row = "X,ar,ngo,office,maybe,Britain,no hyphen,nowhere,full,Not Plain,Ramallah,soon,,,,,";
        let wrong = rows(&format!("{head}\n{row}\n")).remove(0).expect_err("it is all wrong");
        let fields: Vec<&str> = wrong.iter().map(|(field, _)| field.as_str()).collect();
        let expected =
            ["categories", "country", "identifiers", "names", "places", "sample", "since", "website"];
        assert_eq!(fields, expected);
    }
}
