//! The widgets as guests on partners' pages: under every policy, each figure shows or its fallback
//! stays. Neither the page nor the figures change each other.

use harness::{Demo, start_demo, wait};
use serde_json::{Value, json};

use crate::{chromium::Browser, host::Host};

pub(crate) const KINDS: [&str; 6] = ["fund", "members", "donors", "updates", "calls", "clock"];

/// The script's tag and a tag for each figure, as partners paste them.
pub(crate) async fn snippet(demo: &Demo, attributes: &str) -> String {
    let (server, version) = (demo.server.address, demo.server.widgets_version());
    let list = demo.server.visitor().get(&format!("/embed/{version}/integrity.json")).await.is(200).json();
    let integrity = list["accord.js"]["integrity"].as_str().expect("the list has the hash").to_owned();
    let script = format!(
        "<script type=\"module\" crossorigin=\"anonymous\" src=\"http://{server}/embed/{version}/accord.js\" \
         integrity=\"{integrity}\"></script>"
    );
    let tags =
        KINDS.map(|kind| format!("<accord-{kind} {attributes}><a href=\"/\">See it</a></accord-{kind}>"));
    script + &tags.concat()
}

pub(crate) fn page(body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Host</title><body>{body}</body></html>"
    )
}

/// The policy of a partner who allows only what `docs/embed.md` asks for, for the server at this
/// address.
pub(crate) fn policy(demo: &Demo, script: &str, connect: bool) -> String {
    let host = format!("http://{}", demo.server.address);
    let connect = if connect { format!("connect-src {host};") } else { String::new() };
    format!("default-src 'none'; script-src {host} {script}; {connect} frame-src {host}; img-src {host}")
}

/// The number of tags for which `has` is true. Scrolls to the next of the others, since a tag loads
/// nothing before it is in view.
async fn count(browser: &Browser, has: &str) -> usize {
    let script = format!(
        "const tags = [...document.querySelectorAll('*')].filter((tag) => tag.localName.startsWith('accord-'));
        const has = (tag) => {has};
        tags.find((tag) => !has(tag))?.scrollIntoView();
        return tags.filter(has).length"
    );
    let count = browser.script(&script).await.as_u64().expect("a count");
    usize::try_from(count).expect("a few")
}

const SHOWS: &str = "Boolean(tag.shadowRoot?.querySelector('[part=number] strong')?.innerText)";

async fn all_show(browser: &Browser) {
    wait::long("every tag shows its figure", async || {
        (count(browser, SHOWS).await == KINDS.len()).then_some(())
    })
    .await;
}

/// Waits until every tag shows its fallback and reserves no room for a figure.
async fn all_fall_back(browser: &Browser) {
    let link = "tag.querySelector('a').getBoundingClientRect().height > 0
        && tag.getBoundingClientRect().height < 100";
    wait::long("every link is in view, and no room is kept", async || {
        (count(browser, link).await == KINDS.len()).then_some(())
    })
    .await;
    assert_eq!(count(browser, SHOWS).await, 0);
}

#[tokio::test]
async fn every_figure_works_under_a_strict_policy_without_other_hosts() {
    let (demo, host, browser) = (start_demo().await, Host::start().await, Browser::start().await);
    let html = page(&snippet(&demo, "lang=\"en\"").await);
    let strict = policy(&demo, "'wasm-unsafe-eval'", true);
    browser.open(&host.page("/strict", &[("content-security-policy", &strict)], &html)).await;
    all_show(&browser).await;
    let styled = "return [...document.querySelectorAll('*')].filter((tag) => tag.shadowRoot &&
        getComputedStyle(tag.shadowRoot.querySelector('section')).display === 'block').length";
    assert_eq!(browser.script(styled).await, json!(KINDS.len()), "not every figure is styled");
    assert_eq!(browser.complaints().await, [""; 0]);
    let (server, own) = (format!("http://{}", demo.server.address), host.origin());
    let log = browser.quit().await;
    assert_eq!(log.origins("http://127.0.0.1"), [server, own].into());
    assert_eq!(log.asked("/v1/live"), 1, "one stream for all figures");
    assert_eq!(log.asked("accord_bg.wasm"), 1, "one WebAssembly for all figures");
}

