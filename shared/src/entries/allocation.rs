//! The allocation of an entry's money: its purposes, its recipients and its earmarking.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::fields::{Body, Fields};

/// How tightly the donor earmarked the money (IATI codelist `EarmarkingCategory`, from the Grand Bargain).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Earmarking {
    /// IATI 1.
    Unearmarked,
    /// IATI 2.
    SoftlyEarmarked,
    /// IATI 3.
    Earmarked,
    /// IATI 4.
    TightlyEarmarked,
}

/// The purpose of a part of the money (IATI `sector`). The parts of one vocabulary add up to 100 per cent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Purpose {
    /// Code of IATI's `SectorVocabulary`. Default 1: the five-digit purpose codes of the OECD DAC.
    #[serde(default = "dac")]
    #[cfg_attr(feature = "openapi", schema(example = "1", max_length = 20))]
    pub vocabulary: String,
    /// A code of the vocabulary.
    #[cfg_attr(feature = "openapi", schema(example = "15220", max_length = 60))]
    pub code: String,
    /// Per cent of the amount, as a decimal string. Default 100.
    #[serde(default = "whole")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "100"))]
    pub percentage: Decimal,
}

/// The country or region that receives a part of the money (IATI `recipient-country`, `recipient-region`).
/// The parts add up to 100 per cent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recipient {
    /// ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "PS", pattern = "^[A-Z]{2}$"))]
    pub country: Option<String>,
    /// OECD DAC region code (IATI codelist `Region`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "589", pattern = "^[0-9]{2,4}$"))]
    pub region: Option<String>,
    /// Per cent of the amount, as a decimal string. Default 100.
    #[serde(default = "whole")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "100"))]
    pub percentage: Decimal,
}

impl Body for Purpose {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let vocabulary = fields.optional_text("vocabulary", 20).unwrap_or_else(dac);
        let code = fields.text("code", 60);
        if vocabulary == DAC && code.as_ref().is_some_and(|code| code.len() != 5 || !is_digits(code)) {
            fields.complain("code", "must be a five-digit OECD DAC purpose code, such as 15220");
        }
        let percentage = percentage(fields);
        Some(Self { vocabulary, code: code?, percentage })
    }
}

impl Body for Recipient {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let country = fields.country("country");
        let region = fields.optional_text("region", 4);
        if region.as_ref().is_some_and(|code| code.len() < 2 || !is_digits(code)) {
            fields.complain("region", "must be an OECD DAC region code, such as 589");
        }
        if country.is_some() == region.is_some() {
            fields.complain("country", "must be given if there is no `region`, and only then");
        }
        let percentage = percentage(fields);
        Some(Self { country, region, percentage })
    }
}

/// The vocabulary of the OECD DAC's five-digit purpose codes.
pub const DAC: &str = "1";

fn dac() -> String {
    DAC.to_owned()
}

fn whole() -> Decimal {
    Decimal::ONE_HUNDRED
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn percentage(fields: &mut Fields<'_>) -> Decimal {
    let percentage = fields.decimal("percentage").unwrap_or_else(whole);
    if percentage <= Decimal::ZERO || percentage > Decimal::ONE_HUNDRED {
        fields.complain("percentage", "must be more than 0 and at most 100");
    }
    percentage
}

/// Complains if the parts do not add up to the whole.
pub(super) fn obey(fields: &mut Fields<'_>, purposes: &[Purpose], recipients: &[Recipient]) {
    for purpose in purposes {
        let of_its_vocabulary = purposes.iter().filter(|other| other.vocabulary == purpose.vocabulary);
        if !is_whole(of_its_vocabulary.map(|purpose| purpose.percentage)) {
            fields.complain("purposes", "must have percentages that add up to 100 in each vocabulary");
            break;
        }
    }
    if !recipients.is_empty() && !is_whole(recipients.iter().map(|recipient| recipient.percentage)) {
        fields.complain("recipients", "must have percentages that add up to 100");
    }
}

fn is_whole(percentages: impl Iterator<Item = Decimal>) -> bool {
    percentages.sum::<Decimal>() == Decimal::ONE_HUNDRED
}
