//! Finds PostgreSQL's programs on this machine, and explains how to install missing ones.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Result, bail};

const OLDEST: u32 = 15;

/// Folders with one folder per version, where some packagers install outside PATH: Debian, Red Hat, Homebrew.
const ROOTS: [&str; 4] = ["/usr/lib/postgresql", "/usr", "/opt/homebrew/opt", "/usr/local/opt"];

#[derive(Clone, Debug)]
pub(super) struct Binaries {
    folder: PathBuf,
    /// As PostgreSQL writes it, such as "15.18".
    pub(super) version: String,
}

impl Binaries {
    /// The first usable programs. An existing cluster needs its own major version, since no other can read it.
    pub(super) fn find(made_by: Option<u32>) -> Result<Self> {
        let mut found: Vec<_> = candidates().into_iter().filter_map(Self::probe).collect();
        let best = found.iter().position(|one| match made_by {
            Some(major) => one.major() == major,
            None => one.major() >= OLDEST,
        });
        let install = install_command();
        match (best, made_by) {
            (Some(index), _) => Ok(found.swap_remove(index)),
            (None, Some(major)) => bail!(
                "this data directory was made by PostgreSQL {major}, which is not on this machine.\n\
                 Install that version, or choose another --data-dir."
            ),
            (None, None) if found.is_empty() => bail!(
                "PostgreSQL is not installed, and no DATABASE_URL was given.\nInstall it with: {install}"
            ),
            (None, None) => bail!(
                "PostgreSQL {} is too old: {OLDEST} or later is needed.\nInstall it with: {install}",
                found[0].version
            ),
        }
    }

    pub(super) fn command(&self, program: &str) -> Command {
        Command::new(self.folder.join(program))
    }

    fn major(&self) -> u32 {
        major(&self.version)
    }

    fn probe(folder: PathBuf) -> Option<Self> {
        if !["initdb", "pg_ctl"].iter().all(|program| folder.join(program).is_file()) {
            return None;
        }
        let version = version(&output(&folder.join("postgres"), "--version")?)?;
        Some(Self { folder, version })
    }
}

fn candidates() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        output(Path::new("pg_config"), "--bindir").into_iter().map(PathBuf::from).collect();
    folders.extend(on_path());
    let mut versioned: Vec<_> = ROOTS.iter().flat_map(|root| subfolders(Path::new(root))).collect();
    versioned.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    folders.extend(versioned.into_iter().map(|(_, folder)| folder));
    folders
}

fn on_path() -> impl Iterator<Item = PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).collect::<Vec<_>>().into_iter()
}

/// The folders `15/bin`, `pgsql-15/bin` and `postgresql@15/bin` in `root`, with their version.
fn subfolders(root: &Path) -> Vec<(u32, PathBuf)> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let number = name.trim_start_matches("pgsql-").trim_start_matches("postgresql@").parse().ok()?;
            Some((number, entry.path().join("bin")))
        })
        .collect()
}

fn output(program: &Path, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Reads "15.18" from "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)".
fn version(text: &str) -> Option<String> {
    text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
}

/// Reads 18 from "18.1" and from "18beta2".
fn major(version: &str) -> u32 {
    let digits = version.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

fn install_command() -> &'static str {
    let has = |program: &str| on_path().any(|folder| folder.join(program).is_file());
    match () {
        () if has("apt-get") => "apt-get install postgresql",
        () if has("dnf") => "dnf install postgresql-server",
        () if has("brew") => "brew install postgresql@17",
        () if has("apk") => "apk add postgresql",
        () if has("pacman") => "pacman -S postgresql",
        () => "your system's package manager; the package is usually called postgresql",
    }
}

#[cfg(test)]
mod tests {
    use super::{major, version};

    #[test]
    fn the_version_is_read_from_postgres_output() {
        let told = version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)");
        assert_eq!(told.as_deref(), Some("15.18"));
        assert_eq!((major("15.18"), major("18beta2"), major("")), (15, 18, 0));
    }
}
