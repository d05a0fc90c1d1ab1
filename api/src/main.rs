//! The command line of `accord`. `ACCORD_LOG` sets the level of its own log lines, in the syntax of `tracing` (`debug`,
//! `api=debug`).

mod command;

use std::{io::IsTerminal, process::ExitCode};

use clap::Parser;
use tracing_subscriber::util::SubscriberInitExt;

fn main() -> ExitCode {
    let command = command::Accord::parse();
    // The log goes to standard error, so that other programs can use the standard output.
    let wanted = std::env::var("ACCORD_LOG").ok();
    let is_watched = std::io::stderr().is_terminal();
    api::trace::subscriber(wanted.as_deref(), is_watched, std::io::stderr).init();
    // A panic's message may quote a value that the code did not expect. The place leads to the same line of code.
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(place) => tracing::error!("panicked at {place}"),
        None => tracing::error!("panicked"),
    }));
    let runtime = tokio::runtime::Runtime::new().expect("the system can start threads");
    match runtime.block_on(command.run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
