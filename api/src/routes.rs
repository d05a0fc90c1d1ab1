//! The one list of routes: it builds the router and the document. The most requested routes come first.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Semaphore;
use utoipa::openapi::OpenApi;

use crate::{
    app::App,
    docs,
    feeds::{changes, stream},
    heads,
    http::{Route, document},
    imports,
    ops::health,
    reports::{
        digest::{self, mail::Links},
        figures, lateness, stats,
    },
    resources,
    site::{self, Site, assets::Assets, embed::badge::Fonts},
};

const TAGS: &[document::TagText] = &[
    (
        "stats",
        "Figures per fund and in total, with every rate used and every amount that could not be converted.",
    ),
    ("figures", "One figure in one object, as used by widgets, frames and badges."),
    (
        "lateness",
        "How much of the pledged money has arrived, how much should have, and when the rest is expected.",
    ),
    ("live", "Changes as they are committed, as server-sent events."),
    ("changes", "A reader's whole feed, to replay and to check."),
    ("heads", "Signed heads of a feed, one per day: receipts that reveal if it was rewritten."),
    ("digest", "Changes since a person last looked, also by e-mail each morning."),
    ("people", "The people of an office, and their keys. For the office's own admins only."),
    ("offices", "The alliance's offices."),
    ("organisations", "Bodies that give, receive or are members."),
    (
        "contacts",
        "People and desks that offices write to at an organisation. For offices only, in no log, and erased at once.",
    ),
    ("funds", "The envelopes that pledges go to. A law can be a fund too."),
    ("pledges", "One donor's intended contribution to one fund. Non-binding."),
    ("entries", "The dated, evidenced steps of a pledge. Append-only."),
    ("schedules", "Donors' planned disbursements, with their dates."),
    ("confirmations", "The donor's or the recipient's own statement about an entry."),
    ("overlaps", "Several entries that report one contribution, which counts once."),
    ("members", "The alliance's members, shown as each of them consented."),
    ("updates", "News that an office shares with the other offices and, if it wishes, with outsiders."),
    ("releases", "Things that two people of an office make public, with time to undo it."),
    ("erasures", "People, contacts and members that two admins of an office erase for good."),
    ("calls", "The alliance's requests to governments, and each country's standing on them."),
    ("positions", "A country's dated, evidenced standing on a call. Append-only."),
    ("rates", "Exchange rates, each from a named publisher."),
    ("imports", "A template for importing a spreadsheet."),
    ("embed", "Figures for partners' pages."),
    ("docs", "This document, to read and to browse."),
    ("health", "For operators of the server."),
];

/// Parts that only single features use.
#[derive(Clone)]
pub struct Parts {
    /// Signs heads.
    pub signing: heads::Key,
    /// The links that turn off a digest.
    pub links: Links,
    pub assets: Arc<Assets>,
    /// The fonts of PNG badges.
    pub fonts: Fonts,
    /// The OpenAPI document as JSON.
    pub document: Bytes,
    /// The places of open streams.
    pub streams: stream::Room,
}

impl Parts {
    /// Parts without a database or files, enough to list the routes.
    pub fn offline() -> Self {
        Self {
            signing: heads::Key::new(&[0; 32]),
            links: Links::new(""),
            assets: Arc::default(),
            fonts: Fonts::default(),
            document: Bytes::new(),
            streams: Arc::new(Semaphore::new(0)),
        }
    }
}

/// Every route.
pub fn routes(app: &App, parts: &Parts) -> Vec<Route> {
    let Parts { signing, links, assets, fonts, document, streams } = parts;
    let site = Site {
        app: app.clone(),
        assets: assets.clone(),
        figures: figures::Kept::default(),
        stats: stats::Kept::default(),
    };
    [
        stats::routes(app, &site.stats),
        figures::routes(app, &site.figures),
        lateness::routes(app),
        stream::routes(app, streams),
        changes::routes(app),
        heads::routes(app, signing),
        site::routes(&site, fonts),
        resources::pledges::routes(app),
        resources::entries::routes(app),
        resources::schedules::routes(app),
        resources::confirmations::routes(app),
        resources::overlaps::routes(app),
        resources::funds::routes(app),
        resources::organisations::routes(app),
        resources::contacts::routes(app),
        resources::members::routes(app),
        resources::updates::routes(app),
        resources::releases::routes(app),
        resources::erasures::routes(app),
        resources::calls::routes(app),
        resources::positions::routes(app),
        vec![resources::positions::matrix::route(app)],
        digest::routes(app, links),
        resources::offices::routes(app),
        resources::people::routes(app),
        resources::rates::routes(app),
        imports::routes(app),
        docs::routes(app, document),
        health::routes(app),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The document of every route.
pub fn document(routes: &[Route]) -> OpenApi {
    document::document(routes, TAGS)
}

#[cfg(test)]
mod tests {
    use crate::http::route::method;

    use super::*;

    /// The template with an id, or an existing file, for each parameter.
    fn filled(template: &str) -> String {
        template
            .replace("{figure}.{format}", "fund.svg")
            .replace("{file}", "swagger-ui.css")
            .replace("{version}", "1")
            .replace("{figure}", "fund")
            .replace('{', "")
            .replace("pledge}", ID)
            .replace("call}", ID)
            .replace("organisation}", ID)
            .replace("id}", ID)
    }

    const ID: &str = "00000000-0000-4000-8000-000000000001";

    #[tokio::test]
    async fn every_operation_is_served_by_its_own_route_only() {
        let routes = routes(&App::offline(), &Parts::offline());
        for documented in &routes {
            let (method, path) = (method(&documented.method), filled(&documented.path));
            let mut takers = Vec::new();
            for route in &routes {
                if route.takes(&method, &path).await {
                    takers.push(route.operation.operation_id.clone());
                }
            }
            assert_eq!(takers, std::slice::from_ref(&documented.operation.operation_id), "{method} {path}");
        }
    }
}
