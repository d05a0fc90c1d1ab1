//! The script with which anybody can add figures up again. It knows nothing of the server but its answers.

use std::{
    io::Write,
    process::{Command, Stdio},
};

/// Adds answers of `/v1/stats?explain=true` up again; what the script says where a figure is another.
pub fn recompute(answers: &[String]) -> Result<(), String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/recompute.py");
    let mut command = Command::new("python3");
    command.arg(script).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("python3 is installed: cargo xtask setup");
    let mut input = child.stdin.take().expect("it is piped");
    // A script that found a mistake reads no further.
    let _ = input.write_all(answers.join("\n").as_bytes());
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    output.status.success().then_some(()).ok_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned())
}
