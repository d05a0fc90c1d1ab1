//! `cargo xtask bench`: measures Accord's speed as ratios to named baselines in the same run. It passes no
//! judgement: it prints the machine's noise as a spread for the reader to weigh.

mod fill;
mod guard;
mod http;
mod load;
mod pages;
mod past;
mod rounds;
mod servers;

use std::{fs, thread};

use anyhow::{Context, Result, bail, ensure};

use crate::{demo, setup, step, widgets};
use guard::Folder;
use load::Pgbench;
use pages::Pages;
use rounds::Rounds;

pub(crate) const HELP: &str = "\
Measures `accord demo`, as released and filled with 5,000 pledges, against these baselines:

  stats  the public figures, against nginx serving the same bytes as a file (wrk, 32 connections)
  page   a 100-row page of pledges by cursor, against pgbench running the same SQL (8 connections)
  as of  a 100-row page as of instants throughout 1,000,000 changes, against today's (8 connections),
         and the first page, which also counts the list (2 connections)
  mount  a tag on a partner's page, from the request for its script to its number, in a Chromium on a
         processor four times slower (20 times)

Each round measures Accord, then its baseline. The output is the rounds, and the median and spread of their
ratios. All traffic stays on this machine's loopback. Data goes into a new folder in /tmp, which is removed at
the end. On a busy machine the figures mean little.

Usage: cargo xtask bench [--rounds <N>] [--seconds <N>]

  --rounds   Number of rounds (default 5)
  --seconds  Length of each measurement (default 4)
";

const STATS: &str = "/v1/stats?currency=USD";

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let rounds = options(arguments)?;
    setup::ensure(setup::For::Bench)?;
    setup::ensure(setup::For::Test)?;
    widgets::build()?;
    let program = demo::accord("release")?;
    let cores = thread::available_parallelism().context("count the cores")?.get();
    let folder = Folder::new()?;
    let accord = servers::accord(&program, &folder)?;
    let filling = format!("import {} pledges", fill::PLEDGES);
    step::timed(&filling, || fill::fill(&program, &folder)).1?;
    let pgbench = Pgbench::find(&folder)?;
    // Otherwise autovacuum would soon do this, in the middle of a round.
    pgbench.ask("vacuum analyze")?;

    let figures = servers::settled(accord.address, STATS)?;
    let nginx = servers::nginx(&folder, cores, &figures)?;
    ensure!(http::get(nginx.address, STATS)?.body == figures.body, "nginx serves other bytes than Accord");
    let pages = Pages::walk(accord.address, "/v1/pledges?limit=100", usize::MAX)?;
    let (script, statement) = (folder.path().join("pages.lua"), folder.path().join("page.sql"));
    fs::write(&script, pages.lua())?;
    fs::write(&statement, pages.sql(accord.address, &pgbench)?)?;

    println!("{cores} cores; load before the first round: {}", load_average());
    let stats = format!("http://{}{STATS}", accord.address);
    let file = format!("http://{}{STATS}", nginx.address);
    let page = format!("http://{}/", accord.address);
    let length = figures.body.len();
    rounds.compare(
        &format!("stats: {length} bytes"),
        &|seconds| load::wrk(&stats, 32, None, seconds),
        ("nginx", &|seconds| load::wrk(&file, 32, None, seconds)),
    )?;
    ensure!(
        http::get(accord.address, STATS)?.body == figures.body,
        "the figures changed during the measurement"
    );
    rounds.compare(
        &format!("page: {} bytes on average", pages.bytes),
        &|seconds| load::wrk(&page, 8, Some(&script), seconds),
        ("pgbench", &|seconds| pgbench.run(&statement, &pages::VARIABLES, 8, seconds)),
    )?;

    step::timed("write a past of 1,000,000 lines", || past::write(&pgbench)).1?;
    servers::settled(accord.address, STATS)?;
    let long = past::pages(accord.address, &pgbench)?;
    let script = |name: &str, pages: &Pages| -> Result<std::path::PathBuf> {
        let path = folder.path().join(name);
        fs::write(&path, pages.lua())?;
        Ok(path)
    };
    let (today, past) = (script("today.lua", &long.today)?, script("past.lua", &long.past)?);
    rounds.compare(
        &format!("as of: {} bytes on average, today {}", long.past.bytes, long.today.bytes),
        &|seconds| load::wrk(&page, 8, Some(&past), seconds),
        ("today", &|seconds| load::wrk(&page, 8, Some(&today), seconds)),
    )?;
    let (today, past) = (script("today.lua", &long.first_today)?, script("past.lua", &long.first_past)?);
    rounds.compare(
        "as of, first pages, which count 200,000 things",
        &|seconds| load::wrk(&page, 2, Some(&past), seconds),
        ("today", &|seconds| load::wrk(&page, 2, Some(&today), seconds)),
    )?;
    println!("load after the last round: {}", load_average());
    let mount =
        ["test", "--package=accord-tests", "--test=browser", "--", "--ignored", "--nocapture", "mount"];
    step::run("mount a tag", &mut step::cargo(&mount))
}

fn options(arguments: &[String]) -> Result<Rounds> {
    let mut options = Rounds { rounds: 5, seconds: 4 };
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        let option = match name.as_str() {
            "--rounds" => &mut options.rounds,
            "--seconds" => &mut options.seconds,
            unknown => bail!("unknown argument `{unknown}`\n\n{HELP}"),
        };
        let number = rest.next().and_then(|text| text.parse().ok()).filter(|number| *number > 0);
        *option = number.with_context(|| format!("{name} takes a number, 1 or more\n\n{HELP}"))?;
    }
    Ok(options)
}

/// The machine's load in the last minute, if known.
fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().unwrap_or("unknown").to_owned()
}
