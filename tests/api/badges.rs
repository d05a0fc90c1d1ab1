//! Badges: a figure on one line, as a picture, text or data, for pages that allow nothing else.

use harness::{
    Client, Reply, Server,
    given::{self, Thing, money},
};
use serde_json::json;

const FORMS: [&str; 4] = ["svg", "png", "txt", "json"];
const LANGUAGES: [&str; 5] = ["en", "fr", "de", "he", "ar"];

/// A fund with a yearly target of 200 million and commitments of 48 million.
async fn prepare() -> (Server, Client, Thing) {
    prepare_named("Fund for Peace").await
}

async fn prepare_named(name: &str) -> (Server, Client, Thing) {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let target = json!({"slug": "peace", "name": name, "target": money("200000000.00", "USD")});
    let fund = given::a_fund(&publisher, target).await;
    let pledge = given::a_pledge(&publisher, json!({"fund": fund.id})).await;
    commit(&publisher, &pledge, "48000000.00").await;
    (server, publisher, pledge)
}

async fn commit(publisher: &Client, pledge: &Thing, amount: &str) {
    let fields = json!({"kind": "commitment", "amount": money(amount, "USD")});
    given::an_entry(publisher, pledge, fields).await;
}

/// Width and height of a PNG, from its header.
fn size(png: &Reply) -> (u32, u32) {
    assert_eq!(&png.bytes()[..8], b"\x89PNG\r\n\x1a\n");
    let at = |start: usize| u32::from_be_bytes(png.bytes()[start..start + 4].try_into().expect("four bytes"));
    (at(16), at(20))
}

#[tokio::test]
async fn every_badge_form_shows_label_number_and_date() {
    let (server, ..) = prepare().await;
    let visitor = server.visitor();
    let as_of = visitor.get("/v1/stats").await.json()["as_of"].as_str().expect("an instant").to_owned();
    let json = visitor.get("/badge/fund.json").await.is(200).json();
    let expected = json!({
        "label": "Committed to \u{2068}Fund for Peace\u{2069}", "value": "US$48 million",
        "number": "48000000.00", "currency": "USD", "as_of": as_of, "stale": false, "sample": false,
        "sentence": "of a target of US$200 million; no payment recorded yet; no pledge recorded yet.",
        "source_url": format!("{}/docs/counting", server.public_url()), "lang": "en-GB", "dir": "ltr",
    });
    assert_eq!(json, expected);
    let txt = visitor.get("/badge/fund.txt").await;
    txt.is(200).says("Committed to \u{2068}Fund for Peace\u{2069}: US$48 million (As of ");
    assert_eq!(txt.text().lines().count(), 1);
    let svg = visitor.get("/badge/fund.svg").await;
    svg.is(200).says("<title>Committed to \u{2068}Fund for Peace\u{2069}: US$48 million (As of ");
    svg.says("role=\"img\"").says("aria-label=\"Committed to").says(">US$48 million</tspan>");
    let (width, height) = size(visitor.get("/badge/fund.png").await.is(200));
    assert_eq!(height, 56);
    assert!(svg.text().contains(&format!("width=\"{}\" height=\"28\"", width / 2)), "{svg}");
}

#[tokio::test]
async fn a_member_badge_has_a_unit_and_no_currency() {
    let (server, publisher, _) = prepare().await;
    given::a_member(&publisher, json!({})).await;
    let json = server.visitor().get("/badge/members.json").await.is(200).json();
    assert_eq!(
        (&json["number"], &json["value"], &json["currency"]),
        (&json!("1"), &json!("1"), &json!(null))
    );
    assert_eq!(json["sentence"], "organisation.");
}

#[tokio::test]
async fn an_unreported_figure_shows_not_yet_reported_and_no_number() {
    let server = harness::start().await;
    for (figure, missing) in [("fund", "Not yet reported"), ("members", "No members listed")] {
        let json = server.visitor().get(&format!("/badge/{figure}.json")).await.is(200).json();
        assert_eq!((&json["value"], &json["number"]), (&json!(missing), &json!(null)));
        for form in FORMS {
            server.visitor().get(&format!("/badge/{figure}.{form}")).await.is(200);
        }
    }
}

#[tokio::test]
async fn an_unknown_badge_or_format_is_404() {
    let server = harness::start().await;
    for name in ["nothing.svg", "fund", "fund.gif", "fund.svg.svg", ".svg", "Fund.svg", "%2F.svg"] {
        server.visitor().get(&format!("/badge/{name}")).await.is(404).problem("/problems/not-found");
    }
}

