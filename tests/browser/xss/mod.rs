//! Everything written into the ledger is plain text on every page: no script runs, no element is
//! created, and no other host is contacted.

mod fields;

use std::collections::BTreeSet;

use harness::{
    Client, Server,
    document::Document,
    given::{self, Samples, money},
    wait,
};
use serde_json::{Value, json};

use crate::{chromium::Browser, page};

/// Texts with a form that the document does not describe, and texts that only a PATCH accepts.
const OF_A_FORM: [&str; 10] = [
    "categories",
    "countries",
    "language",
    "media_type",
    "percentage",
    "rate",
    "retracted_because",
    "time_zone",
    "visible_from",
    "zone",
];

/// The attacks, one per line.
fn attacks() -> Vec<&'static str> {
    let lines = include_str!("../../fixtures/xss.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with("# ")).collect()
}

#[tokio::test]
async fn attacks_in_any_field_stay_text_on_every_page() {
    let anywhere = "127.0.0.1:0".parse().expect("an address");
    let server = harness::start_with(|config| config.partner_listen = Some(anywhere)).await;
    let samples = Samples::make(&server).await;
    // The fund on the partner's page.
    let publisher = server.publisher(&samples.office);
    let target = json!({"slug": "meppa", "target": money("5.00", "USD")});
    let fund = given::a_fund(&publisher, target).await;
    write_everywhere(&server, &samples).await;

    let browser = Browser::start().await;
    let marks = json!({"source": include_str!("marks.js")});
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", marks).await;
    for path in pages(&server, &samples).await {
        browser.open(&format!("http://{}{path}", server.address)).await;
        is_harmless(&browser, &path).await;
    }
    browser.open(&format!("http://{}/calls", server.address)).await;
    let shown = browser.script("return document.body.textContent").await;
    let shown = shown.as_str().expect("the page has a text");
    for attack in attacks() {
        assert!(shown.contains(attack), "the page of calls does not show {attack}");
    }
    // Rendered HTML goes into pages unchanged.
    let mut rendered = 0;
    for update in server.visitor().all("/v1/updates?limit=200").await {
        for text in update["texts"].as_object().expect("texts").values() {
            browser.script(&format!("document.body.innerHTML = {}", text["html"])).await;
            is_harmless(&browser, &text["body"].to_string()).await;
            rendered += usize::from(text["html"].is_string());
        }
    }
    assert!(rendered >= attacks().len(), "only {rendered} texts were rendered");
    let partner = server.partner_address.expect("the server was asked for a partner page");
    for name in names() {
        let etag = publisher.get(&fund.path).await.etag();
        publisher.patch(&fund.path, &etag, json!({"name": name})).await.is(200);
        browser.open(&format!("http://{partner}/partner-demo")).await;
        wait::until("frame and tag show the name", async || {
            page::frame_says(&browser, &name).await?;
            page::tag_says(&browser, &name).await
        })
        .await;
        is_harmless(&browser, &name).await;
    }
    let ours = [server.address, partner].map(|address| format!("http://{address}"));
    assert_eq!(browser.quit().await.origins("http://127.0.0.1"), BTreeSet::from(ours));
}

/// Posts every attack in every text field of every POST.
async fn write_everywhere(server: &Server, samples: &Samples) {
    let document = Document::published();
    let client = server.admin(&samples.office);
    for operation in document.operations.iter().filter(|operation| operation.method == "POST") {
        let schema = &operation.value["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_null() {
            continue;
        }
        let mut reached: BTreeSet<String> = BTreeSet::new();
        let mut there_are: BTreeSet<String> = BTreeSet::new();
        for attack in attacks() {
            let (path, base) = samples.post(operation, "public").await;
            let texts = fields::fill(&document.root, schema, base.clone());
            there_are.extend(texts.pointers.iter().cloned());
            if texts.pointers.is_empty() {
                break;
            }
            reached.extend(write(&client, &path, &base, texts, attack).await);
        }
        let is_of_a_form = |pointer: &&String| pointer.split('/').any(|name| OF_A_FORM.contains(&name));
        let missed: Vec<&String> = there_are.difference(&reached).filter(|one| !is_of_a_form(one)).collect();
        assert!(missed.is_empty(), "no attack reached {missed:?} of {}", operation.named());
    }
}

