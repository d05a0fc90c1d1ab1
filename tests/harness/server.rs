//! The server under test, started as in production, and clients with every kind of key.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use api::{
    auth::keys::Audience,
    config::{Config, Database as Settings},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{Client, Cluster, Copy, Sandbox, cluster, copy, copy::verify, given::Thing, wait};

/// A running server with its own database.
pub struct Server {
    /// The address it serves.
    pub address: SocketAddr,
    /// The address of the partner page, if configured.
    pub partner_address: Option<SocketAddr>,
    database: cluster::Database,
    pub(crate) running: api::Running,
    http: reqwest::Client,
    founders: Office,
}

/// An office, with a key for each role.
#[derive(Clone, Debug)]
pub struct Office {
    /// Its id.
    pub id: String,
    /// Its short name.
    pub slug: String,
    reader: String,
    editor: String,
    publisher: String,
    admin: String,
}

/// Starts a server on a fresh database.
pub async fn start() -> Server {
    start_with(|_| {}).await
}

/// Starts a server on a fresh database, with changed settings.
pub async fn start_with(change: impl FnOnce(&mut Config)) -> Server {
    start_on(cluster::shared().await, change).await
}

/// Starts a server on a fresh database in the test's own cluster, which the test may damage.
pub async fn start_on(cluster: &Cluster, change: impl FnOnce(&mut Config)) -> Server {
    let database = cluster.database().await;
    let id =
        api::resources::offices::create(&database.config, "founders", "Founders", "Etc/UTC", "EUR").await;
    let id = id.expect("the first office is made from the command line").to_string();
    let founders = keys(&database, id, "founders").await;
    let settings = settings(&database);
    Server::run(database, founders, settings, change).await
}

/// The last position and hash of an exported feed, or the fault in it.
pub fn verify_feed(text: &str) -> Result<(i64, String), String> {
    let feed = api::verify::offline(text.as_bytes());
    feed.map(|feed| (feed.position(), feed.hash().to_owned())).map_err(|error| format!("{error:#}"))
}

/// The verdict on stored heads, checked against an exported feed.
pub fn verify_heads(text: &str, heads: &str) -> Result<String, String> {
    let checked = api::verify::offline(text.as_bytes()).and_then(|feed| feed.check(heads));
    checked.map(|checked| checked.to_string()).map_err(|error| format!("{error:#}"))
}

/// The demo, running.
pub struct Demo {
    pub server: Server,
    /// Each office's key, by the office's slug.
    pub keys: BTreeMap<String, String>,
    _data_dir: TempDir,
}

/// Starts the demo on a fresh database.
pub async fn start_demo() -> Demo {
    let database = cluster::shared().await.database().await;
    let data_dir = tempfile::tempdir_in("/tmp").expect("/tmp is writable");
    let mut settings = settings(&database);
    settings.database.data_dir = data_dir.path().to_owned();
    let (running, keys) = api::demo::start(settings).await.expect("the demo starts");
    let office = Office {
        id: String::new(),
        slug: "london".to_owned(),
        reader: keys["london"].clone(),
        editor: keys["london"].clone(),
        publisher: keys["london"].clone(),
        admin: keys["london"].clone(),
    };
    Demo { server: Server::of(running, database, office), keys, _data_dir: data_dir }
}

impl Server {
    async fn run(
        database: cluster::Database,
        founders: Office,
        mut settings: Config,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        change(&mut settings);
        let running = wait::done("the start of a server", api::start(settings)).await;
        Self::of(running.expect("the server starts"), database, founders)
    }

