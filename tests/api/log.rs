//! The log behind everything: gapless, chained by hashes, never rewritten.

use harness::{
    Server,
    given::{self, Samples},
};
use serde_json::json;
use sha2::{Digest, Sha256};

async fn with_a_history() -> Server {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let publisher = server.publisher(&samples.office);
    let fund = given::a_fund(&publisher, json!({})).await;
    publisher.patch(&fund.path, &fund.etag, json!({"audience": "office"})).await.is(200);
    let refused = json!({"audience": "public", "slug": "Not A Slug", "name": "x"});
    publisher.post("/v1/funds", refused).await.is(422);
    given::an_update(&publisher, json!({"audience": "partner"})).await;
    server
}

#[tokio::test]
async fn changes_have_gapless_numbers_and_chained_hashes() {
    let server = with_a_history().await;
    let sql = "select seq, previous_hash, hash from changes order by seq";
    let rows = server.db_rows(sql, &[]).await;
    assert!(rows.len() > 8, "{}", rows.len());
    let mut before: Vec<u8> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        assert_eq!(row.get::<_, i64>("seq"), index as i64 + 1);
        assert_eq!(row.get::<_, Vec<u8>>("previous_hash"), before);
        before = row.get("hash");
        assert_eq!(before.len(), 32);
    }
}

#[tokio::test]
async fn the_hash_of_a_change_covers_every_field() {
    let server = with_a_history().await;
    let sql =
        "select seq, at, office, actor, resource, id, operation, state, salt, audience::text, previous_hash, hash
        from changes order by seq";
    for row in server.db_rows(sql, &[]).await {
        let (previous, salt): (Vec<u8>, Vec<u8>) = (row.get("previous_hash"), row.get("salt"));
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let state = row.get::<_, serde_json::Value>("state").to_string();
        let state_hash = Sha256::new().chain_update(salt).chain_update(state).finalize();
        // `Value` sorts its keys by bytes and prints no spaces.
        let line = json!({
            "seq": row.get::<_, i64>("seq"),
            "at": row.get::<_, jiff::Timestamp>("at").to_string(),
            "office": row.get::<_, Option<uuid::Uuid>>("office"),
            "actor": row.get::<_, String>("actor"),
            "resource": row.get::<_, String>("resource"),
            "id": row.get::<_, uuid::Uuid>("id"),
            "operation": row.get::<_, String>("operation"),
            "state_hash": hex(&state_hash),
            "audience": row.get::<_, String>("audience"),
            "visible_from": null,
            "previous_hash": hex(&previous),
        });
        assert_eq!(row.get::<_, Vec<u8>>("hash"), Sha256::digest(line.to_string()).to_vec(), "{line}");
    }
}

#[tokio::test]
async fn each_audiences_feed_is_gapless_and_chained() {
    let server = with_a_history().await;
    for audience in ["public", "partner", "government", "office"] {
        let sql = "select from_position, previous_hash, hash from views
            where audience = $1::text::audience order by from_position";
        let rows = server.db_rows(sql, &[&audience]).await;
        assert!(!rows.is_empty(), "{audience}");
        let mut before: Vec<u8> = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            assert_eq!(row.get::<_, i64>("from_position"), index as i64 + 1, "{audience}");
            assert_eq!(row.get::<_, Vec<u8>>("previous_hash"), before, "{audience}");
            before = row.get("hash");
        }
    }
}

#[tokio::test]
async fn the_database_refuses_to_rewrite_the_log() {
    let server = with_a_history().await;
    for table in ["changes", "views"] {
        let statements = [
            format!("update {table} set at = now()"),
            format!("update {table} set hash = previous_hash"),
            format!("delete from {table}"),
            format!("truncate {table}"),
        ];
        for sql in statements {
            let refusal = server.db_refusal(&sql).await;
            assert!(refusal.contains("append-only"), "{sql}: {refusal}");
        }
    }
    let reopened =
        server.db_refusal("update views set to_position = null where to_position is not null").await;
    assert!(reopened.contains("append-only"), "{reopened}");
}

#[tokio::test]
async fn a_refused_write_leaves_no_trace() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    given::a_fund(&publisher, json!({"slug": "one"})).await;
    let before = (server.db_count("changes").await, server.db_count("views").await);
    let body = json!({"audience": "public", "slug": "one", "name": "Second"});
    publisher.post("/v1/funds", body).await.is(409);
    assert_eq!((server.db_count("changes").await, server.db_count("views").await), before);
    given::a_fund(&publisher, json!({})).await;
    assert_eq!(server.db_count("changes").await, before.0 + 1);
}
