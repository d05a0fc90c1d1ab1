//! Runs the script that recomputes figures from the server's answers alone.

use std::{
    io::Write,
    process::{Command, Stdio},
};

/// Recomputes answers of `/v1/stats?explain=true`. Fails with the script's complaints.
pub fn recompute(answers: &[String]) -> Result<(), String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/recompute.py");
    let mut command = Command::new("python3");
    command.arg(script).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("python3 is installed: cargo xtask setup");
    let mut input = child.stdin.take().expect("it is piped");
    // The script stops reading at the first mistake.
    let _ = input.write_all(answers.join("\n").as_bytes());
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    output.status.success().then_some(()).ok_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned())
}
