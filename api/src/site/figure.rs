//! A figure by its settings. Frames, badges, oEmbed and the snippets page all use this module to turn settings
//! into a figure's content.

use figures::{figure::FigureProps, format::Format, settings::Settings, ssr};
use serde_json::Value;
use shared::{audience::Audience, figures::FigureFacts, money::Currency};

use super::parts::Site;
use crate::format::Formats;
use crate::{
    auth::Reader,
    http::Problem,
    reports::figures::{Asked, facts},
    rest::as_of::AsOf,
};

/// A figure's settings, and the facts that the public may see.
pub(super) struct Figure {
    pub(super) settings: Settings,
    answer: Value,
}

impl Figure {
    /// The figure at the instant of its settings. A missing fund is shown like a fund without reports.
    pub(super) async fn find(site: &Site, visitor: &Reader, settings: Settings) -> Result<Self, Problem> {
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let asked = Asked {
            figure: settings.kind.as_str().parse().map_err(|_| Problem::not_found())?,
            fund: given(&settings.fund),
            country: given(&settings.country),
            category: given(&settings.category),
            // An unknown currency counts as not given.
            currency: settings.currency.parse().unwrap_or(Currency::USD),
            lang: settings.locale.tag.clone(),
        };
        let as_of = AsOf::of(given(&settings.as_of))?;
        let facts = match facts(&site.app, &site.figures, visitor, &asked, &as_of).await {
            Ok(facts) => facts,
            Err(problem) if problem.is_not_found() => {
                let (position, at) = site.app.live.feed(Audience::Public).head();
                FigureFacts::new(asked.figure, position, at)
            }
            Err(problem) => return Err(problem),
        };
        let answer = serde_json::to_value(facts).expect("figures are plain data");
        Ok(Self { settings, answer })
    }

    /// The figure's content.
    pub(super) fn props(&self) -> FigureProps {
        ssr::figure(&self.answer, &self.settings, &Formats::new(&self.settings.locale))
    }

    /// Its number for machines: decimal digits, and the currency of an amount.
    pub(super) fn number(&self) -> Option<(String, Option<String>)> {
        let shown = ssr::figure(&self.answer, &self.settings, &Exact).number;
        let (number, currency) = match shown.shown.split_once(' ') {
            Some((number, currency)) => (number, Some(currency.to_owned())),
            None => (shown.shown.as_str(), None),
        };
        let is_number = number.parse::<rust_decimal::Decimal>().is_ok();
        (is_number && !shown.is_missing).then(|| (number.to_owned(), currency))
    }

    /// The figure as HTML.
    pub(super) fn html(&self) -> String {
        ssr::write(&self.answer, &self.settings, &Formats::new(&self.settings.locale))
    }
}

/// Writes numbers for machines, so that any figure's headline can be read back.
struct Exact;

impl Format for Exact {
    fn money(&self, amount: &str, currency: &str) -> String {
        format!("{amount} {currency}")
    }

    fn rounded(&self, amount: &str, currency: &str) -> String {
        self.money(amount, currency)
    }

    fn count(&self, number: u32) -> String {
        number.to_string()
    }

    fn percent(&self, hundredths: u32) -> String {
        hundredths.to_string()
    }

    fn instant(&self, instant: &str) -> String {
        instant.to_owned()
    }

    fn date(&self, date: &str) -> String {
        date.to_owned()
    }

    fn country(&self, code: &str) -> String {
        code.to_owned()
    }
}
