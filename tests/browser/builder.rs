//! The snippets page, and its snippets in a partner's page.

use fantoccini::Locator;
use harness::{
    Server,
    given::{self, money},
    wait,
};
use serde_json::{Value, json};

use crate::{chromium::Browser, host::Host, page};

/// A fund with a target and commitments of 48 million, and one without.
async fn prepare() -> Server {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let target = json!({"slug": "peace", "name": "Fund for Peace", "target": money("200000000.00", "USD")});
    let fund = given::a_fund(&publisher, target).await;
    given::a_fund(&publisher, json!({"slug": "other", "name": "Another fund"})).await;
    let pledge = given::a_pledge(&publisher, json!({"fund": fund.id})).await;
    let commitment = json!({"kind": "commitment", "amount": money("48000000.00", "USD")});
    given::an_entry(&publisher, &pledge, commitment).await;
    server
}

/// The snippet under a heading.
async fn snippet(browser: &Browser, id: &str) -> String {
    let text =
        browser.script(&format!("return document.querySelector('[aria-labelledby={id}]')?.value")).await;
    text.as_str().unwrap_or_default().to_owned()
}

/// The policy directives shown beside a snippet.
async fn policy(browser: &Browser, id: &str) -> String {
    let script = format!(
        "return document.querySelector('[aria-labelledby={id}]').parentElement.querySelector('code').textContent"
    );
    browser.script(&script).await.as_str().expect("it is a text").to_owned()
}

async fn choose(browser: &Browser, name: &str, value: &str) {
    let option = format!("select[name={name}] option[value={value}]");
    let option = browser.client.find(Locator::Css(&option)).await.expect("the choice is there");
    option.click().await.expect("it can be chosen");
}

#[tokio::test]
async fn each_snippet_works_under_the_policy_shown_beside_it() {
    let (server, browser) = (prepare().await, Browser::start().await);
    browser.open(&format!("http://{}/embed?fund=peace&page=en", server.address)).await;
    let (site, mut pasted) = (Host::start().await, Vec::new());
    for id in ["frame", "badge", "element"] {
        pasted.push((id, snippet(&browser, id).await, policy(&browser, id).await));
    }
    assert_eq!(browser.complaints().await, [""; 0]);
    for (id, text, policy) in pasted {
        browser.open(&site.body(&format!("default-src 'none'; {policy}"), &text)).await;
        wait::until(&format!("what is pasted shows the number: {text}"), async || match id {
            "frame" => page::frame_says(&browser, "US$48 million").await,
            "element" => page::tag_says(&browser, "US$48 million").await,
            _ => {
                let width = browser.script("return document.querySelector('img').naturalWidth").await;
                (width.as_u64() > Some(100)).then_some(())
            }
        })
        .await;
    }
}

#[tokio::test]
async fn a_choice_applies_without_a_reload_and_a_button_copies() {
    let (server, browser) = (prepare().await, Browser::start().await);
    browser.open(&format!("http://{}/embed?page=en", server.address)).await;
    browser.script("window.mark = true").await;
    for (name, value) in [("figure", "members"), ("lang", "ar"), ("theme", "dark"), ("size", "small")] {
        choose(&browser, name, value).await;
    }
    let written = async || {
        let text = snippet(&browser, "frame").await;
        (text.contains("/embed/members?lang=ar&#38;theme=dark") && text.contains("max-width:320px"))
            .then_some(())
    };
    wait::until("the snippet is of what was chosen", written).await;
    wait::until("the figure is of what was chosen", async || {
        page::frame_says(&browser, "أعضاء التحالف").await
    })
    .await;
    assert_eq!(browser.script("return window.mark").await, true, "the page was reloaded");
    let address = browser.script("return location.search").await.to_string();
    assert!(address.contains("figure=members") && address.contains("lang=ar"), "{address}");

    let origin = format!("http://{}", server.address);
    let leave = json!({"origin": origin, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]});
    browser.devtools("Browser.grantPermissions", leave).await;
    let button = browser.client.find(Locator::Css("[aria-labelledby=frame] + button")).await;
    button.expect("there is a button").click().await.expect("it can be pressed");
    wait::until("it says that it copied", async || {
        (browser.script("return document.querySelector('#status').textContent").await == "Copied")
            .then_some(())
    })
    .await;
    let read = "navigator.clipboard.readText().then(arguments[0], (error) => arguments[0](String(error)))";
    let copied = browser.client.execute_async(read, Vec::new()).await.expect("the clipboard can be read");
    assert_eq!(copied, Value::from(snippet(&browser, "frame").await));
    assert_eq!(browser.complaints().await, [""; 0]);
}

#[tokio::test]
async fn without_scripts_the_form_has_a_submit_button() {
    let (server, browser) = (prepare().await, Browser::start().await);
    browser.devtools("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
    browser.open(&format!("http://{}/embed?page=en", server.address)).await;
    choose(&browser, "figure", "members").await;
    let button = browser.client.find(Locator::Css("form button")).await.expect("the form has a button");
    button.click().await.expect("it can be pressed");
    wait::until("the text to paste is of what was chosen", async || {
        // Elements of the previous page are stale and cannot be read.
        let text = browser.client.find(Locator::Css("[aria-labelledby=frame]")).await.ok()?;
        text.prop("value").await.ok()??.contains("/embed/members?lang=en").then_some(())
    })
    .await;
    let buttons =
        browser.client.find_all(Locator::Css("button[data-copied]")).await.expect("it can be asked");
    for button in buttons {
        assert!(!button.is_displayed().await.expect("it can be asked"), "a button that does nothing");
    }
}
