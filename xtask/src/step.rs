//! Runs programs, and shows which one runs and how long it took.

use std::{
    env,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    let xtask = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    PathBuf::from(xtask).parent().expect("xtask is a folder of the workspace").to_owned()
}

/// The cargo that runs this, in the workspace's root.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(arguments).current_dir(root());
    cargo
}

/// Announces `command` and runs it to its end with its output in view.
pub(crate) fn run(title: &str, command: &mut Command) -> Result<()> {
    timed(title, || finish(command)).1
}

/// Runs `command` to its end with its output in view.
pub(crate) fn finish(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_owned();
    let status = command.status().with_context(|| format!("run {}", program.display()))?;
    if status.success() { Ok(()) } else { bail!("{} ended with {status}", program.display()) }
}

/// Waits a moment before a condition is checked again.
#[expect(clippy::disallowed_methods, reason = "the standard library cannot wait for a child with a limit")]
pub(crate) fn pause() {
    std::thread::sleep(Duration::from_millis(50));
}

/// Announces `work`, does it, and says how long it took.
pub(crate) fn timed(title: &str, work: impl FnOnce() -> Result<()>) -> (Duration, Result<()>) {
    eprintln!("==> {title}");
    let start = Instant::now();
    let result = work();
    let took = start.elapsed();
    let verdict = if result.is_ok() { "done" } else { "FAILED" };
    eprintln!("==> {title}: {verdict} in {:.1} s", took.as_secs_f64());
    (took, result)
}
