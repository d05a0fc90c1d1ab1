//! A partner's page, of another origin and under a strict policy, with both snippets on it.

use std::collections::BTreeSet;

use harness::{Client, Server, given, given::money, wait};
use serde_json::json;

use crate::{chromium::Browser, page};

/// Partner and server are on one host here, at two ports.
const SITE: &str = "http://127.0.0.1";

struct Partner {
    server: Server,
    publisher: Client,
    pledge: given::Thing,
}

impl Partner {
    /// The page's fund, with a target of 200 million, 50 million committed and 36 million
    /// disbursed.
    async fn prepare() -> Self {
        let anywhere = "127.0.0.1:0".parse().expect("an address");
        let server = harness::start_with(|config| config.partner_listen = Some(anywhere)).await;
        let publisher = given::a_publisher(&server).await;
        let target = json!({"slug": "meppa", "target": money("200000000.00", "USD")});
        let fund = given::a_fund(&publisher, target).await;
        let pledge = given::a_pledge(&publisher, json!({"fund": fund.id})).await;
        let commitment = json!({"kind": "commitment", "amount": money("50000000.00", "USD")});
        given::an_entry(&publisher, &pledge, commitment).await;
        let partner = Self { server, publisher, pledge };
        partner.disburse("36000000.00").await;
        partner
    }

    async fn disburse(&self, amount: &str) {
        given::an_entry(&self.publisher, &self.pledge, json!({"amount": money(amount, "USD")})).await;
    }

    fn page(&self) -> String {
        let partner = self.server.partner_address.expect("the server was asked for a partner page");
        format!("http://{partner}/partner-demo")
    }

    fn origins(&self) -> BTreeSet<String> {
        let partner = self.server.partner_address.expect("the server was asked for a partner page");
        BTreeSet::from([format!("http://{}", self.server.address), format!("http://{partner}")])
    }
}

/// Waits until frame and tag both contain these words.
async fn both_say(browser: &Browser, words: &str) {
    wait::until(&format!("the frame says {words}"), async || page::frame_says(browser, words).await).await;
    wait::until(&format!("the tag says {words}"), async || page::tag_says(browser, words).await).await;
}

#[tokio::test]
async fn frame_and_tag_follow_the_ledger_without_a_reload() {
    let (partner, browser) = (Partner::prepare().await, Browser::start().await);
    browser.open(&partner.page()).await;
    both_say(&browser, "36 million paid").await;
    page::mark(&browser).await;
    partner.disburse("12000000.00").await;
    both_say(&browser, "48 million paid").await;
    assert!(page::is_marked(&browser).await, "the page or the frame was reloaded");
    assert_eq!(browser.complaints().await, [""; 0]);
}

#[tokio::test]
async fn reversed_money_disappears_from_every_widget_within_five_seconds() {
    let (partner, browser) = (Partner::prepare().await, Browser::start().await);
    let entry = json!({"amount": money("12000000.00", "USD")});
    let entry = given::an_entry(&partner.publisher, &partner.pledge, entry).await;
    browser.open(&partner.page()).await;
    both_say(&browser, "48 million paid").await;
    let reversal = json!({"kind": "reversal", "reverses": entry.id, "amount": money("12000000.00", "USD")});
    given::an_entry(&partner.publisher, &partner.pledge, reversal).await;
    let gone = async {
        both_say(&browser, "36 million paid").await;
        wait::until("the badge says it", async || {
            let badge = partner.server.visitor().get("/badge/fund.json?fund=meppa").await.json();
            badge["sentence"].as_str()?.replace('\u{a0}', " ").contains("36 million paid").then_some(())
        })
        .await;
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), gone).await.expect("within five seconds");
}

#[tokio::test]
async fn without_the_server_the_last_number_stays_marked_stale() {
    let (partner, browser) = (Partner::prepare().await, Browser::start().await);
    browser.open(&partner.page()).await;
    both_say(&browser, "As of").await;
    page::mark(&browser).await;
    partner.server.stop().await;
    both_say(&browser, "Not updated since").await;
    both_say(&browser, "36 million paid").await;
    assert!(page::has_stale_marks(&browser).await, "no clock beside the words");
    assert!(page::is_marked(&browser).await, "the page or the frame was reloaded");
    assert_eq!(browser.complaints().await, [""; 0]);
}

#[tokio::test]
async fn widgets_contact_no_other_host_and_store_nothing() {
    let (partner, browser) = (Partner::prepare().await, Browser::start().await);
    browser.open(&partner.page()).await;
    both_say(&browser, "36 million paid").await;
    let cookies = browser.devtools("Storage.getCookies", json!({})).await;
    assert_eq!(cookies["cookies"], json!([]));
    for origin in partner.origins() {
        let stored = browser.devtools("Storage.getUsageAndQuota", json!({"origin": origin})).await;
        assert_eq!(stored["usage"].as_f64(), Some(0.0), "{origin}: {stored}");
    }
    let kept = "return [localStorage.length, sessionStorage.length, document.cookie.length]";
    assert_eq!(browser.script(kept).await, json!([0, 0, 0]));
    assert_eq!(browser.quit().await.origins(SITE), partner.origins());
}

#[tokio::test]
async fn without_scripts_the_frame_has_its_number() {
    let (partner, browser) = (Partner::prepare().await, Browser::start().await);
    browser.devtools("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
    browser.open(&partner.page()).await;
    wait::until("the frame shows the number", async || page::frame_says(&browser, "36 million paid").await)
        .await;
    assert!(page::tag_shows_its_fallback(&browser).await);
}

#[tokio::test]
async fn widgets_add_no_globals_or_styles_to_the_host() {
    let (partner, browser) = (Partner::prepare().await, Browser::start().await);
    // Each frame adds a numbered property to the window.
    let names = "return Object.keys(window).filter((name) => !/^\\d+$/.test(name)).sort()";
    // A page of the same origin, without scripts.
    browser.open(&partner.page().replace("/partner-demo", "/nothing")).await;
    // The driver's search for an element adds names of its own.
    browser.client.find(fantoccini::Locator::Css("body")).await.expect("a page has a body");
    let bare = names_of(browser.script(names).await);
    browser.open(&partner.page()).await;
    both_say(&browser, "36 million paid").await;
    let names = names_of(browser.script(names).await);
    assert_eq!(names.difference(&bare).collect::<Vec<_>>(), [""; 0]);
    let styles = "return [document.styleSheets.length, document.adoptedStyleSheets.length,
        document.querySelectorAll('head style, head link[rel=stylesheet]').length]";
    let styles = browser.script(styles).await;
    assert_eq!((&styles[0], &styles[1]), (&styles[2], &json!(0)));
}

fn names_of(list: serde_json::Value) -> BTreeSet<String> {
    serde_json::from_value(list).expect("the script gives a list of names")
}
