//! `accord verify` finds anything rewritten behind the server's back, even by a superuser.

use harness::{
    Server,
    given::{self, Samples},
};
use serde_json::json;

async fn with_a_history() -> Server {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let publisher = server.publisher(&samples.office);
    let fund = given::a_fund(&publisher, json!({})).await;
    publisher.patch(&fund.path, &fund.etag, json!({"audience": "office"})).await.is(200);
    given::an_organisation(&publisher, json!({"identifiers": ["GB-GOV-1"]})).await;
    for rate in ["1.0892", "1.0982"] {
        server.import_rates(&format!("Date,USD\n2022-03-08,{rate}\n")).await;
    }
    server
}

#[tokio::test]
async fn an_untouched_database_passes_beside_a_running_server() {
    let server = with_a_history().await;
    let said = server.verify().await.expect("nothing was rewritten");
    assert!(said.contains("unbroken"), "{said}");
    for audience in ["public", "partner", "government", "office"] {
        assert!(said.contains(&format!("{audience} feed: ")), "{said}");
    }
}

#[tokio::test]
async fn verify_names_any_altered_row() {
    let tamperings = [
        ("update changes set state = state || '{\"name\": \"Other\"}' where seq = 4", "log, position 4"),
        ("update changes set at = at - interval '1 hour' where seq = 3", "log, position 3"),
        ("update changes set actor = 'key:other' where seq = 5", "log, position 5"),
        ("delete from changes where seq = 6", "log, position 6"),
        ("delete from changes where seq = (select max(seq) from changes)", "the table and the log"),
        (
            "update changes set seq = seq + 1000000 where seq in (4, 5);
             update changes set seq = case seq when 1000004 then 5 else 4 end where seq > 1000000",
            "log, position 4",
        ),
        (
            "insert into changes (seq, at, actor, resource, id, operation, state, audience, previous_hash, hash)
             select max(seq) + 1, now(), 'key:x', 'funds', gen_random_uuid(), 'put', '{}', 'public', 'x', 'y' from changes",
            "log, position",
        ),
        ("update views set document = document || '{\"name\": \"Other\"}' where audience = 'public' and from_position = 2", "public feed, position 2"),
        ("delete from views where audience = 'government' and from_position = 3", "government feed, position 3"),
        ("update views set to_position = to_position + 1 where to_position > from_position and audience = 'public'", "public feed"),
        ("update funds set head = head || '{\"target\": {\"amount\": \"9.00\", \"currency\": \"USD\"}}'", "funds, "),
        ("update entries set amount = amount + 1", "entries, "),
        ("update entries set step = step || '{\"description\": \"other\"}'", "entries, "),
        ("delete from entries", "entries, "),
        ("update rates set rates = '{\"USD\": \"2\"}' where revision = 1", "rates, "),
        ("delete from rates where revision = 1", "rates, "),
        ("update pledges set made_at = made_at - interval '1 hour'", "pledges, "),
        ("update entries set earliest = earliest - 1", "entries, "),
        ("update funds set head = head - 'description'", "funds, "),
        ("update organisation_identifiers set identifier = 'GB-GOV-2'", "organisations, "),
        ("delete from members", "members, "),
        ("update updates set text = text || '{\"title\": \"Other\"}'", "updates, "),
        ("insert into funds select gen_random_uuid(), 'other', audience, head from funds limit 1", "funds, "),
    ];
    let server = with_a_history().await;
    for (sql, record) in tamperings {
        // On a copy, since a rewrite cannot be undone.
        let copy = server.db_copy().await;
        copy.db_run(&format!("set session_replication_role = replica; {sql}")).await;
        let found = copy.verify().await.expect_err(sql);
        assert!(found.contains(record), "{sql}: {found}");
    }
}

