//! The complete element `transaction`.

use super::{
    AID_TYPE, Attribute, CODE, Content, DAY, Element, MANY, NAMED, Simple, WORDS, may, must, of, part,
};

pub(super) const TRANSACTION: Element = of(
    &[may("ref", Simple::Text), may("humanitarian", Simple::Boolean)],
    &[
        part("transaction-type", 1, 1, &CODE),
        part("transaction-date", 1, 1, &DAY),
        part("value", 1, 1, &VALUE),
        part("description", 0, 1, &WORDS),
        part("provider-org", 0, 1, &PROVIDER),
        part("receiver-org", 0, 1, &RECEIVER),
        part("disbursement-channel", 0, 1, &CODE),
        part("sector", 0, MANY, &SECTOR),
        part("recipient-country", 0, 1, &COUNTRY),
        part("recipient-region", 0, 1, &REGION),
        part("flow-type", 0, 1, &CODE),
        part("finance-type", 0, 1, &CODE),
        part("aid-type", 0, MANY, &AID_TYPE),
        part("tied-status", 0, 1, &CODE),
    ],
);

/// `currencyType`.
const VALUE: Element = Element {
    attributes: &[may("currency", Simple::Text), must("value-date", Simple::Date)],
    content: Content::Text(Simple::Decimal),
};
const PROVIDER: Element = of(
    &[may("ref", Simple::Text), may("provider-activity-id", Simple::Text), may("type", Simple::Text)],
    NAMED,
);
const RECEIVER: Element = of(
    &[may("ref", Simple::Text), may("receiver-activity-id", Simple::Text), may("type", Simple::Text)],
    NAMED,
);
const CODED: &[Attribute] =
    &[must("code", Simple::Text), may("vocabulary", Simple::Text), may("vocabulary-uri", Simple::Text)];
const SECTOR: Element = of(CODED, NAMED);
const REGION: Element = of(CODED, NAMED);
const COUNTRY: Element = of(&[must("code", Simple::Text)], NAMED);
