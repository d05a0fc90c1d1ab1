//! A figure while nobody looks, while streams fail, and while it may be stale.

use harness::{start_demo, wait};
use serde_json::json;

use crate::chromium::Browser;

/// A stream controlled by the test, so that hours of events take moments.
pub(crate) const STREAM: &str = "window.streams = [];
window.EventSource = class extends EventTarget {
  static CLOSED = 2;
  constructor(url) { super(); this.url = url; this.readyState = 1; window.streams.push(this); }
  close() { this.readyState = 2; }
};
window.say = (kind, id) => window.streams.at(-1).dispatchEvent(new MessageEvent(kind, { lastEventId: id }));
// And a clock that the test sets.
let ahead = 0;
const now = Date.now;
Date.now = () => now() + ahead;
window.later = (ms) => { ahead += ms; };";

/// The live region's words, and those of the stamp.
const SAID: &str = "return [document.querySelector('[role=status]').innerText,
    document.querySelector('[part=stamp]').innerText].map((text) => text.split(' ').slice(0, 2).join(' '))";

pub(crate) async fn lives(browser: &Browser) {
    wait::until("the figure lives", async || {
        (browser.script("return Boolean(document.querySelector('button'))").await == true).then_some(())
    })
    .await;
}

async fn asked(browser: &Browser) -> u64 {
    let script = "return performance.getEntriesByType('resource')
        .filter((one) => one.name.includes('/v1/figures/')).length";
    browser.script(script).await.as_u64().expect("a count")
}

#[tokio::test]
async fn a_stale_figure_is_announced_at_most_once_a_minute() {
    let (demo, browser) = (start_demo().await, Browser::start().await);
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": STREAM})).await;
    browser.open(&format!("http://{}/embed/members?lang=en", demo.server.address)).await;
    lives(&browser).await;
    let becomes = async |event: &str, said: serde_json::Value| {
        browser.script(&format!("window.say('{event}', '1')")).await;
        wait::until(&format!("after {event}: {said}"), async || {
            (browser.script(SAID).await == said).then_some(())
        })
        .await;
    };
    becomes("change", json!(["", "As of"])).await;
    becomes("stale", json!(["Not updated", ""])).await;
    becomes("fresh", json!(["", "As of"])).await;
    // Stale again within the minute: readable, but not announced.
    becomes("stale", json!(["", "Not updated"])).await;
    becomes("fresh", json!(["", "As of"])).await;
    browser.script("window.later(61_000)").await;
    becomes("stale", json!(["Not updated", ""])).await;
}

#[tokio::test]
async fn without_a_stream_a_figure_polls_with_growing_delays() {
    let (demo, browser) = (start_demo().await, Browser::start().await);
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": STREAM})).await;
    // Delays are shortened, and the test records how long they would have been.
    let hurry = json!({"source": "window.waits = []; const later = window.setTimeout;
        window.setTimeout = (work, wait) => { window.waits.push(wait); return later(work, Math.min(wait, 50)); };"});
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", hurry).await;
    browser.open(&format!("http://{}/embed/members?lang=en", demo.server.address)).await;
    lives(&browser).await;
    let breaks = "for (const one of window.streams) {
        if (one.readyState === 2) continue;
        one.readyState = 2;
        one.dispatchEvent(new Event('error'));
    }";
    wait::until("it asks again and again", async || {
        browser.script(breaks).await;
        (asked(&browser).await >= 8).then_some(())
    })
    .await;
    // An unchanged answer is a 300-byte head, and the body comes from the browser's cache.
    let again = "return performance.getEntriesByType('resource')
        .filter((one) => one.name.includes('/v1/figures/')).slice(1).every((one) => one.transferSize === 300)";
    assert_eq!(browser.script(again).await, json!(true), "it was sent again");
    let waits = browser.script("return window.waits").await;
    let waits: Vec<f64> =
        waits.as_array().expect("a list").iter().filter_map(serde_json::Value::as_f64).collect();
    assert!(waits.iter().any(|wait| *wait >= 96_000.0), "it never waits longer: {waits:?}");
    // Ten seconds is the time allowed for a stream to begin.
    let soonest = waits.iter().filter(|wait| **wait > 3_000.0 && **wait != 10_000.0).copied();
    let soonest = soonest.fold(f64::INFINITY, f64::min);
    assert!((48_000.0..72_000.0).contains(&soonest), "it begins with a minute, more or less: {waits:?}");
}

#[tokio::test]
async fn a_hidden_page_sends_no_requests_and_refreshes_when_seen() {
    let (demo, browser) = (start_demo().await, Browser::start().await);
    let address = format!("http://{}/embed/updates?lang=en", demo.server.address);
    browser.open(&address).await;
    lives(&browser).await;
    let number = "return document.querySelector('[part=number] strong').innerText";
    let (before, asked_before) = (browser.script(number).await, asked(&browser).await);
    // The number of requests when the page was hidden, and when it was seen again.
    let notes = "window.noted = []; document.addEventListener('visibilitychange', () => window.noted.push(
        [document.visibilityState, performance.getEntriesByType('resource')
            .filter((one) => one.name.includes('/v1/figures/')).length]))";
    browser.script(notes).await;
    let hidden = browser.client.window().await.expect("there is a window");
    let seen = browser.client.new_window(true).await.expect("a tab opens").handle;
    browser.client.switch_to_window(seen).await.expect("it is there");
    browser.open(&address).await;
    lives(&browser).await;
    let publisher = demo.server.client(demo.keys.get("london").map(String::as_str));
    // The visible page shows when the hidden one would have refreshed.
    for _ in 0..2 {
        let old = browser.script(number).await;
        harness::given::an_update(&publisher, json!({})).await;
        wait::until("the page that is seen is new", async || {
            (browser.script(number).await != old).then_some(())
        })
        .await;
    }
    browser.client.switch_to_window(hidden).await.expect("it is there");
    wait::until("it is new", async || (browser.script(number).await != before).then_some(())).await;
    let noted = browser.script("return window.noted").await;
    assert_eq!(noted, json!([["hidden", asked_before], ["visible", asked_before]]));
}
