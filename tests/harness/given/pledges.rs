//! Pledges.

use serde_json::{Value, json};

use super::{Given, Thing, USUAL, a_fund, an_organisation, for_audience};
use crate::Client;

pub(super) const GIVEN: Given = Given {
    resource: "pledges",
    path: "/v1/pledges",
    parents: &["funds", "organisations"],
    new: |of| json!({"audience": "public", "fund": of[0], "donor": of[1]}),
    change: Some(|_, word| json!({"title": word})),
    widen: Some(for_audience),
    hides_with_parents: true,
    weight: 10,
    random: |_, word| json!({"title": word}),
    ..USUAL
};

/// A public pledge, with a fund and a donor of its own unless the fields name them.
pub async fn a_pledge(client: &Client, fields: Value) -> Thing {
    let fund = match fields["fund"].as_str() {
        Some(fund) => fund.to_owned(),
        None => a_fund(client, json!({})).await.id,
    };
    let donor = match fields["donor"].as_str() {
        Some(donor) => donor.to_owned(),
        None => an_organisation(client, json!({"type": "government"})).await.id,
    };
    GIVEN.make(client, &[fund, donor], fields).await
}
