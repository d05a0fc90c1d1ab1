//! Measures how long each test takes. Cargo runs each test binary through this program, which asks the binary for
//! the time of each test, shows its output, and appends the times to a file.

use std::{
    collections::BTreeMap,
    env,
    fs::{self, File, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use anyhow::{Context, Result};

use crate::step;

/// The task that cargo runs each test binary with.
pub(crate) const TASK: &str = "timed-test";

/// Names the file of the current run to the task above.
const FILE: &str = "XTASK_TEST_TIMES";
const SLOWEST: usize = 20;

/// The times of one run of the tests, and those of the run before.
pub(crate) struct Times {
    /// This program: found before a build replaces its file.
    xtask: PathBuf,
    now: PathBuf,
    before: PathBuf,
}

/// Seconds by test binary, and by test.
#[derive(Default)]
struct Seconds {
    binaries: BTreeMap<String, f64>,
    tests: Vec<(f64, String)>,
}

impl Times {
    pub(crate) fn start() -> Result<Self> {
        let xtask = env::current_exe().context("find this program")?;
        let target = step::root().join("target");
        let times =
            Self { xtask, now: target.join("test-times.new.tsv"), before: target.join("test-times.tsv") };
        File::create(&times.now).with_context(|| format!("create {}", times.now.display()))?;
        Ok(times)
    }

    /// `cargo test` with each test binary run by this program.
    pub(crate) fn cargo_test(&self, arguments: &[&str]) -> Result<Command> {
        let runner = format!("target.'cfg(all())'.runner=['{}', '{TASK}']", self.xtask.display());
        let mut cargo = step::cargo(&[&["--config", &runner, "test"], arguments].concat());
        cargo.env(FILE, &self.now);
        Ok(cargo)
    }

    /// Prints the times. Those of a whole run are kept for the next one.
    pub(crate) fn report(&self, is_whole: bool) -> Result<()> {
        let (mut now, before) = (read(&self.now)?, read(&self.before).unwrap_or_default());
        if now.binaries.is_empty() {
            return Ok(());
        }
        eprintln!("\n{:<36} {:>9}  {:>9}", "test binary", "now", "last time");
        for (binary, seconds) in &now.binaries {
            let last = before.binaries.get(binary).map_or("-".to_owned(), |last| format!("{last:.1} s"));
            eprintln!("{binary:<36} {seconds:>7.1} s  {last:>9}");
        }
        now.tests.sort_by(|one, other| other.0.total_cmp(&one.0));
        eprintln!("\nthe {SLOWEST} slowest tests");
        for (seconds, test) in now.tests.iter().take(SLOWEST) {
            eprintln!("{seconds:>7.1} s  {test}");
        }
        if is_whole {
            fs::rename(&self.now, &self.before)?;
        }
        Ok(())
    }
}

/// Runs a test binary, and measures it and its tests.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let (program, rest) = arguments.split_first().context("no test binary is given")?;
    let mut command = Command::new(program);
    command.args(rest).stdout(Stdio::piped());
    // Stable Rust's test binaries know the times too, but print them only when asked in this way.
    command.args(["-Zunstable-options", "--report-time"]).env("RUSTC_BOOTSTRAP", "1");
    let start = Instant::now();
    let mut child = command.spawn().with_context(|| format!("run {program}"))?;
    let mut output = BufReader::new(child.stdout.take().context("the output is piped")?);
    let (binary, mut line, mut times) = (name(program), Vec::new(), String::new());
    while output.read_until(b'\n', &mut line)? > 0 {
        std::io::stdout().write_all(&line)?;
        if let Some((test, seconds)) = measured(&String::from_utf8_lossy(&line)) {
            times += &format!("{binary}\t{test}\t{seconds}\n");
        }
        line.clear();
    }
    let status = child.wait()?;
    times += &format!("{binary}\t\t{}\n", start.elapsed().as_secs_f64());
    if let Some(file) = env::var_os(FILE) {
        OpenOptions::new().append(true).open(file)?.write_all(times.as_bytes())?;
    }
    if status.code().is_none() {
        eprintln!("{program} ended with {status}");
    }
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The package and the binary, without the hash that cargo adds.
fn name(program: &str) -> String {
    let file = Path::new(program).file_name().unwrap_or_default().to_string_lossy();
    let binary = file.rsplit_once('-').map_or(&*file, |(binary, _)| binary);
    format!("{} {binary}", env::var("CARGO_PKG_NAME").unwrap_or_default())
}

/// A test's name and seconds, from `test claims::a_claim ... ok <1.234s>`.
fn measured(line: &str) -> Option<(&str, f64)> {
    let (test, verdict) = line.trim_end().strip_prefix("test ")?.split_once(" ... ")?;
    let (_, time) = verdict.strip_suffix("s>")?.split_once('<')?;
    Some((test, time.parse().ok()?))
}

fn read(file: &Path) -> Result<Seconds> {
    let text = fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    let mut all = Seconds::default();
    for line in text.lines() {
        let [binary, test, seconds] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let seconds = seconds.parse().unwrap_or_default();
        match test {
            "" => *all.binaries.entry(binary.to_owned()).or_default() += seconds,
            test => all.tests.push((seconds, format!("{binary}  {test}"))),
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_seconds_of_a_test_are_read_from_its_line() {
        let measured = super::measured;
        assert_eq!(measured("test claims::a_claim ... ok <1.234s>\n"), Some(("claims::a_claim", 1.234)));
        assert_eq!(measured("test a_claim ... FAILED <0.002s>\n"), Some(("a_claim", 0.002)));
        assert_eq!(measured("test a_claim ... ignored\n"), None);
        assert_eq!(measured("test result: ok. 3 passed; finished in 1.00s\n"), None);
    }
}
