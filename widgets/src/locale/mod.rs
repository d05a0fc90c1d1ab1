//! The words of the figures: one file and one table per language. A language is added by a file
//! beside these and a line in `LANGUAGES`.

mod ar;
mod en;

/// Every language there is, the one to fall back to first.
const LANGUAGES: [&Words; 2] = [&en::WORDS, &ar::WORDS];

/// A language's words. `{0}` and `{1}` stand for what is put in.
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
    /// How many amounts no rate could convert.
    pub unconverted: fn(u32) -> &'static str,

    pub members: &'static str,
    /// What the number of members counts.
    pub organisations: fn(u32) -> &'static str,
    pub not_named: fn(u32) -> &'static str,
    pub by_category: &'static str,
    /// A category that is known by name; others are shown as they are.
    pub category: fn(&str) -> Option<&'static str>,

    pub as_of: &'static str,
    pub not_updated_since: &'static str,
    pub how_counted: &'static str,
    pub sample: &'static str,
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
}

impl Locale {
    /// The nearest there is to a tag of BCP 47.
    pub fn read(tag: &str) -> Self {
        let mut subtags = tag.trim().split(['-', '_']);
        let language = subtags.next().unwrap_or_default().to_ascii_lowercase();
        let Some(words) = LANGUAGES.into_iter().find(|words| words.language == language) else {
            return Self { words: LANGUAGES[0], tag: LANGUAGES[0].default_tag.to_owned() };
        };
        let is_region = |subtag: &&str| subtag.len() == 2 && subtag.bytes().all(|c| c.is_ascii_alphabetic());
        let tag = match subtags.find(is_region) {
            Some(region) => language + "-" + &region.to_ascii_uppercase(),
            None => words.default_tag.to_owned(),
        };
        Self { words, tag }
    }

    /// The direction of its script, as HTML names it.
    pub fn dir(&self) -> &'static str {
        if self.words.rtl { "rtl" } else { "ltr" }
    }
}

impl PartialEq for Locale {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag
    }
}

impl std::fmt::Debug for Locale {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.tag)
    }
}

/// Puts `values` where the words have `{0}` and `{1}`.
pub fn fill(words: &str, values: &[&str]) -> String {
    let mut filled = String::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        let (slot, after) = after.split_once('}').unwrap_or(("", after));
        filled.push_str(before);
        filled.push_str(if slot == "1" { values.get(1) } else { values.first() }.unwrap_or(&""));
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
            ("xx-YY", "en-GB"),
            ("en-<script>", "en-GB"),
        ] {
            assert_eq!(Locale::read(asked).tag, tag, "{asked}");
        }
    }

    #[test]
    fn words_are_filled_in_whatever_order_they_ask_for() {
        assert_eq!(fill("{1} of {0}.", &["a", "b"]), "b of a.");
        assert_eq!(fill("none", &["a"]), "none");
    }
}
