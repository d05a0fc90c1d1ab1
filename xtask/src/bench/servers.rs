//! The two servers: Accord, and nginx with a copy of the bytes that Accord serves.

use std::{
    env, fs,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::{
    guard::{Folder, Guarded},
    http::{self, Answer},
};
use crate::{needs, step};

const LONGEST_START: Duration = Duration::from_secs(60);

/// A running server, stopped when this value is dropped.
pub(super) struct Serving {
    pub(super) address: SocketAddr,
    _guarded: Guarded,
}

/// A command of Accord on this run's data. Accord's settings in the environment are ignored.
pub(super) fn command(program: &Path, folder: &Folder, words: &[&str]) -> Command {
    let mut command = Command::new(program);
    let ours = |name: &str| name == "DATABASE_URL" || name.starts_with("ACCORD_");
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_str().is_some_and(ours)) {
        command.env_remove(name);
    }
    command.args(words).arg("--data-dir").arg(folder.data()).current_dir(step::root());
    command
}

/// Starts Accord with its demo. Of all programs it is the last to use the folder.
pub(super) fn accord(program: &Path, folder: &Folder) -> Result<Serving> {
    let command = command(program, folder, &["demo", "--listen", "127.0.0.1:0"]);
    let guarded = Guarded::start(&command, folder, true)?;
    wait(guarded, |output| {
        let (_, rest) = output.split_once("http://")?;
        rest.split_once('/')?.0.parse().ok()
    })
}

/// Starts nginx with the fastest settings for these bytes: one file, no log, and connections kept as long as
/// Accord keeps them.
pub(super) fn nginx(folder: &Folder, workers: usize, answer: &Answer) -> Result<Serving> {
    let root = folder.path().display();
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let media_type = answer.header("content-type").context("the figures have no media type")?;
    // Only root may use the default folders of nginx.
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("  {name}_temp_path {root}/nginx-{name};\n"))
        .concat();
    let config = format!(
        "daemon off;\nworker_processes {workers};\npid {root}/nginx.pid;\nerror_log stderr;\n\
         events {{ worker_connections 1024; }}\n\
         http {{\n{temporary}  access_log off;\n  sendfile on;\n  tcp_nodelay on;\n\
         \x20 keepalive_timeout 1h;\n  keepalive_requests 1000000000;\n  default_type {media_type};\n\
         \x20 server {{ listen 127.0.0.1:{port}; location = /v1/stats {{ alias {root}/figures; }} }}\n}}\n"
    );
    fs::write(folder.path().join("figures"), &answer.body)?;
    fs::write(folder.path().join("nginx.conf"), config)?;
    let mut command = Command::new(needs::find("nginx").context("nginx is missing")?);
    command.args(["-e", "stderr", "-c"]).arg(folder.path().join("nginx.conf"));
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    wait(Guarded::start(&command, folder, false)?, |_| TcpStream::connect(address).is_ok().then_some(address))
}

/// Waits until a server's address is known.
fn wait(mut guarded: Guarded, address: impl Fn(&str) -> Option<SocketAddr>) -> Result<Serving> {
    let deadline = Instant::now() + LONGEST_START;
    loop {
        // Checked first, so that the output of an ended server is complete.
        let has_ended = guarded.has_ended()?;
        let output = guarded.output();
        if has_ended || Instant::now() > deadline {
            bail!("a server did not start. Its output:\n{output}");
        }
        if let Some(address) = address(&output) {
            return Ok(Serving { address, _guarded: guarded });
        }
        step::pause();
    }
}

/// The response of Accord at this path, once it includes everything that was written.
pub(super) fn settled(address: SocketAddr, path: &str) -> Result<Answer> {
    let deadline = Instant::now() + LONGEST_START;
    let mut since = Instant::now();
    let mut last = http::get(address, path)?;
    // Accord checks for changes each second.
    while since.elapsed() < Duration::from_secs(3) {
        step::pause();
        let now = http::get(address, path)?;
        if now.body != last.body {
            (last, since) = (now, Instant::now());
        }
        if Instant::now() > deadline {
            bail!("the figures at {path} do not settle");
        }
    }
    Ok(last)
}
