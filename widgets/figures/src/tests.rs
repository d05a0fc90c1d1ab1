//! Claims about the text a visitor reads: the views written natively, with plain numbers for formats.

use std::collections::BTreeSet;

use futures_util::FutureExt;
use serde_json::{Value, json};
use yew::LocalServerRenderer;

use crate::{
    figure::{Figure, FigureProps, Known, Setting},
    format::{Format, Money},
    fund::{self, FundFacts, Reported},
    locale::LANGUAGES,
    members::{self, MemberFacts},
    settings::{Kind, Settings},
    show,
};

/// Plain numbers: the real formats have their own tests.
struct Plain;

impl Format for Plain {
    fn money(&self, amount: &str, currency: &str) -> String {
        format!("{currency} {amount}")
    }

    fn rounded(&self, amount: &str, currency: &str) -> String {
        format!("{currency} {} million", &amount[..amount.find('.').unwrap_or(amount.len()) - 6])
    }

    fn count(&self, number: u32) -> String {
        number.to_string()
    }

    fn percent(&self, hundredths: u32) -> String {
        format!("{hundredths}%")
    }

    fn instant(&self, instant: &str) -> String {
        format!("[{instant}]")
    }

    fn date(&self, date: &str) -> String {
        format!("[{date}]")
    }

    fn country(&self, code: &str) -> String {
        format!("<{code}>")
    }
}

fn settings(kind: Kind, lang: &str) -> Settings {
    let written = |name: &str| if name == "lang" { lang.to_owned() } else { String::new() };
    Settings::read(kind, written, "https://accord.example")
}

fn known() -> Known {
    let as_of = "2026-11-24T10:05:00Z".to_owned();
    Known { as_of, stale_since: None, is_told: true, is_sample: false }
}

fn dollars(amount: &str) -> Money {
    Money { amount: amount.to_owned(), currency: "USD".to_owned() }
}

fn sum(amount: &str) -> Reported {
    Reported { sum: Some(dollars(amount)), unconverted: 0 }
}

fn fund() -> FundFacts {
    FundFacts {
        name: "Fund for Peace".to_owned(),
        target: Some(dollars("200000000.00")),
        yearly: true,
        pledged: sum("250000000.00"),
        committed: sum("80250000.00"),
        disbursed: sum("48000000.00"),
        gap: Some(dollars("119750000.00")),
    }
}

fn html(props: FigureProps) -> String {
    let page = LocalServerRenderer::<Figure>::with_props(props).hydratable(false).render();
    page.now_or_never().expect("the views are pure")
}

fn fund_html(facts: &FundFacts, known: &Known, lang: &str) -> String {
    html(fund::figure(facts, known, &Setting::from(&settings(Kind::Fund, lang)), &Plain))
}

fn members_html(facts: &MemberFacts, lang: &str) -> String {
    html(members::figure(facts, &known(), &Setting::from(&settings(Kind::Members, lang)), &Plain))
}

fn html_of(kind: Kind, part: &Value, lang: &str) -> String {
    let answer = json!({"as_of": "2026-11-24T10:05:00Z", kind.as_str(): part});
    html(show::figure(&answer, &known(), &settings(kind, lang), &Plain))
}

#[track_caller]
fn says(html: &str, words: &str) {
    assert!(html.contains(words), "not said: {words}\n{html}");
}

#[track_caller]
fn keeps_silent(html: &str, words: &str) {
    assert!(!html.contains(words), "said: {words}\n{html}");
}

#[test]
fn a_fund_figure_leads_with_the_committed_amount() {
    let html = fund_html(&fund(), &known(), "en");
    says(&html, "<strong>USD 80 million</strong>");
    says(&html, "exactly USD 80250000.00");
    says(&html, "of a target of USD 200 million a year; USD 48 million paid; USD 250 million pledged.");
    says(
        &html,
        "Committed so far: 40% of one year’s target. Still needed to reach one year’s target: USD 119 million.",
    );
    says(&html, "<time datetime=\"2026-11-24T10:05:00Z\">");
    says(&html, "href=\"https://accord.example/docs/counting\"");
}

