//! The shape of a language: one table of words for figures, pages and mails.

/// The slugs of the categories with a name.
pub const CATEGORIES: [&str; 12] = [
    "cross-border",
    "culture",
    "dialogue",
    "economy",
    "education",
    "environment",
    "health",
    "human-rights",
    "media",
    "shared-society",
    "women",
    "youth",
];

/// The kinds of updates.
pub const UPDATE_KINDS: [&str; 10] = [
    "meeting",
    "statement",
    "visit",
    "legislation",
    "funding",
    "briefing",
    "publication",
    "event",
    "alert",
    "request",
];

/// A country's possible standings on a call.
pub const STANDINGS: [&str; 6] = ["none", "considering", "supportive", "endorsed", "enacted", "reversed"];

/// The forms of a counted word, in the order of the language's rule. The last form also stands for any further ones.
pub type Forms = &'static [&'static str];

/// A language's words. `{0}`, `{1}` and `{2}` stand for values.
pub struct Words {
    /// Primary subtag (BCP 47).
    pub language: &'static str,
    /// The tag for numbers and dates if no region was given.
    pub default_tag: &'static str,
    pub rtl: bool,

    /// The plural rule of CLDR for whole numbers: the place of a count's form.
    pub plural: fn(u32) -> usize,
    /// Between a label and its value.
    pub colon: &'static str,
    /// Between the clauses of the sentence under the number, and after the last.
    pub clause: &'static str,
    pub stop: &'static str,

    pub committed_to: &'static str,
    pub paid_to: &'static str,
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
    pub amount_paid: &'static str,
    pub no_pledge: &'static str,
    pub no_commitment: &'static str,
    pub no_payment: &'static str,
    pub pledged: &'static str,
    pub not_binding: &'static str,
    pub committed: &'static str,
    pub paid: &'static str,
    pub committed_so_far: &'static str,
    pub paid_so_far: &'static str,
    /// A part of the target.
    pub share: &'static str,
    /// A part of a yearly target.
    pub yearly_share: &'static str,
    pub less_than: &'static str,
    /// The amount still needed to reach the target.
    pub gap: &'static str,
    /// The same for a yearly target.
    pub yearly_gap: &'static str,
    /// How many amounts no rate could convert.
    pub unconverted: Forms,

    pub members: &'static str,
    pub no_members: &'static str,
    /// The unit of the number of members.
    pub organisations: Forms,
    /// After the unit.
    pub not_named: Forms,
    /// After the unit, if the figure is narrowed.
    pub listed_in_full: &'static str,
    pub by_category: &'static str,
    /// In the order of `CATEGORIES`.
    pub categories: [&'static str; 12],

    pub donors: &'static str,
    pub donors_to: &'static str,
    /// The unit of the number of donors.
    pub donors_counted: Forms,
    pub late: &'static str,
    /// The number of donors left out of the list.
    pub more: Forms,

    pub news: &'static str,
    /// In place of the number of an empty list.
    pub nothing_yet: &'static str,
    /// The unit of the number of updates.
    pub updates_counted: Forms,
    /// The day an update was posted, if it has no date of its own.
    pub posted: &'static str,
    /// In the order of `UPDATE_KINDS`.
    pub update_kinds: [&'static str; 10],
    /// An update of another kind.
    pub update: &'static str,

    pub positions: &'static str,
    /// The unit of the number of countries.
    pub countries_counted: Forms,
    /// In the order of `STANDINGS`.
    pub standings: [&'static str; 6],
    /// In place of a standing.
    pub not_recorded: &'static str,

    pub per_person: &'static str,
    /// The amount committed, the number of years, and the number of people.
    pub formula: &'static str,
    pub years: Forms,
    pub people: Forms,
    pub goal: &'static str,
    pub compared: &'static str,

    pub as_of: &'static str,
    pub not_updated_since: &'static str,
    pub how_counted: &'static str,
    pub sample: &'static str,
    pub pause: &'static str,

    #[cfg(feature = "ssr")]
    pub pages: Pages,
    #[cfg(feature = "ssr")]
    pub mail: Mail,
}

impl Words {
    /// The direction of the script, as HTML names it.
    pub fn dir(&self) -> &'static str {
        if self.rtl { "rtl" } else { "ltr" }
    }

    /// The form of a counted word.
    pub fn form(&self, forms: Forms, count: u32) -> &'static str {
        forms.get((self.plural)(count)).or(forms.last()).copied().unwrap_or_default()
    }

    /// The name of a category, if it has one.
    pub fn category(&self, slug: &str) -> Option<&'static str> {
        named(&CATEGORIES, &self.categories, slug)
    }

