//! Two servers: the second has a copy of the first one's database, with further writes hidden from
//! the caller.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use harness::{Client, Server, chance::Chance, given, wait};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};

use crate::{
    answer::{Answer, Asked, converse},
    callers::{AUDIENCES, Caller},
    names::Names,
    reads::Reads,
    streams::Watch,
    world::World,
    writes::Write,
};

/// The number of simultaneous requests.
const AT_ONCE: usize = 6;

/// The statuses of each operation, which are the same on both servers.
pub(crate) type Answered = BTreeMap<String, BTreeSet<u16>>;

pub(crate) struct Twins {
    pub(crate) a: Server,
    pub(crate) b: Server,
    pub(crate) world: World,
    caller: &'static Caller,
    key: Option<String>,
    http: reqwest::Client,
    names: Names,
    streams: Vec<(Watch, Watch)>,
    instants: Vec<String>,
    /// Whether something was written on both, so that their names differ.
    is_renamed: bool,
    /// Bodies already searched for hidden data.
    read: HashSet<Bytes>,
    /// The writes since the last comparison.
    written: Vec<String>,
}

impl Twins {
    /// A grown world and its twin.
    pub(crate) async fn of(a: Server, mut world: World, caller: &'static Caller) -> Self {
        a.publish_member_counts().await;
        world.published();
        let b = a.twin().await;
        // The copy cut the first server's connections.
        wait::until("both see the ledger", async || {
            let stats = a.visitor().get("/v1/stats").await;
            let is_fresh = stats.status == 200 && stats.json()["stale"] == false;
            (is_fresh && a.visitor().get("/v1/funds").await.status == 200).then_some(())
        })
        .await;
        world.shared = Some(world.things.len());
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        // The server closes idle connections, perhaps just as one is used again.
        let http = http
            .pool_idle_timeout(Duration::from_secs(1))
            .read_timeout(wait::LONGEST)
            .build()
            .expect("a client without TLS needs nothing");
        let key = world.key.clone();
        let mut twins = Self {
            a,
            b,
            world,
            caller,
            key,
            http,
            names: Names::default(),
            streams: Vec::new(),
            instants: Vec::new(),
            is_renamed: false,
            read: HashSet::new(),
            written: Vec::new(),
        };
        twins.take_instants().await;
        let head = twins.head().await;
        for after in [None, Some(0), Some(head / 2), Some(head + 5)] {
            let open =
                |server: &Server| Watch::open(&twins.http, server.address, twins.key.as_deref(), after);
            let pair = (open(&twins.a).await, open(&twins.b).await);
            twins.streams.push(pair);
        }
        twins
    }

    /// Waits for the servers' timers to fire: they sign heads after midnight (UTC) and publish
    /// member counts at six.
    pub(crate) async fn at_rest(&mut self) {
        let second = || {
            let now = Timestamp::now().to_zoned(TimeZone::UTC);
            (i32::from(now.hour()) * 60 + i32::from(now.minute())) * 60 + i32::from(now.second())
        };
        let is_due = || [0, 6, 24].iter().any(|hour| (-60..45).contains(&(second() - hour * 3600)));
        if is_due() {
            within_a_minute().await;
            self.publish().await;
            wait::long("the servers are at rest", async || (!is_due()).then_some(())).await;
        }
    }

    /// Publishes the member counts on both servers.
    async fn publish(&mut self) {
        self.a.publish_member_counts().await;
        self.b.publish_member_counts().await;
        self.world.published();
    }

    /// Makes a write in the second database that is hidden from the caller.
    pub(crate) async fn hide(&mut self, chance: &mut Chance) {
        loop {
            let write = self.world.next(chance, &(self.caller.level + 1..=3));
            let made = write.send(&self.editor(&self.b, &write), Some(&self.names), true).await;
            if made.status >= 300 {
                // For example, a reversal of an entry already reversed.
                made.is(422);
                continue;
            }
            if write.resource == "members" {
                within_a_minute().await;
                self.publish().await;
            }
            if chance.happens(5) {
                let office = self.world.offices[chance.below(2)].clone();
                self.b.another_key(&office).await;
            }
            self.written.push(format!("hidden: {write:?}"));
            return self.world.note(&write, &made);
        }
    }

