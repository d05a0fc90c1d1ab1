//! The digest by e-mail: at eight in each office's zone, once a day, in the reader's language. It
//! names only public things, and one link turns it off.

use harness::{
    Mail, MailSink, Office, Server,
    given::{self, Thing, money},
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use mailparse::{MailHeaderMap, ParsedMail};
use serde_json::{Value, json};

const FROM: &str = "Accord <digest@alliance.example>";

pub(crate) async fn with_mail() -> (Server, MailSink) {
    let sink = MailSink::start().await;
    let server = harness::start_with(|config| {
        (config.smtp_url, config.mail_from) = (Some(sink.url()), Some(FROM.to_owned()));
    })
    .await;
    (server, sink)
}

pub(crate) async fn a_reader(server: &Server, office: &Office, fields: Value) -> Thing {
    let fields = given::with(json!({"email": "reader@office.example"}), fields);
    given::a_person(&server.admin(office), fields).await
}

/// An hour on London's clock, `days` days after tomorrow's date.
pub(crate) fn at(days: i64, hour: i8) -> Timestamp {
    let zone = TimeZone::get("Europe/London").expect("a zone");
    let day = Timestamp::now().to_zoned(zone.clone()).date().checked_add((1 + days).days()).expect("a day");
    day.at(hour, 0, 0, 0).to_zoned(zone).expect("the hour is on the clock").timestamp()
}

/// The only mail received.
#[track_caller]
pub(crate) fn only(mails: Vec<Mail>) -> Mail {
    let [mail] = &mails[..] else { panic!("{} mails came", mails.len()) };
    mail.clone()
}

/// A mail's head, plain text and HTML.
pub(crate) fn read(mail: &Mail) -> (ParsedMail<'_>, String, String) {
    let parsed = mailparse::parse_mail(&mail.raw).expect("it is a mail");
    let part = |kind: &str| {
        let part = parsed.subparts.iter().find(|part| part.ctype.mimetype == kind);
        let part = part.unwrap_or_else(|| panic!("there is no {kind}"));
        part.get_body().expect("it decodes").replace("\r\n", "\n")
    };
    let (text, html) = (part("text/plain"), part("text/html"));
    (parsed, text, html)
}

async fn last_mail(server: &Server, office: &Office, person: &Thing) -> Value {
    server.admin(office).get(&person.path).await.is(200).json()["last_mail"].clone()
}

#[tokio::test]
async fn the_digest_comes_once_a_day_at_eight() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    let person = a_reader(&server, &office, json!({})).await;
    given::an_update(&server.publisher(&office), json!({"texts": given::said("A first visit")})).await;
    server.send_digests_at(at(0, 8).checked_sub(1.second()).expect("an instant")).await;
    assert!(sink.take().is_empty());
    server.send_digests_at(at(0, 8)).await;
    let mail = only(sink.take());
    let (head, text, html) = read(&mail);
    assert_eq!(mail.to, "reader@office.example");
    assert_eq!(head.headers.get_first_value("From").as_deref(), Some(FROM));
    assert!(
        head.headers.get_first_value("Subject").expect("a subject").starts_with("Accord: what changed, ")
    );
    for form in [&text, &html] {
        assert!(form.contains("New (1)") && form.contains("A first visit"), "{form}");
    }
    server.send_digests_at(at(0, 12)).await;
    assert!(sink.take().is_empty());
    assert_eq!(last_mail(&server, &office, &person).await["state"], "sent");
    // The next day's mail has only later changes.
    given::an_update(&server.publisher(&office), json!({"texts": given::said("A second visit")})).await;
    server.send_digests_at(at(1, 8)).await;
    let mail = only(sink.take());
    let (_, text, _) = read(&mail);
    assert!(text.contains("A second visit") && !text.contains("A first visit"), "{text}");
}

#[tokio::test]
async fn the_digest_comes_at_local_eight_when_the_clocks_change() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    a_reader(&server, &office, json!({})).await;
    let zone = TimeZone::get("Europe/London").expect("a zone");
    let soon = Timestamp::now().checked_add(72.hours()).expect("an instant");
    let change = zone.following(soon).next().expect("the clocks change each year");
    let day: Date = change.timestamp().to_zoned(zone.clone()).date();
    let eight =
        |day: Date| day.at(8, 0, 0, 0).to_zoned(zone.clone()).expect("it is on the clock").timestamp();
    let before = day.yesterday().expect("a day");
    assert_ne!(eight(day).duration_since(eight(before)).as_hours(), 24);
    for day in [before, day] {
        given::an_update(&server.publisher(&office), json!({})).await;
        server.send_digests_at(eight(day).checked_sub(1.second()).expect("an instant")).await;
        assert!(sink.take().is_empty(), "before eight on {day}");
        server.send_digests_at(eight(day)).await;
        let mail = only(sink.take());
        let subject = read(&mail).0.headers.get_first_value("Subject").expect("a subject");
        assert!(subject.ends_with(&day.to_string()), "{subject}");
    }
}

