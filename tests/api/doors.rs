//! A stolen database role: what it reads of others, and how it could hurt them.

use harness::{Cluster, Server, db, given};
use serde_json::json;

const ROLES: [&str; 6] =
    ["accord_public", "accord_partner", "accord_government", "accord_office", "accord_writer", "accord_keys"];

/// Every privilege that a role has on a table or on some of its columns.
const GRANTS: &str = "
accord_government heads select
accord_government settling_government select
accord_government views select
accord_keys keys select(audience, expires_at, hash, id, office, person, revoked_at, role)
accord_keys people select(id, left_at, role)
accord_office contacts select
accord_office heads select
accord_office settling_office select
accord_office views select
accord_partner heads select
accord_partner settling_partner select
accord_partner views select
accord_public heads select
accord_public settling_public select
accord_public views select
accord_writer appender select update(one)
accord_writer calls insert select update
accord_writer changes insert select update(salt, state)
accord_writer confirmations insert select
accord_writer contacts delete insert select update
accord_writer digest_mails delete insert select update
accord_writer embargoes delete insert select update
accord_writer entries insert select update(id)
accord_writer erasures insert select update
accord_writer funds insert select update
accord_writer heads insert select
accord_writer idempotency_keys insert select update(body, etag, location, request_hash)
accord_writer keys insert(expires_at, handed_by, hash, id, office, person, role) select(agreed_by, audience, expires_at, handed_by, id, made_at, office, organisation, person, revoked_at, role, told_at) update(agreed_by, revoked_at, told_at)
accord_writer members delete insert select update
accord_writer offices insert select update
accord_writer organisation_identifiers delete insert select update
accord_writer organisations delete insert select update
accord_writer overlap_entries delete insert select update
accord_writer overlaps insert select update
accord_writer people insert(digest, email, id, language, left_at, made_by, name, office, role) select update(digest, email, language, left_at, made_by, name, role)
accord_writer pledges insert select update
accord_writer positions insert select
accord_writer rates insert select
accord_writer read_marks delete insert select update
accord_writer releases delete insert select update
accord_writer schedules insert select update
accord_writer settling_government select update
accord_writer settling_office select update
accord_writer settling_partner select update
accord_writer settling_public select update
accord_writer updates insert select update
accord_writer views insert select update(document, id, resource, salt, sort_key, to_position, withdraws)
accord_writer withdrawals insert select
";

#[tokio::test]
async fn every_role_has_exactly_the_listed_grants() {
    let server = harness::start().await;
    let sql = "
      select grantee::regrole || ' ' || relname || ' ' || string_agg(lower(privilege) || columns, ' ' order by privilege)
      from (
        select grantee, relname, privilege_type as privilege, '' as columns
        from pg_class, aclexplode(relacl)
        where relnamespace = 'public'::regnamespace and grantee <> relowner
        union all
        select grantee, relname, privilege_type, '(' || string_agg(attname, ', ' order by attname) || ')'
        from pg_class join pg_attribute on attrelid = pg_class.oid, aclexplode(attacl)
        where relnamespace = 'public'::regnamespace
        group by grantee, relname, privilege_type
      ) as grants
      group by grantee, relname";
    let mut grants: Vec<String> = server.db_rows(sql, &[]).await.iter().map(|row| row.get(0)).collect();
    grants.sort();
    assert_eq!(grants, GRANTS.trim().lines().collect::<Vec<_>>(), "{}", grants.join("\n"));
}

#[tokio::test]
async fn no_role_counts_hidden_rows_or_leaves_anything() {
    let server = harness::start().await;
    for role in ROLES {
        for sql in [
            "select relname, n_live_tup, n_tup_ins from pg_stat_user_tables",
            "select reltuples, relpages from pg_class",
            "select pg_stat_get_live_tuples('members'::regclass)",
            "select pg_relation_size('members')",
            "select pg_total_relation_size('members')",
            "select pg_database_size(current_database())",
            "select tup_inserted from pg_stat_database",
            "select idx_tup_read from pg_stat_user_indexes",
            "select heap_blks_read from pg_statio_user_tables",
            "select n_distinct from pg_stats",
            "select stavalues1 from pg_statistic",
            "select query from pg_stat_activity",
            "select pg_try_advisory_lock(1)",
            "select lo_create(0)",
            "create temporary table mine ()",
            "create table mine ()",
            "create schema mine",
        ] {
            let refused =
                server.db_as(role, "-c default_transaction_read_only=off", sql).await.expect_err(sql);
            assert!(refused.contains("permission denied"), "{role}: {sql}: {refused}");
        }
    }
}

