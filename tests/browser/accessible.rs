//! Accessibility: axe-core (WCAG 2.2 A and AA, and its best practices) finds no fault in any
//! figure, language and theme, even at 400 % zoom. `cargo xtask setup test` installs it.

use harness::start_demo;
use serde_json::{Value, json};

use crate::{chromium::Browser, guest::KINDS, quiet::lives};

pub(crate) const LANGUAGES: [&str; 5] = ["en", "fr", "de", "he", "ar"];

fn axe() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/tools/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(path).expect("axe-core is installed: cargo xtask setup test")
}

/// The faults of the open page, by rule.
async fn wrong(browser: &Browser, axe: &str) -> Value {
    browser.script(&format!("{axe}; return true")).await;
    let run = "const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const done = arguments[arguments.length - 1];
        // A frame is part of a page that has its own heading.
        const rules = { 'page-has-heading-one': { enabled: false } };
        axe.run(document, { runOnly: tags, rules }).then(
            ({ violations }) => done(violations.map((one) => [one.id, one.nodes.map((node) => node.html)])), done)";
    browser.script_async(run).await
}

#[tokio::test]
async fn axe_finds_no_fault_in_any_figure_language_or_theme() {
    let (demo, browser, axe) = (start_demo().await, Browser::start().await, axe());
    let metrics =
        |width: u32| json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
    for kind in KINDS {
        for lang in LANGUAGES {
            for theme in ["light", "dark"] {
                let server = demo.server.address;
                // 1280 px at 400 % are 320.
                for width in [1280, 320] {
                    browser.devtools("Emulation.setDeviceMetricsOverride", metrics(width)).await;
                    browser.open(&format!("http://{server}/embed/{kind}?lang={lang}&theme={theme}")).await;
                    lives(&browser).await;
                    assert_eq!(wrong(&browser, &axe).await, json!([]), "{kind} {lang} {theme} {width}");
                    let overflow = "return document.documentElement.scrollWidth > innerWidth";
                    assert_eq!(
                        browser.script(overflow).await,
                        json!(false),
                        "{kind} {lang} {width} scrolls aside"
                    );
                }
            }
        }
    }
    let forced = json!({"features": [{"name": "forced-colors", "value": "active"}]});
    browser.devtools("Emulation.setEmulatedMedia", forced).await;
    for kind in KINDS {
        browser.open(&format!("http://{}/embed/{kind}?lang=ar", demo.server.address)).await;
        lives(&browser).await;
        assert_eq!(wrong(&browser, &axe).await, json!([]), "{kind} in forced colours");
    }
}

#[tokio::test]
async fn every_control_has_keyboard_focus_and_a_large_enough_target() {
    let (demo, browser) = (start_demo().await, Browser::start().await);
    browser.open(&format!("http://{}/embed/donors?lang=en", demo.server.address)).await;
    lives(&browser).await;
    let controls = "return [...document.querySelectorAll('a, button')].map((one) => {
        const { width, height } = one.getBoundingClientRect();
        one.focus();
        return [one.localName, width >= 24 && height >= 24, document.activeElement === one, one.tabIndex] })";
    assert_eq!(browser.script(controls).await, json!([["a", true, true, 0], ["button", true, true, 0]]));
}

#[tokio::test]
async fn a_figure_follows_the_chosen_or_system_colour_scheme() {
    let (demo, browser) = (start_demo().await, Browser::start().await);
    let colours = async |theme: &str, system: &str| {
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": system}]});
        browser.devtools("Emulation.setEmulatedMedia", media).await;
        browser.open(&format!("http://{}/embed/fund?lang=en&theme={theme}", demo.server.address)).await;
        lives(&browser).await;
        let script = "const style = getComputedStyle(document.querySelector('section'));
            return [style.color, style.backgroundColor, getComputedStyle(document.documentElement).backgroundColor]";
        browser.script(script).await
    };
    let (light, dark) = (colours("light", "dark").await, colours("dark", "light").await);
    assert_ne!(light, dark);
    assert_eq!((colours("auto", "light").await, colours("auto", "dark").await), (light, dark));
}

#[tokio::test]
async fn script_and_server_render_a_figure_in_the_same_words() {
    let (demo, browser) = (start_demo().await, Browser::start().await);
    let note = "addEventListener('DOMContentLoaded', () => {
        window.written = document.querySelector('main').textContent.trim() })";
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": note})).await;
    for kind in KINDS {
        for lang in LANGUAGES.into_iter().chain(["ar-AE", "de-CH", "es"]) {
            browser.open(&format!("http://{}/embed/{kind}?lang={lang}", demo.server.address)).await;
            lives(&browser).await;
            let said = "document.querySelector('button').remove();
                return [window.written, document.querySelector('main').textContent.trim()]";
            let said = browser.script(said).await;
            assert_eq!(said[0], said[1], "{kind} in {lang}");
        }
    }
}
