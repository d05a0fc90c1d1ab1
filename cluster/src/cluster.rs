//! The cluster itself: created with `initdb`, run with `postgres`, stopped with `pg_ctl`.

use std::{
    fs::{self, File},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tokio_postgres::{Config, NoTls, error::SqlState};

use super::{account::Account, binaries::Binaries, locks::private_file, pause::pause, place::Place};

/// The name of the database and of its superuser. Anyone who can enter the socket's folder can
/// connect, so a password would protect nothing.
const NAME: &str = "accord";
/// Names the socket; nothing listens on a network.
const PORT: u16 = 5432;
const LONGEST_START: Duration = Duration::from_secs(600);
const LONGEST_STOP: Duration = Duration::from_secs(60);
const BIGGEST_LOG: u64 = 10 << 20;
const A_MOMENT: Duration = Duration::from_millis(10);

/// The guarantee after a power cut.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Durability {
    /// Every acknowledged write survives.
    Full,
    /// Any write may be lost. For tests, which start from nothing anyway.
    None,
}

#[derive(Debug)]
pub(super) struct Cluster {
    place: Place,
    account: Account,
    binaries: Binaries,
    durability: Durability,
    /// The postmaster, if this process started it.
    child: Option<Child>,
}

enum State {
    Up,
    Changing,
    Down,
}

impl Cluster {
    pub(super) fn new(place: Place, account: Account, binaries: Binaries, durability: Durability) -> Self {
        Self { place, account, binaries, durability, child: None }
    }

    pub(super) fn config(&self, database: &str) -> Config {
        let mut config = Config::new();
        config.host_path(self.place.socket_dir()).port(PORT).user(NAME).dbname(database);
        config
    }

    pub(super) fn url(&self) -> String {
        let host: String =
            self.place.socket_dir().as_os_str().as_encoded_bytes().iter().map(escape).collect();
        format!("postgresql://{NAME}@/{NAME}?host={host}&port={PORT}")
    }

    pub(super) fn describe(&self) -> String {
        format!("PostgreSQL {}, private cluster in {}", self.binaries.version, self.place.named.display())
    }

    pub(super) async fn start(&mut self) -> Result<()> {
        if !self.place.pgdata().exists() {
            self.init()?;
        }
        let deadline = Instant::now() + LONGEST_START;
        self.place.make_socket_dir(self.account)?;
        self.disown_stale_locks()?;
        self.spawn()?;
        loop {
            if matches!(self.state().await?, State::Up) {
                return self.make_database().await;
            }
            let child = self.child.as_mut().context("PostgreSQL was not started")?;
            if let Some(status) = child.try_wait()? {
                let log = self.end_of_log();
                // The processes of a killed postmaster take a moment to notice its end.
                if !log.contains("pre-existing shared memory block") || Instant::now() > deadline {
                    bail!("PostgreSQL ended with {status} instead of starting. The end of its log:\n{log}");
                }
                tokio::time::sleep(A_MOMENT * 10).await;
                self.spawn()?;
            }
            if Instant::now() > deadline {
                bail!("PostgreSQL did not start. The end of its log:\n{}", self.end_of_log());
            }
            tokio::time::sleep(A_MOMENT).await;
        }
    }

    /// Ends every session and stops the cluster. Does nothing if it is not running.
    pub(super) fn stop(&mut self) -> Result<()> {
        self.wait_for_lock_file()?;
        let deadline = Instant::now() + LONGEST_STOP;
        if self.is_postmaster_alive() {
            // Only sends the signal: with waiting, pg_ctl would mistake a killed child of this process for a live
            // one.
            self.command("pg_ctl").args(["stop", "-s", "-W", "-m", "fast"]).stderr(Stdio::null()).status()?;
        }
        while self.is_postmaster_alive() || self.is_child_alive()? {
            if Instant::now() > deadline {
                bail!("PostgreSQL does not stop. The end of its log:\n{}", self.end_of_log());
            }
            pause(A_MOMENT);
        }
        self.child = None;
        // It is empty now. A folder in /tmp must not outlive a deleted data directory.
        let _ = fs::remove_dir(self.place.socket_dir());
        Ok(())
    }