#[tokio::test]
async fn a_stolen_role_stops_no_write_start_or_read() {
    let cluster = Cluster::guarded().await;
    let server = harness::start_on(&cluster, |_| {}).await;
    let (office, logins) = (given::an_office(&server).await, server.db_logins().await);
    let public = db::connect(&logins[0]).await;
    // Not being superuser, the owner cannot forbid advisory locks: so nothing waits for them.
    public
        .batch_execute(&format!(
            "select pg_advisory_lock(x'6163636f72640001'::bigint), pg_advisory_lock(x'6163636f72640002'::bigint),
               pg_advisory_lock(hashtextextended('{}/mine', 0))",
            office.id
        ))
        .await
        .expect("PostgreSQL lets any role");
    for login in &logins {
        let is_writer = login.get_user() == Some("accord_writer");
        for (lock, is_the_writers) in [
            ("select one from appender for update", true),
            ("lock table appender in access share mode", true),
            ("lock table migrating in access share mode", false),
            ("lock table secrets in access share mode", false),
            ("select secret from secrets", false),
            ("select email from people", true),
            ("create temporary table mine ()", false),
            ("create table mine ()", false),
        ] {
            let held = db::attempt(login, &format!("begin; {lock}; rollback")).await;
            assert_eq!(held.is_ok(), is_writer && is_the_writers, "{:?}: {lock}: {held:?}", login.get_user());
        }
    }
    writes(&server, &office, "mine").await;
    let at = jiff::Timestamp::now() - jiff::SignedDuration::from_secs(1);
    server.visitor().get(&format!("/v1/funds?as_of={at}")).await.is(200);
    server.another().await.visitor().get("/health/ready").await.is(200);
    drop(public);
}

async fn writes(server: &Server, office: &harness::Office, key: &str) {
    let body = json!({"audience": "public", "slug": given::unique("fund"), "name": "Fund"});
    let request = server.publisher(office).request("POST", "/v1/funds").header("Idempotency-Key", key);
    request.json(&body).send().await.is(201);
}

#[tokio::test]
async fn a_role_that_alters_itself_shuts_nobody_out() {
    let cluster = Cluster::guarded().await;
    let server = harness::start_on(&cluster, |_| {}).await;
    let (office, logins) = (given::an_office(&server).await, server.db_logins().await);
    // The intruder's own sessions escape the settings below.
    let mut intruders = logins.clone();
    for login in &mut intruders {
        login.options("-c statement_timeout=0 -c lock_timeout=0 -c idle_session_timeout=0");
    }
    for login in &intruders {
        let (role, database) = (login.get_user().expect("a role"), login.get_dbname().expect("a database"));
        for setting in [
            "search_path = nowhere",
            "row_security = off",
            "statement_timeout = 1",
            "lock_timeout = 1",
            "idle_session_timeout = 1",
            "default_transaction_read_only = on",
            "default_transaction_isolation = serializable",
        ] {
            let alter = format!("alter role {role} in database {database} set {setting}");
            db::attempt(login, &format!("begin read write; {alter}; commit")).await.expect(&alter);
        }
        cluster.db_end_sessions(role).await;
    }
    // Each session of Accord has its own settings.
    harness::wait::until("new sessions are there", async || {
        (server.visitor().get("/health/ready").await.status == 200).then_some(())
    })
    .await;
    server.visitor().get("/v1/funds").await.is(200);
    server.reader(&office).get("/v1/updates").await.is(200);
    writes(&server, &office, "before").await;
    for login in &intruders {
        let role = login.get_user().expect("a role");
        let alter = format!("begin read write; alter role {role} password 'mine'; commit");
        db::attempt(login, &alter).await.expect("any role may");
        cluster.db_end_sessions(role).await;
    }
    let server = server.restart(async || {}).await;
    server.visitor().get("/health/ready").await.is(200);
    server.visitor().get("/v1/funds").await.is(200);
    writes(&server, &office, "after").await;
    let left = "pg_db_role_setting join pg_roles on pg_roles.oid = setrole where rolname like 'accord\\_%'";
    assert_eq!(server.db_count(left).await, 0);
}

#[tokio::test]
async fn postgresql_learns_verifiers_and_no_passwords() {
    let cluster = Cluster::guarded().await;
    cluster.db_run("alter system set log_statement = 'all'").await;
    cluster.db_run("select pg_reload_conf()").await;
    let server = harness::start_on(&cluster, |_| {}).await;
    let logins = server.db_logins().await;
    let log = cluster.db_log();
    let set = log.lines().filter(|line| line.contains("alter role accord_public password 'SCRAM-SHA-256$"));
    assert!(set.count() > 0, "the log has every statement");
    for login in &logins {
        let password = password(login);
        assert!(password.len() == 64 && !log.contains(&password), "{:?}", login.get_user());
    }
    // The statement that creates the owner is the test's own.
    let said = log.lines().filter(|line| line.contains(cluster.db_owners_password()));
    assert_eq!(said.filter(|line| !line.contains("create role")).count(), 0);
}

#[tokio::test]
async fn role_passwords_follow_from_the_database_only() {
    let cluster = Cluster::guarded().await;
    let (one, other) = (harness::start_on(&cluster, |_| {}).await, harness::start_on(&cluster, |_| {}).await);
    // Both databases have the same owner with the same password.
    let passwords =
        async |server: &Server| -> Vec<String> { server.db_logins().await.iter().map(password).collect() };
    let first = passwords(&one).await;
    assert_eq!(first, passwords(&one).await, "another server on the database has the same ones");
    let others = passwords(&other).await;
    assert!(first.iter().all(|password| !others.contains(password)));
    let distinct: std::collections::BTreeSet<_> = first.iter().collect();
    assert_eq!(distinct.len(), ROLES.len());
}

fn password(login: &tokio_postgres::Config) -> String {
    String::from_utf8_lossy(login.get_password().expect("a password")).into_owned()
}
