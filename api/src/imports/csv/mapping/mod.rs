//! The mapping: which column of a spreadsheet is which field of an entry, and how its numbers and dates are written.

mod source;

use std::collections::BTreeMap;

use shared::fields::{self, Body, Fields};

use super::values::{Dates, Numbers};
pub(super) use source::Source;

/// Registers whose records only their own importers know.
const TAKEN: [&str; 2] = [crate::imports::fts::REGISTER, crate::imports::iati::REGISTER];

/// Every field that a column can be.
pub(super) const FIELDS: [&str; 35] = [
    "donor.name",
    "donor.identifier",
    "donor.type",
    "donor.country",
    "fund.slug",
    "fund.name",
    "pledge.title",
    "kind",
    "audience",
    "sample",
    "date",
    "amount",
    "currency",
    "value_date",
    "description",
    "evidence.kind",
    "evidence.title",
    "evidence.url",
    "evidence.date",
    "evidence.language",
    "decision_date",
    "first_reported_date",
    "budget_year",
    "usage_years",
    "in_kind",
    "new_money",
    "counting",
    "earmarking",
    "purpose.code",
    "purpose.vocabulary",
    "recipient.country",
    "recipient.region",
    "reverses",
    "follows",
    "supersedes",
];

/// A mapping.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// The name of the register in the entries' provenance.
    pub register: String,
    /// The column with the record's id; without it, a hash of the row is its id.
    pub(super) record: Option<String>,
    pub(super) delimiter: u8,
    pub(super) numbers: Numbers,
    pub(super) dates: Dates,
    pub(super) fields: BTreeMap<&'static str, Source>,
}

impl Mapping {
    /// Reads a mapping from JSON, or says everything that is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let value = serde_json::from_slice(bytes).map_err(|error| format!("is not JSON: {error}"))?;
        fields::read(&value).map_err(|errors| {
            let said = errors.iter().map(|error| format!("\n  {} {}", error.pointer, error.detail));
            format!("cannot be used:{}", said.collect::<String>())
        })
    }

    /// The column that a field is read from, or the field where it is from none: what a person has to look at.
    pub(super) fn column(&self, field: &str) -> String {
        let field = match field {
            "fund" => "fund.slug",
            "donor" if self.fields.contains_key("donor.identifier") => "donor.identifier",
            "donor" => "donor.name",
            other => other,
        };
        let column = self.fields.get(field).and_then(|source| source.column.clone());
        column.unwrap_or_else(|| field.to_owned())
    }
}

impl Body for Mapping {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let register = fields.text("register", 40);
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if register.as_ref().is_some_and(|name| !name.bytes().all(plain)) {
            fields.complain("register", "is not lower-case letters, digits and hyphens");
        }
        if register.as_ref().is_some_and(|name| TAKEN.contains(&name.as_str())) {
            fields.complain("register", "is a register that has an importer of its own");
        }
        let record = fields.optional_text("record", 200);
        let delimiter = one_character(fields, "delimiter").unwrap_or(',');
        let delimiter = u8::try_from(delimiter).ok().filter(u8::is_ascii);
        if delimiter.is_none() {
            fields.complain("delimiter", "is not one character of ASCII");
        }
        let numbers = Numbers {
            decimal: one_character(fields, "decimal_separator").unwrap_or('.'),
            thousands: one_character(fields, "thousands_separator"),
        };
        if numbers.thousands == Some(numbers.decimal) {
            fields.complain("thousands_separator", "is the decimal separator");
        }
        let dates =
            fields.optional_text("dates", 20).map_or(Some(Dates::Iso), |pattern| Dates::read(&pattern));
        if dates.is_none() {
            fields.complain("dates", "is not made of DD, MM and YYYY, such as DD.MM.YYYY");
        }
        fields.require("fields");
        let targets: Targets = fields.object("fields")?;
        Some(Self {
            register: register?,
            record,
            delimiter: delimiter?,
            numbers,
            dates: dates?,
            fields: targets.0,
        })
    }
}

struct Targets(BTreeMap<&'static str, Source>);

impl Body for Targets {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let read = FIELDS.into_iter().filter_map(|name| Some((name, fields.object(name)?)));
        let targets: BTreeMap<&'static str, Source> = read.collect();
        for name in ["fund.slug", "kind", "audience", "date"] {
            if !targets.contains_key(name) {
                fields.complain(name, "is required");
            }
        }
        if !targets.contains_key("donor.name") && !targets.contains_key("donor.identifier") {
            fields.complain("donor.name", "is required, or else a donor.identifier");
        }
        Some(Self(targets))
    }
}

fn one_character(fields: &mut Fields<'_>, name: &'static str) -> Option<char> {
    let text: String = fields.optional(name)?;
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(one), None) => Some(one),
        _ => {
            fields.complain(name, "is not one character");
            None
        }
    }
}
