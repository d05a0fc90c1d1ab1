//! Offices.

use serde_json::json;

use super::{Given, Maker, USUAL, an_organisation, made, unique};
use crate::{Audience, Client, Office, Server};

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

/// A publisher of a new office.
pub async fn a_publisher(server: &Server) -> Client {
    server.publisher(&an_office(server).await)
}

/// Readers of no office: a visitor, a partner and a government.
pub async fn outsiders(server: &Server, office: &Office) -> [Client; 3] {
    let organisation = an_organisation(&server.publisher(office), json!({"type": "government"})).await;
    [
        server.visitor(),
        server.outsider(Audience::Partner, &organisation).await,
        server.outsider(Audience::Government, &organisation).await,
    ]
}
