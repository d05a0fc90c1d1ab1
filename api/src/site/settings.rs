//! Reads and writes the settings in the address of a frame, a badge or the snippets page.

use figures::{
    locale::Locale,
    settings::{Kind, Settings},
};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::rest::as_of::AsOf;

/// The settings of a figure as a partner wrote them.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FigureQuery {
    /// Language of the figure (BCP 47). Default on `/embed`: the language of the page. Default elsewhere: English, also
    /// for a language without words.
    #[param(example = "ar")]
    pub(super) lang: Option<String>,
    /// `light`, `dark`, or `auto` for the visitor's own setting. Default `auto`. A badge shows `auto` as `light`.
    #[param(example = "auto")]
    pub(super) theme: Option<String>,
    /// Slug of the fund. Default for `fund`: the first fund with a target. Default for `clock`: the first
    /// that says how many people it is for. Default for `donors` and `updates`: all funds.
    #[param(example = "international-fund")]
    pub(super) fund: Option<String>,
    /// For `members`, `updates` and `calls`: only this country (ISO 3166-1 alpha-2, or EU). Default: all.
    #[param(example = "GB")]
    pub(super) country: Option<String>,
    /// For `members`: slug of a category. Default: all.
    #[param(example = "dialogue")]
    pub(super) category: Option<String>,
    /// Currency to convert to (ISO 4217). Default USD.
    #[param(example = "EUR")]
    pub(super) currency: Option<String>,
    /// The figure as it was known at this instant (RFC 3339), or at the end of this day (ISO 8601, UTC). Default:
    /// now, and live. Only a badge refuses a malformed or future value, because its number would be wrong.
    #[param(example = "2026-11-24")]
    pub(super) as_of: Option<String>,
}

impl FigureQuery {
    /// The settings, without malformed ones and without an instant after `now`. `server` is the address that links
    /// begin with; it is empty on the server's own pages.
    pub(super) fn settings(&self, kind: Kind, server: &str, now: Timestamp) -> Settings {
        let written = |name: &str| {
            let text = match name {
                "lang" => &self.lang,
                "theme" => &self.theme,
                "fund" => &self.fund,
                "country" => &self.country,
                "category" => &self.category,
                "currency" => &self.currency,
                "as-of" => &self.as_of,
                _ => &None,
            };
            text.clone().unwrap_or_default()
        };
        let settings = Settings::read(kind, written, server);
        // A date that does not exist, or lies in the future, also has the right form.
        let has_been = AsOf::of(Some(settings.as_of.clone())).is_ok_and(|as_of| as_of.has_been(now));
        Settings { as_of: if has_been { settings.as_of } else { String::new() }, ..settings }
    }
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

/// Settings as a query: the language, the theme, and all settings that differ from the defaults.
pub(super) fn query(settings: &Settings) -> String {
    let mut pairs = vec![("lang", lang(&settings.locale)), ("theme", settings.theme.as_str())];
    pairs.extend(given(settings));
    serde_urlencoded::to_string(pairs).expect("texts can be written")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::query::read_leniently;

    #[test]
    fn settings_are_kept_and_malformed_ones_fall_back() {
        let now = "2026-11-25T12:00:00Z".parse().expect("an instant");
        let read = |raw: &str| query(&read_leniently::<FigureQuery>(raw).settings(Kind::Fund, "", now));
        assert_eq!(read(""), "lang=en&theme=auto");
        assert_eq!(
            read("lang=AR_ps&theme=dark&fund=a-b&currency=eur&utm=x"),
            "lang=ar-PS&theme=dark&fund=a-b&currency=EUR"
        );
        assert_eq!(read("lang=es-MX"), "lang=es&theme=auto");
        assert_eq!(read("lang=%ff&theme=pink&fund=A%20B&currency=euro"), "lang=en&theme=auto");
        let again = "lang=ar&theme=light&fund=meppa&country=GB&category=youth&as_of=2026-11-24";
        assert_eq!(read(again), again);
        assert_eq!(read("fund=a&fund=b&theme=dark"), "lang=en&theme=dark&fund=a");
        assert_eq!(read("as_of=2026-11-26"), "lang=en&theme=auto");
        assert_eq!(read("as_of=2026-13-45&country=England&currency=USD"), "lang=en&theme=auto");
    }
}
