//! Links between a pledge's entries: follows, supersedes and reverses.

use harness::{
    Client, Server,
    given::{self, Thing, money},
};
use serde_json::{Value, json};

async fn a_commitment(server: &Server) -> (Client, Thing, Thing) {
    given::a_first_entry(server, json!({"kind": "commitment"})).await
}

fn entries(pledge: &Thing) -> String {
    format!("{}/entries", pledge.path)
}

async fn committed(client: &Client, pledge: &Thing) -> Value {
    client.get(&pledge.path).await.is(200).json()["totals"]["committed"].clone()
}

#[tokio::test]
async fn an_entry_names_the_entry_it_follows() {
    let server = harness::start().await;
    let (publisher, pledge, commitment) = a_commitment(&server).await;
    let paid = given::an_entry(&publisher, &pledge, json!({"follows": commitment.id})).await;
    assert_eq!(server.visitor().get(&paid.path).await.json()["follows"], commitment.id.as_str());
}

#[tokio::test]
async fn an_entry_can_follow_only_earlier_steps_of_its_pledge() {
    let server = harness::start().await;
    let (publisher, pledge, commitment) = a_commitment(&server).await;
    let paid = given::an_entry(&publisher, &pledge, json!({})).await;
    let elsewhere = given::a_pledge(&publisher, json!({})).await;
    let body = |fields| given::entry(fields);
    let path = entries(&pledge);
    let backwards = json!({"kind": "commitment", "follows": paid.id});
    publisher.post(&path, body(backwards)).await.is(422).at("#/follows");
    let nothing = json!({"follows": uuid::Uuid::new_v4()});
    publisher.post(&path, body(nothing)).await.is(422).at("#/follows");
    let foreign = json!({"follows": commitment.id});
    publisher.post(&entries(&elsewhere), body(foreign)).await.is(422).at("#/follows");
    let reversal = json!({"kind": "reversal", "reverses": commitment.id, "follows": commitment.id});
    publisher.post(&path, body(reversal)).await.is(422).at("#/follows");
}

#[tokio::test]
async fn a_public_entry_cannot_link_to_a_hidden_one() {
    let server = harness::start().await;
    let (publisher, pledge, _) = a_commitment(&server).await;
    let hidden = json!({"kind": "commitment", "audience": "office"});
    let hidden = given::an_entry(&publisher, &pledge, hidden).await;
    for link in ["follows", "supersedes"] {
        let body = given::entry(json!({"kind": "commitment", link: hidden.id}));
        publisher.post(&entries(&pledge), body).await.is(422).at(&format!("#/{link}"));
    }
}

#[tokio::test]
async fn corrections_replace_entries_in_totals_and_keep_them_readable() {
    let server = harness::start().await;
    let (publisher, pledge, wrong) = a_commitment(&server).await;
    let before = server.visitor().get("/v1/stats").await.json()["as_of"].as_str().expect("text").to_owned();
    let right = json!({"kind": "commitment", "amount": money("10.00", "EUR"), "supersedes": wrong.id});
    let right = given::an_entry(&publisher, &pledge, right).await;
    assert_eq!(committed(&server.visitor(), &pledge).await, json!([money("10.00", "EUR")]));
    let stats = server.visitor().get("/v1/stats").await.json();
    assert_eq!(stats["total"]["committed"]["original"], json!([money("10.00", "EUR")]));
    assert_eq!(stats["total"]["committed"]["entries"], 1);
    let old = server.visitor().get(&wrong.path).await.is(200).json();
    assert_eq!(old, given::with(wrong.json, json!({"superseded_by": right.id})));
    let then = server.visitor().get(&format!("/v1/stats?as_of={before}")).await.json();
    assert_eq!(then["total"]["committed"]["original"], json!([money("100.00", "USD")]));
}

#[tokio::test]
async fn an_entry_is_superseded_only_once_by_its_own_kind() {
    let server = harness::start().await;
    let (publisher, pledge, wrong) = a_commitment(&server).await;
    let path = entries(&pledge);
    let other_kind = given::entry(json!({"supersedes": wrong.id}));
    publisher.post(&path, other_kind).await.is(422).at("#/supersedes");
    let right = given::entry(json!({"kind": "commitment", "supersedes": wrong.id}));
    let second = publisher.post(&path, right.clone()).await.is(201).json();
    publisher.post(&path, right).await.is(422).at("#/supersedes");
    let late = given::entry(json!({"kind": "reversal", "reverses": wrong.id}));
    publisher.post(&path, late).await.is(422).at("#/reverses");
    let part = json!({"kind": "reversal", "reverses": second["id"], "amount": money("1.00", "USD")});
    publisher.post(&path, given::entry(part)).await.is(201);
    let third = given::entry(json!({"kind": "commitment", "supersedes": second["id"]}));
    publisher.post(&path, third).await.is(422).at("#/supersedes");
}

