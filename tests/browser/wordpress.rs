//! The oEmbed answer in WordPress, which filters the HTML of unknown providers.

use fantoccini::Locator;
use harness::{
    given::{self, money},
    wait,
};
use serde_json::json;

use crate::{chromium::Browser, host::Host, page};

/// Ten letters and digits, like those WordPress makes for each frame.
const SECRET: &str = "a1B2c3D4e5";

#[tokio::test]
async fn wordpress_shows_the_frame_and_resizes_it_by_message() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let target = json!({"slug": "peace", "name": "Fund for Peace", "target": money("200000000.00", "USD")});
    let fund = given::a_fund(&publisher, target).await;
    let pledge = given::a_pledge(&publisher, json!({"fund": fund.id})).await;
    let commitment = json!({"kind": "commitment", "amount": money("48000000.00", "USD")});
    given::an_entry(&publisher, &pledge, commitment).await;

    // As WordPress asks: with the theme's width, and parameters of its own.
    let asked = format!(
        "/oembed?maxwidth=500&maxheight=200&url=http%3A%2F%2F{}%2Fembed%2Ffund%3Flang%3Den%26fund%3Dpeace&dnt=1&format=json",
        server.address
    );
    let answer = server.visitor().get(&asked).await.is(200).json();
    let scripts =
        [include_str!("../fixtures/wordpress/filter.js"), include_str!("../fixtures/wordpress/listen.js")];
    let answer = answer.to_string().replace('<', "\\u003c");
    let body = format!(
        "<main></main><script>{}</script><script>window.filtered = filterOembed({answer}, '{SECRET}');
        document.querySelector('main').innerHTML = window.filtered;</script>",
        scripts.join("\n")
    );
    let (site, browser) = (Host::start().await, Browser::start().await);
    browser.open(&site.body("script-src 'unsafe-inline'", &body)).await;

    wait::until("the frame shows the number", async || page::frame_says(&browser, "US$48 million").await)
        .await;
    let frames = browser.client.find_all(Locator::Css("main *")).await.expect("it can be asked");
    let [frame] = frames.as_slice() else {
        panic!("not one frame: {}", browser.script("return filtered").await)
    };
    for (name, value) in [("sandbox", "allow-scripts"), ("width", "500"), ("data-secret", SECRET)] {
        assert_eq!(frame.attr(name).await.expect("it can be asked").as_deref(), Some(value), "{name}");
    }
    assert!(frame.is_displayed().await.expect("it can be asked"), "the frame is hidden");
    wait::until("the frame is as high as the figure in it", async || {
        let heard = browser.script("return heard.filter(({ message }) => message === 'height').at(-1)").await;
        let height = browser.script("return document.querySelector('iframe').height").await;
        let value = heard["value"].as_u64()?;
        (heard["secret"] == SECRET && value > 200 && height.as_str() == Some(&value.to_string()))
            .then_some(())
    })
    .await;
}
