//! A figure as an address requests it: its kind, settings and instant. Frames, badges, oEmbed and the snippets
//! page all use this module to turn settings into a figure's content.

use figures::{
    figure::FigureProps,
    format::Format,
    locale::Locale,
    settings::{Kind, Settings},
    ssr,
};
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

/// A setting as written in a query, or an empty string.
pub(super) fn setting(query: &str, name: &str) -> String {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    pairs.into_iter().find(|(known, _)| known == name).map(|(_, value)| value).unwrap_or_default()
}

/// Settings as a partner wrote them. A typing error, or a parameter added by the partner's own system, must not
/// break a page, so nothing is refused. `server` is the address that links begin with; it is empty on the server's
/// own pages.
pub(super) fn settings(kind: Kind, query: &str, server: &str) -> Settings {
    let written = |name: &str| setting(query, if name == "as-of" { "as_of" } else { name });
    let settings = Settings::read(kind, written, server);
    // The text may look like an instant without being one, or lie in the future.
    let has_been = AsOf::of(Some(settings.as_of.clone())).is_ok_and(|as_of| as_of.has_been());
    Settings { as_of: if has_been { settings.as_of } else { String::new() }, ..settings }
}

/// The requested language, shortened to `en` if English is enough. An unavailable language stays, so that the
/// figure can say so.
pub(super) fn lang(locale: &Locale) -> &str {
    if !locale.missing.is_empty() {
        return &locale.missing;
    }
    if locale.tag == locale.words.default_tag { locale.words.language } else { &locale.tag }
}

/// The settings that differ from the defaults, by their names in addresses.
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

/// The settings as a query, without defaults.
pub(super) fn query(settings: &Settings) -> String {
    let mut pairs = vec![("lang", lang(&settings.locale)), ("theme", settings.theme.as_str())];
    pairs.extend(given(settings));
    serde_urlencoded::to_string(pairs).expect("texts can be written")
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_settings_fall_back_to_defaults() {
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
