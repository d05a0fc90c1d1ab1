//! Every page, figure and mail speaks the same languages.

use harness::Server;

/// The languages on offer, by the links of a page.
async fn offered(server: &Server, path: &str) -> Vec<String> {
    let page = server.visitor().get(path).await;
    let links = page.is(200).text().split("hreflang=\"").skip(1);
    links.filter_map(|link| Some(link.split_once('"')?.0.to_owned())).collect()
}

#[tokio::test]
async fn pages_figures_and_badges_speak_the_same_languages() {
    let server = harness::start().await;
    let visitor = server.visitor();
    let languages = offered(&server, "/embed").await;
    assert!(["en", "fr", "de", "he", "ar"].iter().all(|known| languages.iter().any(|lang| lang == known)));
    assert_eq!(offered(&server, "/calls").await, languages);
    let builder = visitor.get("/embed").await;
    for lang in &languages {
        builder.says(&format!("<option value=\"{lang}\""));
        let root = format!("<html lang=\"{lang}\" dir=");
        for path in [format!("/embed?page={lang}"), format!("/calls?lang={lang}")] {
            visitor.get(&path).await.is(200).says(&root);
        }
        let badge = visitor.get(&format!("/badge/members.json?lang={lang}")).await.is(200).json();
        assert_eq!(badge["lang"].as_str().and_then(|tag| tag.split('-').next()), Some(lang.as_str()));
    }
}
