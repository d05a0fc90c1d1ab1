//! `/`: the public page, with the figures and links to everything else.

use askama::Template;
use figures::settings::{Kind, Settings};
use http::header;

use super::{assets::File, figure::Figure, page::POLICY, parts::Site};
use crate::{
    auth::Reader,
    http::{Answer, respond},
};

/// Shown below the funds.
const KINDS: [Kind; 4] = [Kind::Donors, Kind::Clock, Kind::Members, Kind::Updates];

#[derive(Template)]
#[template(path = "home.html")]
struct Page<'a> {
    style: Option<File<'a>>,
    /// The figures of the funds with a target, and of all funds together.
    figures: Vec<String>,
    /// Slug and name of the funds without a target.
    others: Vec<(&'a str, &'a str)>,
}

/// Show the public page
#[utoipa::path(
    get, path = "/", tag = "embed",
    responses((status = 200, description = "The public page.", content_type = "text/html"))
)]
pub(super) async fn get_home(visitor: Reader, site: Site) -> Answer {
    let stats = site.stats()?;
    let write = async |kind: Kind, fund: &str| {
        let written = |name: &str| if name == "fund" { fund.to_owned() } else { String::new() };
        Figure::find(&site, &visitor, Settings::read(kind, written, "")).await.map(|figure| figure.html())
    };
    let (aimed, others): (Vec<_>, Vec<_>) = stats.funds.iter().partition(|fund| fund.target.is_some());
    let mut figures = Vec::new();
    for fund in aimed {
        figures.push(write(Kind::Fund, &fund.fund.slug).await?);
    }
    for kind in KINDS {
        // Figures that need the database are left out while it is unreachable.
        figures.extend(write(kind, "").await.ok());
    }
    let others = others.iter().map(|fund| (fund.fund.slug.as_str(), fund.fund.name.as_str())).collect();
    let page = Page { style: File::find(&site.assets, "accord.css"), figures, others };
    let html = page.render().expect("the template writes to memory");
    let response = respond::tagged("text/html; charset=utf-8", html);
    Ok(respond::with(response, header::CONTENT_SECURITY_POLICY, POLICY))
}
