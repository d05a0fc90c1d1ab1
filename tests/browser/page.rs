//! The contents of the frame and of the tag's open shadow root on a partner's page.

use fantoccini::Locator;
use serde_json::Value;

use crate::chromium::Browser;

const FIGURE_IN_TAG: &str = "document.querySelector('accord-fund')?.shadowRoot?.querySelector('section')";

/// Whether the frame contains these words.
pub(crate) async fn frame_says(browser: &Browser, words: &str) -> Option<()> {
    let text = in_frame(browser, "return document.body?.innerText ?? ''").await?;
    says(&text, words)
}

/// Whether the tag contains these words.
pub(crate) async fn tag_says(browser: &Browser, words: &str) -> Option<()> {
    // A tag loads nothing before it is in view.
    let seen = "document.querySelector('accord-fund')?.scrollIntoView()";
    let text = browser.script(&format!("{seen}; return {FIGURE_IN_TAG}?.innerText ?? ''")).await;
    says(&text, words)
}

/// Whether the tag has no figure and shows its own content.
pub(crate) async fn tag_shows_its_fallback(browser: &Browser) -> bool {
    let tag = browser.client.find(Locator::Css("accord-fund")).await.expect("the page has the tag");
    let text = tag.text().await.expect("the tag has a text");
    let figure = browser.script(&format!("return Boolean({FIGURE_IN_TAG})")).await;
    figure == false && !text.trim().is_empty()
}

/// Marks the page and the frame. Only a reload removes the marks.
pub(crate) async fn mark(browser: &Browser) {
    browser.script("window.mark = true").await;
    in_frame(browser, "window.mark = true").await.expect("the page has a frame");
}

/// Whether both marks remain.
pub(crate) async fn is_marked(browser: &Browser) -> bool {
    let marked = "return window.mark === true";
    browser.script(marked).await == true && in_frame(browser, marked).await == Some(Value::Bool(true))
}

/// Whether both figures show the clock of a stale figure.
pub(crate) async fn has_stale_marks(browser: &Browser) -> bool {
    let in_tag =
        browser.script(&format!("return Boolean({FIGURE_IN_TAG}?.querySelector('[part=stale] svg'))")).await;
    let in_frame = in_frame(browser, "return Boolean(document.querySelector('[part=stale] svg'))").await;
    in_tag == true && in_frame == Some(Value::Bool(true))
}

/// The value of a script in the frame, if there is a frame.
async fn in_frame(browser: &Browser, script: &str) -> Option<Value> {
    let frame = browser.client.find(Locator::Css("iframe")).await.ok()?;
    frame.enter_frame().await.ok()?;
    let result = browser.client.execute(script, Vec::new()).await;
    browser.client.clone().enter_parent_frame().await.expect("a frame has a page around it");
    result.ok()
}

/// Whether a text contains these words, with any kind of space.
fn says(text: &Value, words: &str) -> Option<()> {
    let spaced = text.as_str()?.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.contains(words).then_some(())
}