#[tokio::test]
async fn malformed_settings_leave_a_badge_unchanged() {
    let (server, ..) = prepare().await;
    let plain = server.visitor().get("/badge/fund.svg").await;
    for slip in
        ["lang=xx", "theme=pink", "fund=A%20B", "currency=dollars", "utm_source=x", "%ff", "&&=", "as_of="]
    {
        let reply = server.visitor().get(&format!("/badge/fund.svg?{slip}")).await;
        assert_eq!(reply.is(200).text(), plain.text(), "{slip}");
    }
}

#[tokio::test]
async fn a_badge_keeps_its_number_as_of_an_instant() {
    let (server, publisher, pledge) = prepare().await;
    let visitor = server.visitor();
    let then = visitor.get("/badge/fund.json").await.json()["as_of"].as_str().expect("an instant").to_owned();
    commit(&publisher, &pledge, "2000000.00").await;
    for (path, number) in [
        ("/badge/fund.json".to_owned(), "50000000.00"),
        (format!("/badge/fund.json?as_of={then}"), "48000000.00"),
    ] {
        assert_eq!(visitor.get(&path).await.is(200).json()["number"], number, "{path}");
    }
    visitor.get(&format!("/badge/fund.svg?as_of={then}")).await.is(200).says(">US$48 million</tspan>");
    for wrong in ["yesterday", "9999-12-31"] {
        visitor.get(&format!("/badge/fund.svg?as_of={wrong}")).await.is(400).at("?as_of");
    }
}