#[tokio::test]
async fn a_corrected_reversal_cannot_exceed_the_reversed_entry() {
    let server = harness::start().await;
    let (publisher, pledge, commitment) = a_commitment(&server).await;
    let reversal = |amount: &str, supersedes: Value| {
        let amount = money(amount, "USD");
        let fields = json!({
            "kind": "reversal", "reverses": commitment.id, "amount": amount, "supersedes": supersedes,
        });
        given::entry(fields)
    };
    let path = entries(&pledge);
    let wrong = publisher.post(&path, reversal("90.00", Value::Null)).await.is(201).json()["id"].clone();
    publisher.post(&path, reversal("100.01", wrong.clone())).await.is(422).at("#/amount");
    publisher.post(&path, reversal("100.00", wrong)).await.is(201);
    assert_eq!(committed(&server.visitor(), &pledge).await, json!([money("0.00", "USD")]));
    publisher.post(&path, reversal("0.01", Value::Null)).await.is(422).at("#/amount");
}

#[tokio::test]
async fn an_endorsement_is_reversed_once_without_an_amount() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let without = json!({"kind": "endorsement", "amount": null, "value_date": null});
    let endorsement = given::an_entry(&publisher, &pledge, without).await;
    assert_eq!(server.visitor().get(&pledge.path).await.json()["stage"], "endorsed");
    let reversal = |amount: Value| {
        let fields = json!({"kind": "reversal", "reverses": endorsement.id, "amount": amount});
        let fields = if amount.is_null() { given::with(fields, json!({"value_date": null})) } else { fields };
        let mut body = given::entry(fields);
        if amount.is_null() {
            let object = body.as_object_mut().expect("a body is an object");
            object.remove("amount");
            object.remove("value_date");
        }
        body
    };
    let path = entries(&pledge);
    publisher.post(&path, reversal(money("1.00", "USD"))).await.is(422).at("#/reverses");
    publisher.post(&path, reversal(Value::Null)).await.is(201);
    assert!(server.visitor().get(&pledge.path).await.json().get("stage").is_none());
    publisher.post(&path, reversal(Value::Null)).await.is(422);
    let commitment = given::an_entry(&publisher, &pledge, json!({"kind": "commitment"})).await;
    let how_much = given::with(reversal(Value::Null), json!({"reverses": commitment.id}));
    publisher.post(&path, how_much).await.is(422).at("#/reverses");
}

#[tokio::test]
async fn corrections_and_reversals_must_share_their_entrys_audience() {
    let server = harness::start().await;
    let (publisher, pledge, public) = a_commitment(&server).await;
    let hidden = json!({"kind": "commitment", "audience": "government"});
    let hidden = given::an_entry(&publisher, &pledge, hidden).await;
    for (entry, audience) in [(&public, "office"), (&hidden, "office"), (&hidden, "public")] {
        let correction = json!({"kind": "commitment", "audience": audience, "supersedes": entry.id});
        let reversal = json!({"kind": "reversal", "audience": audience, "reverses": entry.id});
        let path = entries(&pledge);
        let pointer = |reply: harness::Reply| reply.is(422).pointers();
        assert_eq!(pointer(publisher.post(&path, given::entry(correction)).await), ["#/supersedes"]);
        assert_eq!(pointer(publisher.post(&path, given::entry(reversal)).await), ["#/reverses"]);
    }
}

#[tokio::test]
async fn the_database_refuses_impossible_links() {
    let server = harness::start().await;
    let (publisher, pledge, one) = a_commitment(&server).await;
    let other = given::an_entry(&publisher, &pledge, json!({"kind": "commitment"})).await;
    let copy = |id: &str, links: &str| {
        format!(
            "insert into entries (id, made_at, pledge, kind, audience, earliest, amount, currency, value_date,
               counting, step, follows, supersedes)
             select {id}, made_at, pledge, kind, audience, earliest, amount, currency, value_date, counting, step,
               {links}
             from entries where id = '{}'",
            one.id
        )
    };
    let itself = "'00000000-0000-4000-8000-000000000001'::uuid";
    for (links, reason) in [
        (format!("null, {itself}"), "names"),
        (format!("{itself}, null"), "names"),
        ("gen_random_uuid(), null".to_owned(), "names"),
    ] {
        let refusal = server.db_refusal(&copy(itself, &links)).await;
        assert!(refusal.contains(reason), "{links}: {refusal}");
    }
    let elsewhere = given::a_pledge(&publisher, json!({})).await;
    let word = format!(
        "insert into confirmations (id, made_at, pledge, entry, office, audience, word)
         select gen_random_uuid(), now(), '{}', '{}', id, 'public', '{{}}' from offices limit 1",
        elsewhere.id, other.id
    );
    let refusal = server.db_refusal(&word).await;
    assert!(refusal.contains("confirmations_entry_of_pledge"), "{refusal}");
}
