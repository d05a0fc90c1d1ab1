//! The clock figure: the amount per person per year.

use harness::given::{self, money};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::{Value, json};

use super::figure;

fn cents(money: &Value) -> i64 {
    money["amount"].as_str().expect("an amount").replace('.', "").parse().expect("an amount has digits")
}

#[tokio::test]
async fn the_clock_divides_commitments_by_years_and_people() {
    let demo = harness::start_demo().await;
    let clock = figure(&demo.server, "clock?fund=meppa").await["clock"].clone();
    let stats = demo.server.visitor().get("/v1/stats?currency=USD&fund=meppa").await.json();
    let fund = &stats["funds"][0];
    assert_eq!(clock["amount"], fund["committed"]["converted"]);
    assert_eq!((&clock["people"], &clock["years"]), (&json!(13_500_000), &json!("5")));
    // Thousandths of a cent show on which side of the middle an amount lies.
    let share = |money: &Value| 1000 * cents(money) / (5 * 13_500_000);
    let rounded = |money: &Value| (share(money) + 500) / 1000;
    assert_eq!(cents(&clock["per_person"]), rounded(&clock["amount"]));
    assert_eq!(cents(&clock["goal_per_person"]), rounded(&fund["target"]));
    assert_eq!(clock["per_person"], money("0.08", "USD"));
    assert_eq!(clock["comparison"]["per_person"], money("33.00", "USD"));
    assert!(clock["source_url"].is_string() && clock["comparison"]["source_url"].is_string());
    let arabic = figure(&demo.server, "clock?lang=ar").await["clock"].clone();
    assert_eq!(arabic["comparison"]["lang"], "ar");
    assert_eq!(arabic["fund"], "International Fund for Israeli-Palestinian Peace", "the first for people");
    // Per year: 200,000,000 among 13,500,000 people.
    assert_eq!(arabic["goal_per_person"], money("14.81", "USD"));
    assert_eq!((arabic.get("amount"), arabic.get("per_person")), (None, None), "nothing is committed");
}

#[tokio::test]
async fn the_clock_counts_only_years_begun_within_the_funds_period() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({"people": 10})).await;
    let pledge = given::a_pledge(&publisher, json!({"fund": fund.id})).await;
    let commitment = json!({"kind": "commitment", "amount": money("60.05", "USD")});
    given::an_entry(&publisher, &pledge, commitment).await;
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let day = |days: i64| today.checked_add(days.days()).expect("there is such a day").to_string();
    let mut etag = fund.etag.clone();
    for (starts, ends, years, per_person) in [
        (None, None, "1", "6.00"),
        (Some(day(100)), None, "1", "6.00"),
        (Some(day(-400)), None, "2", "3.00"),
        (Some(day(-800)), Some(day(-500)), "1", "6.00"),
        (Some(day(-800)), Some(day(500)), "3", "2.00"),
    ] {
        let changed = publisher.patch(&fund.path, &etag, json!({"starts": starts, "ends": ends})).await;
        etag = changed.is(200).etag();
        let clock = figure(&server, "clock").await["clock"].clone();
        assert_eq!(clock["years"], years, "{starts:?} to {ends:?}");
        assert_eq!(clock["per_person"], money(per_person, "USD"), "{starts:?} to {ends:?}");
    }
}

#[tokio::test]
async fn a_fund_without_a_number_of_people_has_no_clock() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    given::a_fund(&publisher, json!({"name": "A", "slug": "a", "target": money("5.00", "USD")})).await;
    assert_eq!(figure(&server, "clock").await.get("clock"), None);
    assert_eq!(figure(&server, "clock?fund=a").await.get("clock"), None);
    let fields = json!({"name": "B", "people": 2, "sample": true, "target": money("5.00", "JPY")});
    given::a_fund(&publisher, given::with(fields, json!({"target": money("5", "JPY")}))).await;
    let answer = figure(&server, "clock").await;
    assert_eq!((&answer["clock"]["fund"], &answer["sample"]), (&json!("B"), &json!(true)));
    // Half a yen is rounded to even.
    assert_eq!(answer["clock"]["goal_per_person"], money("2", "JPY"));
}
