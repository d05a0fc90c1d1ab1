//! Rates: the value of one unit of a currency on a day, as published. Rates are imported.

pub(crate) mod show;
pub(crate) mod store;

use jiff::civil::Date;
use serde_json::json;
use shared::{audience::Audience, page::Page as Listed, rates::RateDay, resource::Resource};
use utoipa::IntoParams;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Reader},
    db,
    http::{Answer, Parameters, Query, Route, get_or_head, query, query::documented, route},
    log::{List, Write},
    resources::views,
    rest::list::{self, Page},
};

const LIST: List = List { resource: Resource::Rates, newest_first: true, by_making: false };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    vec![route::<__path_list_rates, _, _>(
        path!("v1" / "rates")
            .and(get_or_head())
            .and(auth::reader(app))
            .and(query::<(RateFilter, Page)>())
            .and(app::with(app))
            .then(list_rates),
    )]
}

/// The filter of days.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct RateFilter {
    /// Only this day (ISO 8601).
    #[param(value_type = Option<String>, example = "2022-03-08")]
    date: Option<Date>,
}

impl Query for RateFilter {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        Self { date: parameters.optional("date") }
    }
}

/// List the exchange rates
///
/// Source: the European Central Bank's euro foreign exchange reference rates.
#[utoipa::path(
    get, path = "/v1/rates", tag = "rates", security((), ("key" = [])), params(RateFilter, Page),
    responses((status = 200, description = "A page of days, newest first.", body = Listed<RateDay>))
)]
async fn list_rates(reader: Reader, (filter, page): (RateFilter, Page), app: App) -> Answer {
    let filter = list::Filter::default().on("date", filter.date.as_ref(), |date| json!({"date": date}));
    list::list(&app, &reader, LIST, "/v1/rates", filter, &page).await
}

pub(crate) async fn record(write: &mut Write<'_>, day: &RateDay) -> Result<(), db::Error> {
    views::record(write, Resource::Rates.with(day.id), Audience::Public, day).await
}
