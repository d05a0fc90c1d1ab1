//! The automated tasks of this repository, run as `cargo xtask <task>`.

mod bench;
mod build;
mod demo;
mod needs;
mod setup;
mod step;
mod test;
mod times;
mod widgets;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
Tasks of this repository.

Usage: cargo xtask <TASK>

Tasks:
  demo     Build everything and run Accord with public facts and marked samples, on its own database
  test     Check the format, lint, build, and run every test
  widgets  Build the widgets to WebAssembly
  bench    Measure Accord against nginx and pgbench
  setup    Install the programs that the tasks need and this machine lacks

Each task first runs its own setup. `cargo xtask <TASK> --help` describes it.
";

const WIDGETS_HELP: &str = "\
Builds the widgets to WebAssembly, into target/widgets. `accord` serves them from there.

Usage: cargo xtask widgets
";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let Some((task, rest)) = arguments.split_first() else {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    };
    if task == times::TASK {
        return times::run(rest);
    }
    let own = rest.iter().take_while(|argument| *argument != "--");
    let help = own.clone().any(|argument| argument == "--help" || argument == "-h");
    match task.as_str() {
        "demo" if help => print!("{}", demo::HELP),
        "demo" => demo::run(rest)?,
        "test" if help => print!("{}", test::HELP),
        "test" => test::run(rest)?,
        "bench" if help => print!("{}", bench::HELP),
        "bench" => bench::run(rest)?,
        "widgets" if help => print!("{WIDGETS_HELP}"),
        "widgets" => {
            setup::ensure(setup::For::Widgets)?;
            widgets::build()?;
        }
        "setup" if help => print!("{}", setup::HELP),
        "setup" => setup::run(rest)?,
        "help" | "--help" | "-h" => print!("{HELP}"),
        unknown => bail!("unknown task `{unknown}`\n\n{HELP}"),
    }
    Ok(ExitCode::SUCCESS)
}
