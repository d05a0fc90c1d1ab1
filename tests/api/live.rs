//! The live stream: a watcher learns of every visible change once, and of no other.

use harness::{Audience, Client, given};
use serde_json::json;

async fn position(client: &Client) -> i64 {
    client.get("/v1/stats").await.json()["position"].as_i64().expect("figures have a position")
}

#[tokio::test]
async fn a_commit_reaches_every_stream_of_every_server() {
    let server = harness::start().await;
    let second = server.another().await;
    let publisher = given::a_publisher(&server).await;
    let mut streams = Vec::new();
    for n in 0..20 {
        let visitor = if n % 2 == 0 { server.visitor() } else { second.visitor() };
        streams.push(visitor.stream("/v1/live").await);
    }
    given::an_update(&publisher, json!({})).await;
    let committed = position(&server.visitor()).await;
    for mut stream in streams {
        let mut reached = 0;
        while reached < committed {
            reached = stream.next_named("change").await.position();
        }
        assert_eq!(reached, committed);
    }
}

#[tokio::test]
async fn a_resumed_stream_has_no_gap_and_no_repeat() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let mut stream = server.visitor().stream("/v1/live").await;
    given::an_update(&publisher, json!({})).await;
    let last = stream.next_named("change").await;
    drop(stream);
    for _ in 0..5 {
        given::an_update(&publisher, json!({})).await;
    }
    let mut again = server.another().await.visitor().stream_after("/v1/live", Some(&last.id)).await;
    given::an_update(&publisher, json!({})).await;
    for n in 1..=6 {
        assert_eq!(again.next_named("change").await.position(), last.position() + n);
    }
}

#[tokio::test]
async fn a_hidden_change_does_not_move_a_readers_stream() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    given::an_update(&publisher, json!({})).await;
    let before = position(&server.visitor()).await;
    let mut public = server.visitor().stream("/v1/live").await;
    for audience in ["office", "government", "partner"] {
        given::an_update(&publisher, json!({"audience": audience})).await;
    }
    given::an_update(&publisher, json!({})).await;
    let mut change = public.next_named("change").await;
    while change.position() <= before {
        change = public.next_named("change").await;
    }
    assert_eq!(change.position(), before + 1);
    assert_eq!(position(&server.visitor()).await, before + 1);
}

#[tokio::test]
async fn an_invalid_stream_position_causes_no_server_error() {
    let server = harness::start().await;
    for id in ["x", "-1", "99999999999999999999", "999999"] {
        let request = server.visitor().request("GET", "/v1/live").header("Last-Event-ID", id);
        let status = request.open_only().await;
        assert!(status == 200 || status == 400, "{id} is answered {status}");
    }
}

#[tokio::test]
async fn a_stream_ends_before_telling_what_its_key_lost() {
    let server = harness::start().await;
    let second = server.another().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    for end in ["revoked", "expired", "left", "role"] {
        let (person, client) = server.a_person(&office, "editor").await;
        let mut streams = Vec::new();
        for on in [&server, &second] {
            streams.push(on.client_of(&client).stream("/v1/live").await);
        }
        let seen = given::an_update(&publisher, json!({"audience": "office"})).await;
        for stream in &mut streams {
            while stream.next_named("change").await.json()["id"] != seen.id.as_str() {}
        }
        let of_key = format!("where id = '{}'", client.key_id());
        match end {
            "revoked" => server.revoke_key(&client).await,
            "expired" => server.db_run(&format!("update keys set expires_at = made_at {of_key}")).await,
            "left" => server.person_leaves(person).await,
            _ => {
                server.db_run(&format!("update people set role = 'reader' where id = '{person}'")).await;
            }
        }
        let hidden = given::an_update(&publisher, json!({"audience": "office"})).await;
        for mut stream in streams {
            let told = stream.until_end().await;
            assert!(told.iter().all(|event| !event.data.contains(&hidden.id)), "{end}: {told:?}");
        }
    }
}

#[tokio::test]
async fn a_partners_stream_ends_with_its_key_and_no_other() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let organisation = given::an_organisation(&publisher, json!({})).await;
    let partner = server.outsider(Audience::Partner, &organisation).await;
    let other = server.outsider(Audience::Partner, &organisation).await;
    let mut ended = partner.stream("/v1/live").await;
    let mut goes_on = other.stream("/v1/live").await;
    let mut public = server.visitor().stream("/v1/live").await;
    server.revoke_key(&partner).await;
    ended.ends().await;
    let update = given::an_update(&publisher, json!({"audience": "public"})).await;
    for stream in [&mut goes_on, &mut public] {
        while stream.next_named("change").await.json()["id"] != update.id.as_str() {}
    }
}
