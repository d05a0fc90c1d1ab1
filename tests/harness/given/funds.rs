//! Funds.

use serde_json::{Value, json};

use super::{Given, Thing, USUAL, for_audience, money, unique};
use crate::{Client, chance::Chance};

pub(super) const GIVEN: Given = Given {
    resource: "funds",
    path: "/v1/funds",
    new: |_| {
        let slug = unique("fund");
        json!({"audience": "public", "slug": slug, "name": format!("Fund {slug}")})
    },
    change: Some(|chance, word| json!({"name": word, "target": target(chance)})),
    widen: Some(for_audience),
    named_by: &["fund"],
    weight: 6,
    random: |chance, word| {
        let target = chance.happens(50).then(|| target(chance));
        json!({"slug": word, "name": word, "target": target, "people": chance.happens(50).then_some(7)})
    },
    ..USUAL
};

/// A public fund.
pub async fn a_fund(client: &Client, fields: Value) -> Thing {
    GIVEN.make(client, &[], fields).await
}

fn target(chance: &mut Chance) -> Value {
    money("5000.00", chance.one(&["USD", "EUR"]))
}