#[tokio::test]
async fn the_mail_names_public_things_and_counts_the_rest() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    a_reader(&server, &office, json!({"name": "Somebody Named"})).await;
    given::an_update(
        &publisher,
        json!({"texts": {"en": {"title": "For <everybody>", "body": "Body of it."}}}),
    )
    .await;
    for audience in ["partner", "government", "office"] {
        given::an_update(
            &publisher,
            json!({"audience": audience, "texts": given::said("Not for everybody")}),
        )
        .await;
    }
    let taken_back =
        given::an_update(&publisher, json!({"texts": given::said("Told to all by mistake")})).await;
    publisher.patch(&taken_back.path, &taken_back.etag, json!({"audience": "office"})).await.is(200);
    server.send_digests_at(at(0, 8)).await;
    let mail = only(sink.take());
    let (_, text, html) = read(&mail);
    assert!(text.contains("For <everybody>") && html.contains("For &#60;everybody&#62;"), "{text}\n{html}");
    assert!(text.contains("For offices only, with your key: 4\nhttp"), "{text}");
    for words in ["Not for everybody", "Told to all", "Body of it.", "Somebody Named", &taken_back.id] {
        assert!(!text.contains(words) && !html.contains(words), "{words} is in\n{text}\n{html}");
    }
    // Without public changes, the mail has only the count.
    given::an_update(&publisher, json!({"audience": "office", "texts": given::said("Another one")})).await;
    server.send_digests_at(at(1, 8)).await;
    let mail = only(sink.take());
    let (_, text, _) = read(&mail);
    assert!(
        text.contains("with your key: 1\n") && !text.contains("Another one") && !text.contains("New"),
        "{text}"
    );
}

#[tokio::test]
async fn the_mail_counts_a_narrowed_update_without_naming_it() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let update = given::an_update(&publisher, json!({"texts": given::said("Named by mistake")})).await;
    a_reader(&server, &office, json!({})).await;
    publisher.patch(&update.path, &update.etag, json!({"audience": "office"})).await.is(200);
    server.send_digests_at(at(0, 8)).await;
    let mail = only(sink.take());
    let (_, text, html) = read(&mail);
    assert!(text.contains("For offices only, with your key: 1\n"), "{text}");
    assert!(!text.contains("Named by mistake") && !html.contains(&update.id), "{text}");
}

#[tokio::test]
async fn the_mail_has_sums_in_the_offices_currency_and_links() {
    let (server, sink) = with_mail().await;
    server.import_rates("Date,USD,GBP\n2022-03-08,1.25,0.80\n").await;
    let office = given::an_office(&server).await;
    let (admin, path) = (server.admin(&office), format!("/v1/offices/{}", office.id));
    let etag = admin.get(&path).await.etag();
    admin.patch(&path, &etag, json!({"currency": "GBP"})).await.is(200);
    a_reader(&server, &office, json!({"language": "de"})).await;
    let publisher = server.publisher(&office);
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let fields = json!({"kind": "pledge", "amount": money("1250000.50", "USD"), "sample": true});
    given::an_entry(&publisher, &pledge, fields).await;
    server.send_digests_at(at(0, 8)).await;
    let mail = only(sink.take());
    let (_, text, html) = read(&mail);
    let text = text.replace(['\u{2068}', '\u{2069}'], "");
    let (own, sum) =
        ("in Aussicht gestellt 1.250.000,50\u{a0}USD", "Insgesamt: in Aussicht gestellt 800.000,32\u{a0}GBP");
    assert!(text.contains("Erhöht (1)") && text.contains(own) && text.contains(sum), "{text}");
    assert!(text.contains("[Beispieldaten]"), "{text}");
    let link = format!("http://{}{}", server.address, pledge.path);
    assert!(text.contains(&link) && html.contains(&format!("href=\"{link}\"")), "{text}\n{html}");
}

