//! The number of people that a fund is for, and spending per person elsewhere.

use std::num::NonZeroU64;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::web_address;
use crate::{
    fields::{Body, Fields},
    languages::ByLanguage,
    money::Money,
};

/// The largest number that a figure on a page can show.
const MOST_PEOPLE: u64 = u32::MAX as u64;

/// Spending per person per year elsewhere, for comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Comparison {
    /// Name of the place, by BCP 47 language tag: in at least one language, at most 100 characters each.
    #[cfg_attr(
        feature = "openapi",
        schema(value_type = std::collections::HashMap<String, String>, example = json!({"en": "Northern Ireland"}))
    )]
    pub name: ByLanguage<String>,
    /// Amount per person per year; more than zero.
    pub amount: Money,
    /// Web address of the source.
    #[cfg_attr(feature = "openapi", schema(format = "uri", max_length = 2000))]
    pub source_url: String,
}

impl Body for Comparison {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        fields.require("name");
        let name = fields.texts_by_language("name", 100);
        if name.is_empty() {
            fields.complain("name", "must have a text in at least one language, under its tag, such as en");
        }
        let amount: Option<Money> = fields.required("amount");
        if amount.is_some_and(|amount| amount.amount() <= Decimal::ZERO) {
            fields.complain("amount", "must be more than zero");
        }
        fields.require("source_url");
        let source_url = web_address(fields, "source_url");
        Some(Self { name, amount: amount?, source_url: source_url? })
    }
}

/// Reads how many people a fund is for: at least one, because amounts are divided by it.
pub(super) fn people(fields: &mut Fields<'_>) -> Option<NonZeroU64> {
    let people: Option<Value> = fields.optional("people");
    let number = people.as_ref().and_then(Value::as_u64).filter(|number| *number <= MOST_PEOPLE);
    let number = number.and_then(NonZeroU64::new);
    if people.is_some() && number.is_none() {
        fields.complain("people", &format!("must be a whole number from 1 to {MOST_PEOPLE}"));
    }
    number
}
