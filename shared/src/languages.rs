//! Texts in several languages: an object with a text for each BCP 47 tag.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The tag of a text in an unknown language (BCP 47, from ISO 639-2).
pub const UNDETERMINED: &str = "und";

/// One value per language, by BCP 47 tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct ByLanguage<T>(pub BTreeMap<String, T>);

impl<T> Default for ByLanguage<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> ByLanguage<T> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value for the first of these languages that has one, else for English, else the first value; with
    /// its tag. `pt` answers for `pt-BR` if nothing is nearer (RFC 4647, lookup).
    pub fn pick<'t>(&'t self, wanted: &[&str]) -> Option<(&'t str, &'t T)> {
        let found = wanted.iter().find_map(|tag| self.lookup(tag)).or_else(|| self.lookup("en"));
        found.or_else(|| self.0.first_key_value().map(|(tag, text)| (tag.as_str(), text)))
    }

    /// The value nearest to a language, if any, with its tag.
    pub fn lookup(&self, tag: &str) -> Option<(&str, &T)> {
        let mut range = tag;
        loop {
            if let Some((tag, text)) = self.0.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(range)) {
                return Some((tag, text));
            }
            range = range.rsplit_once('-')?.0;
        }
    }
}

/// Whether a text has the form of a BCP 47 tag.
pub fn is_tag(tag: &str) -> bool {
    let is_subtag =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    tag.len() > 1 && tag.len() <= 35 && tag.split('-').all(is_subtag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_existing_language_is_picked() {
        let of = |tags: &[&str]| ByLanguage(tags.iter().map(|tag| ((*tag).to_owned(), ())).collect());
        let picked = |texts: &ByLanguage<()>, wanted: &[&str]| {
            texts.pick(wanted).map(|(tag, ())| tag.to_owned()).unwrap_or_default()
        };
        let texts = of(&["ar", "en", "pt", "zh-Hant"]);
        assert_eq!(picked(&texts, &["ar"]), "ar");
        assert_eq!(picked(&texts, &["pt-BR"]), "pt");
        assert_eq!(picked(&texts, &["zh-hant-TW"]), "zh-Hant");
        assert_eq!(picked(&texts, &["he", "ar"]), "ar");
        assert_eq!(picked(&texts, &["he"]), "en");
        assert_eq!(picked(&of(&["he"]), &["fr"]), "he");
        assert_eq!(picked(&of(&[]), &["fr"]), "");
    }
}
