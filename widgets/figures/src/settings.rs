//! The settings of a figure, as a partner wrote them. Unknown or malformed ones fall back to the default: a slip must
//! not break a partner's page.

use std::str::FromStr;

use crate::locale::Locale;

/// The figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A fund's money.
    Fund,
    /// The number of members.
    Members,
    /// The amounts that each donor pledged, committed and paid.
    Donors,
    /// The latest news.
    Updates,
    /// Where governments stand on the alliance's calls.
    Calls,
    /// The amount committed per person per year.
    Clock,
}

impl Kind {
    /// Every figure.
    pub const ALL: [Self; 6] =
        [Self::Fund, Self::Members, Self::Donors, Self::Updates, Self::Calls, Self::Clock];

    /// Its name in addresses and tags.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fund => "fund",
            Self::Members => "members",
            Self::Donors => "donors",
            Self::Updates => "updates",
            Self::Calls => "calls",
            Self::Clock => "clock",
        }
    }
}

/// No figure has this name.
#[derive(Debug)]
pub struct NoFigure;

impl FromStr for Kind {
    type Err = NoFigure;

    fn from_str(word: &str) -> Result<Self, NoFigure> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(NoFigure)
    }
}

/// The colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
    /// The visitor's own setting.
    #[default]
    Auto,
}

impl Theme {
    /// Its name in addresses and attributes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Auto => "auto",
        }
    }
}

/// The settings of one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub kind: Kind,
    pub locale: Locale,
    pub theme: Theme,
    /// Slug of the fund; if empty, the first with a target.
    pub fund: String,
    /// Only this country: ISO 3166-1 alpha-2, or EU.
    pub country: String,
    /// Slug of the members' category.
    pub category: String,
    /// Currency to convert to (ISO 4217).
    pub currency: String,
    /// The instant or day (RFC 3339) that the figure is pinned to; empty if it is live.
    pub as_of: String,
    /// Address of the Accord server, without a trailing slash; empty on its own pages.
    pub server: String,
}

impl Settings {
    /// Reads settings by name; an empty text counts as absent.
    pub fn read(kind: Kind, written: impl Fn(&str) -> String, server: &str) -> Self {
        let keep = |name: &str, longest: usize, is_good: fn(u8) -> bool| {
            let text = written(name);
            if text.len() <= longest && text.bytes().all(is_good) { text } else { String::new() }
        };
        let code = |name: &str, length: usize| {
            let code = keep(name, length, |c| c.is_ascii_alphabetic()).to_ascii_uppercase();
            if code.len() == length { code } else { String::new() }
        };
        let slug = |name: &str| keep(name, 60, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-');
        let currency = code("currency", 3);
        Self {
            kind,
            locale: Locale::read(&written("lang")),
            theme: match &*written("theme") {
                "light" => Theme::Light,
                "dark" => Theme::Dark,
                _ => Theme::Auto,
            },
            fund: slug("fund"),
            country: code("country", 2),
            category: slug("category"),
            currency: if currency.is_empty() { "USD".to_owned() } else { currency },
            as_of: keep("as-of", 40, |c| c.is_ascii_digit() || b"TZ:.+-".contains(&c)),
            server: server.trim_end_matches('/').to_owned(),
        }
    }

    /// The page that explains how figures are counted.
    pub fn counting(&self) -> String {
        self.server.clone() + "/docs/counting"
    }

    /// The address of the figure's numbers: the settings as a path and a query.
    pub fn address(&self) -> String {
        // The only character of an instant with another meaning in a query.
        let as_of = self.as_of.replace('+', "%2B");
        let mut address = self.server.clone() + "/v1/figures/" + self.kind.as_str();
        let parts = [
            ("?currency=", &self.currency),
            ("&lang=", &self.locale.tag),
            ("&fund=", &self.fund),
            ("&country=", &self.country),
            ("&category=", &self.category),
            ("&as_of=", &as_of),
        ];
        for (name, value) in parts {
            if !value.is_empty() {
                address.push_str(name);
                address.push_str(value);
            }
        }
        address
    }
}
