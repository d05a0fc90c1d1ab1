//! The command line of `accord`. `ACCORD_LOG` sets the log level, in the syntax of `tracing` (`debug`,
//! `api=debug`).

mod command;

use std::{io::IsTerminal, process::ExitCode};

use clap::Parser;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let command = command::Accord::parse();
    // The log goes to standard error, so that other programs can use the standard output.
    // usvg warns about each letter taken from a fallback font. A letter in no font is reported to the client.
    let filter = EnvFilter::try_from_env("ACCORD_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,api=info,accord=info,usvg=error"));
    let is_watched = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(is_watched)
        .with_target(false)
        .init();
    let runtime = tokio::runtime::Runtime::new().expect("the system can start threads");
    match runtime.block_on(command.run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
