//! The command line of `accord`. `ACCORD_LOG` says how much it tells, as `tracing` reads it (`debug`,
//! `api=debug`).

mod command;

use std::{io::IsTerminal, process::ExitCode};

use clap::Parser;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let command = command::Accord::parse();
    // What it says goes to where errors go: what it gives out must stay usable by other programs.
    // usvg tells of each letter that only another font has; a letter that none has is told to who asked.
    let filter = EnvFilter::try_from_env("ACCORD_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,api=info,accord=info,usvg=error"));
    let is_watched = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(is_watched)
        .with_target(false)
        .init();
    let runtime = tokio::runtime::Runtime::new().expect("the system gives threads");
    match runtime.block_on(command.run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