#[tokio::test]
async fn a_refused_widget_leaves_the_partners_fallback() {
    let (demo, host, browser) = (start_demo().await, Host::start().await, Browser::start().await);
    let html = page(&snippet(&demo, "lang=\"en\"").await);
    for (case, script, connect) in
        [("no-wasm", "", true), ("no-connection", "'wasm-unsafe-eval'", false), ("neither", "", false)]
    {
        let policy = policy(&demo, script, connect);
        let path = format!("/{case}");
        browser.open(&host.page(&path, &[("content-security-policy", &policy)], &html)).await;
        all_fall_back(&browser).await;
    }
    // A script with another hash.
    let other = html.replace("integrity=\"sha384-", "integrity=\"sha384-AAAA");
    browser.open(&host.page("/other-bytes", &[], &other)).await;
    all_fall_back(&browser).await;
    // As in Apple's Lockdown Mode.
    let lockdown = json!({"source": "delete globalThis.WebAssembly"});
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", lockdown).await;
    browser.open(&host.page("/lockdown", &[], &html)).await;
    all_fall_back(&browser).await;
    let frame = format!("http://{}/embed/members?lang=en", demo.server.address);
    browser.open(&frame).await;
    let said = browser.script("return document.querySelector('[part=number] strong').innerText").await;
    let known = demo.server.visitor().get("/v1/figures/members").await.json()["members"]["total"].to_string();
    assert_eq!(said, json!(known), "the frame does not show the number that the server wrote");
}

/// The frame's own server always allows its files, so the browser is set to refuse them.
#[tokio::test]
async fn a_frame_without_script_or_webassembly_keeps_its_number() {
    let demo = start_demo().await;
    let known = demo.server.visitor().get("/v1/figures/members").await.json()["members"]["total"].to_string();
    let uncompiled =
        "WebAssembly.instantiateStreaming = () => Promise.reject(new WebAssembly.CompileError('refused'))";
    for (refused, command, parameters) in [
        ("the script", "Network.setBlockedURLs", json!({"urls": ["*frame.js"]})),
        ("WebAssembly", "Page.addScriptToEvaluateOnNewDocument", json!({"source": uncompiled})),
    ] {
        let browser = Browser::start().await;
        browser.devtools("Network.enable", json!({})).await;
        browser.devtools(command, parameters).await;
        browser.open(&format!("http://{}/embed/members?lang=en", demo.server.address)).await;
        let said = "return [document.readyState, document.querySelector('[part=number] strong').innerText,
            document.querySelectorAll('button').length]";
        assert_eq!(browser.script(said).await, json!(["complete", known, 0]), "{refused}");
    }
}

#[tokio::test]
async fn a_cross_origin_isolated_page_shows_badges_frames_and_tags() {
    let (demo, host, browser) = (start_demo().await, Host::start().await, Browser::start().await);
    let frame = format!(
        "<iframe src=\"http://{}/embed/members?lang=en\" sandbox=\"allow-scripts\" width=\"400\" height=\"300\"></iframe>",
        demo.server.address
    );
    let badge = format!("<img alt=\"\" src=\"http://{}/badge/members.svg\">", demo.server.address);
    let html = page(&(badge + &frame + &snippet(&demo, "lang=\"en\"").await));
    let headers =
        [("cross-origin-embedder-policy", "require-corp"), ("cross-origin-opener-policy", "same-origin")];
    browser.open(&host.page("/isolated", &headers, &html)).await;
    all_show(&browser).await;
    assert_eq!(browser.script("return crossOriginIsolated").await, json!(true));
    let width = browser.script("return document.querySelector('img').naturalWidth").await;
    assert!(width.as_u64() > Some(50), "no badge: {width}");
    let says = async || crate::page::frame_says(&browser, "Members of the alliance").await;
    wait::until("the frame shows its figure", says).await;
}

