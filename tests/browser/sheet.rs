//! Every figure in every language and theme on one sheet, `docs/figures.png`, to look at:
//! `ACCORD_WRITE=sheet cargo test -p accord-tests --test browser sheet`.

use base64::{Engine, prelude::BASE64_STANDARD};
use harness::{start_demo, wait};
use serde_json::json;

use crate::{accessible::LANGUAGES, chromium::Browser, guest::KINDS, host::Host};

#[tokio::test]
async fn every_figure_shows_a_number_in_every_language_and_theme() {
    let (demo, host, browser) = (start_demo().await, Host::start().await, Browser::start().await);
    let mut cells = String::new();
    for kind in KINDS {
        // One fund has too few updates.
        let fund = if kind == "updates" { "" } else { "&amp;fund=meppa" };
        for theme in ["light", "dark"] {
            for lang in LANGUAGES {
                cells += &format!(
                    "<iframe src=\"http://{}/embed/{kind}?lang={lang}&amp;theme={theme}{fund}\"></iframe>",
                    demo.server.address
                );
            }
        }
    }
    let style = "body { margin: 8px; inline-size: 2120px } iframe { inline-size: 416px; block-size: 640px;
        border: 0; margin: 2px }";
    let page = format!("<!doctype html><title>Figures</title><style>{style}</style>{cells}");
    browser.open(&host.page("/sheet", &[], &page)).await;
    let metrics = json!({"width": 2140, "height": 7900, "deviceScaleFactor": 0.5, "mobile": false});
    browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    let frames = browser.client.find_all(fantoccini::Locator::Css("iframe")).await.expect("there are frames");
    for frame in frames {
        frame.clone().enter_frame().await.expect("it is a frame");
        wait::long("the figure lives, and says a number", async || {
            let script = "return Boolean(document.querySelector('button')) &&
                document.querySelector('[part=number] strong').innerText.length > 0";
            (browser.script(script).await == true).then_some(())
        })
        .await;
        browser.client.clone().enter_parent_frame().await.expect("a frame has a page around it");
    }
    if std::env::var("ACCORD_WRITE").is_ok_and(|what| what == "sheet") {
        let shot = browser.devtools("Page.captureScreenshot", json!({"captureBeyondViewport": true})).await;
        let png = BASE64_STANDARD.decode(shot["data"].as_str().expect("a picture")).expect("base64");
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/figures.png");
        std::fs::write(path, png).expect("docs/ is writable");
    }
}
