//! The README's curl session runs, line by line, against the demo.

use std::process::Command;

/// The first block of shell with curl in it.
fn session() -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let readme = std::fs::read_to_string(file).expect("there is a README");
    let blocks =
        readme.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```")).map(|(block, _)| block);
    blocks.into_iter().find(|block| block.contains("curl")).expect("the README has a session").to_owned()
}

#[tokio::test]
async fn the_readme_session_runs_as_written() {
    let demo = harness::start_demo().await;
    let session = session().replace("127.0.0.1:8080", &demo.server.address.to_string());
    let curls = session.lines().filter(|line| line.starts_with("curl")).count();
    assert_eq!(curls, 5, "five lines of curl:\n{session}");
    let mut bash = Command::new("bash");
    // With `pipefail`, a failing curl fails its whole line.
    bash.args(["-euo", "pipefail", "-c", &session]).env("KEY", &demo.keys["london"]);
    let output =
        tokio::task::spawn_blocking(move || bash.output()).await.expect("no panic").expect("bash is there");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    for words in ["\"disbursed\"", "\"stage\"", "\"kind\"", "event:change"] {
        assert!(said.contains(words), "{words} is not said:\n{said}");
    }
}
