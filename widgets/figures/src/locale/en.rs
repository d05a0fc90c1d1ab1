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
    amount_committed: "{0} committed",
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
    gap: "Still missing: {0}.",
    yearly_gap: "Missing to one year’s target: {0}.",
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
    listed_in_full: "only those listed in full",
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

    donors: "Donors",
    donors_to: "Donors to {0}",
    donors_counted: |count| if count == 1 { "donor" } else { "donors" },
    overdue: "Overdue: {0}",
    more: "Not in this list: {0} more.",

    news: "News of the alliance",
    updates_counted: |count| if count == 1 { "update published" } else { "updates published" },
    posted: "posted {0}",
    update_kind: |kind| match kind {
        "meeting" => "Meeting",
        "statement" => "Statement",
        "visit" => "Visit",
        "legislation" => "Legislation",
        "funding" => "Funding",
        "briefing" => "Briefing",
        "publication" => "Publication",
        "event" => "Event",
        "alert" => "Alert",
        "request" => "Request",
        _ => "Update",
    },

    positions: "Where governments stand on the alliance’s calls",
    countries_counted: |count| {
        if count == 1 { "country with a recorded position" } else { "countries with a recorded position" }
    },
    standing: |standing| match standing {
        "none" => "no position",
        "considering" => "considering",
        "supportive" => "supportive",
        "endorsed" => "endorsed",
        "enacted" => "enacted",
        "reversed" => "reversed",
        _ => "not recorded",
    },

    per_person: "Committed per person and year: {0}",
    formula: "{0} committed ÷ {1} ÷ {2}",
    years: |count| if count == 1 { "1 year" } else { "{0} years" },
    people: |count| if count == 1 { "1 person" } else { "{0} people" },
    goal: "Goal",
    compared: "For comparison",

    as_of: "As of {0} UTC",
    not_updated_since: "Not updated since {0} UTC",
    how_counted: "How this is counted",
    sample: "Sample data",
    pause: "Pause",
    not_in: "Not available in “{0}”: shown in English.",
};
