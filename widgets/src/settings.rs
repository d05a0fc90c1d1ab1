//! What a figure is asked to show, as a partner wrote it: unknown or malformed settings fall back to
//! the default, since a partner's page must not break over a slip.

use std::str::FromStr;

use crate::locale::Locale;

/// Which figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A fund's money.
    Fund,
    /// How many members there are.
    Members,
    /// Who pledged, committed and paid what.
    Donors,
    /// The latest news.
    Updates,
    /// Where governments stand on what is asked of them.
    Calls,
    /// What was committed per person and year.
    Clock,
}

impl Kind {
    /// Every figure there is.
    pub const ALL: [Self; 6] =
        [Self::Fund, Self::Members, Self::Donors, Self::Updates, Self::Calls, Self::Clock];

    /// The word in addresses and tags.
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

/// There is no figure of this name.
#[derive(Debug)]
pub struct NoFigure;

impl FromStr for Kind {
    type Err = NoFigure;

    fn from_str(word: &str) -> Result<Self, NoFigure> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(NoFigure)
    }
}

/// Which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
    /// As the visitor's system is set.
    #[default]
    Auto,
}

impl Theme {
    /// The word in addresses and attributes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Auto => "auto",
        }
    }
}

/// Everything a figure is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub kind: Kind,
    pub locale: Locale,
    pub theme: Theme,
    /// Slug of the fund; without one, the first that has a target.
    pub fund: String,
    /// Only this country: ISO 3166-1 alpha-2, or EU.
    pub country: String,
    /// Slug of the members' category.
    pub category: String,
    /// Currency to convert to, as code of ISO 4217.
    pub currency: String,
    /// The instant or day (RFC 3339) that the figure is pinned to; empty where it is live.
    pub as_of: String,
    /// Address of the Accord server, without a slash at its end; empty on its own pages.
    pub server: String,
}

impl Settings {
    /// Reads settings as they were written, by name; an empty text is one that was not given.
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

    /// Where the figure's numbers are: what the path and the query ask for.
    pub fn address(&self) -> String {
        // The one character of an instant that means something else in a query.
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
