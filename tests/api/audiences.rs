//! Audiences are enforced three times: by the handler's proof, by the database role of its
//! statements, and by the rows that the role may read.

use harness::{Client, Office, Server, given};
use serde_json::json;

const AUDIENCES: [&str; 4] = ["public", "partner", "government", "office"];
const ROLES: [&str; 6] =
    ["accord_public", "accord_partner", "accord_government", "accord_office", "accord_writer", "accord_keys"];

/// One reader of each audience.
async fn readers(server: &Server, office: &Office) -> [Client; 4] {
    let [visitor, partner, government] = given::outsiders(server, office).await;
    [visitor, partner, government, server.reader(office)]
}

#[tokio::test]
async fn readers_see_only_their_own_and_wider_audiences() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let readers = readers(&server, &office).await;
    for (narrow, audience) in AUDIENCES.iter().enumerate() {
        let update = given::an_update(&publisher, json!({"audience": audience})).await;
        for (reader, client) in readers.iter().enumerate() {
            let expected = if reader >= narrow { 200 } else { 404 };
            client.get(&update.path).await.is(expected);
        }
    }
    for (reader, client) in readers.iter().enumerate() {
        assert_eq!(client.get("/v1/updates").await.json()["total"], reader + 1);
    }
}

#[tokio::test]
async fn partner_and_government_keys_cannot_write() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    for client in &readers(&server, &office).await[1..3] {
        client.post("/v1/updates", json!({})).await.is(403).problem("/problems/forbidden");
    }
}

#[tokio::test]
async fn reads_run_under_the_database_role_of_the_audience() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    for (client, audience) in readers(&server, &office).await.iter().zip(AUDIENCES) {
        client.get("/v1/funds").await.is(200);
        let sql = "select usename::text, query from pg_stat_activity where datname = current_database()
          and usename like 'accord\\_%' and query like '-- log::page%'";
        let roles: Vec<String> = server.db_rows(sql, &[]).await.iter().map(|row| row.get(0)).collect();
        assert!(roles.contains(&format!("accord_{audience}")), "{audience}: {roles:?}");
        assert!(!roles.contains(&"accord_writer".to_owned()), "{roles:?}");
    }
}

#[tokio::test]
async fn no_session_setting_opens_another_audiences_rows_to_a_role() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    for audience in AUDIENCES {
        given::an_update(&server.publisher(&office), json!({"audience": audience})).await;
    }
    for role in AUDIENCES {
        for word in AUDIENCES {
            let settings = format!("-c accord.audience={word}");
            let sql = "select distinct audience::text from views";
            let seen = server.db_as(&format!("accord_{role}"), &settings, sql).await.expect("it may ask");
            let seen: Vec<String> = seen.iter().map(|row| row.get(0)).collect();
            let expected = if role == word { vec![role.to_owned()] } else { Vec::new() };
            assert_eq!(seen, expected, "accord_{role} that says {word}");
        }
        // A session without the setting, or with an empty one left by an earlier transaction.
        let nothing = server.db_as(&format!("accord_{role}"), "", "select from views").await;
        assert!(nothing.expect("it may ask").is_empty());
        let empty = server.db_as(&format!("accord_{role}"), "-c accord.audience=", "select from views").await;
        assert!(empty.expect("it may ask").is_empty());
    }
}

#[tokio::test]
async fn reader_roles_reach_only_their_tables_and_write_nothing() {
    let server = harness::start().await;
    let sql = "select tablename::text from pg_tables where schemaname = 'public'";
    let tables: Vec<String> = server.db_rows(sql, &[]).await.iter().map(|row| row.get(0)).collect();
    assert!(tables.len() > 15, "{tables:?}");
    for audience in AUDIENCES {
        let role = format!("accord_{audience}");
        let settings = format!("-c accord.audience={audience}");
        for table in &tables {
            let read = server.db_as(&role, &settings, &format!("select from \"{table}\" limit 1")).await;
            // Contacts are in no feed, since they can be erased.
            let is_open =
                ["views", "heads"].contains(&table.as_str()) || (audience == "office" && table == "contacts");
            assert_eq!(read.is_ok(), is_open, "{role} reads {table}");
            for sql in [format!("delete from \"{table}\""), format!("insert into \"{table}\" default values")]
            {
                let refused = server.db_as(&role, &settings, &sql).await.expect_err(&sql);
                assert!(refused.contains("permission denied"), "{role}: {sql}: {refused}");
            }
        }
    }
    for (role, table) in [("accord_keys", "views"), ("accord_keys", "members"), ("accord_writer", "secrets")]
    {
        server.db_as(role, "", &format!("select from {table}")).await.expect_err("it is not its own");
    }
}

#[tokio::test]
async fn row_level_security_is_forced_on_every_table() {
    let server = harness::start().await;
    let open = "select relname::text from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and relname not in ('refinery_schema_history', 'migrating')
        and not (relrowsecurity and relforcerowsecurity)";
    let open: Vec<String> = server.db_rows(open, &[]).await.iter().map(|row| row.get(0)).collect();
    assert!(open.is_empty(), "{open:?} show every row to whom they are granted");
}

#[tokio::test]
async fn no_role_or_function_bypasses_row_level_security() {
    let server = harness::start().await;
    let roles = "select rolname::text from pg_roles
      where rolname like 'accord\\_%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb
        or exists (select from pg_auth_members where member = pg_roles.oid))";
    assert!(server.db_rows(roles, &[]).await.is_empty());
    for role in ROLES {
        server.db_as(role, "", "select 1").await.expect("the role is there");
        let escape = server.db_as(role, "", "select set_config('role', 'accord_office', false)").await;
        assert!(escape.is_err() || role == "accord_office", "{role} becomes another");
    }
    // `search_found` reads the audience from the session, not from its caller.
    let definers =
        "select proname::text from pg_proc where pronamespace = 'public'::regnamespace and prosecdef";
    let definers: Vec<String> = server.db_rows(definers, &[]).await.iter().map(|row| row.get(0)).collect();
    assert_eq!(definers, ["search_found"]);
    let views = "select from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')";
    assert!(server.db_rows(views, &[]).await.is_empty());
}

#[tokio::test]
async fn the_writer_role_cannot_alter_feeds_entries_or_rates() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let pledge = given::a_pledge(&publisher, json!({})).await;
    given::an_entry(&publisher, &pledge, json!({})).await;
    for sql in [
        "update changes set actor = 'nobody'",
        "delete from changes",
        "update views set document = null",
        "delete from views",
        "update entries set amount = 1",
        "update entries set id = gen_random_uuid()",
        "delete from entries",
        "update rates set series = 'x'",
        "alter table changes disable trigger all",
    ] {
        server.db_as("accord_writer", "", sql).await.expect_err(sql);
    }
}
