//! `accord verify` finds any single change, removal, insertion or swap in the ledger, even one made
//! by a superuser. The cases are random, and `ACCORD_CASES` sets their number.

use harness::{
    Sandbox, Server,
    given::{self, Samples},
};
use proptest::{
    prelude::*,
    sample::Index,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio_postgres::Transaction;

/// Tables outside the ledger and the log, beside those of resources: reading marks, mails, stored
/// answers, lost items, secrets and migrations.
const BESIDE_THE_LEDGER: [&str; 6] =
    ["appender", "read_marks", "digest_mails", "idempotency_keys", "secrets", "refinery_schema_history"];

#[derive(Clone, Copy, Debug)]
enum What {
    Change,
    Remove,
    Insert,
    Swap,
}

/// One tampering: its kind, the table, two rows, the column, and a number to vary it.
type Tampering = (What, Index, Index, Index, Index, u16);

fn tamperings() -> impl Strategy<Value = Tampering> {
    // Changing a row has more variants than anything else.
    let what = prop_oneof![
        3 => Just(What::Change), 1 => Just(What::Remove), 1 => Just(What::Insert), 1 => Just(What::Swap),
    ];
    (what, any::<Index>(), any::<Index>(), any::<Index>(), any::<Index>(), any::<u16>())
}

#[test]
fn verify_finds_any_single_tampering() {
    let cases = std::env::var("ACCORD_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1000);
    let config =
        Config { cases, max_global_rejects: 10 * cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let steps = prop::collection::vec((0..8u8, any::<u16>()), 12..20);
    let steps = steps.new_tree(&mut runner).expect("steps").current();
    let runtime = Runtime::new().expect("a runtime");
    let (sandbox, tables) = runtime.block_on(async {
        let server = with_history(&steps).await;
        let (sandbox, tables) = (server.db_sandbox(), tables(&server).await);
        server.stop().await;
        (sandbox, tables)
    });
    let run = runner.run(&tamperings(), |tampering| {
        match runtime.block_on(verified(&sandbox, &tables, &tampering)) {
            // The database refused it, or nothing changed.
            None => Err(TestCaseError::reject("no tampering")),
            Some((_, Err(_))) => Ok(()),
            Some((how, Ok(_))) => Err(TestCaseError::fail(format!("{how} was not found"))),
        }
    });
    run.unwrap_or_else(|error| panic!("{error}\nin a history of {steps:?}"));
}

async fn with_history(steps: &[(u8, u16)]) -> Server {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let publisher = server.publisher(&samples.office);
    let mut funds = vec![given::a_fund(&publisher, json!({})).await];
    let mut pledges = vec![given::a_pledge(&publisher, json!({})).await];
    // Its fund may be narrowed, and the pledge with it.
    pledges.push(given::a_pledge(&publisher, json!({"fund": funds[0].id})).await);
    given::an_entry(&publisher, &pledges[1], json!({})).await;
    for (step, number) in steps {
        let audience = ["public", "partner", "government", "office"][usize::from(number % 4)];
        let (fund, pledge) = (usize::from(*number) % funds.len(), usize::from(*number) % pledges.len());
        match step {
            0 => funds.push(given::a_fund(&publisher, json!({"audience": audience})).await),
            1 => {
                let identifiers = json!([format!("XX-{number}"), format!("YY-{number}")]);
                let donor = given::an_organisation(&publisher, json!({"identifiers": identifiers})).await;
                pledges.push(
                    given::a_pledge(&publisher, json!({"audience": "office", "donor": donor.id})).await,
                );
            }
            2 | 3 => {
                let made = given::an_entry(&publisher, &pledges[0], json!({"audience": audience})).await;
                let amount = given::money("1.50", "USD");
                let back =
                    json!({"kind": "reversal", "reverses": made.id, "amount": amount, "audience": audience});
                given::an_entry(&publisher, &pledges[0], back).await;
            }
            4 => drop(given::an_update(&publisher, json!({"audience": audience})).await),
            5 => {
                let etag = publisher.get(&funds[fund].path).await.etag();
                let change = json!({"audience": audience, "name": format!("Fund {number}")});
                // One person cannot widen it again, so a 409 is fine.
                let status = publisher.patch(&funds[fund].path, &etag, change).await.status;
                assert!([200, 409].contains(&status), "{status}");
            }
            6 => {
                let etag = publisher.get(&pledges[pledge].path).await.etag();
                publisher
                    .patch(&pledges[pledge].path, &etag, json!({"title": format!("{number}")}))
                    .await
                    .is(200);
            }
            _ => {
                let listing = ["full", "hidden"][usize::from(number % 2)];
                given::a_member(&publisher, json!({"listing": listing})).await;
            }
        }
    }
    let wrong = given::an_entry(&publisher, &pledges[0], json!({})).await;
    let right = given::an_entry(&publisher, &pledges[0], json!({"supersedes": wrong.id})).await;
    let followed = json!({"follows": right.id, "audience": "office"});
    let followed = given::an_entry(&publisher, &pledges[0], followed).await;
    given::an_overlap(&publisher, &[&right, &followed], json!({"audience": "office"})).await;
    given::a_confirmation(&publisher, &pledges[0], &right, json!({})).await;
    given::a_schedule(&publisher, &pledges[1], json!({"audience": "office"})).await;
    for opens in ["2099-03-29T10:00[Europe/London]", "2099-01-01T00:00:00Z"] {
        let pledge = given::a_pledge(&publisher, json!({"visible_from": opens})).await;
        given::an_entry(&publisher, &pledge, json!({"visible_from": opens})).await;
        let hidden = given::a_fund(&publisher, json!({"audience": "office"})).await;
        let lower = json!({"resource": "funds", "thing": hidden.id, "changes": {"audience": "public"}});
        given::made(&server.person(&samples.office, "publisher").await, "/v1/releases", lower).await;
    }
    let call = given::a_call(&publisher, json!({"audience": "partner"})).await;
    let named = given::an_organisation(&publisher, json!({})).await;
    let stated = json!({"audience": "partner", "organisation": named.id, "note": "Ask again."});
    let stated = given::a_position(&publisher, &call, stated).await;
    given::a_position(&publisher, &call, json!({"audience": "partner", "supersedes": stated.id})).await;
    // With these and the samples, each table has two rows whatever was drawn.
    Samples::of(&server, &samples.office, "office").await;
    let tie = json!([{"resource": "funds", "id": samples.id("funds")}]);
    let old = given::an_update(&publisher, json!({"ties": tie})).await;
    given::an_update(&publisher, json!({"supersedes": old.id, "follow_up": "Tell Paris."})).await;
    given::an_update(&publisher, json!({"state": "draft"})).await;
    given::a_member(&publisher, json!({})).await;
    // Things that the public saw and lost.
    for audience in ["office", "partner"] {
        let fund = given::a_fund(&publisher, json!({})).await;
        publisher.patch(&fund.path, &fund.etag, json!({"audience": audience})).await.is(200);
        let member = given::a_member(&publisher, json!({})).await;
        publisher.patch(&member.path, &member.etag, json!({"listing": "name_only"})).await.is(200);
    }
    // Erased members leave emptied lines.
    for listing in ["full", "hidden"] {
        let member = given::a_member(&publisher, json!({"listing": listing})).await;
        server.forget("members", &member.id).await;
    }
    // One organisation merged twice.
    let mut same = Vec::new();
    for identifiers in [json!(["XM-1"]), json!(["XM-2"]), json!([])] {
        same.push(given::an_organisation(&publisher, json!({"identifiers": identifiers})).await);
    }
    given::a_member(&publisher, json!({"organisation": same[0].id, "until": "2020"})).await;
    given::a_merge(&publisher, &same[0], &same[1]).await;
    given::a_merge(&publisher, &same[1], &same[2]).await;
    given::an_office(&server).await;
    for rate in ["1.0892", "1.0982"] {
        server.import_rates(&format!("Date,USD\n2022-03-08,{rate}\n2022-03-07,1.1\n")).await;
    }
    let identified = json!({"identifiers": ["GB-GOV-1", "GB-GOV-2"]});
    given::an_organisation(&publisher, identified).await;
    let last: jiff::Timestamp = server.db_rows("select max(at) as at from changes", &[]).await[0].get("at");
    let day = last.to_zoned(jiff::tz::TimeZone::UTC).date();
    server.sign_heads_before(day.checked_add(jiff::ToSpan::days(2)).expect("a day")).await;
    server.verify().await.expect("nothing was rewritten yet");
    server
}

struct Table {
    name: String,
    columns: Vec<Column>,
    /// A hash of the table's content.
    content: String,
}

struct Column {
    name: String,
    r#type: String,
    is_primary: bool,
    is_unique: bool,
}

async fn tables(server: &Server) -> Vec<Table> {
    let sql = "select quote_ident(table_name) as table, column_name::text as column, udt_name::text as type,
          coalesce(bool_or(indisprimary), false) as is_primary, coalesce(bool_or(indisunique), false) as is_unique
        from information_schema.columns
        left join pg_attribute on attrelid = table_name::text::regclass and attname = column_name
        left join pg_index on indrelid = attrelid and indisunique and attnum = any(indkey)
        where table_schema = 'public'
        group by table_name, column_name, udt_name, ordinal_position
        order by table_name, ordinal_position";
    let mut tables: Vec<Table> = Vec::new();
    for row in server.db_rows(sql, &[]).await {
        let name: String = row.get("table");
        let is_logged = given::ALL.iter().copied().all(|given| given.is_logged || given.resource != name);
        if BESIDE_THE_LEDGER.contains(&name.as_str()) || !is_logged {
            continue;
        }
        if tables.last().is_none_or(|table| table.name != name) {
            assert!(server.db_count(&name).await > 1, "the history has nothing of {name} to tamper with");
            let content = server.db_rows(&content_of(&name), &[]).await[0].get(0);
            tables.push(Table { name, columns: Vec::new(), content });
        }
        let (is_primary, is_unique) = (row.get("is_primary"), row.get("is_unique"));
        let column = Column { name: row.get("column"), r#type: row.get("type"), is_primary, is_unique };
        tables.last_mut().expect("it was pushed").columns.push(column);
    }
    assert!(tables.len() > 10, "{}", tables.len());
    tables
}

fn content_of(table: &str) -> String {
    format!("select md5(coalesce(string_agg(row::text, '|' order by row::text), '')) from {table} as row")
}

/// How the database was tampered with, and the verdict of `accord verify`.
async fn verified(
    sandbox: &Sandbox,
    tables: &[Table],
    (what, table, one, other, column, number): &Tampering,
) -> Option<(String, Result<String, String>)> {
    let table = table.get(tables);
    let mut how = String::new();
    let said = sandbox.verify_after(async |tx| {
        let sql = format!("select ctid::text from {} order by ctid", table.name);
        let rows = tx.query(&sql, &[]).await.expect("the table is read");
        let (one, other): (String, String) = (one.get(&rows).get(0), other.get(&rows).get(0));
        let column = column.get(&table.columns);
        let statements = match what {
            What::Change => vec![change(tx, table, &one, column, *number).await],
            What::Remove => vec![format!("delete from {} where ctid = '{one}'", table.name)],
            What::Insert => vec![insert(table, &one, *number)],
            What::Swap => swap(table, &one, &other),
        };
        for statement in statements {
            how += &statement;
            if tx.batch_execute(&statement).await.is_err() {
                return false;
            }
        }
        let content: String = tx.query_one(&content_of(&table.name), &[]).await.expect("it is read").get(0);
        content != table.content
    });
    Some((said.await?, how)).map(|(said, how)| (how, said))
}

async fn change(tx: &Transaction<'_>, table: &Table, row: &str, column: &Column, number: u16) -> String {
    let (name, column_name) = (&table.name, &column.name);
    let value = if column.r#type == "jsonb" {
        let sql = format!("select {column_name} from {name} where ctid = '{row}'");
        let json: Option<Value> = tx.query_one(&sql, &[]).await.expect("it is read").get(0);
        let changed = json.map_or(json!({}), |json| changed(json, usize::from(number)));
        format!("'{}'::jsonb", changed.to_string().replace('\'', "''"))
    } else {
        other_value(column, number)
    };
    format!("update {name} set {column_name} = {value} where ctid = '{row}'")
}

/// SQL for a value other than the column's present one.
fn other_value(column: &Column, number: u16) -> String {
    let (name, step) = (&column.name, number % 100 + 1);
    let (other, first) = match column.r#type.as_str() {
        "int8" | "int4" | "numeric" => (format!("{name} + {step}"), "1".to_owned()),
        "text" => (format!("{name} || 'x'"), "'x'".to_owned()),
        "timestamptz" => (format!("{name} - interval '{step} microseconds'"), "now()".to_owned()),
        "date" => (format!("{name} + {step}"), "current_date".to_owned()),
        "_int8" => (format!("{name} || {step}::bigint"), "array[1::bigint]".to_owned()),
        "uuid" => ("gen_random_uuid()".to_owned(), "gen_random_uuid()".to_owned()),
        "bool" => (format!("not {name}"), "true".to_owned()),
        "bytea" => {
            let at = format!("{number} % length({name})");
            (
                format!(
                    "case when length({name}) > 0 then set_byte({name}, {at}, get_byte({name}, {at}) # {step}) end"
                ),
                "'x'".to_owned(),
            )
        }
        "audience" => {
            let all = "enum_range(null::audience)";
            (
                format!("({all})[(array_position({all}, {name}) + {number} % 3) % 4 + 1]"),
                "'office'".to_owned(),
            )
        }
        other => panic!("no other value of {other} is known"),
    };
    // Sometimes null, which the database refuses where it must.
    match number % 5 {
        0 => format!("case when {name} is null then {first} end"),
        _ => format!("coalesce({other}, {first})"),
    }
}

/// A document with one thing in it changed, added or removed.
fn changed(mut json: Value, number: usize) -> Value {
    let mut places = Vec::new();
    places_of(&json, String::new(), &mut places);
    let place = &places[number / 4 % places.len()];
    let (parent, key) = place.rsplit_once('/').unwrap_or_default();
    let holder = json.pointer_mut(parent).expect("the place is there");
    match (number % 4, holder) {
        (0, Value::Object(object)) => drop(object.remove(key)),
        (1, Value::Object(object)) => drop(object.insert("x".to_owned(), json!(null))),
        _ => {
            let value = json.pointer_mut(place).expect("the place is there");
            *value = match value.take() {
                Value::String(text) => json!(text + "x"),
                Value::Bool(yes) => json!(!yes),
                Value::Number(number) => json!(number.as_i64().unwrap_or_default() + 1),
                Value::Null => json!("x"),
                Value::Array(list) => json!([list, ["x"]]),
                Value::Object(object) => json!([object]),
            };
        }
    }
    json
}

fn places_of(json: &Value, place: String, places: &mut Vec<String>) {
    match json {
        Value::Object(object) => {
            object.iter().for_each(|(key, value)| places_of(value, format!("{place}/{key}"), places))
        }
        Value::Array(list) => {
            list.iter()
                .enumerate()
                .for_each(|(index, value)| places_of(value, format!("{place}/{index}"), places));
        }
        _ => {}
    }
    places.push(place);
}

/// Copies a row, with new keys.
fn insert(table: &Table, row: &str, number: u16) -> String {
    let name = &table.name;
    let value = |column: &Column| match column.r#type.as_str() {
        _ if !column.is_unique => column.name.clone(),
        // The next number, or one after a gap.
        "int8" | "int4" => format!("(select max({}) from {name}) + {}", column.name, number % 3 + 1),
        _ => other_value(column, number - number % 5 + 1),
    };
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let values: Vec<String> = table.columns.iter().map(value).collect();
    format!(
        "insert into {name} ({}) select {} from {name} where ctid = '{row}'",
        columns.join(", "),
        values.join(", ")
    )
}

/// Swaps the keys of two rows.
fn swap(table: &Table, one: &str, other: &str) -> Vec<String> {
    let name = &table.name;
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let own = |column: &Column| if column.is_primary { "theirs" } else { "own" };
    let values = table.columns.iter().map(|column| format!("{}.{}", own(column), column.name));
    vec![
        format!(
            "create temp table moved on commit drop as select * from {name} where ctid in ('{one}', '{other}');"
        ),
        format!("delete from {name} where ctid in ('{one}', '{other}');"),
        format!(
            "insert into {name} ({}) select {} from moved as own join moved as theirs on theirs.ctid <> own.ctid",
            columns.join(", "),
            values.collect::<Vec<_>>().join(", ")
        ),
    ]
}