#[test]
fn a_missing_number_is_replaced_by_words() {
    let nothing = FundFacts { committed: Reported::default(), disbursed: Reported::default(), ..fund() };
    let html = fund_html(&nothing, &known(), "en");
    says(&html, "<strong>Not yet reported</strong>");
    says(&html, "Target USD 200 million a year; no payment recorded yet; USD 250 million pledged.");
    keeps_silent(&html, "%.");
    says(&members_html(&MemberFacts::default(), "en"), "<strong>No members listed</strong>");
    says(&html_of(Kind::Updates, &json!({}), "en"), "<strong>Nothing published yet</strong>");
}

#[test]
fn an_unknown_fund_reads_not_yet_reported() {
    says(&html_of(Kind::Fund, &json!({}), "en"), "<strong>Not yet reported</strong>");
}

#[test]
fn paid_money_is_the_headline_without_commitments() {
    let html = fund_html(&FundFacts { committed: Reported::default(), ..fund() }, &known(), "en");
    says(&html, "Paid to \u{2068}Fund for Peace\u{2069}");
    says(&html, "<strong>USD 48 million</strong>");
    says(&html, "no commitment recorded yet");
}

#[test]
fn a_note_counts_amounts_without_a_rate() {
    let pledged = Reported { sum: Some(dollars("1.00")), unconverted: 2 };
    let html = fund_html(&FundFacts { pledged, ..fund() }, &known(), "en");
    says(&html, "2 amounts are not included");
    let euros = Money { amount: "5.00".into(), currency: "EUR".into() };
    let only = Reported { sum: Some(euros), unconverted: 0 };
    let html = fund_html(&FundFacts { committed: only, ..fund() }, &known(), "en");
    says(&html, "<strong>EUR 5.00</strong>");
    keeps_silent(&html, "not included");
    keeps_silent(&html, "part=\"mark\"");
}

#[test]
fn a_tiny_share_reads_less_than_one_percent() {
    let html = fund_html(&FundFacts { committed: sum("0.01"), ..fund() }, &known(), "en");
    says(&html, "less than 1%");
}

#[test]
fn no_bar_exceeds_the_scale_beyond_the_target() {
    let html = fund_html(&fund(), &known(), "en");
    says(&html, "width=\"100.0%\" height=\"10\"");
    says(&html, "<text x=\"80.0%\"");
    keeps_silent(&html, "style=");
}

#[test]
fn a_stale_figure_says_so_in_words() {
    let since = Known { stale_since: Some("2026-11-24T11:00:00Z".to_owned()), ..known() };
    let html = fund_html(&fund(), &since, "en");
    says(&html, "Not updated since <time datetime=\"2026-11-24T11:00:00Z\">");
    says(&html, "<strong>USD 80 million</strong>");
    says(&html, "part=\"clock\"");
    keeps_silent(&html, "As of");
}

#[test]
fn sample_records_are_marked() {
    let invented = Known { is_sample: true, ..known() };
    says(&fund_html(&fund(), &invented, "en"), "Sample data");
    says(&fund_html(&fund(), &invented, "ar"), "بيانات توضيحية");
    keeps_silent(&fund_html(&fund(), &known(), "en"), "Sample data");
}

#[test]
fn unnamed_members_are_counted_and_mentioned() {
    let html = members_html(&MemberFacts { total: 163, not_named: 12, ..MemberFacts::default() }, "en");
    says(&html, "<strong>163</strong>");
    says(&html, "organisations, 12 of them not named.");
    let html = members_html(&MemberFacts { total: 163, not_named: 0, ..MemberFacts::default() }, "en");
    keeps_silent(&html, "not named");
}

#[test]
fn categories_are_ordered_by_number_then_name() {
    let by_category =
        [("youth", 7), ("a-new-one", 7), ("dialogue", 9)].map(|(name, count)| (name.to_owned(), count));
    let html = members_html(
        &MemberFacts { total: 9, by_category: by_category.into(), ..MemberFacts::default() },
        "en",
    );
    let at = |words: &str| html.find(words).expect("the category is shown");
    assert!(at("Dialogue") < at("a-new-one") && at("a-new-one") < at("Youth"));
}