#[tokio::test]
async fn a_newly_late_instalment_is_in_the_next_mornings_mail() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let zone = TimeZone::get("Europe/London").expect("a zone");
    let due = at(1, 8).to_zoned(zone).date().to_string();
    let instalments = json!([{"due": due, "amount": money("100.00", "USD")}]);
    given::a_schedule(&publisher, &pledge, json!({"instalments": instalments})).await;
    a_reader(&server, &office, json!({})).await;
    for days in [0, 1] {
        server.send_digests_at(at(days, 8)).await;
        assert!(sink.take().is_empty(), "it is not late yet");
    }
    server.send_digests_at(at(2, 8)).await;
    let mail = only(sink.take());
    let (_, text, _) = read(&mail);
    let text = text.replace(['\u{2068}', '\u{2069}'], "");
    assert!(text.contains("Slipped (1)") && text.contains("late 100.00\u{a0}USD"), "{text}");
    server.send_digests_at(at(3, 8)).await;
    assert!(sink.take().is_empty(), "it was told");
}

#[tokio::test]
async fn each_mail_is_in_its_readers_language_and_direction() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    let words = [
        ("en", "ltr", "Raised (1)", "Stop this e-mail"),
        ("fr", "ltr", "En hausse (1)", "Ne plus recevoir ce message"),
        ("de", "ltr", "Erhöht (1)", "Diese E-Mail abbestellen"),
        ("he", "rtl", "הוגדל (1)", "הפסקת משלוח הודעה זו"),
        ("ar", "rtl", "ارتفع (1)", "إيقاف هذه الرسالة"),
    ];
    for (language, ..) in words {
        let email = format!("{language}@office.example");
        a_reader(&server, &office, json!({"language": language, "email": email})).await;
    }
    let publisher = server.publisher(&office);
    let pledge = given::a_pledge(&publisher, json!({})).await;
    given::an_entry(&publisher, &pledge, json!({"kind": "pledge"})).await;
    server.send_digests_at(at(0, 8)).await;
    let mails = sink.take();
    assert_eq!(mails.len(), words.len());
    for (language, dir, raised, off) in words {
        let mail = mails.iter().find(|mail| mail.to.starts_with(&format!("{language}@"))).expect("it came");
        let (head, text, html) = read(mail);
        assert_eq!(head.headers.get_first_value("Content-Language").as_deref(), Some(language));
        for form in [&text, &html] {
            assert!(form.contains(raised) && form.contains(off), "{form}");
        }
        assert!(html.contains(&format!("<html lang=\"{language}\" dir=\"{dir}\">")), "{html}");
    }
}

#[tokio::test]
async fn no_mail_comes_without_unread_changes() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    let person = a_reader(&server, &office, json!({})).await;
    server.send_digests_at(at(0, 8)).await;
    assert!(sink.take().is_empty());
    assert_eq!(last_mail(&server, &office, &person).await["state"], "nothing_moved");
    given::an_update(&server.publisher(&office), json!({})).await;
    let key = given::a_key(&server.admin(&office), &person, json!({})).await;
    let reader = server.client(key.json["secret"].as_str());
    let next = reader.get("/v1/digest").await.json()["next_mark"].clone();
    reader.put("/v1/digest/mark", json!({"position": next})).await.is(200);
    server.send_digests_at(at(1, 8)).await;
    assert!(sink.take().is_empty());
}