#[tokio::test]
async fn a_hostile_pages_styles_change_nothing_in_a_figure() {
    let (demo, host, browser) = (start_demo().await, Host::start().await, Browser::start().await);
    let snippet = snippet(&demo, "lang=\"en\" theme=\"light\"").await;
    let hostile =
        "<style>*, * * { all: unset !important; font-size: 60px !important; color: lime !important }
        button, svg, ol { display: none !important } section { transform: rotate(9deg) !important }</style>";
    let mut seen = Vec::new();
    for (path, style) in [("/kind", ""), ("/hostile", hostile)] {
        let width = "<style>body { inline-size: 480px }</style>";
        let body = format!("{style}{width}<div>{snippet}</div>");
        browser
            .open(&host.page(
                path,
                &[],
                &page(
                    &body.replace("<div>", "<div style=\"width:480px!important;display:block!important\">"),
                ),
            ))
            .await;
        all_show(&browser).await;
        let looks = "return [...document.querySelectorAll('*')].filter((tag) => tag.shadowRoot).map((tag) =>
            [...tag.shadowRoot.querySelectorAll('section, section *')].filter((part) => !part.closest('[part=stamp]'))
            .map((part) => { const s = getComputedStyle(part);
                return [part.localName, s.fontSize, s.color, s.display, s.transform].join(' ') }))";
        seen.push(browser.script(looks).await);
    }
    assert_eq!(seen[0], seen[1]);
    let themed = snippet.replace("theme=\"light\"", "style=\"--accord-ink:#123456;--accord-ground:#fedcba\"");
    browser.open(&host.page("/themed", &[], &page(&themed))).await;
    all_show(&browser).await;
    let colours = "const s = getComputedStyle(document.querySelector('accord-fund').shadowRoot.querySelector('section'));
        return [s.color, s.backgroundColor]";
    assert_eq!(browser.script(colours).await, json!(["rgb(18, 52, 86)", "rgb(254, 220, 186)"]));
}

#[tokio::test]
async fn a_figure_keeps_its_direction_in_any_page() {
    let (demo, host, browser) = (start_demo().await, Host::start().await, Browser::start().await);
    let snippet = snippet(&demo, "").await;
    let (script, tag) = snippet.split_once("<accord-fund").expect("the first tag");
    let tag = format!("<accord-fund{}", tag.split_once("<accord-members").expect("the second").0);
    let hebrew = tag.replace("<accord-fund", "<accord-fund lang=\"he\"");
    let body = format!(
        "{script}<div lang=\"ar\" dir=\"rtl\"><accord-fund lang=\"de\"></accord-fund>{tag}</div>{hebrew}"
    );
    browser.open(&host.page("/both", &[], &page(&body))).await;
    let directions = "return [...document.querySelectorAll('accord-fund')].map((tag) => {
        tag.scrollIntoView();
        const figure = tag.shadowRoot?.querySelector('section');
        return figure && [figure.lang, getComputedStyle(figure).direction] })";
    let expected = json!([["de", "ltr"], ["ar", "rtl"], ["he", "rtl"]]);
    wait::until("each figure has its language and direction", async || {
        (browser.script(directions).await == expected).then_some(())
    })
    .await;
}

