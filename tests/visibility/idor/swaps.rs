//! Cursors and idempotency keys given to one caller and presented by another.

use std::collections::BTreeSet;

use harness::given::{self, Maker};

use super::questions::{Question, Questions};

#[tokio::test]
async fn a_cursor_is_valid_only_for_readers_of_its_feed() {
    let server = harness::start().await;
    let own = given::an_office(&server).await;
    let questions = Questions::prepare(&server, &own).await;
    let mut swapped = BTreeSet::new();
    for question in questions.all().iter().filter(|question| question.operation.takes("cursor")) {
        let (visitor, reader) = (server.visitor(), server.reader(&own));
        let path = format!("{}?limit=1", questions.path(question).split('?').next().expect("a path"));
        for (one, another) in [(&visitor, &reader), (&reader, &visitor)] {
            let page = one.get(&path).await;
            let Some(next) = (page.status == 200).then(|| page.json()["next"].clone()) else { continue };
            let Some(next) = next.as_str() else { continue };
            one.get(next).await.is(200);
            let refused = another.get(next).await;
            // The listed things' parent may be hidden.
            assert!([401, 404].contains(&refused.status) || refused.pointers() == ["?cursor"], "{refused}");
            swapped.insert(question.operation.named());
        }
    }
    let has = |name: &str| swapped.contains(name);
    assert!(
        ["list_funds", "list_pledges", "list_entries", "list_updates"].into_iter().all(has),
        "{swapped:?}"
    );
}

#[tokio::test]
async fn another_offices_idempotency_key_reveals_nothing() {
    let server = harness::start().await;
    let (own, other) = (given::an_office(&server).await, given::an_office(&server).await);
    let questions = Questions::prepare(&server, &own).await;
    // A merge makes nothing, and a release needs a person.
    let made_by_all = |question: &&Question| {
        question.given().is_some_and(|given| given.maker != Maker::Person) && question.object == "new, office"
    };
    for question in questions.all().iter().filter(made_by_all) {
        let ((path, body), key) = (questions.post(question).await, given::unique("key"));
        let post = async |client: harness::Client| {
            client.request("POST", &path).header("Idempotency-Key", &key).json(&body).send().await
        };
        let made = post(server.editor(&own)).await;
        let location = made.is(201).header("Location").expect("it has an address").to_owned();
        let again = post(server.admin(&own)).await;
        assert_eq!(again.is(201).header("Location"), Some(location.as_str()), "it is the same office");
        let id = made.json()["id"].as_str().map(str::to_owned);
        for client in [server.visitor(), server.reader(&own), server.editor(&other)] {
            let reply = post(client).await;
            let says = |id: &String| {
                reply.text().contains(id.as_str()) || reply.header("Location") == Some(&location)
            };
            assert!(!id.as_ref().is_some_and(says), "{reply}");
        }
    }
}