#[tokio::test]
async fn two_servers_send_each_mail_once() {
    let (server, sink) = with_mail().await;
    let url = sink.url();
    let other = server
        .another_with(|config| (config.smtp_url, config.mail_from) = (Some(url), Some(FROM.to_owned())))
        .await;
    let office = given::an_office(&server).await;
    for n in 0..5 {
        a_reader(&server, &office, json!({"email": format!("reader{n}@office.example")})).await;
    }
    given::an_update(&server.publisher(&office), json!({})).await;
    tokio::join!(server.send_digests_at(at(0, 8)), other.send_digests_at(at(0, 8)));
    let mut to: Vec<String> = sink.take().into_iter().map(|mail| mail.to).collect();
    to.sort();
    assert_eq!(to, (0..5).map(|n| format!("reader{n}@office.example")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_refused_mail_is_retried_without_delaying_others() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    let [one, other] = [
        a_reader(&server, &office, json!({"email": "one@office.example"})).await,
        a_reader(&server, &office, json!({"email": "other@office.example"})).await,
    ];
    given::an_update(&server.publisher(&office), json!({"texts": given::said("Never lost")})).await;
    sink.refuse(1);
    server.send_digests_at(at(0, 8)).await;
    let first = only(sink.take());
    let (waits, was_sent) = if first.to.starts_with("one") { (&other, &one) } else { (&one, &other) };
    let state = last_mail(&server, &office, waits).await;
    assert_eq!((&state["state"], &state["tries"]), (&json!("unsent"), &json!(1)));
    assert_eq!(state["trouble"], "the mail server refused it (451)");
    assert_eq!(last_mail(&server, &office, was_sent).await["state"], "sent");
    server.send_digests_at(at(0, 8).checked_add(1.minute()).expect("an instant")).await;
    assert!(sink.take().is_empty(), "its time has not come");
    server.send_digests_at(at(0, 8).checked_add(3.minutes()).expect("an instant")).await;
    let mail = only(sink.take());
    assert!(read(&mail).1.contains("Never lost"));
    let state = last_mail(&server, &office, waits).await;
    assert_eq!(
        (&state["state"], &state["tries"], &state["trouble"]),
        (&json!("sent"), &json!(2), &Value::Null)
    );
}

#[tokio::test]
async fn changes_from_an_unsent_mail_are_in_the_next_one() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    a_reader(&server, &office, json!({})).await;
    given::an_update(&server.publisher(&office), json!({"texts": given::said("Never lost")})).await;
    sink.refuse(2);
    for hour in [8, 20] {
        server.send_digests_at(at(0, hour)).await;
    }
    assert!(sink.take().is_empty());
    server.send_digests_at(at(1, 8)).await;
    let mail = only(sink.take());
    assert!(read(&mail).1.contains("Never lost"));
}

#[tokio::test]
async fn a_resent_mail_has_the_same_id_and_text() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    a_reader(&server, &office, json!({})).await;
    given::an_update(&server.publisher(&office), json!({})).await;
    server.send_digests_at(at(0, 8)).await;
    let first = only(sink.take());
    // As if the server had stopped just after sending, before it recorded that.
    server.db_run("update digest_mails set done_at = null, position = null").await;
    server.send_digests_at(at(0, 9)).await;
    let again = only(sink.take());
    let id = |mail: &Mail| read(mail).0.headers.get_first_value("Message-ID");
    assert!(id(&first).is_some());
    assert_eq!(id(&first), id(&again));
    assert_eq!(read(&first).1, read(&again).1);
}

#[tokio::test]
async fn one_link_turns_the_mail_off_without_a_key() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    let person = a_reader(&server, &office, json!({"language": "he"})).await;
    given::an_update(&server.publisher(&office), json!({})).await;
    server.send_digests_at(at(0, 8)).await;
    let mail = only(sink.take());
    let (head, text, _) = read(&mail);
    let link = head.headers.get_first_value("List-Unsubscribe").expect("a link");
    let link = link.trim_matches(['<', '>']);
    assert!(text.contains(link), "{text}");
    let one_click = head.headers.get_first_value("List-Unsubscribe-Post");
    assert_eq!(one_click.as_deref(), Some("List-Unsubscribe=One-Click"));
    let path = link.strip_prefix(&format!("http://{}", server.address)).expect("it is of this server");
    let wants = async || server.admin(&office).get(&person.path).await.json()["digest"].clone();
    // Merely opening the page turns nothing off.
    let page = server.visitor().get(path).await;
    page.is(200).says("<html lang=\"he\" dir=\"rtl\">").says("<form method=\"post\">");
    assert_eq!(page.header("Cache-Control"), Some("private, no-store"));
    assert_eq!(wants().await, true);
    let post = |path: String| {
        let request = server.visitor().request("POST", &path);
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        request.bytes("List-Unsubscribe=One-Click").send()
    };
    let mut other = path.to_owned();
    other.replace_range(other.len() - 2.., if other.ends_with("AA") { "BA" } else { "AA" });
    post(other.clone()).await.is(404);
    server.visitor().get(&other).await.is(404);
    assert_eq!(wants().await, true);
    post(path.to_owned()).await.is(200);
    assert_eq!(wants().await, false);
    post(path.to_owned()).await.is(200);
    given::an_update(&server.publisher(&office), json!({})).await;
    server.send_digests_at(at(1, 8)).await;
    assert!(sink.take().is_empty());
}

#[tokio::test]
async fn people_who_left_or_have_no_address_get_no_mail() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    let left = a_reader(&server, &office, json!({})).await;
    server.admin(&office).patch(&left.path, &left.etag, json!({"left": true})).await.is(200);
    a_reader(&server, &office, json!({"email": null})).await;
    a_reader(&server, &office, json!({"digest": false})).await;
    given::an_update(&server.publisher(&office), json!({})).await;
    server.send_digests_at(at(0, 8)).await;
    assert!(sink.take().is_empty());
    let without = harness::start().await;
    let office = given::an_office(&without).await;
    let person = a_reader(&without, &office, json!({})).await;
    given::an_update(&without.publisher(&office), json!({})).await;
    without.send_digests_at(at(0, 8)).await;
    assert_eq!(last_mail(&without, &office, &person).await, Value::Null);
}