#[test]
fn arabic_is_written_right_to_left_with_its_own_plural() {
    let html = members_html(&MemberFacts { total: 163, not_named: 3, ..MemberFacts::default() }, "ar");
    says(&html, "lang=\"ar\" dir=\"rtl\"");
    says(&html, "، منها 3 منظمات غير مسمّاة");
    let html = members_html(&MemberFacts { total: 163, not_named: 12, ..MemberFacts::default() }, "ar");
    says(&html, "، منها 12 منظمة غير مسمّاة");
    // The scale begins at the right: a bar of 40% begins 60% from the left.
    let html = fund_html(&FundFacts { pledged: Reported::default(), ..fund() }, &known(), "ar");
    says(&html, "<rect x=\"59.9%\"");
}

#[test]
fn a_name_with_markup_is_text() {
    let html = fund_html(&FundFacts { name: "<img src=x>".to_owned(), ..fund() }, &known(), "en");
    keeps_silent(&html, "<img");
}

#[test]
fn each_donor_has_its_amounts_and_late_payments() {
    let donor = json!({"name": "Etat", "lang": "fr", "pledged": {"amount": "10.00", "currency": "EUR"},
        "disbursed": {"amount": "4.00", "currency": "EUR"}, "overdue": {"amount": "6.00", "currency": "EUR"}});
    let html = html_of(Kind::Donors, &json!({"fund": "Fund", "total": 3, "donors": [donor]}), "en");
    says(&html, "Donors to \u{2068}Fund\u{2069}");
    says(&html, "<strong>3</strong>");
    says(&html, "<strong lang=\"fr\" dir=\"auto\">Etat</strong>");
    says(&html, "EUR 10.00 pledged; no commitment recorded yet; EUR 4.00 paid");
    says(&html, "<span part=\"late\">Late: EUR 6.00</span>");
    says(&html, "And 2 more.");
}

#[test]
fn each_update_has_its_date_kind_and_office() {
    let update =
        json!({"kind": "visit", "title": "<b>Visit", "lang": "en", "date": "2024-06", "office": "London"});
    let html = html_of(Kind::Updates, &json!({"total": 1, "updates": [update]}), "en-GB");
    says(&html, "<strong dir=\"auto\">&lt;b&gt;Visit</strong>");
    says(&html, "[2024-06] · Visit · London");
    let undated = json!({"kind": "publication", "title": "Report", "lang": "en", "posted_on": "2026-11-24", "office": "Paris"});
    let html_of_it = html_of(Kind::Updates, &json!({"total": 1, "updates": [undated]}), "en");
    says(&html_of_it, "Posted [2026-11-24] · Publication · Paris");
    keeps_silent(&html, "part=\"lang\"");
}

#[test]
fn a_narrowed_figure_names_its_narrowing() {
    let label = |kind: Kind, answer: Value| {
        let written = |name: &str| {
            let all = [("lang", "de"), ("country", "GB"), ("category", "youth")];
            all.iter()
                .find(|(known, _)| *known == name)
                .map_or_else(String::new, |(_, text)| (*text).to_owned())
        };
        let settings = Settings::read(kind, written, "https://accord.example");
        show::figure(&answer, &known(), &settings, &Plain).label
    };
    assert_eq!(
        label(Kind::Members, json!({})),
        "Mitglieder des Bündnisses · \u{2068}Jugend\u{2069} · \u{2068}<GB>\u{2069}"
    );
    let of_a_fund = json!({"updates": {"fund": "Fund", "total": 0, "updates": []}});
    assert!(label(Kind::Updates, of_a_fund).ends_with(" · \u{2068}Fund\u{2069} · \u{2068}<GB>\u{2069}"));
    assert!(label(Kind::Calls, json!({})).ends_with(" · \u{2068}<GB>\u{2069}"));
    let few = json!({"total": 2, "not_named": 0, "by_category": []});
    let written = |name: &str| if name == "country" { "PS".to_owned() } else { String::new() };
    let settings = Settings::read(Kind::Members, written, "https://accord.example");
    let shown = show::figure(&json!({"members": few}), &known(), &settings, &Plain);
    assert_eq!(shown.sentence, "organisations, only those listed in full.");
    // A setting that a figure ignores is not in its label.
    assert!(!label(Kind::Donors, json!({})).contains('·') && !label(Kind::Fund, json!({})).contains('·'));
}

