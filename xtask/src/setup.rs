//! `cargo xtask setup`: installs the programs that a task needs and this machine lacks, or prints the commands.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::{
    needs::{self, Need},
    step,
};

pub(crate) const HELP: &str = "\
Installs the programs that the tasks need and this machine lacks. As root on Debian and its derivatives, it
runs apt-get; elsewhere, it prints the commands to run. Each task runs its own setup first.

Usage: cargo xtask setup [demo|widgets|test|bench]

Without a task, sets up for all tasks.
";

/// The task to set up for.
#[derive(Clone, Copy)]
pub(crate) enum For {
    Widgets,
    Demo,
    Test,
    Bench,
}

impl For {
    fn needs(self) -> &'static [Need] {
        use needs::{BROWSER, FIREFOX, FONTS, LOAD, NPM, PGBENCH, POSTGRESQL, PYTHON, WEBASSEMBLY};
        match self {
            Self::Widgets => &[WEBASSEMBLY],
            Self::Demo => &[POSTGRESQL, WEBASSEMBLY, FONTS],
            Self::Test => &[POSTGRESQL, WEBASSEMBLY, BROWSER, FIREFOX, FONTS, PYTHON, NPM],
            Self::Bench => &[POSTGRESQL, WEBASSEMBLY, LOAD, PGBENCH],
        }
    }
}

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => ensure(For::Test).and_then(|()| ensure(For::Bench))?,
        ["widgets"] => ensure(For::Widgets)?,
        ["demo"] => ensure(For::Demo)?,
        ["test"] => ensure(For::Test)?,
        ["bench"] => ensure(For::Bench)?,
        _ => bail!("unknown arguments\n\n{HELP}"),
    }
    println!("Everything is installed.");
    Ok(())
}

/// Makes sure that everything `task` needs is installed. Takes milliseconds if it is.
pub(crate) fn ensure(task: For) -> Result<()> {
    if missing(task).iter().any(|need| need.what == needs::WEBASSEMBLY.what) {
        add_wasm_target();
    }
    install_missing(&missing(task))?;
    match task {
        For::Test => add_axe(),
        _ => Ok(()),
    }
}

fn install_missing(missing: &[&Need]) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let what = missing.iter().map(|need| need.what).collect::<Vec<_>>().join(", ");
    if can_install() {
        return install(missing, &what);
    }
    let (manager, packages) = packages(missing);
    match manager {
        Some(manager) => bail!("this machine lacks {what}. To install it:\n\n    {manager} {packages}\n"),
        None => bail!("this machine lacks {what}. On Debian it is in these packages: {packages}"),
    }
}

/// Installs axe-core, which checks the accessibility of the widgets. npm checks the pinned version's hash.
fn add_axe() -> Result<()> {
    let tools = step::root().join("target/tools");
    let lock = include_str!("../tools/package-lock.json");
    if fs::read_to_string(tools.join("package-lock.json")).is_ok_and(|installed| installed == lock)
        && tools.join("node_modules/axe-core/axe.min.js").exists()
    {
        return Ok(());
    }
    fs::create_dir_all(&tools)?;
    fs::write(tools.join("package.json"), include_str!("../tools/package.json"))?;
    fs::write(tools.join("package-lock.json"), lock)?;
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=5"]);
    npm.current_dir(&tools).stdin(Stdio::null());
    step::run("install axe-core", &mut npm)
}

fn missing(task: For) -> Vec<&'static Need> {
    task.needs().iter().filter(|need| !(need.is_met)()).collect()
}

/// Adds the target through rustup, the simplest way if it works.
fn add_wasm_target() {
    if !needs::has("rustup") {
        return;
    }
    // If apt can install a compiler instead, a machine without access to rustup's server gives up early.
    let limit = Duration::from_secs(if can_install() { 20 } else { 300 });
    let deadline = Instant::now() + limit;
    // Without the source, the widgets work too, but are larger.
    for arguments in [["target", "add", "wasm32-unknown-unknown"], ["component", "add", "rust-src"]] {
        let title = format!("rustup {}", arguments.join(" "));
        if step::timed(&title, || rustup(&arguments, deadline)).1.is_err() {
            return;
        }
    }
}

fn rustup(arguments: &[&str], deadline: Instant) -> Result<()> {
    let mut rustup = Command::new("rustup").args(arguments).stdin(Stdio::null()).spawn()?;
    while Instant::now() < deadline {
        match rustup.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => bail!("rustup ended with {status}"),
            None => step::pause(),
        }
    }
    rustup.kill()?;
    rustup.wait()?;
    bail!("rustup took too long")
}

fn install(missing: &[&Need], what: &str) -> Result<()> {
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
        command.args(["-q", "-o", "Dpkg::Use-Pty=0"]).args(arguments);
        command
    };
    // An outdated list may be good enough: if not, the installation fails.
    let _ = step::run("apt-get update", &mut apt(&["update"]));
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(missing.iter().flat_map(|need| need.apt));
    step::run(&format!("install {what}"), &mut apt(&arguments))?;
    match missing.iter().find(|need| !(need.is_met)()) {
        Some(need) => bail!("apt-get {} did not install {}", arguments.join(" "), need.what),
        None => Ok(()),
    }
}

/// The command that installs packages on this machine, and the packages.
fn packages(missing: &[&Need]) -> (Option<&'static str>, String) {
    let join = |names: fn(&Need) -> &'static [&'static str]| {
        missing.iter().flat_map(|need| names(need)).copied().collect::<Vec<_>>().join(" ")
    };
    match () {
        () if needs::has("apt-get") => (
            Some("sudo apt-get update && sudo apt-get install --no-install-recommends"),
            join(|need| need.apt),
        ),
        () if needs::has("dnf") => (Some("sudo dnf install"), join(|need| need.dnf)),
        () if needs::has("brew") => (Some("brew install"), join(|need| need.brew)),
        () => (None, join(|need| need.apt)),
    }
}

fn can_install() -> bool {
    needs::has("apt-get") && is_root()
}

/// Reads the owner of this process's files in /proc: the system call would need unsafe code.
pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}