/// Posts an attack in each text, and drops the texts where it is refused. Returns the accepted
/// pointers.
async fn write(client: &Client, path: &str, base: &Value, texts: fields::Texts, attack: &str) -> Vec<String> {
    let fields::Texts { body: plain, mut pointers } = texts;
    let mut body = plain.clone();
    for pointer in &pointers {
        *body.pointer_mut(pointer).expect("the text is there") = attack.into();
    }
    loop {
        let reply = client.post(path, body.clone()).await;
        if reply.status == 201 {
            return pointers;
        }
        let before = body.clone();
        for refused in reply.is(422).pointers() {
            let refused = refused.trim_start_matches('#');
            let is_within =
                |pointer: &String| pointer == refused || pointer.starts_with(&format!("{refused}/"));
            let had_some = pointers.iter().any(is_within);
            pointers.retain(|pointer| !is_within(pointer));
            drop_refused(&mut body, refused, base, &plain, had_some);
            pointers.retain(|pointer| body.pointer(pointer).is_some());
        }
        assert_ne!(body, before, "nothing can be left out of it: {reply}");
    }
}

/// Removes an attack where it was refused. A required field gets its harmless value back, and if
/// that is refused too, its whole parent does.
fn drop_refused(body: &mut Value, refused: &str, base: &Value, plain: &Value, had_attack: bool) {
    let name = refused.split('/').nth(1).unwrap_or_default();
    let (parent, field) = refused.rsplit_once('/').unwrap_or_default();
    let value = match (base.pointer(refused), had_attack) {
        (Some(before), _) => Some(before),
        (None, true) => None,
        (None, false) => plain.pointer(refused).filter(|_| body.pointer(refused).is_none()),
    };
    match (value, body.pointer_mut(parent)) {
        (Some(value), Some(Value::Object(parent))) => drop(parent.insert(field.to_owned(), value.clone())),
        (None, Some(Value::Object(parent))) if had_attack => drop(parent.remove(field)),
        _ => match (base.get(name), body.as_object_mut()) {
            (Some(before), Some(body)) => drop(body.insert(name.to_owned(), before.clone())),
            (None, Some(body)) => drop(body.remove(name)),
            _ => {}
        },
    }
}

/// Every page, frame and document open to visitors, with every attack in the texts of its address.
async fn pages(server: &Server, samples: &Samples) -> Vec<String> {
    let mut pages = Vec::new();
    let reads = Document::published().operations.iter().filter(|operation| operation.is_plain_get());
    for operation in reads.filter(|operation| !operation.needs_key()) {
        let types = operation.value["responses"]["200"]["content"].as_object();
        let types: Vec<&String> = types.into_iter().flat_map(|types| types.keys()).collect();
        let is_page = types.iter().any(|r#type| ["text/html", "image/svg+xml"].contains(&r#type.as_str()));
        let is_shown =
            is_page || types.iter().any(|r#type| r#type.ends_with("json") || r#type.ends_with("xml"));
        if !is_shown || operation.template.contains("{file}") {
            continue;
        }
        let path = samples.path(&operation.template);
        pages.push(path.clone());
        let parameters = operation.value["parameters"].as_array().into_iter().flatten();
        let names: Vec<&str> = parameters
            .filter(|parameter| parameter["in"] == "query")
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        if is_page && !names.is_empty() {
            pages.extend(
                attacks()
                    .into_iter()
                    .map(|attack| with_query(&path, names.iter().map(|name| (*name, attack)))),
            );
        }
    }
    for fund in server.visitor().all("/v1/funds?limit=200").await {
        let slug = fund["slug"].as_str().expect("a fund has a slug");
        let frame = |kind: &str| with_query(&format!("/embed/{kind}"), [("fund", slug), ("lang", "ar")]);
        pages.extend(["fund", "donors", "clock"].map(frame));
    }
    pages.extend(crate::guest::KINDS.map(|kind| format!("/embed/{kind}")));
    pages
}

fn with_query<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let url = reqwest::Url::parse_with_params("http://host/", pairs).expect("it is an address");
    format!("{path}?{}", url.query().unwrap_or_default())
}

/// The attacks, joined into names of the maximum length.
fn names() -> Vec<String> {
    let mut names: Vec<String> = vec![String::new()];
    for attack in attacks() {
        let attack = attack.split_whitespace().collect::<Vec<_>>().join(" ");
        let last = names.last_mut().expect("there is one");
        if last.chars().count() + attack.chars().count() > 298 {
            names.push(attack);
        } else {
            *last = format!("{last} {attack}").trim().to_owned();
        }
    }
    names
}

async fn is_harmless(browser: &Browser, what: &str) {
    assert_eq!(browser.complaints().await, [""; 0], "on {what}");
    assert_eq!(browser.script(include_str!("found.js")).await, json!([]), "on {what}");
}
