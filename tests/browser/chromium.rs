//! A Chromium with an empty profile, driven over WebDriver. It ends with the test and leaves no
//! files.

use std::{
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use fantoccini::{Client, ClientBuilder};
use harness::wait;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{devtools, net_log::NetLog};

/// When the test closes the pipe, this stops the driver and its browsers. The driver does not stop
/// them itself, so all are in one process group.
const DRIVE: &str = r#"
chromedriver --port=0 &
driver=$!
trap '' TERM
cat >/dev/null
kill 0
wait "$driver"
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
kill -KILL 0
"#;

/// A running browser.
pub(crate) struct Browser {
    /// The WebDriver client.
    pub(crate) client: Client,
    directory: TempDir,
    _driver: Child,
}

impl Browser {
    /// Starts a browser that collects complaints on every page.
    pub(crate) async fn start() -> Self {
        let directory =
            tempfile::Builder::new().prefix("accord-browser-").tempdir_in("/tmp").expect("/tmp is writable");
        let (driver, address) = drive(directory.path());
        let capabilities = capabilities(directory.path());
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client =
            wait::done("the browser starts", builder.capabilities(capabilities).connect(&address)).await;
        let client = client.expect("Chromium starts");
        let browser = Self { client, directory, _driver: driver };
        let script = json!({"source": include_str!("complaints.js")});
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", script).await;
        browser
    }

    /// Opens a page.
    pub(crate) async fn open(&self, url: &str) {
        let opened = wait::done(url, self.client.goto(url)).await;
        opened.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// Runs a command of the DevTools protocol.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        wait::done(command, devtools::execute(&self.client, command, parameters)).await
    }

    /// The value that a script returns.
    pub(crate) async fn script(&self, script: &str) -> Value {
        let given = wait::done(script, self.client.execute(script, Vec::new())).await;
        given.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// The value that a script passes to the callback in its last argument.
    pub(crate) async fn script_async(&self, script: &str) -> Value {
        let given = wait::done(script, self.client.execute_async(script, Vec::new())).await;
        given.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Errors, rejections and policy refusals on the open page.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let seen = self.script("return window.complaints").await;
        serde_json::from_value(seen).expect("the script of every page keeps a list")
    }

    /// Closes the browser and reads its log of network requests.
    pub(crate) async fn quit(self) -> NetLog {
        let file = net_log(self.directory.path());
        let closed = wait::done("the browser closes", self.client.clone().close()).await;
        closed.expect("the browser closes");
        wait::long("the browser's log is whole", async || NetLog::read(&file)).await
    }
}

fn drive(directory: &Path) -> (Child, String) {
    let mut shell = Command::new("sh");
    shell.args(["-c", DRIVE, "sh"]).arg(directory);
    shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
    let mut shell = shell.spawn().expect("sh is there");
    let output = BufReader::new(shell.stdout.take().expect("the output is a pipe"));
    let lines = output.lines().map_while(Result::ok);
    // "ChromeDriver was started successfully on port 36025."
    let port = lines
        .filter_map(|line| {
            line.trim_end_matches('.').split_once("started successfully on port ")?.1.parse::<u16>().ok()
        })
        .next();
    let port = port.expect("chromedriver is installed and starts");
    (shell, format!("http://127.0.0.1:{port}"))
}

fn net_log(directory: &Path) -> PathBuf {
    directory.join("net-log.json")
}

fn capabilities(directory: &Path) -> serde_json::Map<String, Value> {
    let arguments = [
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        // This feature would send every form to the browser's maker, in the page's name.
        "--disable-features=AutofillServerCommunication".to_owned(),
        format!("--user-data-dir={}", directory.join("profile").display()),
        format!("--log-net-log={}", net_log(directory).display()),
    ];
    // A distribution may configure a start page.
    let preferences = json!({"session.restore_on_startup": 4, "session.startup_urls": ["about:blank"]});
    let capabilities = json!({
        "goog:chromeOptions": {"args": arguments, "binary": binary(), "prefs": preferences},
        "goog:loggingPrefs": {"browser": "ALL"},
    });
    capabilities.as_object().expect("written above").clone()
}

fn binary() -> PathBuf {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let folders: Vec<PathBuf> = std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect();
    let all = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    all.into_iter().find(|path| path.is_file()).expect("Chromium is installed")
}
