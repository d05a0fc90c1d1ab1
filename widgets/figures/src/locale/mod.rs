//! The words of the figures: one file and one table per language. A language is added by a file
//! beside these and a line in `LANGUAGES`.

mod ar;
mod de;
mod en;
mod fr;
mod he;

/// Every language there is, the one to fall back to first.
pub const LANGUAGES: [&Words; 5] = [&en::WORDS, &fr::WORDS, &de::WORDS, &he::WORDS, &ar::WORDS];

/// A language's words. `{0}`, `{1}` and `{2}` stand for what is put in.
pub struct Words {
    /// Primary subtag (BCP 47).
    pub language: &'static str,
    /// The tag numbers and dates are written for when no region was asked for.
    pub default_tag: &'static str,
    pub rtl: bool,

    pub committed_to: &'static str,
    pub disbursed_to: &'static str,
    /// Label of a fund figure without a fund.
    pub fund: &'static str,
    pub not_reported: &'static str,
    pub exactly: &'static str,
    pub of_target: &'static str,
    pub of_yearly_target: &'static str,
    pub target: &'static str,
    pub yearly_target: &'static str,
    pub amount_pledged: &'static str,
    pub amount_committed: &'static str,
    pub amount_disbursed: &'static str,
    pub no_pledge: &'static str,
    pub no_commitment: &'static str,
    pub no_disbursement: &'static str,
    /// Between the clauses of the sentence under the number, and after the last.
    pub clause: &'static str,
    pub stop: &'static str,
    pub pledged: &'static str,
    pub not_binding: &'static str,
    pub committed: &'static str,
    pub disbursed: &'static str,
    pub committed_share: &'static str,
    pub committed_yearly_share: &'static str,
    pub disbursed_share: &'static str,
    pub disbursed_yearly_share: &'static str,
    pub less_than: &'static str,
    /// What is still missing to the target.
    pub gap: &'static str,
    /// The same of a target that is an amount a year.
    pub yearly_gap: &'static str,
    /// How many amounts no rate could convert.
    pub unconverted: fn(u32) -> &'static str,

    pub members: &'static str,
    /// What the number of members counts.
    pub organisations: fn(u32) -> &'static str,
    pub not_named: fn(u32) -> &'static str,
    pub by_category: &'static str,
    /// Of the members' number, where it is narrowed.
    pub listed_in_full: &'static str,
    /// A category that is known by name; others are shown as they are.
    pub category: fn(&str) -> Option<&'static str>,

    pub donors: &'static str,
    pub donors_to: &'static str,
    /// What the number of donors counts.
    pub donors_counted: fn(u32) -> &'static str,
    pub overdue: &'static str,
    /// How many are not in the list.
    pub more: &'static str,

    pub news: &'static str,
    /// What the number of updates counts.
    pub updates_counted: fn(u32) -> &'static str,
    /// Of an update that does not say when it happened.
    pub posted: &'static str,
    /// An update's kind, of the ten that there are.
    pub update_kind: fn(&str) -> &'static str,

    pub positions: &'static str,
    /// What the number of countries counts.
    pub countries_counted: fn(u32) -> &'static str,
    /// A country's standing on a call.
    pub standing: fn(&str) -> &'static str,

    pub per_person: &'static str,
    /// What was committed, over how many years, for how many people.
    pub formula: &'static str,
    pub years: fn(u32) -> &'static str,
    pub people: fn(u32) -> &'static str,
    pub goal: &'static str,
    pub compared: &'static str,

    pub as_of: &'static str,
    pub not_updated_since: &'static str,
    pub how_counted: &'static str,
    pub sample: &'static str,
    pub pause: &'static str,
    /// Says in which language there is no text.
    pub not_in: &'static str,
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language
    }
}

/// A language, and the tag its numbers and dates are written for.
#[derive(Clone)]
pub struct Locale {
    pub words: &'static Words,
    /// `language` or `language-REGION`; well-formed whatever was asked for.
    pub tag: String,
    /// The language that was asked for and is not there.
    pub missing: String,
}

impl Locale {
    /// The nearest there is to a tag of BCP 47.
    pub fn read(tag: &str) -> Self {
        let mut subtags = tag.trim().split(['-', '_']);
        let language = subtags.next().unwrap_or_default().to_ascii_lowercase();
        let Some(words) = LANGUAGES.into_iter().find(|words| words.language == language) else {
            let is_language =
                (2..=3).contains(&language.len()) && language.bytes().all(|c| c.is_ascii_lowercase());
            let missing = if is_language { language } else { String::new() };
            return Self { words: LANGUAGES[0], tag: LANGUAGES[0].default_tag.to_owned(), missing };
        };
        let is_region = |subtag: &&str| subtag.len() == 2 && subtag.bytes().all(|c| c.is_ascii_alphabetic());
        let tag = match subtags.find(is_region) {
            Some(region) => language + "-" + &region.to_ascii_uppercase(),
            None => words.default_tag.to_owned(),
        };
        Self { words, tag, missing: String::new() }
    }

    /// Says that the language asked for is not there, where it is not.
    pub fn fallen_back(&self) -> Option<String> {
        (!self.missing.is_empty()).then(|| fill(self.words.not_in, &[&self.missing]))
    }

    /// The language of a text that is in another one than this, where it is known.
    pub fn other(&self, lang: String) -> Option<String> {
        let primary = |tag: &str| tag.split('-').next().map(str::to_ascii_lowercase);
        let is_known = !lang.is_empty() && lang != "und";
        (is_known && primary(&lang) != primary(&self.tag)).then_some(lang)
    }

    /// The direction of its script, as HTML names it.
    pub fn dir(&self) -> &'static str {
        if self.words.rtl { "rtl" } else { "ltr" }
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

/// Puts `values` where the words have `{0}`, `{1}` and `{2}`.
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
    use super::*;

    #[test]
    fn a_language_that_is_not_there_falls_back_and_never_makes_a_malformed_tag() {
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
            ("Not available in “es”: shown in English.".into(), String::new(), String::new())
        );
    }

    #[test]
    fn words_are_filled_in_whatever_order_they_ask_for() {
        assert_eq!(fill("{1} of {0}.", &["a", "b"]), "b of a.");
        assert_eq!(fill("none", &["a"]), "none");
    }
}
