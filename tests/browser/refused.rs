//! Unknown and retracted things are not shown, and their neighbours are unaffected.

use harness::{
    Client, Server,
    given::{self, Thing, money},
    start_demo, wait,
};
use serde_json::json;

use crate::{chromium::Browser, host::Host, page, quiet::STREAM};

/// Opens a page with these tags, under the policy that they need.
async fn open(browser: &Browser, site: &Host, server: &Server, body: &str) {
    let (host, version) = (format!("http://{}", server.address), server.widgets_version());
    let script = format!("<script type=\"module\" src=\"{host}/embed/{version}/accord.js\"></script>");
    let policy = format!(
        "default-src 'none'; script-src {host} 'wasm-unsafe-eval'; connect-src {host}; frame-src {host}"
    );
    browser.open(&site.body(&policy, &(script + body))).await;
}

/// A fund with disbursements of 36 million.
async fn a_fund(publisher: &Client) -> Thing {
    let fund = given::a_fund(publisher, json!({"slug": "peace", "name": "Fund for Peace"})).await;
    let pledge = given::a_pledge(publisher, json!({"fund": fund.id})).await;
    given::an_entry(publisher, &pledge, json!({"amount": money("36000000.00", "USD")})).await;
    fund
}

#[tokio::test]
async fn a_misspelt_tag_keeps_its_link_and_stays_quiet() {
    let (demo, site, browser) = (start_demo().await, Host::start().await, Browser::start().await);
    let noted = "window.waits = []; const later = window.setTimeout;
        window.setTimeout = (work, wait) => { window.waits.push(wait); return later(work, wait); };
        window.asked = []; const ask = window.fetch;
        window.fetch = (url, how) => { window.asked.push(String(url)); return ask(url, how); };";
    for source in [STREAM, noted] {
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": source})).await;
    }
    let tags = "<accord-fund fund=\"no-such-fund\"><a href=\"/\">See it</a></accord-fund>
        <accord-fund currency=\"EUD\"><a href=\"/\">See it</a></accord-fund>
        <accord-members lang=\"en\"><a href=\"/\">See it</a></accord-members>";
    open(&browser, &site, &demo.server, tags).await;
    let asked = async |times: usize| {
        wait::until("each of them asked", async || {
            // A tag asks only once it is in view, and not all of them are at once.
            let script = "const tags = document.querySelectorAll('accord-fund, accord-members');
                window.turn = ((window.turn ?? 0) + 1) % tags.length;
                tags[window.turn].scrollIntoView();
                return ['no-such-fund', 'EUD'].map((part) => window.asked.filter((name) => name.includes(part)).length)";
            (browser.script(script).await == json!([times, times])).then_some(())
        })
        .await;
    };
    let stamp =
        "return document.querySelector('accord-members').shadowRoot.querySelector('[part=stamp]')?.innerText";
    let neighbour_is_new = async || {
        wait::until("the neighbour is of now", async || {
            let stamp = browser.script(stamp).await;
            stamp.as_str().is_some_and(|text| text.starts_with("As of")).then_some(())
        })
        .await;
    };
    asked(1).await;
    neighbour_is_new().await;
    // Each change prompts one more request for the missing fund.
    let position = demo.server.visitor().get("/v1/figures/members").await.json()["position"].to_string();
    browser.script(&format!("window.say('change', '{position}')")).await;
    asked(2).await;
    neighbour_is_new().await;
    let late = "return window.waits.filter((wait) => wait > 1000 && wait !== 10_000)";
    assert_eq!(browser.script(late).await, json!([]), "it is to be asked again later");
    let links = "return [...document.querySelectorAll('accord-fund > a')]
        .filter((link) => link.checkVisibility() && link.getBoundingClientRect().height > 0).length";
    assert_eq!(browser.script(links).await, 2);
}

#[tokio::test]
async fn a_narrowed_fund_disappears_from_paused_and_live_figures() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = a_fund(&publisher).await;
    let (site, browser) = (Host::start().await, Browser::start().await);
    let body = format!(
        "<iframe src=\"http://{}/embed/fund?fund=peace&lang=en\" sandbox=\"allow-scripts\" width=\"400\" height=\"400\"></iframe>
        <accord-fund fund=\"peace\" lang=\"en\"><a href=\"/\">See it</a></accord-fund>",
        server.address
    );
    open(&browser, &site, &server, &body).await;
    wait::until("the tag says it", async || page::tag_says(&browser, "US$36 million").await).await;
    wait::until("the frame says it", async || page::frame_says(&browser, "US$36 million").await).await;
    browser.script("document.querySelector('accord-fund').shadowRoot.querySelector('button').click()").await;
    publisher.patch(&fund.path, &fund.etag, json!({"audience": "office"})).await.is(200);
    wait::until("the tag shows its link", async || {
        page::tag_shows_its_fallback(&browser).await.then_some(())
    })
    .await;
    wait::until("the frame has nothing", async || page::frame_says(&browser, "Not yet reported").await).await;
}

#[tokio::test]
async fn only_one_of_several_stale_figures_is_announced() {
    let (demo, site, browser) = (start_demo().await, Host::start().await, Browser::start().await);
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": STREAM})).await;
    let tags = "<accord-members lang=\"en\"></accord-members><accord-clock lang=\"en\"></accord-clock>";
    open(&browser, &site, &demo.server, tags).await;
    let of_each = |part: &str| {
        format!(
            "return ['accord-members', 'accord-clock'].map((name) => {{
                const tag = document.querySelector(name);
                if (!tag.shadowRoot.querySelector('section')) tag.scrollIntoView();
                return tag.shadowRoot.querySelector('{part}')?.innerText ?? '';
            }}).filter((text) => text.startsWith('Not updated') || text.startsWith('As of')).length"
        )
    };
    let are = async |part: &str, count: usize| {
        wait::until(&format!("{part}: {count}"), async || {
            (browser.script(&of_each(part)).await == count).then_some(())
        })
        .await;
    };
    are("[part=stamp]", 2).await;
    browser.script("window.say('stale', '1')").await;
    are("[role=status]", 1).await;
    are("[part=stamp]", 1).await;
}

#[tokio::test]
async fn a_page_of_pinned_figures_opens_no_stream() {
    let (demo, site, browser) = (start_demo().await, Host::start().await, Browser::start().await);
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": STREAM})).await;
    let tag = "<accord-members lang=\"en\" as-of=\"2020-01-01\"></accord-members>";
    open(&browser, &site, &demo.server, tag).await;
    let shown =
        "return Boolean(document.querySelector('accord-members').shadowRoot.querySelector('section'))";
    wait::until("the figure is shown", async || (browser.script(shown).await == true).then_some(())).await;
    let again = "document.dispatchEvent(new Event('visibilitychange')); return window.streams.length";
    assert_eq!(browser.script(again).await, 0);
}
