//! The location of the cluster's files and its socket. Both follow from the data directory alone, so that a
//! command finds the cluster that a server started.

use std::{
    fs,
    io::ErrorKind,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, symlink},
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use super::account::Account;

/// For root in a folder that `postgres` cannot enter.
const ELSEWHERE: &str = "/var/lib/accord";

/// A socket's path has at most 107 bytes, on some systems 103, and PostgreSQL appends the file's name.
const LONGEST_SOCKET_DIR: usize = 85;

#[derive(Clone, Debug)]
pub(super) struct Place {
    /// As the caller wrote it, for messages.
    pub(super) named: PathBuf,
    data_dir: PathBuf,
    /// Owned by the cluster's account and closed to others.
    home: PathBuf,
}

impl Place {
    pub(super) fn prepare(named: &Path, account: &Account) -> Result<Self> {
        // Others may pass through it, since PostgreSQL may run as another user, but not list it.
        fs::DirBuilder::new().recursive(true).mode(0o711).create(named)?;
        let data_dir = named.canonicalize()?;
        let home = data_dir.join("cluster");
        if fs::symlink_metadata(&home).is_err() {
            make_home(&data_dir, &home, *account)?;
        }
        let home = home.canonicalize().with_context(|| format!("follow {}", home.display()))?;
        ensure!(
            account.can_enter(&home),
            "PostgreSQL does not run as root, and the user it runs as may not enter {}",
            home.display()
        );
        Ok(Self { named: named.to_owned(), data_dir, home })
    }

    pub(super) fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    pub(super) fn home(&self) -> &Path {
        &self.home
    }

    pub(super) fn pgdata(&self) -> PathBuf {
        self.home.join("pgdata")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.data_dir.join("postgresql.log")
    }

    /// In the cluster's own folder or, if that path is too long for a socket, in /tmp.
    pub(super) fn socket_dir(&self) -> PathBuf {
        let inside = self.home.join("socket");
        if inside.as_os_str().len() <= LONGEST_SOCKET_DIR {
            return inside;
        }
        Path::new("/tmp").join(format!("accord-{}", digest(&self.home)))
    }

    pub(super) fn make_socket_dir(&self, account: Account) -> Result<()> {
        private_dir(&self.socket_dir(), account)
    }

    /// The major version that created the cluster, if it exists.
    pub(super) fn major(&self) -> Option<u32> {
        fs::read_to_string(self.pgdata().join("PG_VERSION")).ok()?.trim().parse().ok()
    }
}

/// Creates the cluster's folder, in the data directory if its account can get there.
fn make_home(data_dir: &Path, home: &Path, account: Account) -> Result<()> {
    if account.is_dropped() {
        let mode = fs::metadata(data_dir)?.mode();
        fs::set_permissions(data_dir, fs::Permissions::from_mode(mode | 0o011))?;
    }
    if account.can_enter(data_dir) {
        return private_dir(home, account);
    }
    // Never a used name: a data directory that was moved away still refers to its old folder.
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_millis();
    let there = Path::new(ELSEWHERE).join(format!("{}-{now}", digest(data_dir)));
    fs::DirBuilder::new().recursive(true).mode(0o711).create(ELSEWHERE)?;
    private_dir(&there, account)?;
    symlink(&there, home).with_context(|| format!("link {} to {}", home.display(), there.display()))
}

/// Creates a folder that only `account` may enter, or checks that an existing one is such a folder: in /tmp,
/// another user may have created it first.
fn private_dir(path: &Path, account: Account) -> Result<()> {
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => account.own(path)?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error).with_context(|| format!("make {}", path.display())),
    }
    let made = fs::symlink_metadata(path)?;
    let private = made.is_dir() && made.mode() & 0o077 == 0 && account.owns(&made);
    ensure!(private, "{} belongs to someone else or is open to others", path.display());
    Ok(())
}

fn digest(path: &Path) -> String {
    let hash = Sha256::digest(path.as_os_str().as_encoded_bytes());
    hash[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{LONGEST_SOCKET_DIR, Place};

    fn place(home: &str) -> Place {
        Place { named: PathBuf::new(), data_dir: PathBuf::new(), home: PathBuf::from(home) }
    }

    #[test]
    fn a_socket_path_is_short_and_unique_per_cluster() {
        assert_eq!(place("/srv/accord").socket_dir(), Path::new("/srv/accord/socket"));
        let (one, two) = (place(&"/long".repeat(30)), place(&"/name".repeat(30)));
        assert!(one.socket_dir().as_os_str().len() <= LONGEST_SOCKET_DIR);
        assert_ne!(one.socket_dir(), two.socket_dir());
    }
}
