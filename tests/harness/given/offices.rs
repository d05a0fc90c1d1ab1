//! Offices.

use serde_json::json;

use super::{Given, Maker, USUAL, made, unique};
use crate::{Office, Server};

pub(super) const GIVEN: Given = Given {
    resource: "offices",
    path: "/v1/offices",
    maker: Maker::Admin,
    new: |_| Office::body(&unique("office")),
    state: None,
    change: Some(|_, word| json!({"name": word})),
    named_by: &["office"],
    weight: 0,
    ..USUAL
};

/// An office, with keys.
pub async fn an_office(server: &Server) -> Office {
    let founder = server.admin(server.founders());
    let made = made(&founder, "/v1/offices", Office::body(&unique("office"))).await;
    server.office(&made).await
}
