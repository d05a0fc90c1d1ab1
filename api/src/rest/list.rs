//! Lists: one page at a time, each with the path of the next.

use deadpool_postgres::GenericClient;
use http::header;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use shared::page;
use utoipa::IntoParams;
use uuid::Uuid;

use super::as_of::AsOf;
use crate::http::{Answer, Parameters, Problem, Query, query::documented, respond};
use crate::{
    app::App,
    auth::Reader,
    log::{self, Cursor, List, read::Condition},
};

/// The requested page of a list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// Maximum number of items. Default 50.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, example = 50)]
    limit: u32,
    /// The end of the previous page. Use the whole path in `next` rather than this alone.
    cursor: Option<String>,
    /// The state as it was known at this instant (RFC 3339), or at the end of this day (ISO 8601, UTC).
    /// Default: now.
    #[param(value_type = Option<String>, example = "2026-11-24T10:05:00Z")]
    pub as_of: AsOf,
}

impl Query for Page {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        let limit = parameters.number("limit", 1, page::MOST).unwrap_or(page::USUAL);
        Self { limit, cursor: parameters.text("cursor"), as_of: AsOf::read(parameters) }
    }
}

/// The filters of a list.
#[derive(Default)]
pub(crate) struct Filter {
    /// The given parameters, for the path of the next page.
    pub given: Vec<(&'static str, String)>,
    /// JSON that a document must contain.
    pub matching: Value,
    /// Further conditions.
    pub conditions: Vec<Condition>,
}

impl Filter {
    /// Adds a filter, if given: `at` places its value in a matching document.
    pub(crate) fn on<T: Serialize>(
        mut self,
        name: &'static str,
        value: Option<&T>,
        at: impl FnOnce(Value) -> Value,
    ) -> Self {
        let Some(value) = value.map(|value| serde_json::to_value(value).expect("a filter is plain data"))
        else {
            return self;
        };
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.given.push((name, text));
        let narrower = at(value);
        match (&mut self.matching, narrower) {
            (Value::Object(all), Value::Object(more)) => all.extend(more),
            (matching, narrower) => *matching = narrower,
        }
        self
    }

    /// Adds a filter that containment cannot express, as given and as a condition.
    pub(crate) fn when(mut self, name: &'static str, given: String, condition: Condition) -> Self {
        self.given.push((name, given));
        self.conditions.push(condition);
        self
    }
}

/// Answers with a page of a list. `path` is the list's own.
pub(crate) async fn list(
    app: &App,
    reader: &Reader,
    list: List,
    path: &str,
    filter: Filter,
    page: &Page,
) -> Answer {
    let as_of = page.as_of.text().map(String::as_str).unwrap_or_default();
    let name = format!("{} {path} {:?} {as_of}", reader.audience.as_str(), filter.given);
    let cursor = match &page.cursor {
        None => None,
        Some(text) => {
            let cursor = Cursor::read(text, &app.cursors).filter(|cursor| cursor.list == name);
            Some(cursor.ok_or_else(|| Problem::bad_parameter("cursor", "must be a cursor from this list"))?)
        }
    };
    let client = app.db.reader(reader).await?;
    let moment = page.as_of.moment(&client, reader.audience).await?;
    let as_of = moment.map(|moment| moment.position);
    let Filter { matching, conditions, .. } = &filter;
    let query = log::read::Query { audience: reader.audience, matching, conditions, as_of };
    let after = match &cursor {
        Some(cursor) => {
            let place = log::read::place(&client, reader.audience, cursor.position).await?;
            let gone = "is of an item that was withdrawn since: begin with the first page again";
            Some(place.ok_or_else(|| Problem::bad_parameter("cursor", gone))?)
        }
        // In a list sorted by creation, later things are skipped at once rather than one by one.
        None => moment
            .filter(|_| list.newest_first && list.by_making)
            .map(|moment| (format!("{:.6}", moment.at), Uuid::max())),
    };
    let after = after.as_ref().map(|(sort_key, id)| (sort_key.as_str(), *id));
    let limit = i64::from(page.limit);
    let mut versions = log::read::page(&client, list, &query, after, limit + 1).await?;
    let total = match &cursor {
        Some(cursor) => cursor.total,
        // A page that is not full is the whole list.
        None if versions.len() as i64 <= limit => versions.len() as i64,
        None => app.totals.of(&client, list, &query).await?,
    };
    let has_more = versions.len() as i64 > limit;
    versions.truncate(page.limit as usize);
    let next = versions.last().filter(|_| has_more).map(|last| {
        let cursor = Cursor { list: name, position: last.position, total };
        next_path(path, &filter, page, &cursor.write(&app.cursors))
    });
    let items: Vec<&str> = versions.iter().map(|version| version.document.as_str()).collect();
    let link =
        next.as_ref().map(|next| format!(",\"next\":{}", Value::from(next.as_str()))).unwrap_or_default();
    // The documents are JSON already.
    let body = format!("{{\"items\":[{}],\"total\":{total}{link}}}", items.join(","));
    let response = respond::tagged("application/json", body);
    Ok(match next {
        Some(next) => respond::with(response, header::LINK, &format!("<{next}>; rel=\"next\"")),
        None => response,
    })
}

/// All items of a list in its order, or only the first ones, if a number is given.
pub(crate) async fn all<T: DeserializeOwned>(
    client: &impl GenericClient,
    list: List,
    query: &log::read::Query<'_>,
    most: Option<i64>,
) -> Result<Vec<T>, Problem> {
    let versions = log::read::page(client, list, query, None, most.unwrap_or(i64::MAX)).await?;
    let document = |version: &log::Version| serde_json::from_str(&version.document);
    versions.iter().map(document).collect::<Result<_, _>>().map_err(|_| Problem::internal())
}

fn next_path(path: &str, filter: &Filter, page: &Page, cursor: &str) -> String {
    let mut query = filter.given.clone();
    query.extend(page.as_of.text().map(|as_of| ("as_of", as_of.clone())));
    query.extend([("limit", page.limit.to_string()), ("cursor", cursor.to_owned())]);
    format!("{path}?{}", serde_urlencoded::to_string(query).expect("pairs of texts are URL-encoded"))
}