    /// Makes the same write in both databases, with office-only fields in the second.
    pub(crate) async fn show(&mut self, chance: &mut Chance) {
        loop {
            let write = self.world.next(chance, &(0..=self.caller.level));
            let with_aside = chance.happens(50);
            within_a_minute().await;
            let one = write.send(&self.editor(&self.a, &write), None, false).await;
            let other = write.send(&self.editor(&self.b, &write), Some(&self.names), with_aside).await;
            assert_eq!(one.status, other.status, "{write:?}\n{one}\n{other}");
            if one.status >= 300 {
                one.is(422);
                continue;
            }
            self.names.same(&write.made(&one).0, &write.made(&other).0).expect("new things have new names");
            self.is_renamed = true;
            self.written.push(format!("seen: {write:?}"));
            self.world.note(&write, &one);
            return self.take_instants().await;
        }
    }

    /// Shows the caller another thing on each server, perhaps of another kind, and withdraws it.
    pub(crate) async fn withdraw(&mut self, chance: &mut Chance) {
        // The streams told of the things while they were there.
        self.streams.clear();
        within_a_minute().await;
        let audience = AUDIENCES[chance.below(self.caller.level.min(2) + 1)];
        for server in [&self.a, &self.b] {
            let given = given::named(chance.one(&["funds", "organisations", "updates"]));
            let word = format!("gone-{:08x}", chance.draw(&(0u32..=u32::MAX)));
            let body = given::with((given.new)(&[]), (given.random)(chance, &word));
            let publisher = server.publisher(&self.world.offices[0]);
            let body = given::with(body, json!({"audience": audience}));
            let thing = given::made(&publisher, given.path, body).await;
            publisher.patch(&thing.path, &thing.etag, json!({"audience": "office"})).await.is(200);
            self.written.push(format!("withdrawn: {} {word}", given.resource));
            self.world.gone.extend([word, thing.id]);
        }
        self.is_renamed = true;
        self.take_instants().await;
    }

    fn editor(&self, server: &Server, write: &Write) -> Client {
        server.publisher(&self.world.offices[write.office])
    }

    /// Compares the servers' answers: byte for byte until something was written on both, then apart
    /// from names.
    pub(crate) async fn compare(&mut self, chance: &mut Chance, answered: &mut Answered) {
        // The end of the feed comes first, since it gives names to the latest instants.
        let after = if chance.happens(10) { 0 } else { self.instants.len().saturating_sub(20) };
        self.compare_answers(vec![Asked::get(&format!("/v1/changes?limit=200&after={after}"))], answered)
            .await;
        let instants = [self.instants.as_slice(), &[Timestamp::now().to_string()]].concat();
        let (widgets, public_url) = (self.a.widgets_version(), self.a.public_url());
        let reads =
            Reads { world: &self.world, instants: &instants, widgets: &widgets, public_url: &public_url };
        self.compare_answers(reads.all(chance), answered).await;
        self.written.clear();
    }

    async fn compare_answers(&mut self, asked: Vec<Asked>, answered: &mut Answered) {
        let this = &*self;
        let answers = stream::iter(asked).map(|asked| async move {
            let both = this.both(&asked).await;
            (asked, both)
        });
        let answers: Vec<_> = answers.buffered(AT_ONCE).collect().await;
        for (asked, (one, other)) in answers {
            let statuses = one.iter().map(|answer| answer.status);
            answered.entry(asked.operation.clone()).or_default().extend(statuses);
            let said = self.differ(&asked, &one, &other);
            let written = self.written.join("\n");
            said.unwrap_or_else(|said| {
                panic!("a {} can tell: {asked:?}\n{said}\nafter\n{written}", self.caller.name)
            });
            self.reveals_nothing(&asked, &one);
            if self.is_renamed {
                self.reveals_nothing(&asked, &other);
            }
        }
    }

    async fn both(&self, asked: &Asked) -> (Vec<Answer>, Vec<Answer>) {
        let mut asked = asked.clone();
        if self.is_renamed {
            // Different names compress to different lengths.
            asked.headers.retain(|(name, _)| *name != "Accept-Encoding");
        }
        let path = self.names.for_b(&asked.path);
        let body = asked.body.as_ref().map(|body| self.names.for_b(body));
        let renamed = Asked { path, body, ..asked.clone() };
        let ask = |server: &Server, asked| {
            let (address, asked): (_, Asked) = (server.address, asked);
            async move { converse(&self.http, address, self.key.as_deref(), &asked).await }
        };
        tokio::join!(ask(&self.a, asked), ask(&self.b, renamed))
    }

    fn differ(&mut self, asked: &Asked, one: &[Answer], other: &[Answer]) -> Result<(), String> {
        if !self.is_renamed {
            let texts = (format!("{one:?}"), format!("{other:?}"));
            return if one == other { Ok(()) } else { Err(difference(&texts.0, &texts.1)) };
        }
        if one.len() != other.len() {
            return Err(format!("{} pages are not {}", one.len(), other.len()));
        }
        one.iter().zip(other).try_for_each(|(one, other)| self.differ_in_more_than_names(asked, one, other))
    }

