//! Figures in Firefox, without a driver: the page around the figures observes and reports.

use std::{
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
};

use harness::{start_demo, wait};
use tempfile::TempDir;

use crate::{
    guest::{KINDS, page, policy, snippet},
    host::Host,
};

/// The host page reports how many tags show a number, how many show their fallback, and whether the
/// sandboxed frame has sent its height.
const WATCH: &str = "addEventListener('message', ({ data, origin }) => {
  if (data.type === 'accord:height' && origin === 'null' && data.value > 100) fetch('/report?frame=lives');
});
setInterval(() => {
  const tags = [...document.querySelectorAll('*')].filter((tag) => tag.localName.startsWith('accord-'));
  const shown = tags.filter((tag) => tag.shadowRoot?.querySelector('[part=number] strong')?.innerText);
  tags.find((tag) => !shown.includes(tag))?.scrollIntoView();
  const links = tags.filter((tag) => tag.querySelector('a').getBoundingClientRect().height > 0);
  fetch(`/report?page=${location.pathname}&figures=${shown.length}&links=${links.length}`);
}, 100);";

/// Ends Firefox with the test, and deletes its profile.
const RUN: &str = r#"
"$2" --headless --no-remote --profile "$1" "$3" >/dev/null 2>&1 &
browser=$!
trap '' TERM
cat >/dev/null
kill 0
wait "$browser"
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
kill -KILL 0
"#;

/// A Firefox with a page open.
struct Firefox(#[expect(dead_code, reason = "its end is the browser's")] Child);

impl Firefox {
    fn open(url: &str) -> Self {
        let profile = TempDir::with_prefix_in("accord-firefox-", "/tmp").expect("/tmp is writable").keep();
        let folders = std::env::var_os("PATH").unwrap_or_default();
        let names = ["firefox-esr", "firefox"];
        let all = std::env::split_paths(&folders).flat_map(|folder| names.map(|name| folder.join(name)));
        let firefox = all.into_iter().find(|path: &std::path::PathBuf| path.is_file());
        let firefox = firefox.expect("Firefox is installed: cargo xtask setup test");
        Self(run(&profile, &firefox, url))
    }
}

fn run(profile: &Path, firefox: &Path, url: &str) -> Child {
    let mut shell = Command::new("sh");
    shell.args(["-c", RUN, "sh"]).arg(profile).arg(firefox).arg(url).env("HOME", profile);
    shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    shell.spawn().expect("sh is there")
}

#[tokio::test]
async fn firefox_shows_figures_or_links_as_the_policy_allows() {
    let (demo, host) = (start_demo().await, Host::start().await);
    let watch = host.page("/watch.js", &[], WATCH);
    let frame = format!(
        "<iframe src=\"http://{}/embed/fund?lang=ar\" sandbox=\"allow-scripts\" width=\"400\" height=\"400\"></iframe>",
        demo.server.address
    );
    let body = snippet(&demo, "lang=\"he\"").await.replace("<accord-", "<br><accord-");
    let html = page(&format!("{frame}<script src=\"{watch}\"></script>{body}"));
    for (path, script, figures, links) in
        [("/strict", "'wasm-unsafe-eval'", KINDS.len(), 0), ("/no-wasm", "", 0, KINDS.len())]
    {
        let strict =
            policy(&demo, &format!("{script} 'self'"), true).replace("connect-src", "connect-src 'self'");
        let url = host.page(path, &[("content-security-policy", &strict)], &html);
        let _firefox = Firefox::open(&url);
        let report = format!("page={path}&figures={figures}&links={links}");
        // Firefox first creates a profile, which takes longer.
        for told in [&*report, "frame=lives"] {
            wait::long(&format!("Firefox shows {told}"), async || host.was_told(told).then_some(())).await;
        }
    }
}
