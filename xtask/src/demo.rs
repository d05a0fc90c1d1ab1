//! `cargo xtask demo`: from a fresh clone to a running Accord.

use std::{env, os::unix::process::CommandExt, path::PathBuf, process::Command, thread, time::Instant};

use anyhow::{Context, Result, bail};

use crate::{build, setup, step, widgets};

pub(crate) const HELP: &str = "\
Builds everything and runs `accord demo`: Accord with public facts and marked samples, on its own PostgreSQL in
accord-data. Ctrl-C stops both. Builds in the development profile, which the tests use too.

Usage: cargo xtask demo [--release] [-- <FLAGS OF accord demo>]

  --release  Build as released: much slower to build, faster to run
";

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (own, flags) = match arguments.iter().position(|argument| argument == "--") {
        Some(index) => (&arguments[..index], &arguments[index + 1..]),
        None => (arguments, &[][..]),
    };
    let is_release = own.iter().any(|argument| argument == "--release");
    if let Some(unknown) = own.iter().find(|argument| *argument != "--release") {
        bail!("unknown argument `{unknown}`; flags for accord go after `--`\n\n{HELP}");
    }
    let start = Instant::now();
    let step = |number, title| {
        eprintln!("==> Step {number} of 3, after {} s: {title}", start.elapsed().as_secs());
    };
    step(1, "set up this machine");
    setup::ensure(setup::For::Demo)?;
    step(2, "build the widgets and Accord");
    // At the same time: alone, Accord's largest crate keeps one core busy for minutes.
    let (widgets, accord) = thread::scope(|scope| {
        let widgets = scope.spawn(widgets::build);
        let accord = accord(if is_release { "release" } else { "dev" });
        (widgets.join().expect("building does not panic"), accord)
    });
    widgets?;
    let accord = accord?;
    step(3, "load the demo and serve it");
    // Accord replaces this process, so that Ctrl-C, signals and the exit code are its own.
    let error = Command::new(&accord).arg("demo").args(flags).current_dir(step::root()).exec();
    Err(error).with_context(|| format!("run {}", accord.display()))
}

/// Builds Accord's program in a profile of Cargo.toml, and returns its path.
pub(crate) fn accord(profile: &str) -> Result<PathBuf> {
    let mut cargo =
        step::cargo(&["build", "--profile", profile, "--package", "accord-api", "--bin", "accord"]);
    let target = target_dir()?;
    build::run("build accord", cargo.arg("--target-dir").arg(&target))?;
    let folder = if profile == "dev" { "debug" } else { profile };
    Ok(target.join(folder).join("accord"))
}

/// Cargo puts this program two folders down.
fn target_dir() -> Result<PathBuf> {
    let xtask = env::current_exe().context("find this program")?;
    xtask.ancestors().nth(2).map(PathBuf::from).context("cargo puts xtask into target/debug")
}
