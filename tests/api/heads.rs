//! Signed heads: receipts of a feed that anyone can check and that no rewrite of the past survives.

use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use harness::{Client, Server, given};
use jiff::{ToSpan, Zoned, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

/// The day of the last change plus `days`, since tests do not wait for midnight.
async fn days_from_now(server: &Server, days: i32) -> Date {
    let row = &server.db_rows("select max(at) as at from changes", &[]).await[0];
    let last = Zoned::new(row.get("at"), TimeZone::UTC).date();
    last.checked_add(days.days()).expect("a day")
}

async fn with_heads() -> (Server, Client) {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    given::a_fund(&publisher, json!({})).await;
    given::a_fund(&publisher, json!({"audience": "office"})).await;
    server.sign_heads_before(days_from_now(&server, 2).await).await;
    (server, publisher)
}

async fn heads(client: &Client) -> Value {
    client.get("/.well-known/accord-heads").await.is(200).json()
}

/// A reader's exported feed, one page per line.
async fn exported(client: &Client) -> String {
    let (mut pages, mut next) = (Vec::new(), Some("/v1/changes?limit=3".to_owned()));
    while let Some(path) = next {
        let page = client.get(&path).await;
        next = page.json()["next"].as_str().map(str::to_owned);
        pages.push(page.text().to_owned());
    }
    pages.join("\n")
}

fn bytes<const LENGTH: usize>(digits: &Value) -> [u8; LENGTH] {
    let digits = digits.as_str().expect("a text");
    let byte = |at: usize| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("digits");
    assert_eq!(digits.len(), 2 * LENGTH);
    std::array::from_fn(byte)
}

/// Checks a head as documented, without the server's code.
fn is_signed(head: &Value) -> bool {
    let statement = json!({
        "at": head["at"], "audience": head["audience"], "day": head["day"], "epoch": 2, "hash": head["hash"],
        "position": head["position"], "statement": "accord-head",
    });
    let key = VerifyingKey::from_bytes(&bytes(&head["public_key"])).expect("a point of the curve");
    key.verify(statement.to_string().as_bytes(), &Signature::from_bytes(&bytes(&head["signature"]))).is_ok()
}

#[tokio::test]
async fn each_reader_gets_signed_heads_of_its_own_feed() {
    let (server, publisher) = with_heads().await;
    for (client, audience) in [(server.visitor(), "public"), (publisher, "office")] {
        let (heads, lines) = (heads(&client).await, client.all("/v1/changes?limit=200").await);
        let daily = heads["daily"].as_array().expect("a list");
        assert_eq!(daily.len(), 2, "today and tomorrow");
        let last = lines.last().expect("a line");
        for head in daily.iter().chain([&heads["latest"]]) {
            assert_eq!(head["audience"], audience);
            for field in ["position", "at", "hash"] {
                assert_eq!(head[field], last[field], "{field}");
            }
            assert_eq!(head["public_key"], heads["public_key"]);
            assert!(is_signed(head), "{head}");
            assert!(!is_signed(&given::with(head.clone(), json!({"position": 1}))));
        }
        assert!(daily[0]["day"].as_str() < daily[1]["day"].as_str(), "the oldest comes first");
    }
    assert_ne!(heads(&server.visitor()).await["latest"]["position"], server.db_count("changes").await);
}

#[tokio::test]
async fn missed_days_are_signed_once_by_two_servers() {
    let (server, publisher) = with_heads().await;
    let before = heads(&publisher).await["daily"].clone();
    let (another, later) = (server.another().await, days_from_now(&server, 9).await);
    futures_util::join!(server.sign_heads_before(later), another.sign_heads_before(later));
    let daily = heads(&publisher).await["daily"].as_array().expect("a list").clone();
    assert_eq!(daily.len(), 9);
    assert_eq!(json!(daily[..2]), before, "what was signed stays");
    server.sign_heads_before(later).await;
    assert_eq!(server.db_count("heads").await, 4 * 9);
    server.verify().await.expect("every head is that of its feed");
}

#[tokio::test]
async fn an_unfinished_day_has_no_daily_head() {
    let server = harness::start().await;
    server.sign_heads_before(days_from_now(&server, 0).await).await;
    assert_eq!(heads(&server.visitor()).await["daily"], json!([]));
    assert!(is_signed(&heads(&server.visitor()).await["latest"]));
}

#[tokio::test]
async fn stored_heads_fit_the_later_feed_and_no_forged_one() {
    let (server, publisher) = with_heads().await;
    let kept = heads(&publisher).await.to_string();
    given::a_fund(&publisher, json!({})).await;
    let feed = exported(&publisher).await;
    let said = harness::verify_heads(&feed, &kept).expect("nothing was rewritten");
    assert!(said.contains("3 heads"), "{said}");

    let cut = feed.lines().next().expect("a page");
    let short = harness::verify_heads(cut, &kept).expect_err("the feed is shorter than it was");
    assert!(short.contains("heads, office") && short.contains("does not reach its position"), "{short}");
    let other = harness::verify_heads(&exported(&server.visitor()).await, &kept).expect_err("another feed");
    assert!(other.contains("another feed"), "{other}");
    let moved = kept.replacen("\"position\":", "\"position\":1", 1);
    let forged = harness::verify_heads(&feed, &moved).expect_err("it says something else");
    assert!(forged.contains("signature"), "{forged}");
}

#[tokio::test]
async fn servers_share_a_signing_key_unless_one_is_configured() {
    let server = harness::start().await;
    let another = server.another().await;
    let key = heads(&server.visitor()).await["public_key"].clone();
    assert_eq!(heads(&another.visitor()).await["public_key"], key);
    // RFC 8032, 7.1, test 1.
    let secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let server = harness::start_with(|config| config.signing_key = Some(secret.to_owned())).await;
    let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    assert_eq!(heads(&server.visitor()).await["public_key"], public);
    assert_eq!(server.db_count("secrets where name = 'signing'").await, 0);
}

#[tokio::test]
async fn the_database_refuses_to_rewrite_heads() {
    let (server, _) = with_heads().await;
    for sql in ["update heads set position = 1", "delete from heads", "truncate heads cascade"] {
        let refusal = server.db_refusal(sql).await;
        assert!(refusal.contains("append-only"), "{sql}: {refusal}");
    }
}

#[tokio::test]
async fn verify_names_an_altered_or_removed_head() {
    let (server, _) = with_heads().await;
    let (day, next) = (days_from_now(&server, 0).await, days_from_now(&server, 1).await);
    let one = format!("where audience = 'public' and day = '{day}'");
    for (sql, named) in [
        (format!("update heads set hash = sha256(hash) {one}"), format!("heads, public {day}")),
        (format!("update heads set position = position - 1 {one}"), format!("heads, public {day}")),
        (format!("update heads set at = at - interval '1 hour' {one}"), format!("heads, public {day}")),
        (format!("delete from heads {one}"), format!("heads, public {day}")),
        (
            format!("delete from heads where audience = 'office' and day = '{next}'"),
            format!("heads, office {next}"),
        ),
    ] {
        let copy = server.db_copy().await;
        copy.db_run(&format!("set session_replication_role = replica; {sql}")).await;
        let found = copy.verify().await.expect_err(&sql);
        assert!(found.starts_with(&named), "{sql}: {found}");
    }
}
