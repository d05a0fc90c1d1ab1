//! Badges in a browser: the line must fit, although the browser's fonts differ from the server's.

use harness::given::{self, money};
use serde_json::json;

use crate::chromium::Browser;

#[tokio::test]
async fn a_badges_line_fits_its_width_in_every_language() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for name in [
        "MWM & WMW",
        "Fonds für den Frieden zwischen Israelis und Palästinensern",
        "صندوق السلام بين الشعبين",
        "קרן השלום",
        "iiii llll",
    ] {
        let fields =
            json!({"name": name, "slug": given::unique("fund"), "target": money("200000000.00", "USD")});
        let fund = given::a_fund(&publisher, fields).await;
        let pledge = given::a_pledge(&publisher, json!({"fund": fund.id})).await;
        let commitment = json!({"kind": "commitment", "amount": money("48000000.00", "USD")});
        given::an_entry(&publisher, &pledge, commitment).await;
    }
    let browser = Browser::start().await;
    for fund in server.visitor().all("/v1/funds?limit=200").await {
        let slug = fund["slug"].as_str().expect("a fund has a slug");
        for lang in ["en", "fr", "de", "he", "ar"] {
            let address = format!("http://{}/badge/fund.svg?fund={slug}&lang={lang}", server.address);
            browser.open(&address).await;
            let measured = browser
                .script(
                    "const { x, width } = document.querySelector('text').getBBox();
                    return [x, x + width, document.documentElement.width.baseVal.value]",
                )
                .await;
            let [start, end, whole] = [0, 1, 2].map(|n| measured[n].as_f64().expect("a length"));
            assert!(start >= 8.0 && end <= whole - 8.0, "{start} to {end} of {whole}: {address}");
            assert!(end - start > whole * 0.6, "{start} to {end} of {whole}: {address}");
            let ends = browser
                .script(
                    "const text = document.querySelector('text');
                    const x = (n) => text.getStartPositionOfChar(n).x;
                    return [document.documentElement.getAttribute('lang'), x(0), x(text.getNumberOfChars() - 1)]",
                )
                .await;
            let begins_at_the_right = ends[1].as_f64() > ends[2].as_f64();
            assert_eq!(begins_at_the_right, ends[0] == "ar" || ends[0] == "he", "{ends}: {address}");
        }
    }
}
