//! The words of the mail and of its page: a file and a table for each language. A language is added by a file beside
//! these and a line in `LANGUAGES`.

mod ar;
mod de;
mod en;
mod fr;
mod he;

/// Every language there is, the one to fall back to first.
const LANGUAGES: [&Words; 5] = [&en::WORDS, &fr::WORDS, &de::WORDS, &he::WORDS, &ar::WORDS];

/// A language's words.
pub(super) struct Words {
    /// Primary subtag (BCP 47).
    pub(super) language: &'static str,
    /// In which direction it is written.
    pub(super) dir: &'static str,
    pub(super) subject: &'static str,
    pub(super) intro: &'static str,
    /// In the order of the fields of `Groups`.
    pub(super) groups: [&'static str; 7],
    /// In the order of `Measure::ALL`.
    pub(super) measures: [&'static str; 9],
    pub(super) sample: &'static str,
    /// Before the number of things that are not named.
    pub(super) further: &'static str,
    pub(super) in_all: &'static str,
    /// Before the number of amounts that no rate could convert.
    pub(super) unconverted: &'static str,
    /// Before the number of things that the public may not read.
    pub(super) offices_only: &'static str,
    pub(super) turn_off: &'static str,
    pub(super) off_title: &'static str,
    pub(super) off_ask: &'static str,
    pub(super) off_button: &'static str,
    pub(super) off_done: &'static str,
}

/// The words for a BCP 47 tag: those of its primary language, else English.
pub(super) fn of(tag: &str) -> &'static Words {
    let primary = tag.split('-').next().unwrap_or_default();
    LANGUAGES.into_iter().find(|words| words.language.eq_ignore_ascii_case(primary)).unwrap_or(LANGUAGES[0])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{LANGUAGES, of};

    #[test]
    fn a_tag_is_answered_in_its_primary_language_and_an_unknown_one_in_english() {
        for (tag, language) in
            [("ar", "ar"), ("ar-PS", "ar"), ("FR", "fr"), ("de-CH", "de"), ("ja", "en"), ("", "en")]
        {
            assert_eq!(of(tag).language, language, "{tag}");
        }
    }

    #[test]
    fn no_two_groups_and_no_two_measures_have_the_same_word() {
        for words in LANGUAGES {
            assert_eq!(BTreeSet::from(words.groups).len(), words.groups.len(), "{}", words.language);
            assert_eq!(BTreeSet::from(words.measures).len(), words.measures.len(), "{}", words.language);
        }
    }
}