#[test]
fn each_call_lists_only_countries_with_a_standing() {
    let calls = json!({"calls": [{"title": "Aid", "lang": "en"}, {"title": "Truce", "lang": "en"}],
        "countries": [{"country": "GB", "standings": ["endorsed", null]}]});
    let html = html_of(Kind::Calls, &calls, "en");
    says(&html, "country with a recorded position");
    says(&html, "Aid</strong><span part=\"fact\">&lt;GB&gt;: endorsed</span>");
    says(&html_of(Kind::Calls, &calls, "fr"), "&lt;GB&gt;\u{202f}: soutien déclaré");
    says(&html, "Truce</strong><span part=\"fact\">not recorded</span>");
}

#[test]
fn the_clock_shows_formula_and_comparison_on_one_scale() {
    let dollars = |amount: &str| json!({"amount": amount, "currency": "USD"});
    let clock = json!({"fund": "Fund", "per_person": dollars("3.30"), "amount": dollars("44550000.00"), "years": "1",
        "people": 13_500_000, "goal_per_person": dollars("66.00"),
        "comparison": {"name": "Northern Ireland", "lang": "en", "per_person": dollars("33.00")}});
    let html = html_of(Kind::Clock, &clock, "en");
    says(&html, "<strong>USD 3.30</strong>");
    says(&html, "USD 44 million committed ÷ 1 year ÷ 13500000 people.");
    says(&html, "Northern Ireland");
    // 3.30 and 33 of 66.
    says(&html, "width=\"5.0%\"");
    says(&html, "width=\"50.0%\"");
}

#[test]
fn every_language_fills_in_every_value() {
    let count = |words: &str| words.matches('{').count();
    let english = LANGUAGES[0];
    for words in LANGUAGES {
        let pairs = [
            (words.committed_to, english.committed_to),
            (words.paid_to, english.paid_to),
            (words.exactly, english.exactly),
            (words.of_target, english.of_target),
            (words.of_yearly_target, english.of_yearly_target),
            (words.target, english.target),
            (words.yearly_target, english.yearly_target),
            (words.amount_pledged, english.amount_pledged),
            (words.amount_committed, english.amount_committed),
            (words.amount_paid, english.amount_paid),
            (words.committed_so_far, english.committed_so_far),
            (words.paid_so_far, english.paid_so_far),
            (words.share, english.share),
            (words.yearly_share, english.yearly_share),
            (words.less_than, english.less_than),
            (words.gap, english.gap),
            (words.yearly_gap, english.yearly_gap),
            (words.donors_to, english.donors_to),
            (words.late, english.late),
            (words.per_person, english.per_person),
            (words.posted, english.posted),
            (words.formula, english.formula),
            (words.as_of, english.as_of),
            (words.not_updated_since, english.not_updated_since),
            (words.form(words.unconverted, 7), english.form(english.unconverted, 7)),
            (words.form(words.not_named, 7), english.form(english.not_named, 7)),
            (words.form(words.more, 7), english.form(english.more, 7)),
            (words.form(words.years, 7), english.form(english.years, 7)),
            (words.form(words.people, 7), english.form(english.people, 7)),
        ];
        for (word, in_english) in pairs {
            assert_eq!(count(word), count(in_english), "{}: {word}", words.language);
            assert!(!word.is_empty(), "{}: {in_english}", words.language);
        }
        let is_other = words.language != english.language;
        for kind in ["meeting", "visit", "legislation", "funding", "event", "alert", "request"] {
            let is_english = words.update_kind(kind) == english.update_kind(kind);
            assert_eq!(is_english, !is_other, "{}: {kind}", words.language);
        }
        for (kind, names) in [
            ("category", &words.categories[..]),
            ("update", &[&words.update_kinds[..], &[words.update]].concat()),
            ("standing", &[&words.standings[..], &[words.not_recorded]].concat()),
        ] {
            let distinct: BTreeSet<_> = names.iter().collect();
            assert_eq!(distinct.len(), names.len(), "{}: {kind}", words.language);
        }
    }
}

#[test]
fn malformed_settings_count_as_absent() {
    let written = |name: &str| {
        let values =
            [("fund", "Not A Slug"), ("country", "gb"), ("currency", "dollars"), ("as-of", "2026-11-24'\"")];
        values
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
            .unwrap_or_default()
    };
    let address = Settings::read(Kind::Donors, written, "https://accord.example/").address();
    assert_eq!(address, "https://accord.example/v1/figures/donors?currency=USD&lang=en-GB&country=GB");
}
