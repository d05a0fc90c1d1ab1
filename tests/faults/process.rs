//! The program as an operator runs it: with its private PostgreSQL, beside other commands, killed
//! or stopped.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use harness::wait;
use reqwest::StatusCode;
use serde_json::json;

/// `accord`, built beside this test.
pub(crate) fn accord() -> PathBuf {
    let test = std::env::current_exe().expect("this test is a program");
    let accord = test.ancestors().nth(2).expect("target/debug/deps").join("accord");
    assert!(accord.is_file(), "cargo build -p accord-api makes {}", accord.display());
    accord
}

fn run(data_dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(accord());
    command
        .args(arguments)
        .arg("--data-dir")
        .arg(data_dir)
        .env_remove("DATABASE_URL")
        .output()
        .expect("it runs")
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// The program while it serves.
pub(crate) struct Program {
    child: Child,
    pub(crate) address: String,
    /// Its output before it served.
    before: Vec<String>,
}

impl Program {
    /// Runs a serving command, and waits until it serves.
    pub(crate) fn serving(mut command: Command) -> Self {
        command.stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines().map_while(Result::ok);
        let mut before = Vec::new();
        let address = lines.by_ref().find_map(|line| {
            before.push(line.clone());
            line.split_once("serving on http://").map(|(_, address)| address.to_owned())
        });
        let address = address.unwrap_or_else(|| panic!("it does not serve: {before:#?}"));
        // A process blocks when nobody reads its full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, before }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it, if it has not ended yet.
    pub(crate) async fn kill(mut self) {
        self.child.kill().expect("it is ours, and may have ended");
        wait::until("the process ends", async || self.child.try_wait().expect("a child")).await;
    }

    async fn end(mut self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().expect("kill is there").success());
        wait::until("the process ends", async || self.child.try_wait().expect("a child")).await;
    }
}

struct Server(Program);

impl Server {
    fn start(data_dir: &Path) -> Self {
        let mut command = Command::new(accord());
        command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(data_dir);
        command.env_remove("DATABASE_URL");
        let program = Program::serving(command);
        let before = &program.before;
        assert!(before.iter().any(|line| line.contains("private cluster in")), "{before:#?}");
        Self(program)
    }

    async fn end(self, signal: &str) {
        self.0.end(signal).await;
    }

    async fn post(&self, key: &str, slug: &str) -> StatusCode {
        let body = json!({"audience": "public", "slug": slug, "name": slug}).to_string();
        let request =
            reqwest::Client::new().post(format!("http://{}/v1/funds", self.0.address)).bearer_auth(key);
        let request =
            request.header("Idempotency-Key", slug).header("Content-Type", "application/json").body(body);
        request.send().await.expect("it answers").status()
    }

    async fn funds(&self) -> i64 {
        let list = reqwest::get(format!("http://{}/v1/funds", self.0.address)).await.expect("it answers");
        list.json::<serde_json::Value>().await.expect("JSON")["total"].as_i64().expect("a total")
    }
}

fn cluster_runs(data_dir: &Path) -> bool {
    data_dir.join("cluster/pgdata/postmaster.pid").exists()
}

#[tokio::test]
async fn a_private_cluster_serves_commands_and_stops_with_its_server() {
    let folder = tempfile::tempdir_in("/tmp").expect("/tmp is writable");
    let data_dir = folder.path().join("data");
    let server = Server::start(&data_dir);
    let create = ["office", "create", "--slug", "london", "--name", "London", "--time-zone", "Europe/London"];
    said(&run(&data_dir, &create));
    assert_eq!(said(&run(&data_dir, &["office", "list"])), "london");
    let key = said(&run(&data_dir, &["key", "create", "--office", "london", "--role", "publisher"]));
    assert!(key.starts_with("alo_live_"), "{key}");
    assert_eq!(server.post(&key, "one").await, StatusCode::CREATED);
    assert!(cluster_runs(&data_dir));
    server.end("-TERM").await;
    assert!(!cluster_runs(&data_dir), "the cluster outlived its server");

    // Without a server, the command starts the cluster for itself and stops it again.
    assert_eq!(said(&run(&data_dir, &["office", "list"])), "london");
    assert!(!cluster_runs(&data_dir));
}

#[tokio::test]
async fn a_killed_servers_successor_has_every_acknowledged_write() {
    let folder = tempfile::tempdir_in("/tmp").expect("/tmp is writable");
    let data_dir = folder.path().join("data");
    let server = Server::start(&data_dir);
    said(&run(
        &data_dir,
        &["office", "create", "--slug", "paris", "--name", "Paris", "--time-zone", "Europe/Paris"],
    ));
    let key = said(&run(&data_dir, &["key", "create", "--office", "paris", "--role", "publisher"]));
    let mut acknowledged = 0;
    for n in 0..30 {
        acknowledged += i64::from(server.post(&key, &format!("fund-{n}")).await == StatusCode::CREATED);
    }
    server.end("-KILL").await;
    let next = Server::start(&data_dir);
    assert_eq!(next.funds().await, acknowledged);
    assert_eq!(next.post(&key, "fund-0").await, StatusCode::CREATED, "the first answer, again");
    assert_eq!(next.funds().await, acknowledged);
    next.end("-INT").await;
    assert!(!cluster_runs(&data_dir));
}

#[tokio::test]
async fn verify_checks_a_receipt_against_a_feed_and_key() {
    let folder = tempfile::tempdir_in("/tmp").expect("/tmp is writable");
    let data_dir = folder.path().join("data");
    let server = Server::start(&data_dir);
    said(&run(
        &data_dir,
        &["office", "create", "--slug", "rome", "--name", "Rome", "--time-zone", "Europe/Rome"],
    ));
    let text = async |path: &str| {
        let reply = reqwest::get(format!("http://{}{path}", server.0.address)).await.expect("it answers");
        reply.text().await.expect("text")
    };
    let (feed, heads) = (folder.path().join("feed.json"), folder.path().join("heads.json"));
    let receipt = text("/.well-known/accord-heads").await;
    std::fs::write(&feed, text("/v1/changes?limit=200").await).expect("/tmp is writable");
    std::fs::write(&heads, &receipt).expect("/tmp is writable");
    let receipt: serde_json::Value = serde_json::from_str(&receipt).expect("JSON");
    let signed_by = receipt["public_key"].as_str().expect("a key");
    let verify = |key: &str| {
        let (feed, heads) = (feed.to_str().expect("a path"), heads.to_str().expect("a path"));
        run(&data_dir, &["verify", "--feed", feed, "--heads", heads, "--public-key", key])
    };
    assert!(said(&verify(signed_by)).contains(&format!("1 head, signed by {signed_by}")));
    let refused = verify(&"0".repeat(64));
    assert!(!refused.status.success());
    let words = String::from_utf8_lossy(&refused.stderr);
    assert!(words.contains("heads, public ") && words.contains("is not trusted"), "{words}");
    server.end("-INT").await;
}

#[test]
fn a_key_for_an_unknown_office_is_refused() {
    let folder = tempfile::tempdir_in("/tmp").expect("/tmp is writable");
    let refused = run(folder.path(), &["key", "create", "--office", "atlantis"]);
    assert!(!refused.status.success());
    let words = String::from_utf8_lossy(&refused.stderr);
    assert!(words.contains("there is no office `atlantis`"), "{words}");
}

#[test]
fn help_names_a_flag_and_a_variable_per_setting() {
    let help = Command::new(accord()).args(["serve", "--help"]).output().expect("it runs");
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    for (flag, variable) in [
        ("--listen", "ACCORD_LISTEN"),
        ("--data-dir", "ACCORD_DATA_DIR"),
        ("--database-url-file", "DATABASE_URL"),
        ("--public-url", "ACCORD_PUBLIC_URL"),
        ("--signing-key-file", "ACCORD_SIGNING_KEY"),
        ("--smtp-url-file", "ACCORD_SMTP_URL"),
        ("--max-requests", "ACCORD_MAX_REQUESTS"),
    ] {
        assert!(help.contains(flag) && help.contains(variable), "{flag} {variable}\n{help}");
    }
}

#[test]
fn a_secret_comes_from_a_file_and_never_from_arguments() {
    let folder = tempfile::tempdir_in("/tmp").expect("/tmp is writable");
    let file = folder.path().join("database");
    std::fs::write(&file, "not an address\n").expect("/tmp is writable");
    let file = file.to_str().expect("a path");
    let read = run(folder.path(), &["office", "list", "--database-url-file", file]);
    let words = String::from_utf8_lossy(&read.stderr);
    assert!(words.contains("DATABASE_URL is not an address"), "{words}");
    for flag in ["--database-url", "--signing-key", "--smtp-url"] {
        let refused = run(folder.path(), &["serve", flag, "secret"]);
        let words = String::from_utf8_lossy(&refused.stderr);
        assert!(words.contains("unexpected argument"), "{flag}: {words}");
    }
}