#[tokio::test]
async fn verify_names_a_view_at_odds_with_its_table() {
    let server = with_a_history().await;
    let visible = "where audience = 'public' and to_position is null and resource =";
    for (sql, named) in [
        (format!("update views set document = document || '{{\"name\": \"Other\"}}' {visible} 'funds'"), "public view, funds "),
        (format!("update views set sort_key = 'a' {visible} 'funds'"), "public view, funds "),
        (format!("update views set document = document - 'stage' {visible} 'pledges'"), "public view, pledges "),
        (format!("update views set document = document || '{{\"not_named\": 9}}' {visible} 'member_counts'"), "public view, member_counts "),
        (
            "update views set document = document || '{\"evidence\": []}'
             where audience = 'office' and resource = 'entries'".to_owned(),
            "office view, entries ",
        ),
        // A thing that exists in no table.
        (
            "insert into views (audience, from_position, at, resource, id, sort_key, document, salt, commitment,
               previous_hash, hash)
             select audience, (select max(from_position) + 1 from views where audience = 'partner'), at, resource,
               gen_random_uuid(), sort_key, document, salt, commitment, '', ''
             from views
             where audience = 'partner' and resource = 'funds' and to_position is null
             limit 1".to_owned(),
            "partner view, funds ",
        ),
    ] {
        let copy = server.db_copy().await;
        copy.db_run(&format!("set session_replication_role = replica; {sql}")).await;
        copy.db_rechain().await;
        let found = copy.verify().await.expect_err(&sql);
        assert!(found.starts_with(named), "{sql}: {found}");
    }
}

#[tokio::test]
async fn verify_names_a_sum_at_odds_with_the_log() {
    let server = with_a_history().await;
    let fund: uuid::Uuid = server.db_rows("select fund from pledges", &[]).await[0].get("fund");
    let copy = server.db_copy().await;
    copy.db_run(
        "set session_replication_role = replica;
         update views set document = jsonb_set(document, '{amount,amount}', '\"900.00\"')
         where resource = 'entries' and audience = 'government'",
    )
    .await;
    copy.db_rechain().await;
    let found = copy.verify().await.expect_err("the amount is another");
    let named = format!("government totals, fund {fund}, disbursement, USD: ");
    assert!(
        found.starts_with(&named) && found.contains("adds up to 200.00, the totals to 1800.00"),
        "{found}"
    );
}

#[tokio::test]
async fn signed_heads_expose_a_rewritten_past() {
    let server = with_a_history().await;
    let last: jiff::Timestamp = server.db_rows("select max(at) as at from changes", &[]).await[0].get("at");
    let day = last.to_zoned(jiff::tz::TimeZone::UTC).date();
    server.sign_heads_before(day.tomorrow().expect("a day")).await;
    let copy = server.db_copy().await;
    copy.db_run(
        "set session_replication_role = replica;
         update updates set text = text || '{\"texts\": {\"en\": {\"title\": \"Other\"}}}';
         update changes set state = state || '{\"texts\": {\"en\": {\"title\": \"Other\"}}}'
           where resource = 'updates';
         update views set document = document || '{\"texts\": {\"en\": {\"title\": \"Other\"}}}'
           where resource = 'updates'",
    )
    .await;
    copy.db_rechain().await;
    let found = copy.verify().await.expect_err("the heads are of what was there before");
    assert!(found.starts_with(&format!("heads, public {day}")), "{found}");
    // Only the heads expose it: without them, everything in the database agrees.
    copy.db_run("set session_replication_role = replica; delete from heads").await;
    copy.verify().await.expect("everything fits everything");
}

#[tokio::test]
async fn verify_does_not_wait_for_a_writer() {
    let server = with_a_history().await;
    let writing = server.db_hold("begin; select one from appender for update").await;
    server.verify().await.expect("nothing was rewritten");
    drop(writing);
}

#[tokio::test]
async fn an_upgrade_refreshes_old_members_and_organisations() {
    let server = with_a_history().await;
    let copy = server.db_copy().await;
    copy.db_run(
        "set session_replication_role = replica;
         update organisations set office = null;
         update members set office = null, head = head - 'consent';
         update changes set state = state - '{office,consent}'::text[] where resource in ('organisations', 'members');
         update changes set state = '{\"not_named\": 2}' where resource = 'member_counts'",
    )
    .await;
    copy.db_rechain().await;
    copy.verify().await.expect_err("the documents have another form");
    copy.show_again().await;
    copy.verify().await.expect("everything has the form of this release");
}

#[tokio::test]
async fn an_upgrade_refreshes_views_without_changing_the_log() {
    let server = with_a_history().await;
    let copy = server.db_copy().await;
    copy.db_run(
        "set session_replication_role = replica;
         update views set document = document - 'disputed' where resource = 'pledges'",
    )
    .await;
    copy.db_rechain().await;
    copy.verify().await.expect_err("the documents have another form");
    let changes = server.db_count("changes").await;
    copy.show_again().await;
    let said = copy.verify().await.expect("everything has the form of this release");
    assert!(said.contains(&format!("{changes} changes")), "nothing new was written: {said}");
}