    /// A starting postmaster cannot be stopped before it has written its lock file.
    fn wait_for_lock_file(&mut self) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(10);
        while !self.is_postmaster_alive() && self.is_child_alive()? {
            if Instant::now() > deadline
                && let Some(child) = &mut self.child
            {
                child.kill()?;
            }
            pause(A_MOMENT);
        }
        Ok(())
    }

    fn is_child_alive(&mut self) -> Result<bool> {
        let Some(child) = &mut self.child else { return Ok(false) };
        Ok(child.try_wait().context("check whether postgres runs")?.is_none())
    }

    /// Waits until a cluster that is starting or stopping has finished. True if it runs.
    pub(super) async fn wait_while_changing(&self) -> Result<bool> {
        let deadline = Instant::now() + LONGEST_START;
        while Instant::now() < deadline {
            match self.state().await? {
                State::Up => return Ok(true),
                State::Down if !self.is_postmaster_alive() => return Ok(false),
                State::Changing | State::Down => tokio::time::sleep(A_MOMENT).await,
            }
        }
        bail!("PostgreSQL runs in {} but does not answer", self.place.named.display())
    }

    pub(super) async fn is_durable(&self) -> Result<bool> {
        let row = self.ask("select current_setting('fsync')::boolean").await?;
        Ok(row.is_some_and(|row| row.get(0)))
    }

    /// Creates the cluster under another name first, so that an interrupted attempt leaves nothing.
    fn init(&self) -> Result<()> {
        let attempt = self.place.home().join("pgdata.new");
        for locale in ["C.UTF-8", "C"] {
            let _ = fs::remove_dir_all(&attempt);
            let mut command = self.plain_command("initdb");
            command.args(["--encoding=UTF8", "--auth-local=trust", "--auth-host=reject", "--username", NAME]);
            command.arg(format!("--locale={locale}")).arg("--pgdata").arg(&attempt);
            if self.durability == Durability::None {
                command.arg("--no-sync");
            }
            let output = command.output().context("run initdb")?;
            if output.status.success() {
                return fs::rename(&attempt, self.place.pgdata()).context("keep the new cluster");
            }
            if locale == "C" {
                bail!("initdb: {}", String::from_utf8_lossy(&output.stderr).trim());
            }
        }
        Ok(())
    }

    fn spawn(&mut self) -> Result<()> {
        let path = self.place.log();
        if fs::metadata(&path).is_ok_and(|log| log.len() > BIGGEST_LOG) {
            fs::rename(&path, path.with_extension("log.old"))?;
        }
        let log = private_file(File::options().append(true), &path)?;
        let mut command = self.command("postgres");
        for setting in self.settings() {
            command.arg("-c").arg(setting);
        }
        command.stdout(log.try_clone()?).stderr(log);
        self.child = Some(command.spawn().context("run postgres")?);
        Ok(())
    }

    /// Passed at each start rather than stored in the cluster, so that a new release brings its own settings.
    fn settings(&self) -> Vec<String> {
        let socket_dir = self.place.socket_dir();
        let mut settings = vec![
            "listen_addresses=".to_owned(),
            format!("unix_socket_directories={}", socket_dir.display()),
            "unix_socket_permissions=0700".to_owned(),
            format!("port={PORT}"),
            "max_connections=200".to_owned(),
            "shared_buffers=128MB".to_owned(),
            "timezone=UTC".to_owned(),
            "log_timezone=UTC".to_owned(),
            // The caller reports refused statements, whose values may be personal.
            "log_min_messages=log".to_owned(),
            "log_error_verbosity=terse".to_owned(),
            "log_checkpoints=off".to_owned(),
        ];
        if self.durability == Durability::None {
            settings.extend(
                ["fsync", "synchronous_commit", "full_page_writes"].map(|name| format!("{name}=off")),
            );
        }
        settings
    }

    async fn make_database(&self) -> Result<()> {
        if self.ask("select from pg_database where datname = 'accord'").await?.is_none() {
            self.ask("create database accord").await?;
        }
        Ok(())
    }

    async fn ask(&self, sql: &str) -> Result<Option<tokio_postgres::Row>> {
        let (client, connection) = self.config("postgres").connect(NoTls).await?;
        let connection = tokio::spawn(connection);
        let row = client.query_opt(sql, &[]).await;
        drop(client);
        connection.await??;
        Ok(row?)
    }

    async fn state(&self) -> Result<State> {
        match self.config("postgres").connect(NoTls).await {
            Ok(_) => Ok(State::Up),
            Err(error) if error.code() == Some(&SqlState::CANNOT_CONNECT_NOW) => Ok(State::Changing),
            Err(error) if error.code() == Some(&SqlState::TOO_MANY_CONNECTIONS) => Ok(State::Up),
            Err(error) if error.code().is_some() => Err(error).context("query the private cluster"),
            Err(_) => Ok(State::Down),
        }
    }

    /// After a crash, PostgreSQL refuses to start while any process has the number of its old postmaster. This
    /// replaces that number by one that no process has. The rest of the file stays: PostgreSQL needs it to check
    /// whether processes of the old cluster still use its memory.
    fn disown_stale_locks(&self) -> Result<()> {
        if let Ok(text) = fs::read_to_string(self.pid_file())
            && let Some((_, rest)) = text.split_once('\n')
        {
            fs::write(self.pid_file(), format!("{}\n{rest}", i32::MAX))?;
        }
        let socket = self.place.socket_dir().join(format!(".s.PGSQL.{PORT}"));
        let _ = fs::remove_file(socket.with_extension(format!("{PORT}.lock")));
        let _ = fs::remove_file(socket);
        Ok(())
    }

    /// Whether the process in the cluster's lock file is this cluster's postmaster, and not a later process with
    /// the same number.
    fn is_postmaster_alive(&self) -> bool {
        let pid = fs::read_to_string(self.pid_file()).unwrap_or_default();
        let pid = pid.lines().next().unwrap_or_default();
        if pid.is_empty() || !pid.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        let ps = || Command::new("ps").args(["-o", "command=", "-p", pid]).output().map(|ps| ps.stdout);
        let command = fs::read(format!("/proc/{pid}/cmdline")).or_else(|_| ps()).unwrap_or_default();
        let pgdata = self.place.pgdata();
        String::from_utf8_lossy(&command).contains(&*pgdata.to_string_lossy())
    }

    fn pid_file(&self) -> PathBuf {
        self.place.pgdata().join("postmaster.pid")
    }

    fn end_of_log(&self) -> String {
        let log = fs::read(self.place.log()).unwrap_or_default();
        let text = String::from_utf8_lossy(&log);
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(8)..].join("\n")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = self.plain_command(program);
        command.arg("-D").arg(self.place.pgdata());
        command
    }

    fn plain_command(&self, program: &str) -> Command {
        let mut command = self.binaries.command(program);
        self.account.apply(&mut command);
        command.current_dir(self.place.home()).stdin(Stdio::null());
        command
    }
}

fn escape(byte: &u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~/".contains(byte) {
        return char::from(*byte).to_string();
    }
    format!("%{byte:02X}")
}
