//! oEmbed: the address of a frame is answered with that frame, and with nothing else.

use harness::{Reply, Server, given};
use reqwest::Url;
use serde_json::json;

async fn ask(server: &Server, url: &str, more: &[(&str, &str)]) -> Reply {
    let pairs = [("url", url)].iter().chain(more).copied().collect::<Vec<_>>();
    let url = Url::parse_with_params("http://host/oembed", pairs).expect("it is an address");
    server.visitor().get(&format!("/oembed?{}", url.query().unwrap_or_default())).await
}

#[tokio::test]
async fn oembed_answers_with_only_the_requested_frame() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    given::a_fund(&publisher, json!({"slug": "peace", "name": "Fund \"for\" <Peace>"})).await;
    let ours = server.public_url();
    let reply = ask(&server, &format!("{ours}/embed/fund?fund=peace&lang=ar&utm=x#there"), &[]).await;
    let answer = reply.is(200).json();
    assert_eq!((&answer["type"], &answer["version"]), (&json!("rich"), &json!("1.0")));
    assert_eq!((&answer["provider_name"], &answer["provider_url"]), (&json!("Accord"), &json!(ours)));
    assert!(answer["title"].as_str().is_some_and(|title| title.contains("Fund \"for\" <Peace>")), "{answer}");
    let html = answer["html"].as_str().expect("it has HTML");
    let address = format!("src=\"{ours}/embed/fund?lang=ar&#38;theme=auto&#38;fund=peace\"");
    assert!(html.starts_with("<iframe ") && html.ends_with("></iframe>"), "{html}");
    assert_eq!(html.matches('<').count(), 2, "{html}");
    assert!(html.contains(&address), "{html}");
    let sandbox = "sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox\"";
    assert!(html.contains(sandbox) && !html.contains("blockquote") && !html.contains("style="), "{html}");
    assert_eq!(reply.header("Cache-Control"), Some("public, max-age=3600"));
}

#[tokio::test]
async fn a_frame_fits_the_given_room_above_a_minimum_height() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    given::a_fund(&publisher, json!({"target": given::money("5.00", "USD")})).await;
    let url = format!("{}/embed/fund", server.public_url());
    for (more, width, height) in [
        (vec![], 600, 400),
        (vec![("maxwidth", "500"), ("maxheight", "300")], 500, 300),
        (vec![("maxwidth", "2000"), ("maxheight", "2000")], 600, 400),
        (vec![("maxwidth", "320")], 320, 456),
        (vec![("maxheight", "90")], 600, 200),
        (vec![("maxwidth", "wide"), ("maxheight", "")], 600, 400),
    ] {
        let answer = ask(&server, &url, &more).await.is(200).json();
        assert_eq!((&answer["width"], &answer["height"]), (&json!(width), &json!(height)), "{more:?}");
        let html = answer["html"].as_str().expect("it has HTML");
        assert!(html.contains(&format!("width=\"{width}\" height=\"{height}\"")), "{html}");
    }
}

#[tokio::test]
async fn an_address_other_than_our_frames_is_404() {
    let server = harness::start().await;
    let ours = server.public_url();
    for url in [
        "",
        "https://example.org/embed/fund",
        "/embed/fund",
        &format!("{ours}.example.org/embed/fund"),
        &format!("{ours}@example.org/embed/fund"),
        &format!("{ours}/embed/nothing"),
        &format!("{ours}/embed"),
        &format!("{ours}/"),
        &format!("{ours}/embed/fund/x"),
        &format!("{ours}/v1/stats"),
    ] {
        ask(&server, url, &[]).await.is(404).problem("/problems/not-found");
    }
    server.visitor().get("/oembed").await.is(404);
}

#[tokio::test]
async fn an_oembed_format_other_than_json_is_501() {
    let server = harness::start().await;
    let url = format!("{}/embed/fund", server.public_url());
    for form in ["xml", "yaml"] {
        ask(&server, &url, &[("format", form)]).await.is(501).problem("/problems/not-implemented");
    }
    ask(&server, &url, &[("format", "json")]).await.is(200);
}

#[tokio::test]
async fn every_frame_links_to_its_own_oembed_answer() {
    let server = harness::start().await;
    for (path, address) in [
        ("/embed/fund?fund=peace&lang=ar", "/embed/fund?lang=ar&#38;theme=auto&#38;fund=peace"),
        ("/embed/members", "/embed/members?lang=en&#38;theme=auto"),
    ] {
        let page = server.visitor().get(path).await.is(200).text().to_owned();
        let link = "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"";
        let (_, link) = page.split_once(link).unwrap_or_else(|| panic!("no link in {page}"));
        let link = link.split('"').next().expect("it ends").replace("&#38;", "&");
        let path = link.strip_prefix(&server.public_url()).unwrap_or_else(|| panic!("{link} is elsewhere"));
        let answer = server.visitor().get(path).await.is(200).json();
        let html = answer["html"].as_str().expect("it has HTML");
        assert!(html.contains(&format!("src=\"{}{address}\"", server.public_url())), "{html}");
    }
}
