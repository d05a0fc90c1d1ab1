//! `/`: the public page. The figures, and the way to everything else.

use accord_widgets::{
    settings::{Kind, Settings},
    ssr,
};
use askama::Template;
use http::header;
use shared::audience::Audience;

use super::{format::Formats, frame::File};
use crate::{
    app::App,
    http::{Answer, Problem, respond},
    stats::Question,
};

/// Sent with the pages that need no script.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

#[derive(Template)]
#[template(path = "home.html")]
struct Page<'a> {
    style: Option<File<'a>>,
    /// The figures of the funds that have a target, and of the members.
    figures: Vec<String>,
    /// Slug and name of the funds that have none.
    others: Vec<(&'a str, &'a str)>,
}

/// Show the public page
#[utoipa::path(
    get, path = "/", tag = "embed",
    responses((status = 200, description = "The public page.", content_type = "text/html"))
)]
pub(super) async fn get_home(app: App) -> Answer {
    let usd = Some(shared::money::Currency::USD);
    let question = Question { currency: usd, is_stale: app.live.is_stale(), ..Question::default() };
    let stats = app.live.feed(Audience::Public).answer(&question).ok_or_else(Problem::internal)?.stats;
    let write = |kind: Kind, fund: &str| {
        let settings = Settings::read(kind.as_str(), "en", "auto", fund, "USD", "");
        ssr::write(&stats, &settings, &Formats::new(&settings.locale))
    };
    let (aimed, others): (Vec<_>, Vec<_>) = stats.funds.iter().partition(|fund| fund.target.is_some());
    let mut figures: Vec<String> = aimed.iter().map(|fund| write(Kind::Fund, &fund.fund.slug)).collect();
    figures.push(write(Kind::Members, ""));
    let others = others.iter().map(|fund| (fund.fund.slug.as_str(), fund.fund.name.as_str())).collect();
    let page = Page { style: File::find(&app.assets, "accord.css"), figures, others };
    let html = page.render().expect("the template writes to memory");
    let response = respond::tagged("text/html; charset=utf-8", html);
    Ok(respond::with(response, header::CONTENT_SECURITY_POLICY, POLICY))
}
