//! Updates in the form of an earlier release: one text, in one language, with one address.

use harness::given;
use serde_json::json;

#[tokio::test]
async fn an_upgrade_shows_old_updates_in_the_present_form() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let update = given::an_update(&publisher, json!({})).await;
    let old = json!({
        "kind": "statement", "audience": "public", "sample": false, "title": "Old", "body": "*Said*.",
        "language": "fr", "occurred_on": null, "url": "https://example.org/old",
    });
    let copy = server.db_copy().await;
    // The earlier release's form in the log, the table and the views.
    copy.db_run(&format!(
        "set session_replication_role = replica;
         update updates set text = '{old}';
         update changes set state = '{old}' || jsonb_build_object('id', id, 'office', state -> 'office',
           'posted_at', state -> 'posted_at') where resource = 'updates';
         update views set document = '{old}' || jsonb_build_object('id', id, 'office', document -> 'office',
           'posted_at', document -> 'posted_at') where resource = 'updates'"
    ))
    .await;
    copy.db_rechain().await;
    copy.verify().await.expect_err("the documents have another form");
    copy.show_again().await;
    copy.verify().await.expect("everything has the form of this release");
    let shown = copy.db_document("updates", "public", &update.id).await;
    assert_eq!(
        shown["texts"],
        json!({"fr": {"title": "Old", "body": "*Said*.", "html": "<p><em>Said</em>.</p>\n"}})
    );
    let url = "https://example.org/old";
    assert_eq!(shown["links"], json!([{"url": url, "title": url}]));
    assert_eq!(shown["state"], "published");
}
