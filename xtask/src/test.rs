//! `cargo xtask test`: everything that must hold before a change is kept.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{needs, setup, step, widgets};

pub(crate) const HELP: &str = "\
Checks the format, lints, builds, and runs every test: of the units, of the API over HTTP against a
real PostgreSQL, and of the widgets in a real browser. Where cargo-deny is installed, it also checks
the licences and sources of the dependencies. Ends with the time each step took; fails when any step
failed.

Usage: cargo xtask test [<ARGUMENTS OF cargo test>]

With arguments, only the builds and `cargo test <ARGUMENTS>` are done.
";

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let mut steps = Steps { start: Instant::now(), done: Vec::new() };
    steps.require("setup", || setup::ensure(setup::For::Test))?;
    let is_whole = arguments.is_empty();
    if is_whole {
        steps.cargo("format", &["fmt", "--all", "--check"]);
    }
    // The tests serve the widgets and run the program, so nothing can go on without them.
    steps.require("widgets", widgets::build)?;
    let mut build = step::cargo(&["build", "--package", "accord-api", "--bin", "accord"]);
    steps.require("accord", || step::finish(&mut build))?;
    if is_whole {
        let lint = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
        steps.cargo("lint", &lint);
        // The server adds its own side to the figures, so the workspace's lint never sees them without it.
        let embed = ["clippy", "--package=accord-embed", "--all-targets", "--", "--deny", "warnings"];
        steps.cargo("lint embed", &embed);
    }
    let arguments = arguments.iter().map(String::as_str);
    let test: Vec<_> = ["test", "--workspace", "--no-fail-fast"].into_iter().chain(arguments).collect();
    steps.cargo("tests", &test);
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
    /// A step that the later ones need.
    fn require(&mut self, title: &'static str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        let (took, result) = step::timed(title, work);
        self.done.push((title, took, result.is_ok()));
        if result.is_err() {
            self.report();
        }
        result
    }

    /// A step whose failure is reported at the end, after the others had their turn.
    fn cargo(&mut self, title: &'static str, arguments: &[&str]) {
        let (took, result) = step::timed(title, || step::finish(&mut step::cargo(arguments)));
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
