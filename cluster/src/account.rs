//! The account that runs the cluster's programs. PostgreSQL refuses to run as root, so root drops to an account
//! without privileges.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::Command,
};

use anyhow::{Context, Result, bail};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Account {
    uid: u32,
    gid: u32,
    /// Whether this process is root and must switch to the account.
    drop: bool,
}

impl Account {
    /// An existing cluster's owner, so that root can use a cluster that a user created. For a new cluster, the
    /// current user, or `postgres` instead of root.
    pub(super) fn for_data_dir(data_dir: &Path) -> Result<Self> {
        let (uid, gid) = this_process(data_dir)?;
        if uid != 0 {
            return Ok(Self { uid, gid, drop: false });
        }
        if let Ok(cluster) = fs::metadata(data_dir.join("cluster"))
            && cluster.uid() != 0
        {
            return Ok(Self { uid: cluster.uid(), gid: cluster.gid(), drop: true });
        }
        let users = fs::read_to_string("/etc/passwd").context("look up the user postgres")?;
        match unprivileged(&users) {
            Some((uid, gid)) => Ok(Self { uid, gid, drop: true }),
            None => bail!(
                "PostgreSQL does not run as root, and there is no user `postgres` to run it as.\n\
                 Create one (useradd --system postgres), or run accord as an ordinary user."
            ),
        }
    }

    /// Makes `command` run under this account. It gets no environment from this process, which may hold secrets,
    /// and no Ctrl-C from the terminal, which accord handles itself.
    pub(super) fn apply(self, command: &mut Command) {
        command.env_clear().env("LC_ALL", "C").process_group(0);
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        if self.drop {
            command.uid(self.uid).gid(self.gid);
        }
    }

    /// Changes the owner of `path` to this account.
    pub(super) fn own(self, path: &Path) -> std::io::Result<()> {
        if self.drop { chown(path, Some(self.uid), Some(self.gid)) } else { Ok(()) }
    }

    pub(super) fn owns(self, file: &fs::Metadata) -> bool {
        file.uid() == self.uid
    }

    pub(super) fn is_dropped(self) -> bool {
        self.drop
    }

    /// Whether this account can enter `directory`. Tests it by running a program there: the standard library
    /// changes user before it changes directory, so the attempt fails exactly when PostgreSQL's would.
    pub(super) fn can_enter(self, directory: &Path) -> bool {
        let mut probe = Command::new("/bin/sh");
        self.apply(&mut probe);
        probe.args(["-c", ":"]).current_dir(directory).status().is_ok_and(|status| status.success())
    }
}

/// This process's user and group, read without unsafe code: from the owner of its files in /proc, or of a file
/// that it just created.
fn this_process(data_dir: &Path) -> Result<(u32, u32)> {
    if let Ok(process) = fs::metadata("/proc/self") {
        return Ok((process.uid(), process.gid()));
    }
    fs::create_dir_all(data_dir)?;
    let probe = data_dir.join(format!("whoami.{}", std::process::id()));
    let file = fs::File::create(&probe)?.metadata()?;
    fs::remove_file(&probe)?;
    Ok((file.uid(), file.gid()))
}

fn unprivileged(passwd: &str) -> Option<(u32, u32)> {
    let fields = |line: &str| line.split(':').map(str::to_owned).collect::<Vec<_>>();
    let users: Vec<_> = passwd.lines().map(fields).filter(|user| user.len() > 3).collect();
    let found =
        ["postgres", "_postgres"].iter().find_map(|name| users.iter().find(|user| user[0] == *name))?;
    Some((found[2].parse().ok()?, found[3].parse().ok()?))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_user_postgres_is_found_among_others() {
        let users = "root:x:0:0:root:/root:/bin/sh\npostgres2:x:7:8::/:\npostgres:x:101:104:,,,:/:/bin/sh\n";
        assert_eq!(super::unprivileged(users), Some((101, 104)));
        assert_eq!(super::unprivileged("root:x:0:0:root:/root:/bin/sh"), None);
    }
}
