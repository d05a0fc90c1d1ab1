//! A figure as an address asks for it: which one, in which settings, as of when. The one place that turns
//! settings into what a figure says: frames, badges, oEmbed and the page that writes snippets all ask here.

use std::sync::Arc;

use accord_widgets::{
    figure::FigureProps,
    format::Format,
    locale::Locale,
    settings::{Kind, Settings},
    ssr,
};
use shared::{audience::Audience, money::Currency, stats::Stats};

use super::format::Formats;
use crate::{
    app::App,
    auth::Reader,
    http::{Problem, as_of::AsOf},
    stats::{self, Question},
};

/// Every figure there is.
pub(super) const KINDS: [Kind; 2] = [Kind::Fund, Kind::Members];

/// The figure that addresses call so.
pub(super) fn kind(name: &str) -> Option<Kind> {
    KINDS.into_iter().find(|kind| kind.as_str() == name)
}

/// A setting as it was written in a query; empty where it was not.
pub(super) fn setting(query: &str, name: &str) -> String {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    pairs.into_iter().find(|(known, _)| known == name).map(|(_, value)| value).unwrap_or_default()
}

/// Settings as a partner wrote them. A slip, or a parameter that the partner's own system added, must not break a
/// page, so nothing is refused. `server` is the address that links begin with; empty on its own pages.
pub(super) fn settings(kind: Kind, query: &str, server: &str) -> Settings {
    let [lang, theme, fund, currency] =
        ["lang", "theme", "fund", "currency"].map(|name| setting(query, name));
    Settings::read(kind.as_str(), &lang, &theme, &fund, &currency, server)
}

/// The language as it is asked for, `en` where that is enough.
pub(super) fn lang(locale: &Locale) -> &str {
    if locale.tag == locale.words.default_tag { locale.words.language } else { &locale.tag }
}

/// Settings as a query, without what is so anyway.
pub(super) fn query(settings: &Settings) -> String {
    let Settings { locale, theme, fund, currency, .. } = settings;
    let mut pairs = vec![("lang", lang(locale)), ("theme", theme.as_str())];
    pairs.extend(fund.as_deref().map(|fund| ("fund", fund)));
    pairs.extend((currency != "USD").then_some(("currency", currency.as_str())));
    serde_urlencoded::to_string(pairs).expect("texts can be written")
}

/// A figure's settings, and the numbers that the public may see.
pub(super) struct Figure {
    pub(super) settings: Settings,
    stats: Arc<Stats>,
}

impl Figure {
    /// As it is now.
    pub(super) fn now(app: &App, settings: Settings) -> Result<Self, Problem> {
        let question = Question { is_stale: app.live.is_stale(), ..question(&settings) };
        let answered = app.live.feed(Audience::Public).answer(&question).ok_or_else(Problem::internal)?;
        Ok(Self { settings, stats: answered.stats })
    }

    /// As it was known at an instant.
    pub(super) async fn as_of(
        app: &App,
        visitor: &Reader,
        settings: Settings,
        as_of: &AsOf,
    ) -> Result<Self, Problem> {
        if as_of.text().is_none() {
            return Self::now(app, settings);
        }
        let answered = stats::past(app, visitor, question(&settings), as_of).await?;
        Ok(Self { settings, stats: answered.stats })
    }

    /// The numbers that it is made of.
    pub(super) fn stats(&self) -> &Stats {
        &self.stats
    }

    /// What it says.
    pub(super) fn props(&self) -> FigureProps {
        ssr::figure(&self.stats, &self.settings, &Formats::new(&self.settings.locale))
    }

    /// Its number for machines: decimal digits, and the currency where it is an amount.
    pub(super) fn number(&self) -> Option<(String, Option<String>)> {
        let shown = ssr::figure(&self.stats, &self.settings, &Exact).number;
        let (number, currency) = match shown.shown.split_once(' ') {
            Some((number, currency)) => (number, Some(currency.to_owned())),
            None => (shown.shown.as_str(), None),
        };
        let is_number = number.parse::<rust_decimal::Decimal>().is_ok();
        (is_number && !shown.is_missing).then(|| (number.to_owned(), currency))
    }

    /// It as HTML.
    pub(super) fn html(&self) -> String {
        ssr::write(&self.stats, &self.settings, &Formats::new(&self.settings.locale))
    }
}

/// A currency that there is not counts as not given.
fn question(settings: &Settings) -> Question {
    let currency = settings.currency.parse().unwrap_or(Currency::USD);
    Question { currency: Some(currency), ..Question::default() }
}

/// Writes numbers for machines, so that a figure's headline can be read back, whichever it chose.
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_they_are_written_and_what_is_malformed_falls_back() {
        let read = |raw: &str| query(&settings(Kind::Fund, raw, ""));
        assert_eq!(read(""), "lang=en&theme=auto");
        assert_eq!(
            read("lang=AR_ps&theme=dark&fund=a-b&currency=eur&utm=x"),
            "lang=ar-PS&theme=dark&fund=a-b&currency=EUR"
        );
        assert_eq!(read("lang=%ff&theme=pink&fund=A%20B&currency=euro"), "lang=en&theme=auto");
        let again = "lang=ar&theme=light&fund=meppa";
        assert_eq!(read(again), again);
    }
}
