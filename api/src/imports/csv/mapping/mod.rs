//! The mapping: which column holds which field, and how numbers and dates are written.

mod source;

use std::{collections::BTreeMap, marker::PhantomData};

use shared::fields::{self, Body, Fields};

use super::values::{Dates, Numbers};
pub(super) use source::Source;

/// Registers whose record ids only their own importers can form.
const TAKEN: [&str; 2] = [crate::imports::fts::REGISTER, crate::imports::iati::REGISTER];

/// The kind of thing that each row of a spreadsheet describes.
pub(super) trait Sheet {
    /// Every field that a column can hold.
    const FIELDS: &'static [&'static str];
    const REQUIRED: &'static [&'static str];
    /// Two fields, at least one of them required.
    const EITHER: Option<[&'static str; 2]> = None;
}

/// A spreadsheet with one entry per row.
struct Entries;

impl Sheet for Entries {
    const FIELDS: &'static [&'static str] = &[
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
    const REQUIRED: &'static [&'static str] = &["fund.slug", "kind", "audience", "date"];
    const EITHER: Option<[&'static str; 2]> = Some(["donor.name", "donor.identifier"]);
}

/// A mapping.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// The register's name in the entries' provenance.
    pub register: String,
    /// The column with the record's id. Without it, a hash of the row is the id.
    pub(super) record: Option<String>,
    pub(super) delimiter: u8,
    pub(super) numbers: Numbers,
    pub(super) dates: Dates,
    pub(super) fields: BTreeMap<&'static str, Source>,
}

impl Mapping {
    /// Reads a mapping for entries from JSON, or reports every fault in it.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        Self::read_as::<Entries>(bytes)
    }

    /// Reads a mapping from JSON, or reports every fault in it.
    pub(super) fn read_as<S: Sheet>(bytes: &[u8]) -> Result<Self, String> {
        let value = serde_json::from_slice(bytes).map_err(|error| format!("is not JSON: {error}"))?;
        fields::read::<Of<S>>(&value).map(|of| of.0).map_err(|errors| {
            let said = errors.iter().map(|error| format!("\n  {} {}", error.pointer, error.detail));
            format!("cannot be used:{}", said.collect::<String>())
        })
    }

    /// The column of a field, or the field's name if it has no column: the place to look at when a value is wrong.
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

/// A mapping for one kind of sheet.
struct Of<S>(Mapping, PhantomData<S>);

impl<S: Sheet> Body for Of<S> {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let register = fields.text("register", 40);
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if register.as_ref().is_some_and(|name| !name.bytes().all(plain)) {
            fields.complain("register", "must be lower-case letters, digits and hyphens");
        }
        if register.as_ref().is_some_and(|name| TAKEN.contains(&name.as_str())) {
            fields.complain("register", "must not be a register with its own importer");
        }
        let record = fields.optional_text("record", 200);
        let delimiter = one_character(fields, "delimiter").unwrap_or(',');
        let delimiter = u8::try_from(delimiter).ok().filter(u8::is_ascii);
        if delimiter.is_none() {
            fields.complain("delimiter", "must be one ASCII character");
        }
        let numbers = Numbers {
            decimal: one_character(fields, "decimal_separator").unwrap_or('.'),
            thousands: one_character(fields, "thousands_separator"),
        };
        if numbers.thousands == Some(numbers.decimal) {
            fields.complain("thousands_separator", "must differ from the decimal separator");
        }
        let dates =
            fields.optional_text("dates", 20).map_or(Some(Dates::Iso), |pattern| Dates::read(&pattern));
        if dates.is_none() {
            fields.complain("dates", "must consist of DD, MM and YYYY, such as DD.MM.YYYY");
        }
        fields.require("fields");
        let targets: Targets<S> = fields.object("fields")?;
        let mapping = Mapping {
            register: register?,
            record,
            delimiter: delimiter?,
            numbers,
            dates: dates?,
            fields: targets.0,
        };
        Some(Self(mapping, PhantomData))
    }
}

struct Targets<S>(BTreeMap<&'static str, Source>, PhantomData<S>);

impl<S: Sheet> Body for Targets<S> {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let read = S::FIELDS.iter().filter_map(|name| Some((*name, fields.object(name)?)));
        let targets: BTreeMap<&'static str, Source> = read.collect();
        for name in S::REQUIRED {
            if !targets.contains_key(name) {
                fields.complain(name, "is required");
            }
        }
        if let Some([one, other]) = S::EITHER
            && !targets.contains_key(one)
            && !targets.contains_key(other)
        {
            fields.complain(one, &format!("is required, unless a {other} is given"));
        }
        Some(Self(targets, PhantomData))
    }
}

fn one_character(fields: &mut Fields<'_>, name: &'static str) -> Option<char> {
    let text: String = fields.optional(name)?;
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(one), None) => Some(one),
        _ => {
            fields.complain(name, "must be one character");
            None
        }
    }
}
