//! The snippets page: its snippets are right in every language, and without a script.

use harness::{Server, given};
use serde_json::json;

const LANGUAGES: [(&str, &str); 5] =
    [("en", "ltr"), ("fr", "ltr"), ("de", "ltr"), ("he", "rtl"), ("ar", "rtl")];

async fn page(server: &Server, query: &str) -> String {
    server.visitor().get(&format!("/embed?{query}")).await.is(200).text().to_owned()
}

/// The text to copy under a heading.
fn snippet(page: &str, id: &str) -> String {
    let (_, rest) =
        page.split_once(&format!("aria-labelledby=\"{id}\">")).unwrap_or_else(|| panic!("no {id}: {page}"));
    let text = rest.split("</textarea>").next().unwrap_or_default();
    let marks = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    marks.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[tokio::test]
async fn snippets_carry_the_chosen_settings() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    given::a_fund(&publisher, json!({"slug": "peace", "name": "Peace \"&\" more"})).await;
    let page =
        page(&server, "figure=fund&fund=peace&lang=ar&theme=dark&size=small&currency=eur&page=en").await;
    let (ours, version) = (server.public_url(), server.widgets_version());
    let settings = "lang=ar&#38;theme=dark&#38;fund=peace&#38;currency=EUR";
    let frame = snippet(&page, "frame");
    assert!(frame.contains(&format!("<iframe src=\"{ours}/embed/fund?{settings}\"")), "{frame}");
    assert!(frame.contains("max-width:320px") && frame.contains("Peace &#34;&#38;&#34; more"), "{frame}");
    let badge = snippet(&page, "badge");
    assert!(badge.contains(&format!("<img src=\"{ours}/badge/fund.svg?{settings}\"")), "{badge}");
    let line = server.visitor().get(&format!("/badge/fund.svg?{}", settings.replace("&#38;", "&"))).await;
    let width = line.is(200).text().split('"').nth(3).expect("it says its width").to_owned();
    assert!(badge.contains(&format!(" width=\"{width}\" height=\"28\" ")), "{badge}");
    let address = format!("{ours}/embed/fund?{}", settings.replace("&#38;", "&"));
    assert_eq!(snippet(&page, "oembed"), address);
    let element = snippet(&page, "element");
    let integrity = server.visitor().get(&format!("/embed/{version}/integrity.json")).await.json();
    let integrity = integrity["accord.js"]["integrity"].as_str().expect("the script has a hash").to_owned();
    for part in [
        format!("src=\"{ours}/embed/{version}/accord.js\" integrity=\"{integrity}\""),
        "<accord-fund lang=\"ar\" theme=\"dark\" fund=\"peace\" currency=\"EUR\">".to_owned(),
    ] {
        assert!(element.contains(&part), "{part} is not in {element}");
    }
    for policy in [
        format!("img-src {ours}"),
        format!("frame-src {ours}"),
        format!("script-src {ours} 'wasm-unsafe-eval'; connect-src {ours}"),
    ] {
        assert!(page.contains(&policy), "{policy} is not in {page}");
    }
}

#[tokio::test]
async fn snippets_carry_the_chosen_country_category_and_day() {
    let demo = harness::start_demo().await;
    let asked = "figure=members&country=PS&category=cross-border&as_of=2026-01-31&lang=de&page=de";
    let page = page(&demo.server, asked).await;
    let settings = "lang=de&#38;theme=auto&#38;country=PS&#38;category=cross-border&#38;as_of=2026-01-31";
    let frame = snippet(&page, "frame");
    assert!(frame.contains(&format!("/embed/members?{settings}\"")), "{frame}");
    let badge = snippet(&page, "badge");
    assert!(badge.contains(&format!("/badge/members.svg?{settings}\"")), "{badge}");
    let element = snippet(&page, "element");
    assert!(element.contains(" country=\"PS\" category=\"cross-border\" as-of=\"2026-01-31\">"), "{element}");
    // The form keeps the choices, and lists existing categories by name.
    for chosen in [
        "name=\"country\" value=\"PS\"",
        "name=\"as_of\" value=\"2026-01-31\"",
        "<details open>",
        "<option value=\"cross-border\" selected>Grenzüberschreitend</option>",
    ] {
        assert!(page.contains(chosen), "{chosen} is not in {page}");
    }
}

#[tokio::test]
async fn snippets_for_editors_are_one_line_without_scripts() {
    let server = harness::start().await;
    for (lang, _) in LANGUAGES {
        let page = page(&server, &format!("lang={lang}&page={lang}")).await;
        for id in ["frame", "oembed", "badge"] {
            let text = snippet(&page, id);
            assert!(!text.contains(['\'', '\n']) && !text.contains("<script"), "{id}: {text}");
        }
    }
}

#[tokio::test]
async fn the_snippets_page_follows_the_requested_or_preferred_language() {
    let server = harness::start().await;
    let mut titles = Vec::new();
    for (lang, dir) in LANGUAGES {
        let asked = page(&server, &format!("page={lang}")).await;
        assert!(asked.contains(&format!("<html lang=\"{lang}\" dir=\"{dir}\">")), "{asked}");
        let preferred =
            server.visitor().request("GET", "/embed").header("Accept-Language", lang).send().await;
        assert!(preferred.is(200).text().contains(&format!("<html lang=\"{lang}\" dir=\"{dir}\">")));
        let title = asked.split("<h1>").nth(1).and_then(|rest| rest.split('<').next()).expect("a title");
        titles.push(title.to_owned());
    }
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), LANGUAGES.len(), "{titles:?}");
}

#[tokio::test]
async fn snippets_page_tolerates_any_setting_and_runs_only_own_scripts() {
    let server = harness::start().await;
    let reply =
        server.visitor().get("/embed?figure=x&fund=%22&lang=%ff&theme=1&size=huge&currency=&y=z").await;
    let policy = reply.is(200).header("Content-Security-Policy").expect("a policy").to_owned();
    assert!(!policy.contains("unsafe") && policy.contains("script-src 'self'"), "{policy}");
    let page = reply.text();
    assert!(!page.contains(" style=\"") && !page.contains("<style"), "{page}");
    assert_eq!(page.matches("<script").count(), 1, "{page}");
    for name in ["builder.js", "builder.css"] {
        let (before, _) =
            page.split_once(&format!("/{name}\" integrity=\"sha384-")).expect("it names the file");
        let folder = before.rsplit('"').next().expect("an address");
        let file = server.visitor().get(&format!("{folder}/{name}")).await;
        assert_eq!(file.is(200).header("Cache-Control"), Some("public, max-age=31536000, immutable"));
    }
}

#[tokio::test]
async fn only_the_element_snippet_is_missing_without_built_widgets() {
    let empty = tempfile::tempdir().expect("a folder of the test's own");
    let folder = empty.path().to_owned();
    let server = harness::start_with(|config| config.widgets_dir = folder).await;
    let page = page(&server, "page=en").await;
    assert!(
        page.contains("The element is not available on this server.") && !page.contains("<accord-"),
        "{page}"
    );
    assert!(snippet(&page, "frame").contains("/embed/fund?"));
}