    pub fn update_kind(&self, kind: &str) -> &'static str {
        named(&UPDATE_KINDS, &self.update_kinds, kind).unwrap_or(self.update)
    }

    pub fn standing(&self, standing: &str) -> &'static str {
        named(&STANDINGS, &self.standings, standing).unwrap_or(self.not_recorded)
    }
}

fn named(known: &[&str], names: &[&'static str], word: &str) -> Option<&'static str> {
    names.get(known.iter().position(|one| *one == word)?).copied()
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language
    }
}

/// The words of pages.
#[cfg(feature = "ssr")]
pub struct Pages {
    /// The language's own name.
    pub name: &'static str,
    pub languages: &'static str,
    /// The link to the home page.
    pub home: &'static str,
    pub calls: CallsPage,
    pub snippets: SnippetsPage,
}

/// The words of the calls page.
#[cfg(feature = "ssr")]
pub struct CallsPage {
    pub title: &'static str,
    pub lead: &'static str,
    /// Heading of the list of calls.
    pub asked: &'static str,
    /// Heading of the table of positions.
    pub stand: &'static str,
    pub country: &'static str,
    pub since: &'static str,
    pub until: &'static str,
    pub no_call: &'static str,
    pub no_position: &'static str,
    pub data: &'static str,
}

/// The words of the page that writes snippets.
#[cfg(feature = "ssr")]
pub struct SnippetsPage {
    pub title: &'static str,
    pub lead: &'static str,
    pub figure: &'static str,
    pub fund: &'static str,
    pub no_fund: &'static str,
    pub language: &'static str,
    pub theme: &'static str,
    /// The visitor's setting, light, dark.
    pub themes: [&'static str; 3],
    pub size: &'static str,
    /// Small, medium, large.
    pub sizes: [&'static str; 3],
    pub currency: &'static str,
    /// Heading of the rarely used settings.
    pub more: &'static str,
    pub country: &'static str,
    pub category: &'static str,
    /// All categories.
    pub all: &'static str,
    pub as_of: &'static str,
    pub show: &'static str,
    pub preview: &'static str,
    pub paste: &'static str,
    pub frame: &'static str,
    pub frame_for: &'static str,
    pub oembed: &'static str,
    pub oembed_for: &'static str,
    pub badge: &'static str,
    pub badge_for: &'static str,
    pub element: &'static str,
    pub element_for: &'static str,
    pub no_element: &'static str,
    /// Before the directives that the partner's policy needs.
    pub policy: &'static str,
    pub hash: &'static str,
    pub versions: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    /// In the order of `Kind::ALL`.
    pub figures: [&'static str; 6],
}

/// The words of the digest by e-mail, and of the page that stops it.
#[cfg(feature = "ssr")]
pub struct Mail {
    pub subject: &'static str,
    pub intro: &'static str,
    /// In the order of the groups of a digest.
    pub groups: [&'static str; 7],
    /// In the order of the measures of a digest.
    pub measures: [&'static str; 9],
    /// The number of items left out of a list.
    pub more: Forms,
    pub in_all: &'static str,
    /// Before the number of amounts that no rate could convert.
    pub unconverted: &'static str,
    /// Before the number of items hidden from the public.
    pub offices_only: &'static str,
    /// Before the number of people and keys that admins of the reader's office made.
    pub staff: &'static str,
    pub key_subject: &'static str,
    pub key_text: &'static str,
    pub turn_off: &'static str,
    pub off_title: &'static str,
    pub off_ask: &'static str,
    pub off_button: &'static str,
    pub off_done: &'static str,
}
