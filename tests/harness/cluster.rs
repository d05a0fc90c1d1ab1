//! A private PostgreSQL for tests: fast, not durable, and removed when the test process ends. Each
//! test database is a copy of one that was migrated once.

use std::{
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use cluster::Embedded;
use tempfile::TempDir;
use tokio::sync::{Mutex, OnceCell};
use tokio_postgres::Config;

/// Waits until standard input closes, which happens when the test process ends, then removes the
/// cluster. `kill -QUIT` stops PostgreSQL at once.
const REMOVE_AFTERWARDS: &str = r#"
cat >/dev/null
pid=$(head -n 1 "$1/cluster/pgdata/postmaster.pid" 2>/dev/null)
turns=0
while kill -QUIT "$pid" 2>/dev/null && [ $turns -lt 250 ]; do sleep 0.02; turns=$((turns + 1)); done
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
"#;

/// The owner of each database in a guarded cluster, who is no superuser, and the owner's password.
const OWNER: (&str, &str) = ("owner", "Winter2026");

/// A running cluster with a migrated database to copy.
pub struct Cluster {
    embedded: Embedded,
    durable: bool,
    is_guarded: bool,
    databases: AtomicU32,
    /// `create database … template …` fails while another copy is being made.
    copying: Mutex<()>,
    directory: TempDir,
    _remover: Child,
}

/// The cluster that the tests of this process share.
pub(crate) async fn shared() -> &'static Cluster {
    static SHARED: OnceCell<Cluster> = OnceCell::const_new();
    SHARED.get_or_init(Cluster::quick).await
}

impl Cluster {
    /// Starts a cluster that may lose everything in a crash.
    pub async fn quick() -> Self {
        Self::start(false).await
    }

    /// Starts a cluster that keeps acknowledged writes, for tests that kill it.
    pub async fn durable() -> Self {
        Self::start(true).await
    }

    /// Starts a cluster that asks every role for its password except the superuser.
    pub async fn guarded() -> Self {
        let cluster = Self::empty(false).await;
        let access = cluster.directory.path().join("cluster/pgdata/pg_hba.conf");
        let rules = "local all accord trust\nlocal all all scram-sha-256\n";
        std::fs::write(access, rules).expect("the test's own PostgreSQL reads it");
        let (owner, password) = OWNER;
        cluster.db_run(&format!("create role {owner} login createrole password '{password}'")).await;
        cluster.db_run("select pg_reload_conf()").await;
        let mut stranger = cluster.embedded.config();
        stranger.user(owner);
        crate::wait::until("a password is asked for", async || {
            stranger.connect(tokio_postgres::NoTls).await.is_err().then_some(())
        })
        .await;
        Self { is_guarded: true, ..cluster }
    }

    async fn start(durable: bool) -> Self {
        let cluster = Self::empty(durable).await;
        api::db::migrate(&cluster.embedded.config())
            .await
            .expect("the migrations apply to an empty database");
        cluster
    }

    async fn empty(durable: bool) -> Self {
        let directory =
            tempfile::Builder::new().prefix("accord-test-").tempdir_in("/tmp").expect("/tmp is writable");
        let remover = remove_afterwards(directory.path());
        let embedded = embedded(directory.path(), durable).await;
        let (databases, copying) = (AtomicU32::new(0), Mutex::new(()));
        Self { embedded, durable, is_guarded: false, databases, copying, directory, _remover: remover }
    }

    /// A new database, as the migrations leave it.
    pub(crate) async fn database(&self) -> Database {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        if self.is_guarded {
            return self.guarded_database(&name).await;
        }
        let copying = self.copying.lock().await;
        let mut config = self.embedded.config();
        crate::db::run(config.dbname("postgres"), &format!("create database {name} template accord")).await;
        drop(copying);
        let url = self.embedded.url().replacen("@/accord?", &format!("@/{name}?"), 1);
        Database { config: config.dbname(&name).clone(), url }
    }

    async fn guarded_database(&self, name: &str) -> Database {
        let (owner, password) = OWNER;
        self.db_run(&format!("create database {name} owner {owner}")).await;
        let config = self.embedded.config().user(owner).password(password).dbname(name).clone();
        api::db::migrate(&config).await.expect("the migrations apply to an empty database");
        let login = format!("{owner}:{password}@/{name}?");
        Database { config, url: self.embedded.url().replacen("accord@/accord?", &login, 1) }
    }

    /// Runs a statement as the superuser.
    pub async fn db_run(&self, sql: &str) {
        crate::db::run(self.embedded.config().dbname("postgres"), sql).await;
    }

    /// Ends every session of a role.
    pub async fn db_end_sessions(&self, role: &str) {
        self.db_run(&format!(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = '{role}'"
        ))
        .await;
    }

    /// PostgreSQL's log.
    pub fn db_log(&self) -> String {
        std::fs::read_to_string(self.directory.path().join("postgresql.log"))
            .expect("a running cluster has a log")
    }

    /// The password of the owner of a guarded cluster's databases.
    pub fn db_owners_password(&self) -> &'static str {
        OWNER.1
    }

    /// The postmaster's process id, for a test that kills it.
    pub fn db_process(&self) -> u32 {
        let file = self.directory.path().join("cluster/pgdata/postmaster.pid");
        let text = std::fs::read_to_string(file).expect("a running cluster has its lock file");
        text.lines().next().and_then(|line| line.parse().ok()).expect("the first line is the process")
    }

    /// Starts PostgreSQL again after a test has stopped it.
    pub async fn db_restart(&mut self) {
        self.embedded = embedded(self.directory.path(), self.durable).await;
    }
}

/// A test's database.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    pub(crate) config: Config,
    pub(crate) url: String,
}

impl Database {
    /// Copies the database in its present state. `create database … template …` needs it to have no
    /// connections.
    pub(crate) async fn copy(&self) -> Self {
        let name = format!("copy_{}", uuid::Uuid::new_v4().simple());
        let mut config = self.config.clone();
        let from = self.config.get_dbname().expect("a test's database has a name");
        let strategy = format!("create database {name} template {from} strategy wal_log");
        let let_in = |yes| format!("alter database {from} allow_connections {yes}");
        let cut = format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{from}'");
        crate::wait::until("the database is copied", async || {
            let mut elsewhere = config.clone();
            elsewhere.dbname("postgres");
            // A server that polls the database would block the copy for ever.
            crate::db::run(&elsewhere, &let_in(false)).await;
            crate::db::run(&elsewhere, &cut).await;
            let copied = crate::db::attempt(&elsewhere, &strategy).await;
            crate::db::run(&elsewhere, &let_in(true)).await;
            copied.ok()
        })
        .await;
        let url = self.url.replacen(&format!("@/{from}?"), &format!("@/{name}?"), 1);
        Self { config: config.dbname(&name).clone(), url }
    }
}

async fn embedded(directory: &Path, durable: bool) -> Embedded {
    let started = if durable { Embedded::join(directory).await } else { Embedded::scratch(directory).await };
    started.expect("PostgreSQL is installed and starts")
}

fn remove_afterwards(directory: &Path) -> Child {
    let mut shell = Command::new("sh");
    shell.args(["-c", REMOVE_AFTERWARDS, "sh"]).arg(directory);
    // In a process group of its own, it outlives a Ctrl-C that ends the tests.
    shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    shell.spawn().expect("sh is there")
}
