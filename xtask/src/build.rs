//! Builds by cargo that print their progress, a line every ten seconds: cargo's own bar needs a terminal, and allows
//! one build at a time.

use std::{
    io::{self, BufReader, Read},
    process::{Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::step;

const INTERVAL: Duration = Duration::from_secs(10);

/// Announces a build and runs it to its end with its output in view.
pub(crate) fn run(title: &str, cargo: &mut Command) -> Result<()> {
    // Only cargo's bar gives the number of units in a build.
    cargo.env("CARGO_TERM_PROGRESS_WHEN", "always").env("CARGO_TERM_PROGRESS_WIDTH", "120");
    step::timed(title, || follow(title, cargo.stderr(Stdio::piped()))).1
}

fn follow(title: &str, cargo: &mut Command) -> Result<()> {
    let mut child = cargo.spawn().context("run cargo")?;
    let output = child.stderr.take().context("cargo's output is piped")?;
    let (sender, lines) = mpsc::channel();
    let reader = thread::spawn(move || read(output, &sender));
    let start = Instant::now();
    let (mut next, mut bar) = (start + INTERVAL, None);
    loop {
        match lines.recv_timeout(next.saturating_duration_since(Instant::now())) {
            Ok(line) if line.contains("Building [") => bar = progress(&line).or(bar),
            Ok(line) => eprintln!("{line}"),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                let bar = bar.as_deref().unwrap_or("preparing");
                eprintln!("    {title}, {} s: {bar}", start.elapsed().as_secs());
                next += INTERVAL;
            }
        }
    }
    reader.join().expect("the reader does not panic")?;
    let status = child.wait()?;
    ensure!(status.success(), "cargo ended with {status}");
    Ok(())
}

/// Sends each line. The bar ends in a carriage return, and is erased by a sequence that begins with an escape.
fn read(output: impl Read, lines: &Sender<String>) -> io::Result<()> {
    let mut line = Vec::new();
    for byte in BufReader::new(output).bytes() {
        match byte? {
            b'\r' | b'\n' => {
                let text = String::from_utf8_lossy(&line).replace("\x1b[K", "");
                line.clear();
                if !text.trim().is_empty() && lines.send(text).is_err() {
                    break;
                }
            }
            byte => line.push(byte),
        }
    }
    Ok(())
}

/// `Building [=====>     ] 210/574: serde, tokio` in words.
fn progress(bar: &str) -> Option<String> {
    let (counts, units) = bar.split_once("] ")?.1.split_once(": ")?;
    let (built, all) = counts.split_once('/')?;
    Some(format!("{built} of {all} units built, now {units}"))
}