#[tokio::test]
async fn badge_headers_allow_embedding_and_caching() {
    let (server, ..) = prepare().await;
    for form in FORMS {
        let reply = server.visitor().get(&format!("/badge/fund.{form}")).await;
        for (name, value) in [
            ("Access-Control-Allow-Origin", "*"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
            ("Cache-Control", "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{name} of {form}");
        }
        assert_eq!(reply.header("Set-Cookie"), None);
        let path = format!("/badge/fund.{form}");
        server.visitor().request("GET", &path).header("If-None-Match", reply.etag()).send().await.is(304);
    }
}

#[tokio::test]
async fn a_badge_is_small_and_loads_no_resources() {
    let (server, ..) = prepare_named(&"A fund with a long name ".repeat(8)).await;
    for lang in LANGUAGES {
        let path = format!("/badge/fund.svg?lang={lang}");
        let packed = server.visitor().request("GET", &path).header("Accept-Encoding", "br").send().await;
        assert!(packed.bytes().len() <= 1500, "{} bytes in {lang}", packed.bytes().len());
        let svg = server.visitor().get(&path).await.text().to_owned();
        let addresses = svg.matches("http").count();
        assert!(addresses == 1 && svg.contains("xmlns=\"http://www.w3.org/2000/svg\""), "{svg}");
        for loading in ["href", "url(", "@import", "<script", "<style", "<image", "<foreignObject"] {
            assert!(!svg.contains(loading), "{loading} in {svg}");
        }
    }
}

#[tokio::test]
async fn an_arabic_badge_declares_right_to_left() {
    let (server, ..) = prepare().await;
    let svg = server.visitor().get("/badge/fund.svg?lang=ar").await;
    svg.is(200).says("direction=\"rtl\"").says("lang=\"ar\"");
    server.visitor().get("/badge/fund.svg").await.says("direction=\"ltr\"").says("lang=\"en-GB\"");
    assert_eq!(server.visitor().get("/badge/fund.json?lang=ar").await.json()["dir"], "rtl");
}

#[tokio::test]
async fn a_badge_escapes_markup_in_a_fund_name() {
    let (server, ..) = prepare_named("<script>alert(1)</script>\"&'").await;
    let svg = server.visitor().get("/badge/fund.svg").await.text().to_owned();
    assert!(!svg.contains("<script") && svg.contains("&#60;script&#62;alert(1)"), "{svg}");
    assert!(svg.contains("&#34;&#38;&#39;"), "{svg}");
}

#[tokio::test]
async fn badge_colours_have_enough_contrast_in_both_themes() {
    let (server, ..) = prepare().await;
    for theme in ["light", "dark"] {
        let svg = server.visitor().get(&format!("/badge/fund.svg?theme={theme}")).await.text().to_owned();
        let colours: Vec<&str> =
            svg.split("fill=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let [ground, texts @ ..] = colours.as_slice() else { panic!("no colours in {svg}") };
        assert_eq!(texts.len(), 2, "{svg}");
        for text in texts {
            assert!(contrast(text, ground) >= 4.5, "{text} on {ground}: {}", contrast(text, ground));
        }
    }
}

/// The contrast ratio of WCAG 2.2.
fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let digits = colour.trim_start_matches('#');
    let width = digits.len() / 3;
    let channel = |n: usize| {
        let digits = digits[n * width..(n + 1) * width].repeat(3 - width);
        let part = f64::from(u8::from_str_radix(&digits, 16).expect("a colour")) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2)
}

#[tokio::test]
async fn badge_pictures_are_drawn_in_every_language() {
    // Ligatures, and marks above and below letters.
    let (server, ..) = prepare_named("Fonds für Frieden · קֶרֶן · لا يُبلَّغ").await;
    let mut pictures = Vec::new();
    for lang in LANGUAGES {
        for theme in ["light", "dark"] {
            let path = format!("/badge/members.png?lang={lang}");
            assert_eq!(size(server.visitor().get(&path).await.is(200)).1, 56);
            let path = format!("/badge/fund.png?lang={lang}&theme={theme}");
            let png = server.visitor().get(&path).await;
            assert_eq!(size(png.is(200)).1, 56);
            pictures.push((path, png.bytes().to_vec()));
        }
    }
    let [light, dark] = [&pictures[0].1, &pictures[1].1];
    assert_ne!(light, dark);
    assert!(pictures.last().is_some_and(|(_, arabic)| arabic != dark), "Arabic is drawn as English is");
}

#[tokio::test]
async fn a_picture_without_its_font_is_refused_naming_the_font() {
    let empty = tempfile::tempdir().expect("a folder of the test's own");
    let folder = empty.path().to_owned();
    let server = harness::start_with(|config| config.fonts_dir = folder).await;
    let refused = server.visitor().get("/badge/fund.png").await;
    refused.is(503).problem("/problems/missing-font").says("Noto Sans Arabic").says("fonts-noto-core");
    server.visitor().get("/badge/fund.svg").await.is(200);
    // A Latin font draws English but not Arabic.
    let latin = "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf";
    std::fs::copy(latin, empty.path().join("NotoSans-Regular.ttf")).expect("fonts-noto-core is installed");
    let folder = empty.path().to_owned();
    let server = harness::start_with(|config| config.fonts_dir = folder).await;
    server.visitor().get("/badge/fund.png").await.is(200);
    server.visitor().get("/badge/fund.png?lang=ar").await.is(503).problem("/problems/missing-font");
}

#[tokio::test]
async fn a_letter_in_no_font_is_drawn_as_a_box() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({"name": "Peace"})).await;
    let plain = server.visitor().get("/badge/fund.png").await.is(200).bytes().to_vec();
    publisher.patch(&fund.path, &fund.etag, json!({"name": "Peace \u{1f54a}"})).await.is(200);
    let boxed = server.visitor().get("/badge/fund.png").await;
    assert!(size(boxed.is(200)).0 > 0 && boxed.bytes() != plain);
}

#[tokio::test]
async fn a_badge_marks_sample_data() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({"target": money("2.00", "USD"), "sample": true})).await;
    let pledge = given::a_pledge(&publisher, json!({"fund": fund.id, "sample": true})).await;
    given::an_entry(&publisher, &pledge, json!({"sample": true})).await;
    let visitor = server.visitor();
    assert_eq!(visitor.get("/badge/fund.json").await.json()["sample"], true);
    for form in ["svg", "txt"] {
        visitor.get(&format!("/badge/fund.{form}")).await.is(200).says("· Sample data");
    }
}

#[tokio::test]
async fn a_member_badge_shows_its_unit_and_date() {
    let (server, publisher, _) = prepare().await;
    given::a_member(&publisher, json!({})).await;
    let said = |text: &str, words: &str| assert!(text.contains(words), "{words} is not in {text}");
    let visitor = server.visitor();
    let of = async |path: &str| visitor.get(path).await.is(200).text().to_owned();
    said(&of("/badge/members.svg?lang=en").await, ">1</tspan> organisation · As of ");
    said(&of("/badge/members.svg?lang=de").await, ">1</tspan> Organisation · Stand ");
    said(&of("/badge/members.txt?lang=en").await, ": 1 organisation (As of ");
    // The unit of an amount is its currency.
    said(&of("/badge/fund.svg?lang=en").await, ">US$48 million</tspan> · As of ");
}
