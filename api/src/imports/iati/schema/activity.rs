//! The elements `iati-activities` and `iati-activity`: the order of all their parts, and the full content of the
//! parts read here.

use super::{
    AID_TYPE, Attribute, CODE, Content, DAY, Element, MANY, NAMED, NARRATIVE, PASSED, Part, Simple, WORDS,
    may, must, of, part, transaction::TRANSACTION,
};

pub(in super::super) const ACTIVITIES: Element = of(
    &[
        must("version", Simple::Text),
        may("generated-datetime", Simple::DateTime),
        may("linked-data-default", Simple::Text),
    ],
    &[part("iati-activity", 1, MANY, &ACTIVITY)],
);

pub(in super::super) const ACTIVITY: Element = of(
    &[
        may("last-updated-datetime", Simple::DateTime),
        may("default-currency", Simple::Text),
        may("humanitarian", Simple::Boolean),
        may("hierarchy", Simple::Int),
        may("linked-data-uri", Simple::Text),
        may("budget-not-provided", Simple::Text),
    ],
    &[
        part("iati-identifier", 1, 1, &NARRATIVE),
        part("reporting-org", 1, 1, &REPORTING),
        part("title", 1, 1, &WORDS),
        part("description", 1, MANY, &DESCRIPTION),
        part("participating-org", 1, MANY, &PARTICIPATING),
        part("other-identifier", 0, MANY, &PASSED),
        part("activity-status", 1, 1, &CODE),
        part("activity-date", 1, MANY, &DATE),
        part("contact-info", 0, MANY, &PASSED),
        part("activity-scope", 0, 1, &CODE),
        part("recipient-country", 0, MANY, &COUNTRY),
        part("recipient-region", 0, MANY, &CODED),
        part("location", 0, MANY, &PASSED),
        part("sector", 0, MANY, &CODED),
        part("tag", 0, MANY, &PASSED),
        part("country-budget-items", 0, 1, &PASSED),
        part("humanitarian-scope", 0, MANY, &PASSED),
        part("policy-marker", 0, MANY, &PASSED),
        part("collaboration-type", 0, 1, &CODE),
        part("default-flow-type", 0, 1, &CODE),
        part("default-finance-type", 0, 1, &CODE),
        part("default-aid-type", 0, MANY, &AID_TYPE),
        part("default-tied-status", 0, 1, &CODE),
        part("budget", 0, MANY, &PASSED),
        part("planned-disbursement", 0, MANY, &PASSED),
        part("capital-spend", 0, 1, &PASSED),
        part("transaction", 0, MANY, &TRANSACTION),
        part("document-link", 0, MANY, &DOCUMENT),
        part("related-activity", 0, MANY, &PASSED),
        part("legacy-data", 0, MANY, &PASSED),
        part("conditions", 0, 1, &PASSED),
        part("result", 0, MANY, &PASSED),
        part("crs-add", 0, 1, &PASSED),
        part("fss", 0, 1, &PASSED),
    ],
);

const REPORTING: Element = of(
    &[must("ref", Simple::Text), must("type", Simple::Text), may("secondary-reporter", Simple::Boolean)],
    ONE_NARRATIVE,
);
const ONE_NARRATIVE: &[Part] = &[part("narrative", 1, MANY, &NARRATIVE)];
const DESCRIPTION: Element = of(&[may("type", Simple::Text)], ONE_NARRATIVE);
const PARTICIPATING: Element = of(
    &[
        may("ref", Simple::Text),
        may("type", Simple::Text),
        must("role", Simple::Text),
        may("activity-id", Simple::Text),
        may("crs-channel-code", Simple::Text),
    ],
    NAMED,
);
const DATE: Element = of(&[must("type", Simple::Text), must("iso-date", Simple::Date)], NAMED);
const COUNTRY: Element = of(&[must("code", Simple::Text), may("percentage", Simple::Decimal)], NAMED);
/// A sector or a region.
const CODED: Element = of(
    &[
        must("code", Simple::Text),
        may("vocabulary", Simple::Text),
        may("vocabulary-uri", Simple::Text),
        may("percentage", Simple::Decimal),
    ],
    NAMED,
);
/// `documentLinkBase`.
const DOCUMENT: Element = Element {
    attributes: LINK,
    content: Content::Parts(&[
        part("title", 1, 1, &WORDS),
        part("description", 0, 1, &WORDS),
        part("category", 1, MANY, &CODE),
        part("language", 0, MANY, &CODE),
        part("document-date", 0, 1, &DAY),
    ]),
};
const LINK: &[Attribute] = &[must("url", Simple::Text), must("format", Simple::Text)];
