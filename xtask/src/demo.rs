//! `cargo xtask demo`: from a fresh clone to a running Accord.

use std::{env, os::unix::process::CommandExt, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use crate::{setup, step, widgets};

pub(crate) const HELP: &str = "\
Builds everything and runs `accord demo`: Accord with public facts and marked samples, on a PostgreSQL of its
own in accord-data. Ctrl-C stops both.

Usage: cargo xtask demo [--debug] [-- <FLAGS OF accord demo>]

  --debug  Build without optimising: quicker to build, slower to run
";

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (own, flags) = match arguments.iter().position(|argument| argument == "--") {
        Some(index) => (&arguments[..index], &arguments[index + 1..]),
        None => (arguments, &[][..]),
    };
    let debug = own.iter().any(|argument| argument == "--debug");
    if let Some(unknown) = own.iter().find(|argument| *argument != "--debug") {
        bail!("unknown argument `{unknown}`; flags for accord go after `--`\n\n{HELP}");
    }
    setup::ensure(setup::For::Demo)?;
    widgets::build()?;
    let accord = build(debug)?;
    // Accord takes this process's place, so that Ctrl-C, signals and the exit code are its own.
    let error = Command::new(&accord).arg("demo").args(flags).current_dir(step::root()).exec();
    Err(error).with_context(|| format!("run {}", accord.display()))
}

/// Builds Accord's program, and says where it is.
pub(crate) fn build(debug: bool) -> Result<PathBuf> {
    let (profile, folder) = if debug { ("dev", "debug") } else { ("release", "release") };
    let mut build =
        step::cargo(&["build", "--profile", profile, "--package", "accord-api", "--bin", "accord"]);
    let target = target_dir()?;
    step::run("build accord", build.arg("--target-dir").arg(&target))?;
    Ok(target.join(folder).join("accord"))
}

/// Where cargo put this very program, two folders down.
fn target_dir() -> Result<PathBuf> {
    let xtask = env::current_exe().context("find this program")?;
    xtask.ancestors().nth(2).map(PathBuf::from).context("cargo puts xtask into target/debug")
}
