//! The one list of routes: it builds the router and the document. What is asked for most comes first.

use utoipa::openapi::OpenApi;

use crate::{
    app::App,
    docs,
    feeds::{changes, stream},
    heads,
    http::{Route, document},
    imports,
    ops::health,
    reports::{digest, figures, lateness, stats},
    resources::{
        calls, confirmations, contacts, entries, funds, members, offices, organisations, overlaps, people,
        pledges,
        positions::{self, matrix},
        rates, releases, schedules, updates,
    },
    site,
};

const TAGS: &[document::TagText] = &[
    ("stats", "The figures: per fund and in all, with every rate and whatever could not be converted."),
    ("figures", "One figure in one object: what widgets, frames and badges are made of."),
    ("lateness", "How much of what was pledged has come, how much should have, and when the rest will."),
    ("live", "Changes as they are committed, as server-sent events."),
    ("changes", "A reader's whole feed, to replay and to check."),
    ("heads", "What a feed came to each day, signed: receipts, by which to tell that it was rewritten."),
    ("digest", "What moved since somebody last looked, and by e-mail each morning."),
    ("people", "Who works at an office, and their keys. For its own admins only."),
    ("offices", "The alliance's offices: who posts."),
    ("organisations", "Whoever gives, receives or belongs."),
    (
        "contacts",
        "Whom offices write to at an organisation. For offices only, in no log, and erased at once.",
    ),
    ("funds", "The envelopes that pledges go to. A law can be one."),
    ("pledges", "One donor's intended contribution to one fund. Not binding."),
    ("entries", "The dated, evidenced steps of a pledge. Append-only."),
    ("schedules", "What donors planned to disburse, and when."),
    ("confirmations", "The donor's or the recipient's own word on an entry."),
    ("overlaps", "One contribution that was reported through two offices, and counts once."),
    ("members", "Who belongs to the alliance, shown as each of them consented."),
    ("updates", "What an office tells the others, and the world where it says so."),
    ("releases", "What two people of an office let out to the public, and can still call back."),
    ("calls", "What the alliance asks of governments, and where each country stands on it."),
    ("positions", "Where a country stands on a call, since when and on what evidence. Append-only."),
    ("rates", "Exchange rates, each from a named publisher."),
    ("imports", "To bring a spreadsheet in: what to begin with."),
    ("embed", "Figures for partners' pages."),
    ("docs", "This document, to read and to browse."),
    ("health", "For whoever runs the server."),
];

/// Every route.
pub fn routes(app: &App) -> Vec<Route> {
    [
        stats::routes(app),
        figures::routes(app),
        lateness::routes(app),
        stream::routes(app),
        changes::routes(app),
        heads::routes(app),
        site::routes(app),
        pledges::routes(app),
        entries::routes(app),
        schedules::routes(app),
        confirmations::routes(app),
        overlaps::routes(app),
        funds::routes(app),
        organisations::routes(app),
        contacts::routes(app),
        members::routes(app),
        updates::routes(app),
        releases::routes(app),
        calls::routes(app),
        positions::routes(app),
        vec![matrix::route(app)],
        digest::routes(app),
        offices::routes(app),
        people::routes(app),
        rates::routes(app),
        imports::routes(app),
        docs::routes(app),
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

    /// The template with an id, or a file that there is, for each parameter.
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
    async fn each_documented_operation_is_served_by_its_own_route_and_by_no_other() {
        let routes = routes(&App::offline());
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
