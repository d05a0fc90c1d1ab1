//! Tampering with a database as a superuser could: rewriting rows and recomputing the hashes.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio_postgres::{Config, Row, Transaction};

use crate::db;

/// A database that rolls every rewrite back.
pub struct Sandbox(api::db::Single);

impl Sandbox {
    pub(crate) fn of(config: &Config) -> Self {
        Self(api::db::Single::owner(config))
    }

    /// The verdict of `accord verify` after a rewrite, or `None` if there was nothing to rewrite. A
    /// failure must name the broken record.
    pub async fn verify_after(
        &self,
        rewrite: impl AsyncFnOnce(&Transaction<'_>) -> bool,
    ) -> Option<Result<String, String>> {
        let mut connection = self.0.get().await.expect("the test's own PostgreSQL answers");
        let tx = connection.transaction().await.expect("a transaction begins");
        // This disables triggers and foreign keys.
        tx.batch_execute("set local session_replication_role = replica").await.expect("it is a superuser's");
        if !rewrite(&tx).await {
            return None;
        }
        let verified = api::verify::within(tx).await;
        Some(verified.map(|verified| verified.to_string()).map_err(|error| {
            let broken = error.downcast::<api::verify::Broken>();
            broken.unwrap_or_else(|error| panic!("no record is named: {error:#}")).to_string()
        }))
    }
}

/// Recomputes every hash of the log and of the feeds to match the present rows.
pub(crate) async fn rechain(config: &Config) {
    let client = db::connect(config).await;
    client.batch_execute("set session_replication_role = replica").await.expect("it is a superuser's");
    let changes =
        "select seq, at, office, actor, resource, id, operation, state, salt, state_hash, audience::text
        from changes order by seq";
    let mut before = Vec::new();
    for row in client.query(changes, &[]).await.expect("the log is read") {
        let state_hash = state_hash(&row);
        let hash = hash(&change(&row, state_hash.as_deref(), &before));
        let sql = "update changes set previous_hash = $2, hash = $3, state_hash = $4 where seq = $1";
        client
            .execute(sql, &[&row.get::<_, i64>("seq"), &before, &hash, &state_hash])
            .await
            .expect("the log is rewritten");
        before = hash;
    }
    for audience in ["public", "partner", "government", "office"] {
        let lines = "select from_position, at, resource, id, document, withdraws, salt, commitment from views
            where audience = $1::text::audience order by from_position";
        let mut before = Vec::new();
        for row in client.query(lines, &[&audience]).await.expect("the feed is read") {
            let commitment = commitment(&row);
            let hash = hash(&line(audience, &row, &commitment, &before));
            let sql = "update views set previous_hash = $3, hash = $4, commitment = $5
                where audience = $1::text::audience and from_position = $2";
            let position: i64 = row.get("from_position");
            client
                .execute(sql, &[&audience, &position, &before, &hash, &commitment])
                .await
                .expect("the feed is rewritten");
            before = hash;
        }
    }
}

/// The salted hash of a line's state. An emptied line keeps its own.
fn state_hash(row: &Row) -> Option<Vec<u8>> {
    match (row.get::<_, Option<Value>>("state"), row.get::<_, Option<Vec<u8>>>("salt")) {
        (Some(state), Some(salt)) => {
            Some(Sha256::new().chain_update(salt).chain_update(state.to_string()).finalize().to_vec())
        }
        _ => row.get("state_hash"),
    }
}

fn change(row: &Row, state_hash: Option<&[u8]>, before: &[u8]) -> Value {
    let mut line = json!({
        "seq": row.get::<_, i64>("seq"), "at": row.get::<_, jiff::Timestamp>("at").to_string(),
        "office": row.get::<_, Option<uuid::Uuid>>("office"), "actor": row.get::<_, String>("actor"),
        "resource": row.get::<_, String>("resource"), "id": row.get::<_, uuid::Uuid>("id"),
        "operation": row.get::<_, String>("operation"),
        "audience": row.get::<_, String>("audience"), "visible_from": null, "previous_hash": hex(before),
    });
    match (state_hash, row.get::<_, Option<Value>>("state")) {
        // Earlier releases hashed the state itself.
        (None, Some(state)) => line["state"] = state,
        (state_hash, _) => line["state_hash"] = json!(state_hash.map(hex)),
    }
    line
}

/// The commitment to a row's present content; the stored one if the content is gone.
fn commitment(row: &Row) -> Vec<u8> {
    let Some(salt) = row.get::<_, Option<Vec<u8>>>("salt") else { return row.get("commitment") };
    let (id, document): (Option<uuid::Uuid>, Option<Value>) = (row.get("id"), row.get("document"));
    let operation = if document.is_some() {
        "put"
    } else if id.is_some() {
        "tombstone"
    } else {
        "withdraw"
    };
    let content = json!({
        "document": document, "id": id, "operation": operation,
        "resource": row.get::<_, Option<String>>("resource"), "withdraws": row.get::<_, Vec<i64>>("withdraws"),
    });
    Sha256::new().chain_update(salt).chain_update(content.to_string()).finalize().to_vec()
}

fn line(audience: &str, row: &Row, commitment: &[u8], before: &[u8]) -> Value {
    json!({
        "at": row.get::<_, jiff::Timestamp>("at").to_string(), "audience": audience,
        "commitment": hex(commitment), "epoch": 2, "position": row.get::<_, i64>("from_position"),
        "previous_hash": hex(before),
    })
}

fn hash(line: &Value) -> Vec<u8> {
    Sha256::digest(line.to_string()).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
