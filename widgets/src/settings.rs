//! What a figure is asked to show, as a partner wrote it: unknown or malformed settings fall back to
//! the default, since a partner's page must not break over a slip.

use crate::locale::Locale;

/// Which figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Fund,
    Members,
}

impl Kind {
    /// The word in addresses and tags.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fund => "fund",
            Self::Members => "members",
        }
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
    pub fund: Option<String>,
    /// Currency to convert to, as code of ISO 4217.
    pub currency: String,
    /// Address of the Accord server, without a slash at its end; empty on its own pages.
    pub server: String,
}

impl Settings {
    /// Reads settings as they were written; an empty text is one that was not given.
    pub fn read(kind: &str, lang: &str, theme: &str, fund: &str, currency: &str, server: &str) -> Self {
        let is_slug = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        let slug = !fund.is_empty() && fund.len() <= 60 && fund.bytes().all(is_slug);
        let code = currency.len() == 3 && currency.bytes().all(|c| c.is_ascii_alphabetic());
        Self {
            kind: if kind == "members" { Kind::Members } else { Kind::Fund },
            locale: Locale::read(lang),
            theme: match theme {
                "light" => Theme::Light,
                "dark" => Theme::Dark,
                _ => Theme::Auto,
            },
            fund: slug.then(|| fund.to_owned()),
            currency: if code { currency.to_ascii_uppercase() } else { "USD".to_owned() },
            server: server.trim_end_matches('/').to_owned(),
        }
    }
}
