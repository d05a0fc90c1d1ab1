//! English, as the alliance's London office writes it.

use super::Words;

pub(super) static WORDS: Words = Words {
    language: "en",
    // Writes US$ where American English writes $, which could be any of a dozen dollars.
    default_tag: "en-GB",
    rtl: false,

    committed_to: "Committed to {0}",
    disbursed_to: "Disbursed to {0}",
    fund: "Fund",
    not_reported: "Not yet reported",
    exactly: "exactly {0}",
    of_target: "of a target of {0}",
    of_yearly_target: "of a target of {0} a year",
    target: "Target {0}",
    yearly_target: "Target {0} a year",
    amount_pledged: "{0} pledged",
    amount_disbursed: "{0} disbursed",
    no_pledge: "pledges not yet reported",
    no_commitment: "commitments not yet reported",
    no_disbursement: "disbursements not yet reported",
    clause: "; ",
    stop: ".",
    pledged: "Pledged",
    not_binding: "not binding",
    committed: "Committed",
    disbursed: "Disbursed",
    committed_share: "Committed so far: {0} of the target.",
    committed_yearly_share: "Committed so far: {0} of one year’s target.",
    disbursed_share: "Disbursed so far: {0} of the target.",
    disbursed_yearly_share: "Disbursed so far: {0} of one year’s target.",
    less_than: "less than {0}",
    unconverted: |count| match count {
        1 => "1 amount is not included: there is no exchange rate for it.",
        _ => "{0} amounts are not included: there is no exchange rate for them.",
    },

    members: "Members of the alliance",
    organisations: |count| if count == 1 { "organisation" } else { "organisations" },
    not_named: |count| {
        if count == 1 { "including 1 that is not named" } else { "including {0} that are not named" }
    },
    by_category: "By category, of the members listed in full; one can be in several.",
    category: |slug| {
        Some(match slug {
            "cross-border" => "Cross-border",
            "culture" => "Culture",
            "dialogue" => "Dialogue",
            "economy" => "Economy",
            "education" => "Education",
            "environment" => "Environment",
            "health" => "Health",
            "human-rights" => "Human rights",
            "media" => "Media",
            "shared-society" => "Shared society",
            "women" => "Women",
            "youth" => "Youth",
            _ => return None,
        })
    },

    as_of: "As of {0} UTC",
    not_updated_since: "Not updated since {0} UTC",
    how_counted: "How this is counted",
    sample: "Sample data",
};