#[tokio::test]
async fn unseen_figures_send_no_requests_and_pinned_no_stream() {
    let (demo, host, browser) = (start_demo().await, Host::start().await, Browser::start().await);
    let below = format!("<div style=\"height:9000px\"></div>{}", snippet(&demo, "lang=\"en\"").await);
    browser.open(&host.page("/below", &[], &page(&below))).await;
    let defined = "return customElements.get('accord-fund') !== undefined";
    wait::until("the script ran", async || (browser.script(defined).await == true).then_some(())).await;
    let pinned = snippet(&demo, "lang=\"en\" as-of=\"2020-01-01\"").await;
    let fund = pinned.split_once("<accord-members").expect("the second tag").0;
    let second = Browser::start().await;
    second.open(&host.page("/pinned", &[], &page(fund))).await;
    let said = "document.querySelector('accord-fund')?.scrollIntoView(); const figure =
        document.querySelector('accord-fund')?.shadowRoot?.querySelector('section');
        return figure ? [figure.querySelector('strong').innerText, figure.querySelectorAll('button').length] : null";
    let expected = json!(["Not yet reported", 0]);
    wait::until("the figure is as of then", async || (second.script(said).await == expected).then_some(()))
        .await;
    assert_eq!(second.quit().await.asked("/v1/live"), 0);
    let log = browser.quit().await;
    assert_eq!([log.asked("/v1/"), log.asked(".wasm")], [0, 0]);
}

#[tokio::test]
async fn a_paused_figure_keeps_its_number_until_it_resumes() {
    let (demo, host, browser) = (start_demo().await, Host::start().await, Browser::start().await);
    let snippet = snippet(&demo, "lang=\"en\"").await;
    browser.open(&host.page("/paused", &[], &page(&snippet))).await;
    all_show(&browser).await;
    let shadow = "const figure = document.querySelector('accord-updates').shadowRoot;";
    let number = format!("{shadow} return figure.querySelector('strong').innerText");
    let before = browser.script(&number).await;
    browser.script(&format!("{shadow} figure.querySelector('button').click()")).await;
    let pressed = format!("{shadow} return figure.querySelector('button').ariaPressed");
    assert_eq!(browser.script(&pressed).await, json!("true"));
    let publisher = demo.server.client(demo.keys.get("london").map(String::as_str));
    harness::given::an_update(&publisher, json!({})).await;
    // The other figures go on, so their requests show that the update arrived.
    let position = demo.server.visitor().get("/v1/stats").await.json()["position"].clone();
    wait::until("the page heard of it", async || {
        let heard = browser
            .script(
                "return performance.getEntriesByType('resource')
            .filter((one) => one.name.includes('/v1/figures/updates')).length",
            )
            .await;
        (heard.as_u64() > Some(1)).then_some(())
    })
    .await;
    assert_eq!(browser.script(&number).await, before, "at {position}");
    browser.script(&format!("{shadow} figure.querySelector('button').click()")).await;
    wait::until("it goes on", async || (browser.script(&number).await != before).then_some(())).await;
    assert_eq!(browser.script(&pressed).await, json!("false"));
}

#[tokio::test]
async fn a_loading_figure_shifts_nothing_on_the_page() {
    let (demo, host, browser) = (start_demo().await, Host::start().await, Browser::start().await);
    let watch = json!({"source": "window.shift = 0; new PerformanceObserver((list) => {
        for (const one of list.getEntries()) window.shift += one.value;
    }).observe({ type: 'layout-shift', buffered: true })"});
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", watch).await;
    let tags = snippet(&demo, "lang=\"en\"").await.replace("<accord-", "<p>Words of the page.</p><accord-");
    browser.open(&host.page("/shift", &[], &page(&format!("<div style=\"width:480px\">{tags}</div>")))).await;
    // Undefined tags are as high as their links. Once defined, they reserve the figure's room.
    let known = "return Promise.all(arguments[0].map((kind) => customElements.whenDefined(`accord-${kind}`)))
        .then(() => new Promise(requestAnimationFrame)).then(() => new Promise(requestAnimationFrame))
        .then(() => { window.shift = 0 })";
    browser.client.execute(known, vec![json!(KINDS)]).await.expect("they are defined");
    all_show(&browser).await;
    let shift: Value = browser.script("return window.shift").await;
    assert_eq!(shift, json!(0), "the page moved");
}
