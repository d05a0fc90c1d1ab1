//! Tracks the processes that use the cluster, by locks on open files in the data directory. The kernel releases
//! the locks even of a killed process.

use std::{
    fs::{self, File, OpenOptions, Permissions, TryLockError},
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::pause::pause;

const A_MOMENT: Duration = Duration::from_millis(20);

#[derive(Debug)]
pub(super) struct Locks {
    data_dir: PathBuf,
    /// Exclusive: held by the one server of this data directory.
    server: Option<File>,
    /// Exclusive: held while a process starts or stops the cluster.
    change: File,
    /// Shared: held by every process that uses the cluster.
    users: Option<File>,
}

impl Locks {
    pub(super) fn new(data_dir: &Path) -> Result<Self> {
        let change = open(data_dir, "change.lock")?;
        let users = Some(open(data_dir, "users.lock")?);
        Ok(Self { data_dir: data_dir.to_owned(), server: None, change, users })
    }

    pub(super) async fn claim_server(&mut self) -> Result<()> {
        let mut file = open(&self.data_dir, "server.lock")?;
        if !wait(&file, Duration::from_secs(10)).await? {
            let holder = fs::read_to_string(self.data_dir.join("server.lock")).unwrap_or_default();
            bail!(
                "another accord server (process {}) is using {}.\nStop it, or choose another --data-dir.",
                holder.trim(),
                self.data_dir.display()
            );
        }
        file.set_len(0)?;
        write!(file, "{}", std::process::id())?;
        self.server = Some(file);
        Ok(())
    }

    pub(super) async fn begin_change(&self) -> Result<()> {
        // Recovery of a big ledger after a power cut takes minutes.
        if wait(&self.change, Duration::from_secs(600)).await? {
            return Ok(());
        }
        bail!("another accord is still starting or stopping the cluster in {}", self.data_dir.display())
    }

    pub(super) fn end_change(&self) -> Result<()> {
        self.change.unlock().context("unlock change.lock")
    }

    /// Whether no other process uses the cluster. Only between `begin_change` and `end_change`.
    pub(super) fn alone(&self) -> Result<bool> {
        let Some(users) = &self.users else { return Ok(false) };
        let alone = taken(users.try_lock())?;
        users.unlock()?;
        Ok(alone)
    }

    /// Joins the users. Only between `begin_change` and `end_change`.
    pub(super) fn share(&self) -> Result<()> {
        let users = self.users.as_ref().context("the cluster was left already")?;
        users.lock_shared().context("lock users.lock")
    }

    /// Leaves the users. True for the last user, which must stop the cluster and keeps others from starting it
    /// until `self` is dropped. False when called again.
    pub(super) fn leave(&mut self) -> Result<bool> {
        let Some(users) = self.users.take() else { return Ok(false) };
        users.unlock()?;
        let deadline = Instant::now() + Duration::from_secs(5);
        while !taken(self.change.try_lock())? {
            if Instant::now() > deadline {
                bail!("another accord is starting or stopping it");
            }
            pause(A_MOMENT);
        }
        taken(users.try_lock())
    }
}

fn open(data_dir: &Path, name: &str) -> Result<File> {
    let path = data_dir.join(name);
    private_file(File::options().read(true).write(true).truncate(false), &path)
}

/// Opens or creates a file that no other user may open: a user who may read a file may also lock it.
pub(super) fn private_file(options: &mut OpenOptions, path: &Path) -> Result<File> {
    let file = options.create(true).mode(0o600).open(path).and_then(|file| {
        // An older release created it for everyone to read.
        file.set_permissions(Permissions::from_mode(0o600))?;
        Ok(file)
    });
    file.with_context(|| format!("open {}", path.display()))
}

async fn wait(file: &File, patience: Duration) -> Result<bool> {
    let deadline = Instant::now() + patience;
    while !taken(file.try_lock())? {
        if Instant::now() > deadline {
            return Ok(false);
        }
        tokio::time::sleep(A_MOMENT).await;
    }
    Ok(true)
}

fn taken(attempt: Result<(), TryLockError>) -> Result<bool> {
    match attempt {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error).context("lock a file in the data directory"),
    }
}
