//! Runs the programs that make load, and reads the rate they measured: responses or transactions a second. A
//! single failed request makes a rate worthless, so it is an error.

use std::{
    fs,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use super::guard::Folder;
use crate::{needs, setup};

/// Threads of each program, the same number for both.
const THREADS: &str = "2";

/// Requests a second that wrk completes.
pub(super) fn wrk(url: &str, connections: u32, script: Option<&Path>, seconds: u32) -> Result<f64> {
    let mut wrk = Command::new(needs::find("wrk").context("wrk is missing")?);
    wrk.args(["--threads", THREADS, "--connections", &connections.to_string()]);
    wrk.args(["--duration", &format!("{seconds}s")]);
    if let Some(script) = script {
        wrk.arg("--script").arg(script);
    }
    let said = output(wrk.arg(url))?;
    ensure!(!said.contains("Non-2xx") && !said.contains("Socket errors"), "wrk reported failures:\n{said}");
    number(&said, "Requests/sec:")
}

/// pgbench on the private cluster, as the cluster's owner.
pub(super) struct Pgbench {
    cluster: PathBuf,
    socket: String,
}

impl Pgbench {
    pub(super) fn find(folder: &Folder) -> Result<Self> {
        let cluster = folder.data().join("cluster");
        // PostgreSQL documents the fifth line as the socket's folder.
        let file = fs::read_to_string(cluster.join("pgdata/postmaster.pid")).context("find the cluster")?;
        let socket = file.lines().nth(4).context("the cluster has no socket")?.to_owned();
        Ok(Self { cluster, socket })
    }

    /// Transactions a second that these clients complete.
    pub(super) fn run(
        &self,
        script: &Path,
        variables: &[(&str, &str)],
        clients: u32,
        seconds: u32,
    ) -> Result<f64> {
        let mut pgbench = self.command("pgbench")?;
        pgbench.args(["--no-vacuum", "--protocol=prepared", "--jobs", THREADS]);
        pgbench.args(["--client", &clients.to_string(), "--time", &seconds.to_string()]);
        pgbench.arg("--file").arg(script);
        pgbench.args(variables.iter().map(|(name, value)| format!("--define={name}={value}")));
        number(&output(pgbench.arg("accord"))?, "tps =")
    }

    /// The result of a statement.
    pub(super) fn ask(&self, sql: &str) -> Result<String> {
        let mut psql = self.command("psql")?;
        output(psql.args(["--no-psqlrc", "--no-align", "--tuples-only", "--command", sql, "accord"]))
    }

    fn command(&self, program: &str) -> Result<Command> {
        let path = needs::find_postgresql(program).with_context(|| format!("{program} is missing"))?;
        let mut command = Command::new(path);
        command.args(["--username=accord", "--port=5432", "--host", &self.socket]).current_dir("/");
        if setup::is_root() {
            let owner = fs::metadata(&self.cluster)?;
            command.uid(owner.uid()).gid(owner.gid());
        }
        Ok(command)
    }
}

fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_owned();
    let output = command.output().with_context(|| format!("run {}", program.display()))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr);
        bail!("{} ended with {}:\n{said}{error}", program.display(), output.status);
    }
    Ok(said)
}

/// The number after some words of an output.
fn number(said: &str, words: &str) -> Result<f64> {
    let rest = said.split_once(words).map(|(_, rest)| rest.split_whitespace());
    let number = rest.and_then(|mut rest| rest.next()).and_then(|number| number.parse().ok());
    number.with_context(|| format!("`{words}` is missing in:\n{said}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn rates_are_read_from_the_output_of_wrk_and_pgbench() {
        let wrk = "  93 requests in 1.00s, 9KB read\nRequests/sec:  93012.50\nTransfer/sec: 9KB\n";
        assert_eq!(super::number(wrk, "Requests/sec:").ok(), Some(93012.5));
        let pgbench = "initial connection time = 4.2 ms\ntps = 19100.3 (without initial connection time)\n";
        assert_eq!(super::number(pgbench, "tps =").ok(), Some(19100.3));
        assert!(super::number("", "tps =").is_err());
    }
}
