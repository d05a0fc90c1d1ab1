//! A page pinned to an earlier version of the widgets keeps working with the present server.

use std::{fs, path::Path};

use harness::{
    Server,
    given::{self, money},
    wait,
};
use serde_json::{Value, json};

use crate::{chromium::Browser, host::Host, page};

/// The first released version, as built.
const PREVIOUS: &str = "0.1.0-dd75a90b";

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder is the test's own");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_name().expect("it has a name");
        match path.is_dir() {
            true => copy(&path, &to.join(name)),
            false => assert!(fs::copy(&path, to.join(name)).is_ok(), "{}", path.display()),
        }
    }
}

/// The present widgets and the earlier ones.
fn all_widgets() -> tempfile::TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder of the test's own");
    copy(&root.join("../target/widgets"), folder.path());
    copy(&root.join("fixtures/widgets-previous"), folder.path());
    folder
}

/// Opens a partner's page pinned to the earlier version.
async fn open_pinned(browser: &Browser, site: &Host, server: &Server) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/widgets-previous")
        .join(PREVIOUS)
        .join("integrity.json");
    let hashes = fs::read_to_string(file).expect("the fixture is there");
    let hashes: Value = serde_json::from_str(&hashes).expect("it is JSON");
    let integrity = hashes["accord.js"]["integrity"].as_str().expect("the script has a hash");
    let host = format!("http://{}", server.address);
    let body = format!(
        "<script type=\"module\" crossorigin=\"anonymous\" src=\"{host}/embed/{PREVIOUS}/accord.js\" integrity=\"{integrity}\"></script>
        <accord-fund fund=\"peace\" lang=\"en\"><a href=\"{host}/\">See the fund</a></accord-fund>"
    );
    let policy = format!("default-src 'none'; script-src {host} 'wasm-unsafe-eval'; connect-src {host}");
    browser.open(&site.body(&policy, &body)).await;
}

#[tokio::test]
async fn a_page_pinned_to_a_withdrawn_version_keeps_its_link() {
    let folder = all_widgets();
    fs::write(folder.path().join(PREVIOUS).join("withdrawn"), "It shows wrong sums.").expect("written");
    let widgets = folder.path().to_owned();
    let server = harness::start_with(|config| config.widgets_dir = widgets).await;
    let (site, browser) = (Host::start().await, Browser::start().await);
    open_pinned(&browser, &site, &server).await;
    wait::until("the browser gave the script up", async || {
        browser.complaints().await.iter().any(|complaint| complaint.contains("accord.js")).then_some(())
    })
    .await;
    let link = "const link = document.querySelector('accord-fund > a');
        return link.checkVisibility() && link.textContent";
    assert_eq!(browser.script(link).await, "See the fund");
}

#[tokio::test]
async fn a_page_pinned_to_an_earlier_version_stays_live() {
    let folder = all_widgets();
    let widgets = folder.path().to_owned();
    let server = harness::start_with(|config| config.widgets_dir = widgets).await;
    let publisher = given::a_publisher(&server).await;
    let target = json!({"slug": "peace", "name": "Fund for Peace", "target": money("200000000.00", "USD")});
    let fund = given::a_fund(&publisher, target).await;
    let pledge = given::a_pledge(&publisher, json!({"fund": fund.id})).await;
    let disburse = async |amount: &str| {
        given::an_entry(&publisher, &pledge, json!({"amount": money(amount, "USD")})).await;
    };
    disburse("36000000.00").await;
    let (site, browser) = (Host::start().await, Browser::start().await);
    open_pinned(&browser, &site, &server).await;
    let says = async |words: &str| {
        wait::until(&format!("the tag says {words}"), async || page::tag_says(&browser, words).await).await;
    };
    says("US$36 million").await;
    browser.script("window.mark = true").await;
    disburse("12000000.00").await;
    says("US$48 million").await;
    assert_eq!(browser.script("return window.mark").await, true, "the page was reloaded");
    assert_eq!(browser.complaints().await, [""; 0]);
}
