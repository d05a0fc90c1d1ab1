//! What a visitor reads, as claims: the views written natively, with plain numbers for formats.

use futures_util::FutureExt;
use yew::LocalServerRenderer;

use crate::{
    figure::{Figure, FigureProps, Setting},
    format::{Format, Money},
    fund::{self, FundFacts, Known, Reported},
    members::{self, MemberFacts},
    settings::Settings,
};

/// Numbers as they come: how a locale writes them is tested where the real formats are.
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
}

fn setting(kind: &str, lang: &str) -> Setting {
    Setting::from(&Settings::read(kind, lang, "auto", "", "USD", "https://accord.example"))
}

fn known() -> Known {
    Known { as_of: "2026-11-24T10:05:00Z".to_owned(), stale_since: None }
}

fn dollars(amount: &str) -> Money {
    Money { amount: amount.to_owned(), currency: "USD".to_owned() }
}

fn sum(amount: &str) -> Reported {
    Reported::new(1, Some(dollars(amount)), Vec::new(), 0)
}

fn fund() -> FundFacts {
    FundFacts {
        name: "Fund for Peace".to_owned(),
        target: Some(dollars("200000000.00")),
        yearly: true,
        pledged: sum("250000000.00"),
        committed: sum("80250000.00"),
        disbursed: sum("48000000.00"),
        sample: false,
    }
}

fn html(props: FigureProps) -> String {
    let page = LocalServerRenderer::<Figure>::with_props(props).hydratable(false).render();
    page.now_or_never().expect("the views are pure")
}

fn fund_html(facts: &FundFacts, known: &Known, lang: &str) -> String {
    html(fund::figure(Some(facts), known, &setting("fund", lang), &Plain))
}

fn members_html(facts: &MemberFacts, lang: &str) -> String {
    html(members::figure(facts, &known(), &setting("members", lang), &Plain))
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
fn a_fund_is_headed_by_what_was_committed_and_names_the_rest_in_one_sentence() {
    let html = fund_html(&fund(), &known(), "en");
    says(&html, "<strong>USD 80 million</strong>");
    says(&html, "exactly USD 80250000.00");
    says(&html, "of a target of USD 200 million a year; USD 48 million disbursed; USD 250 million pledged.");
    says(&html, "Committed so far: 40% of one year’s target.");
    says(&html, "<time datetime=\"2026-11-24T10:05:00Z\">");
    says(&html, "href=\"https://accord.example/docs/counting\"");
}

#[test]
fn a_missing_number_is_said_in_words() {
    let nothing = FundFacts { committed: Reported::default(), disbursed: Reported::default(), ..fund() };
    let html = fund_html(&nothing, &known(), "en");
    says(&html, "<strong>Not yet reported</strong>");
    says(&html, "Target USD 200 million a year; disbursements not yet reported; USD 250 million pledged.");
    keeps_silent(&html, "%.");
    says(&members_html(&MemberFacts::default(), "en"), "<strong>Not yet reported</strong>");
}

#[test]
fn a_fund_that_does_not_exist_is_not_yet_reported() {
    let html = html(fund::figure(None, &known(), &setting("fund", "en"), &Plain));
    says(&html, "<strong>Not yet reported</strong>");
}

#[test]
fn money_that_was_only_disbursed_is_the_headline_and_says_so() {
    let html = fund_html(&FundFacts { committed: Reported::default(), ..fund() }, &known(), "en");
    says(&html, "Disbursed to \u{2068}Fund for Peace\u{2069}");
    says(&html, "<strong>USD 48 million</strong>");
    says(&html, "commitments not yet reported");
}

#[test]
fn an_amount_without_a_rate_is_said_to_be_left_out() {
    let euros = Money { amount: "5.00".into(), currency: "EUR".into() };
    let pledged = Reported::new(3, Some(dollars("1.00")), vec![dollars("1.00"), euros.clone()], 2);
    let html = fund_html(&FundFacts { pledged, ..fund() }, &known(), "en");
    says(&html, "2 amounts are not included");
    let only = Reported::new(1, None, vec![euros], 1);
    let html = fund_html(&FundFacts { committed: only, ..fund() }, &known(), "en");
    says(&html, "<strong>EUR 5.00</strong>");
    keeps_silent(&html, "not included");
    keeps_silent(&html, "part=\"mark\"");
}

#[test]
fn an_amount_too_small_for_a_percentage_is_not_rounded_to_nothing() {
    let html = fund_html(&FundFacts { committed: sum("0.01"), ..fund() }, &known(), "en");
    says(&html, "less than 1%");
}

#[test]
fn no_bar_is_longer_than_the_scale_when_the_target_is_exceeded() {
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
fn invented_records_are_marked_as_sample() {
    says(&fund_html(&FundFacts { sample: true, ..fund() }, &known(), "en"), "Sample data");
    says(&fund_html(&FundFacts { sample: true, ..fund() }, &known(), "ar"), "بيانات توضيحية");
    keeps_silent(&fund_html(&fund(), &known(), "en"), "Sample data");
}

#[test]
fn members_who_are_not_named_are_counted_and_said_to_be() {
    let html = members_html(&MemberFacts { total: 163, not_named: 12, ..MemberFacts::default() }, "en");
    says(&html, "<strong>163</strong>");
    says(&html, "organisations; including 12 that are not named.");
    let html = members_html(&MemberFacts { total: 163, not_named: 0, ..MemberFacts::default() }, "en");
    keeps_silent(&html, "not named");
}

#[test]
fn categories_are_ordered_by_number_then_by_name() {
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
    says(&html, "منها 3 منظمات غير مسمّاة");
    let html = members_html(&MemberFacts { total: 163, not_named: 12, ..MemberFacts::default() }, "ar");
    says(&html, "منها 12 منظمة غير مسمّاة");
    // The scale begins at the right: a bar of 40 % begins 60 % from the left.
    let html = fund_html(&FundFacts { pledged: Reported::default(), ..fund() }, &known(), "ar");
    says(&html, "<rect x=\"59.9%\"");
}

#[test]
fn a_name_with_markup_is_text() {
    let html = fund_html(&FundFacts { name: "<img src=x>".to_owned(), ..fund() }, &known(), "en");
    keeps_silent(&html, "<img");
}
