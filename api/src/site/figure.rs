//! A figure as an address asks for it: which one, in which settings, as of when. The one place that turns
//! settings into what a figure says: frames, badges, oEmbed and the page that writes snippets all ask here.

use figures::{
    figure::FigureProps,
    format::Format,
    locale::Locale,
    settings::{Kind, Settings},
    ssr,
};
use serde_json::Value;
use shared::{audience::Audience, figures::FigureFacts, money::Currency};

use crate::format::Formats;
use crate::{
    app::App,
    auth::Reader,
    http::Problem,
    reports::figures::{Asked, facts},
    rest::as_of::AsOf,
};

/// A setting as it was written in a query; empty where it was not.
pub(super) fn setting(query: &str, name: &str) -> String {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    pairs.into_iter().find(|(known, _)| known == name).map(|(_, value)| value).unwrap_or_default()
}

/// Settings as a partner wrote them. A slip, or a parameter that the partner's own system added, must not break a
/// page, so nothing is refused. `server` is the address that links begin with; empty on its own pages.
pub(super) fn settings(kind: Kind, query: &str, server: &str) -> Settings {
    let written = |name: &str| setting(query, if name == "as-of" { "as_of" } else { name });
    let settings = Settings::read(kind, written, server);
    // What has the form of an instant and is none, or none yet.
    let has_been = AsOf::of(Some(settings.as_of.clone())).is_ok_and(|as_of| as_of.has_been());
    Settings { as_of: if has_been { settings.as_of } else { String::new() }, ..settings }
}

/// The language as it is asked for, `en` where that is enough; one that is not there stays, so that the figure says
/// that it is not.
pub(super) fn lang(locale: &Locale) -> &str {
    if !locale.missing.is_empty() {
        return &locale.missing;
    }
    if locale.tag == locale.words.default_tag { locale.words.language } else { &locale.tag }
}

/// What of the settings is not so anyway, by the names that addresses have for it.
pub(super) fn given(settings: &Settings) -> Vec<(&'static str, &str)> {
    let Settings { fund, country, category, currency, as_of, .. } = settings;
    let currency = if currency == "USD" { "" } else { currency };
    let all = [
        ("fund", &**fund),
        ("country", country),
        ("category", category),
        ("currency", currency),
        ("as_of", as_of),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// Settings as a query, without what is so anyway.
pub(super) fn query(settings: &Settings) -> String {
    let mut pairs = vec![("lang", lang(&settings.locale)), ("theme", settings.theme.as_str())];
    pairs.extend(given(settings));
    serde_urlencoded::to_string(pairs).expect("texts can be written")
}

/// A figure's settings, and what the public may see of it.
pub(super) struct Figure {
    pub(super) settings: Settings,
    answer: Value,
}

impl Figure {
    /// As of when its settings say. A fund that is not there is one of which nothing was reported.
    pub(super) async fn find(app: &App, visitor: &Reader, settings: Settings) -> Result<Self, Problem> {
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let asked = Asked {
            figure: settings.kind.as_str().parse().map_err(|_| Problem::not_found())?,
            fund: given(&settings.fund),
            country: given(&settings.country),
            category: given(&settings.category),
            // A currency that there is not counts as not given.
            currency: settings.currency.parse().unwrap_or(Currency::USD),
            lang: settings.locale.tag.clone(),
        };
        let facts = match facts(app, visitor, &asked, &AsOf::of(given(&settings.as_of))?).await {
            Ok(facts) => facts,
            Err(problem) if problem.is_not_found() => {
                let (position, at) = app.live.feed(Audience::Public).head();
                FigureFacts::new(asked.figure, position, at)
            }
            Err(problem) => return Err(problem),
        };
        let answer = serde_json::to_value(facts).expect("figures are plain data");
        Ok(Self { settings, answer })
    }

    /// What it says.
    pub(super) fn props(&self) -> FigureProps {
        ssr::figure(&self.answer, &self.settings, &Formats::new(&self.settings.locale))
    }

    /// Its number for machines: decimal digits, and the currency where it is an amount.
    pub(super) fn number(&self) -> Option<(String, Option<String>)> {
        let shown = ssr::figure(&self.answer, &self.settings, &Exact).number;
        let (number, currency) = match shown.shown.split_once(' ') {
            Some((number, currency)) => (number, Some(currency.to_owned())),
            None => (shown.shown.as_str(), None),
        };
        let is_number = number.parse::<rust_decimal::Decimal>().is_ok();
        (is_number && !shown.is_missing).then(|| (number.to_owned(), currency))
    }

    /// It as HTML.
    pub(super) fn html(&self) -> String {
        ssr::write(&self.answer, &self.settings, &Formats::new(&self.settings.locale))
    }
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

    fn date(&self, date: &str) -> String {
        date.to_owned()
    }

    fn country(&self, code: &str) -> String {
        code.to_owned()
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
        assert_eq!(read("lang=es-MX"), "lang=es&theme=auto");
        assert_eq!(read("lang=%ff&theme=pink&fund=A%20B&currency=euro"), "lang=en&theme=auto");
        let again = "lang=ar&theme=light&fund=meppa&country=GB&category=youth&as_of=2026-11-24";
        assert_eq!(read(again), again);
        assert_eq!(read("as_of=2026-13-45&country=England&currency=USD"), "lang=en&theme=auto");
    }
}