    fn differ_in_more_than_names(
        &mut self,
        asked: &Asked,
        one: &Answer,
        other: &Answer,
    ) -> Result<(), String> {
        if one.status != other.status {
            return Err(format!("{one:?}\nis not\n{other:?}"));
        }
        // The length of an instant varies.
        let head = |answer: &Answer| {
            let headers = answer.headers.iter().filter(|(name, _)| name != "content-length");
            headers.map(|(name, value)| format!("{name}: {value}\n")).collect::<String>()
        };
        self.names.same(&head(one), &head(other))?;
        let has_lists = ["/v1/stats", "/v1/lateness"].iter().any(|start| asked.path.starts_with(start));
        match has_lists && one.status == 200 && !one.body.is_empty() {
            true => self.names.same_json(&one.text(), &other.text()),
            false => self.names.same(&plain(&one.text()), &plain(&other.text())),
        }
    }

    /// Asserts that neither server reveals hidden data. A body is searched only once, since nothing
    /// visible on both is ever retracted.
    fn reveals_nothing(&mut self, asked: &Asked, answers: &[Answer]) {
        let said = format!("{} {}", asked.path, asked.body.as_deref().unwrap_or_default());
        for answer in answers.iter().filter(|answer| answer.header("content-encoding").is_none()) {
            if self.read.insert(answer.body.clone()) {
                let is_feed = asked.path.starts_with("/v1/changes");
                let told = self.world.revealed(&said, &answer.text(), is_feed);
                assert!(told.is_none(), "{asked:?} tells of {told:?}: {answer:?}");
            }
        }
    }

    /// The lines of the caller's feed.
    async fn feed(&self) -> Vec<Value> {
        let asked = Asked::get("/v1/changes?limit=200");
        let pages = converse(&self.http, self.a.address, self.key.as_deref(), &asked).await;
        let pages = pages.iter().map(|page| -> Value { serde_json::from_slice(&page.body).expect("a page") });
        pages.flat_map(|page| page["items"].as_array().expect("a page has items").clone()).collect()
    }

    async fn head(&self) -> i64 {
        self.feed().await.last().map_or(0, |line| line["position"].as_i64().expect("a line has a position"))
    }

    /// Stores the instants at which the caller's view changed.
    async fn take_instants(&mut self) {
        let at = |line: &Value| line["at"].as_str().expect("a line has an instant").to_owned();
        self.instants = self.feed().await.iter().map(at).collect();
    }

    /// Asserts that every stream received the same up to a last common event, and stops both
    /// servers.
    pub(crate) async fn end(mut self, chance: &mut Chance) {
        self.show(chance).await;
        let head = self.head().await;
        for (mut one, mut other) in std::mem::take(&mut self.streams) {
            let (one, other) = (one.until(head).await, other.until(head).await);
            self.names
                .same(&one, &other)
                .unwrap_or_else(|said| panic!("a {} hears: {said}", self.caller.name));
        }
        self.b.verify().await.expect("nothing was rewritten");
        self.a.stop().await;
        self.b.stop().await;
    }
}

/// Waits if the minute is about to end. Badges show their time to the minute, so writes on both
/// servers must fall in the same one.
async fn within_a_minute() {
    let lasts = async || (Timestamp::now().to_zoned(TimeZone::UTC).second() < 55).then_some(());
    wait::until("the minute lasts", lasts).await;
}

/// A page shows an instant to the minute, so two instants may look alike or not. Their `datetime`
/// is enough. Addresses within addresses have other escapes, so they are decoded.
fn plain(text: &str) -> String {
    let written = [("%25", "%"), ("%26", "&"), ("%2F", "/"), ("%3A", ":"), ("%3D", "="), ("%3F", "?")];
    let text = written.iter().fold(text.to_owned(), |text, (code, sign)| text.replace(code, sign));
    let mut pieces = text.split("<time ");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| {
        let (tag, rest) = piece.split_once('>').unwrap_or((piece, ""));
        text + tag + rest.split_once("</time>").map_or(rest, |(_, after)| after)
    })
}

/// The place where two texts begin to differ.
fn difference(one: &str, other: &str) -> String {
    let at = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let near = |text: &str| {
        String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(200)..text.len().min(at + 200)])
            .into_owned()
    };
    format!("…{}…\nis not\n…{}…", near(one), near(other))
}
