//! `GET /v1/changes`: a reader's own feed, line by line. Replayed from the beginning, it gives everything
//! that the reader may see. Checked, it shows that no line was ever rewritten.

use http::header;
use shared::{
    changes::FeedLine,
    page::{self, Page},
};
use utoipa::IntoParams;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Reader},
    http::{Answer, Parameters, Query, Route, get_or_head, query, query::documented, respond, route},
    log::feed,
};

pub(crate) fn routes(app: &App) -> Vec<Route> {
    vec![route::<__path_list_changes, _, _>(
        path!("v1" / "changes")
            .and(get_or_head())
            .and(auth::reader(app))
            .and(query::<Lines>())
            .and(app::with(app))
            .then(list_changes),
    )]
}

/// The page of lines.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Lines {
    /// Position to start after. Default 0, the beginning.
    #[param(minimum = 0)]
    after: Option<u32>,
    /// Maximum number of lines. Default 50.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
}

impl Query for Lines {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        Self {
            after: parameters.number("after", 0, u32::MAX),
            limit: parameters.number("limit", 1, page::MOST),
        }
    }
}

/// List the changes
///
/// The reader's feed, in order and without gaps. Each line holds the whole thing as this reader sees it from
/// then on, or says that it is gone. Each line also names the hash of the previous line.
#[utoipa::path(
    get, path = "/v1/changes", tag = "changes", security((), ("key" = [])), params(Lines),
    responses((status = 200, description = "A page of lines. `total` is the number of lines in the feed.", body = Page<FeedLine>))
)]
async fn list_changes(reader: Reader, lines: Lines, app: App) -> Answer {
    let (after, limit) = (i64::from(lines.after.unwrap_or(0)), lines.limit.unwrap_or(page::USUAL));
    let client = app.db.reader(&reader).await?;
    let total = feed::heads(&client).await?[reader.audience as usize];
    let items = feed::whole_after(&client, reader.audience, after, limit.into()).await?;
    let last = items.last().map(|line| line.change.position).filter(|last| *last < total);
    let next = last.map(|last| format!("/v1/changes?after={last}&limit={limit}"));
    let response = respond::json(&Page { items, total, next: next.clone() });
    Ok(match next {
        Some(next) => respond::with(response, header::LINK, &format!("<{next}>; rel=\"next\"")),
        None => response,
    })
}
