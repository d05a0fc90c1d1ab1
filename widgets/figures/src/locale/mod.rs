//! The languages: one file each, with every word of figures, pages and mails, and its line in `LANGUAGES`. The compiler
//! asks for every word.

mod ar;
mod de;
mod en;
mod fr;
mod he;
mod words;

pub use words::*;

/// Every language, with the fallback first. All lists of languages are made from this one.
pub static LANGUAGES: &[&Words] = &[&en::WORDS, &fr::WORDS, &de::WORDS, &he::WORDS, &ar::WORDS];

/// Only ever shown in the fallback language.
const NOT_IN: &str = "Not available in “{0}”; shown in English.";

/// The words for a BCP 47 tag.
pub fn find(tag: &str) -> Option<&'static Words> {
    let language = primary(tag);
    LANGUAGES.iter().copied().find(|words| words.language.eq_ignore_ascii_case(language))
}

/// The words for the first tag with any, else the fallback's.
pub fn nearest<'t>(tags: impl IntoIterator<Item = &'t str>) -> &'static Words {
    tags.into_iter().find_map(find).unwrap_or(LANGUAGES[0])
}

fn primary(tag: &str) -> &str {
    tag.trim().split(['-', '_']).next().unwrap_or_default()
}

/// A language, and the tag for its numbers and dates.
#[derive(Clone)]
pub struct Locale {
    pub words: &'static Words,
    /// `language` or `language-REGION`, always well-formed.
    pub tag: String,
    /// The requested language, if it has no words; else empty.
    pub missing: String,
}

impl Locale {
    /// The nearest locale to a BCP 47 tag.
    pub fn read(tag: &str) -> Self {
        let Some(words) = find(tag) else {
            let language = primary(tag).to_ascii_lowercase();
            let is_language =
                (2..=3).contains(&language.len()) && language.bytes().all(|c| c.is_ascii_lowercase());
            let missing = if is_language { language } else { String::new() };
            return Self { words: LANGUAGES[0], tag: LANGUAGES[0].default_tag.to_owned(), missing };
        };
        let is_region = |subtag: &&str| subtag.len() == 2 && subtag.bytes().all(|c| c.is_ascii_alphabetic());
        let tag = match tag.trim().split(['-', '_']).skip(1).find(is_region) {
            Some(region) => words.language.to_owned() + "-" + &region.to_ascii_uppercase(),
            None => words.default_tag.to_owned(),
        };
        Self { words, tag, missing: String::new() }
    }

    /// A note about the fallback, if the requested language has no words.
    pub fn fallen_back(&self) -> Option<String> {
        (!self.missing.is_empty()).then(|| fill(NOT_IN, &[&self.missing]))
    }

    /// The language of a text, if known and different from this one.
    pub fn other(&self, lang: String) -> Option<String> {
        let is_known = !lang.is_empty() && lang != "und";
        (is_known && !primary(&lang).eq_ignore_ascii_case(primary(&self.tag))).then_some(lang)
    }
}

impl PartialEq for Locale {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag && self.missing == other.missing
    }
}

impl std::fmt::Debug for Locale {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.tag)
    }
}

/// Puts `values` in place of `{0}`, `{1}` and `{2}`.
pub fn fill(words: &str, values: &[&str]) -> String {
    let mut filled = String::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        let (slot, after) = after.split_once('}').unwrap_or(("", after));
        filled.push_str(before);
        let slot = usize::from(slot.bytes().next().unwrap_or_default().saturating_sub(b'0'));
        filled.push_str(values.get(slot).unwrap_or(&""));
        rest = after;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn an_unknown_language_falls_back_to_a_well_formed_tag() {
        for (asked, tag) in [
            ("", "en-GB"),
            ("en", "en-GB"),
            ("EN_us", "en-US"),
            ("ar", "ar"),
            ("ar-PS", "ar-PS"),
            ("ar-Arab-IL", "ar-IL"),
            ("fr", "fr"),
            ("de-AT", "de-AT"),
            ("he", "he"),
            ("xx-YY", "en-GB"),
            ("en-<script>", "en-GB"),
        ] {
            assert_eq!(Locale::read(asked).tag, tag, "{asked}");
        }
        let said = |asked: &str| Locale::read(asked).fallen_back().unwrap_or_default();
        assert_eq!(
            (said("es-MX"), said("he"), said("<b>")),
            ("Not available in “es”; shown in English.".into(), String::new(), String::new())
        );
    }

    #[test]
    fn values_are_filled_in_any_order() {
        assert_eq!(fill("{1} of {0}.", &["a", "b"]), "b of a.");
        assert_eq!(fill("none", &["a"]), "none");
    }

    #[test]
    fn the_nearest_words_are_those_of_the_first_known_tag() {
        for (tags, language) in [
            (&["ar-PS"][..], "ar"),
            (&["FR"], "fr"),
            (&["tlh", "de-CH", "fr"], "de"),
            (&["ja"], "en"),
            (&[""], "en"),
            (&[], "en"),
        ] {
            assert_eq!(nearest(tags.iter().copied()).language, language, "{tags:?}");
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn digest_groups_and_measures_have_distinct_words() {
        use std::collections::BTreeSet;

        for words in LANGUAGES {
            let Mail { groups, measures, .. } = &words.mail;
            assert_eq!(BTreeSet::from(*groups).len(), groups.len(), "{}", words.language);
            assert_eq!(BTreeSet::from(*measures).len(), measures.len(), "{}", words.language);
        }
    }

    /// The names of the language files in `locale/`.
    fn files() -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/locale");
        let names = fs::read_dir(folder).expect("the folder of this file").map(|file| {
            let path = file.expect("a file").path();
            path.file_stem().expect("a name").to_string_lossy().into_owned()
        });
        names.filter(|name| !["mod", "words"].contains(&name.as_str())).collect()
    }

    #[test]
    fn every_language_file_is_in_the_list_of_languages() {
        let mut listed: Vec<_> = LANGUAGES.iter().map(|words| words.language.to_owned()).collect();
        let mut files = files();
        listed.sort();
        files.sort();
        assert_eq!(listed, files);
    }

    /// A second list would have to name several of them. Tests may: they say what they expect.
    #[test]
    fn no_other_file_of_the_program_lists_languages() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut folders: Vec<_> = ["api", "shared", "widgets", "xtask"].map(|name| root.join(name)).into();
        let mut read = 0;
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            {
                let path = entry.expect("an entry").path();
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                if path.is_dir() && !["locale", "tests", "target", "node_modules", "demo"].contains(&&*name) {
                    folders.push(path);
                } else if ["rs", "html", "js"].iter().any(|kind| name.ends_with(&format!(".{kind}")))
                    && name != "tests.rs"
                {
                    let text = fs::read_to_string(&path).expect("a text");
                    let program = text.split("#[cfg(test)]").next().unwrap_or_default();
                    let is_named = |words: &&&Words| program.contains(&format!("\"{}\"", words.language));
                    let named = LANGUAGES.iter().filter(is_named).count();
                    assert!(named < 3, "{} names {named} languages", path.display());
                    read += 1;
                }
            }
        }
        assert!(read > 200, "only {read} files were read");
    }
}