    fn of(running: api::Running, database: cluster::Database, founders: Office) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        // The server closes idle connections, perhaps just as one is used again.
        let http = http.pool_idle_timeout(Duration::from_secs(1));
        let http = http.read_timeout(wait::STEP).build().expect("a client without TLS needs nothing");
        let (address, partner_address) = (running.address, running.partner_address);
        Self { address, partner_address, database, running, http, founders }
    }

    /// A second server on the same database, with the same public URL.
    pub async fn another(&self) -> Self {
        let public_url = self.public_url();
        self.another_with(|config| config.public_url = Some(public_url)).await
    }

    /// A second server on the same database, with changed settings.
    pub async fn another_with(&self, change: impl FnOnce(&mut Config)) -> Self {
        Self::run(self.database.clone(), self.founders.clone(), settings(&self.database), change).await
    }

    /// Stops the server, runs `meanwhile`, and starts it again on its database.
    pub async fn restart(self, meanwhile: impl AsyncFnOnce()) -> Self {
        let Self { database, running, founders, .. } = self;
        let stopped = wait::done("the stop of a server", running.stop()).await;
        stopped.expect("the server stops as it should");
        meanwhile().await;
        let settings = settings(&database);
        Self::run(database, founders, settings, |_| {}).await
    }

    /// A server on a copy of the database. Keys and cursors are valid on both.
    pub async fn twin(&self) -> Self {
        let database = self.database.copy().await;
        let settings = settings(&database);
        // Both have one public URL, like two servers behind one proxy.
        let public_url = self.public_url();
        Self::run(database, self.founders.clone(), settings, |config| config.public_url = Some(public_url))
            .await
    }

    /// The public URL, as snippets name it.
    pub fn public_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Creates another key of an office, which changes nothing that anybody reads.
    pub async fn another_key(&self, office: &Office) -> String {
        let made = api::auth::keys::create(&self.database.config, &office.slug, "reader").await;
        made.expect("a key can be made")
    }

    /// A client without a key.
    pub fn visitor(&self) -> Client {
        self.client(None)
    }

    /// A client with a reader key of an office.
    pub fn reader(&self, office: &Office) -> Client {
        self.client(Some(&office.reader))
    }

    /// A client with an editor key, which may write anything that is not public.
    pub fn editor(&self, office: &Office) -> Client {
        self.client(Some(&office.editor))
    }

    /// A client with a publisher key, which may write public things too.
    pub fn publisher(&self, office: &Office) -> Client {
        self.client(Some(&office.publisher))
    }

    /// A client with an admin key, which may do everything.
    pub fn admin(&self, office: &Office) -> Client {
        self.client(Some(&office.admin))
    }

    /// A client with the key of a new person of an office, created as an operator would.
    pub async fn person(&self, office: &Office, role: &str) -> Client {
        self.a_person(office, role).await.1
    }

    /// A new person's id, and a client with their key.
    pub async fn a_person(&self, office: &Office, role: &str) -> (Uuid, Client) {
        let config = &self.database.config;
        let body = json!({"name": "A person", "role": role});
        let id =
            api::resources::people::create(config, &office.slug, &body).await.expect("the office is there");
        let role = role.parse().expect("a role");
        let key = api::auth::keys::create_of(config, id, role).await.expect("the person is there");
        (id, self.client(Some(&key)))
    }

    /// Records that a person left, as an operator would.
    pub async fn person_leaves(&self, id: Uuid) {
        api::resources::people::leave(&self.database.config, id).await.expect("the person is there");
    }

    /// Revokes a client's key, as an operator would.
    pub async fn revoke_key(&self, client: &Client) {
        let revoked = api::auth::keys::revoke(&self.database.config, client.key_id()).await;
        revoked.expect("the key is there");
    }

    /// Erases a thing, as an operator would, and returns the report.
    pub async fn forget(&self, resource: &str, id: &str) -> String {
        copy::forget(&self.database.config, resource, id).await
    }

    /// A client with the key of a partner or a donor government.
    pub async fn outsider(&self, audience: Audience, organisation: &Thing) -> Client {
        let id = organisation.id.parse().expect("an id");
        let key = api::auth::keys::create_for(&self.database.config, audience, id).await;
        self.client(Some(&key.expect("the organisation is there")))
    }

    /// A client with the given key, which may be invalid.
    pub fn client(&self, key: Option<&str>) -> Client {
        Client::new(self.http.clone(), self.address, key)
    }

    /// The same client, on this server.
    pub fn client_of(&self, other: &Client) -> Client {
        self.client(other.key.as_deref())
    }

    /// The first office, created as an operator would.
    pub fn founders(&self) -> &Office {
        &self.founders
    }

    /// The version of the widgets that the server serves. `cargo xtask widgets` builds them.
    pub fn widgets_version(&self) -> String {
        let path = widgets_dir().join("manifest.json");
        let text = std::fs::read_to_string(&path).expect("the widgets are built: cargo xtask widgets");
        let manifest: Value = serde_json::from_str(&text).expect("the manifest is JSON");
        manifest["version"].as_str().expect("the manifest names a version").to_owned()
    }

    /// Publishes the member count now. The server does this daily.
    pub async fn publish_member_counts(&self) {
        let published = wait::done("publishing counts", self.running.publish_member_counts()).await;
        published.expect("the count is published");
    }

    /// Signs the heads of the feeds for every day before this one. The server does this soon after
    /// each day.
    pub async fn sign_heads_before(&self, day: jiff::civil::Date) {
        self.running.sign_heads_before(day).await.expect("the heads are signed");
    }

    /// Imports exchange rates in units per euro, and returns the report.
    pub async fn import_rates(&self, csv: &str) -> String {
        let report = api::imports::ecb::import(&self.database.config, csv.as_bytes()).await;
        report.expect("the rates are imported").to_string()
    }

    /// Imports flows of OCHA FTS, and returns the report.
    pub async fn import_fts(&self, files: &[PathBuf], dry_run: bool) -> Value {
        let report = api::imports::fts::import(&self.database.config, files, dry_run).await;
        serde_json::to_value(report.expect("the flows are imported")).expect("a report is plain data")
    }

    /// Imports files of IATI activities, and returns the report or the error.
    pub async fn import_iati(
        &self,
        files: &[PathBuf],
        fund: Option<&str>,
        dry_run: bool,
    ) -> Result<Value, String> {
        let report = api::imports::iati::import(&self.database.config, files, fund, dry_run).await;
        let report = report.map_err(|error| format!("{error:#}"))?;
        Ok(serde_json::to_value(report).expect("a report is plain data"))
    }

    /// Imports a spreadsheet by its mapping, and returns the report or the error.
    pub async fn import_csv(
        &self,
        file: &Path,
        mapping: &Path,
        office: Option<&Office>,
        dry_run: bool,
    ) -> Result<Value, String> {
        let office = office.map(|office| office.slug.as_str());
        let report = api::imports::csv::import(&self.database.config, file, mapping, office, dry_run).await;
        let report = report.map_err(|error| format!("{error:#}"))?;
        Ok(serde_json::to_value(report).expect("a report is plain data"))
    }

    /// Imports a spreadsheet of members by its mapping, and returns the report or the error.
    pub async fn import_members(
        &self,
        file: &Path,
        mapping: &Path,
        office: Option<&Office>,
        dry_run: bool,
    ) -> Result<Value, String> {
        let (config, office) = (&self.database.config, office.map(|office| office.slug.as_str()));
        let report = api::imports::csv::members::import(config, file, mapping, office, dry_run).await;
        let report = report.map_err(|error| format!("{error:#}"))?;
        Ok(serde_json::to_value(report).expect("a report is plain data"))
    }

    /// The verdict of `accord verify` on its database.
    pub async fn verify(&self) -> Result<String, String> {
        verify(&self.database.config).await
    }

    /// A copy of its database.
    pub async fn db_copy(&self) -> Copy {
        Copy::of(self.database.copy().await.config)
    }

    /// Its database, for rewrites that are rolled back.
    pub fn db_sandbox(&self) -> Sandbox {
        Sandbox::of(&self.database.config)
    }

    /// Stops the server as an operator would, and waits for the end.
    pub async fn stop(self) {
        let stopped = wait::done("the stop of a server", self.running.stop()).await;
        stopped.expect("the server stops as it should");
    }

    pub(crate) fn database(&self) -> &tokio_postgres::Config {
        &self.database.config
    }

    /// The office that `POST /v1/offices` answered, with its keys.
    pub(crate) async fn office(&self, made: &Thing) -> Office {
        let slug = made.json["slug"].as_str().expect("an office has a slug");
        keys(&self.database, made.id.clone(), slug).await
    }
}

/// Creates keys as the command line does. No other way leads to the first key.
async fn keys(database: &cluster::Database, id: String, slug: &str) -> Office {
    let key =
        async |role| api::auth::keys::create(&database.config, slug, role).await.expect("a key can be made");
    let (reader, editor) = (key("reader").await, key("editor").await);
    let (publisher, admin) = (key("publisher").await, key("admin").await);
    Office { id, slug: slug.to_owned(), reader, editor, publisher, admin }
}

fn widgets_dir() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/widgets"))
}

fn settings(database: &cluster::Database) -> Config {
    let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
    Config {
        database: Settings { database_url: Some(database.url.clone()), data_dir: PathBuf::from("unused") },
        listen: anywhere,
        partner_listen: None,
        public_url: None,
        signing_key: None,
        smtp_url: None,
        mail_from: None,
        release_hold: 600,
        widgets_dir: widgets_dir(),
        fonts_dir: PathBuf::from("/usr/share/fonts"),
        max_connections: 1000,
        max_requests: 256,
    }
}

impl Office {
    /// The body of a new office.
    pub(crate) fn body(slug: &str) -> Value {
        json!({"slug": slug, "name": format!("Office {slug}"), "time_zone": "Europe/London"})
    }
}
