//! `cargo xtask bench`: how quick Accord is, as ratios to named baselines measured in the same run. It
//! judges nothing: a machine's noise is printed as the spread, and is for a reader to weigh.

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
Measures `accord demo`, built to run fast and filled with 5,000 pledges, against what it stands on:

  stats  the public figures, against nginx serving the same bytes as a file (wrk, 32 connections)
  page   a 100-row page of pledges by cursor, against pgbench running the same SQL (8 connections)
  as of  a 100-row page as of instants all over 1,000,000 changes, against today's (8 connections),
         and the first page, which says how many there are (2 connections)
  mount  a tag on a partner's page, from the request for its script to its number, in a Chromium on a
         processor four times slower (20 times)

Each is measured in turn with its baseline, round by round. Printed are the rounds, and the ratios:
their median and their spread. Everything runs on this machine and on its loopback alone, in a folder
of its own in /tmp, which is removed at the end. On a machine that does something else meanwhile, the
figures say little.

Usage: cargo xtask bench [--rounds <N>] [--seconds <N>]

  --rounds   How often each pair is measured (default 5)
  --seconds  How long each measurement takes (default 4)
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
    // What autovacuum would do soon, in the middle of a round.
    pgbench.ask("vacuum analyze")?;

    let figures = servers::settled(accord.address, STATS)?;
    let nginx = servers::nginx(&folder, cores, &figures)?;
    ensure!(http::get(nginx.address, STATS)?.body == figures.body, "nginx serves something else");
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
        ("pgbench", &|seconds| pgbench.run(&statement, 8, seconds)),
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

/// How busy the machine was in the last minute, where it tells.
fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().unwrap_or("not known").to_owned()
}
