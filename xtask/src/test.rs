//! `cargo xtask test`: every check that a change must pass.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{needs, setup, step, times::Times, widgets};

pub(crate) const HELP: &str = "\
Checks the format, lints, builds, and runs every test: unit tests, tests of the API over HTTP against a real
PostgreSQL, and tests of the widgets in real browsers. If cargo-deny is installed, also checks the licences and
sources of the dependencies. Prints the time of each test binary, now and in the last whole run, the twenty
slowest tests, and the time of each step. Fails if any step failed.

Usage: cargo xtask test [<ARGUMENTS OF cargo test>]

With arguments, runs only the builds and `cargo test <ARGUMENTS>`.
";

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let mut steps = Steps { start: Instant::now(), done: Vec::new() };
    steps.require("setup", || setup::ensure(setup::For::Test))?;
    let is_whole = arguments.is_empty();
    let times = Times::start()?;
    if is_whole {
        steps.cargo("format", &["fmt", "--all", "--check"]);
    }
    // The tests serve the widgets and run the program.
    steps.require("widgets", widgets::build)?;
    // Built alone, the program would have other features than the tests' server, which is then compiled twice.
    let all: &[_] = &["build", "--workspace", "--bins", "--tests"];
    let build = if is_whole { all } else { &["build", "--package", "accord-api", "--bin", "accord"] };
    steps.require("build", || step::finish(&mut step::cargo(build)))?;
    if is_whole {
        let lint = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
        steps.cargo("lint", &lint);
        // The workspace's lint sees the figures only with the server's side.
        let embed = ["clippy", "--package=accord-embed", "--all-targets", "--", "--deny", "warnings"];
        steps.cargo("lint embed", &embed);
    }
    let arguments = arguments.iter().map(String::as_str);
    let arguments: Vec<_> = ["--workspace", "--no-fail-fast"].into_iter().chain(arguments).collect();
    let mut tests = times.cargo_test(&arguments)?;
    steps.attempt("tests", || step::finish(&mut tests));
    times.report(is_whole)?;
    if is_whole && needs::has("cargo-deny") {
        steps.cargo("deny", &["deny", "check", "licenses", "bans", "sources"]);
    }
    steps.verdict()
}

struct Steps {
    start: Instant,
    done: Vec<(&'static str, Duration, bool)>,
}

impl Steps {
    /// A step that later steps need.
    fn require(&mut self, title: &'static str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        let (took, result) = step::timed(title, work);
        self.done.push((title, took, result.is_ok()));
        if result.is_err() {
            self.report();
        }
        result
    }

    fn cargo(&mut self, title: &'static str, arguments: &[&str]) {
        self.attempt(title, || step::finish(&mut step::cargo(arguments)));
    }

    /// A step whose failure is reported at the end, after all other steps.
    fn attempt(&mut self, title: &'static str, work: impl FnOnce() -> Result<()>) {
        let (took, result) = step::timed(title, work);
        self.done.push((title, took, result.is_ok()));
    }

    fn report(&self) {
        eprintln!();
        for (title, took, passed) in &self.done {
            let verdict = if *passed { "passed" } else { "FAILED" };
            eprintln!("{title:<10} {verdict}  {:>7.1} s", took.as_secs_f64());
        }
        eprintln!("{:<10} {:>15.1} s", "in all", self.start.elapsed().as_secs_f64());
    }

    fn verdict(&self) -> Result<()> {
        self.report();
        let failed: Vec<_> =
            self.done.iter().filter(|(_, _, passed)| !passed).map(|(title, ..)| *title).collect();
        if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
    }
}
