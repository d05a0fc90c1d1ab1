//! The pages of pledges that both sides read: wrk by their paths, pgbench by the statement that the server runs
//! for them.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail, ensure};

use super::{http, load::Pgbench};
use crate::step;

/// The initial values of pgbench's variables. Like the server, pgbench reads 101 rows for a page of 100: the
/// extra row shows that another page follows.
pub(super) const VARIABLES: [(&str, &str); 5] = [
    ("audience", "public"),
    ("resource", "pledges"),
    ("most", "101"),
    ("from_position", "0"),
    ("before", "0"),
];

/// The statement's parameters, in order.
const PARAMETERS: [&str; 5] = ["audience", "resource", "sort_key", "id", "most"];

/// The pages after the first, up to the last full one.
#[derive(Default)]
pub(super) struct Pages {
    paths: Vec<String>,
    /// The average length of a page.
    pub(super) bytes: usize,
}

impl Pages {
    /// Follows a list from page to page, for at most `most` pages after the first.
    pub(super) fn walk(address: SocketAddr, first: &str, most: usize) -> Result<Self> {
        let (mut paths, mut bytes) = (Vec::new(), 0);
        let mut answer = http::get(address, first)?;
        while let Some(link) = answer.header("link").filter(|_| paths.len() < most) {
            let path = link.trim_start_matches('<').split('>').next().unwrap_or_default().to_owned();
            answer = http::get(address, &path)?;
            if answer.header("link").is_some() {
                bytes += answer.body.len();
                paths.push(path);
            }
        }
        ensure!(paths.len() >= most.min(10), "there are too few pages");
        Ok(Self { bytes: bytes / paths.len().max(1), paths })
    }

    /// Pages with known paths.
    pub(super) fn of(paths: Vec<String>) -> Self {
        Self { paths, bytes: 0 }
    }

    /// Adds the pages of another walk.
    pub(super) fn extend(&mut self, other: Self) {
        let (ours, theirs) = (self.paths.len(), other.paths.len());
        self.bytes = (self.bytes * ours + other.bytes * theirs) / (ours + theirs).max(1);
        self.paths.extend(other.paths);
    }

    pub(super) fn first(&self) -> Option<&str> {
        self.paths.first().map(String::as_str)
    }

    /// A script for wrk, which requests one page after the other. Each thread begins with a different page.
    pub(super) fn lua(&self) -> String {
        let paths: String = self.paths.iter().map(|path| format!("  {path:?},\n")).collect();
        format!(
            "local paths = {{\n{paths}}}\n\
             local threads = 0\n\
             function setup(thread) thread:set('at', threads * 37); threads = threads + 1 end\n\
             local requests = {{}}\n\
             function init() for i, path in ipairs(paths) do requests[i] = wrk.format('GET', path) end end\n\
             function request() at = at % #requests + 1; return requests[at] end\n"
        )
    }

    /// A script for pgbench. A client follows the list as a reader does: each page begins after the last row of the
    /// page before. After the last page, about one transaction in a hundred, it starts again.
    pub(super) fn sql(&self, address: SocketAddr, pgbench: &Pgbench) -> Result<String> {
        let mut statement = self.statement(address, pgbench)?;
        for (index, name) in PARAMETERS.iter().enumerate() {
            let number = format!("${}", index + 1);
            ensure!(statement.contains(&number), "the statement has no {number}: {statement}");
            statement = statement.replace(&number, &format!(":{name}"));
        }
        ensure!(!statement.contains('$'), "the statement has more parameters than are known: {statement}");
        Ok(format!(
            "\\if :from_position = :before\n\
             select chr(1114111) as sort_key, 'ffffffff-ffff-ffff-ffff-ffffffffffff' as id \\gset\n\
             \\else\n\
             select sort_key, id from views\n\
             where audience = :audience and from_position = :from_position \\gset\n\
             \\endif\n\
             \\set before :from_position\n\
             {statement} \\aset\n"
        ))
    }

    /// The statement as PostgreSQL received it: a copy in this file could fall out of date.
    fn statement(&self, address: SocketAddr, pgbench: &Pgbench) -> Result<String> {
        let path = self.paths.first().context("there is no page")?;
        // Another statement of the server may have replaced it.
        for _ in 0..20 {
            http::get(address, path)?;
            let seen = pgbench.ask(
                "select query from pg_stat_activity
                where application_name = 'accord' and query like '-- log::page%' limit 1",
            )?;
            if !seen.trim().is_empty() {
                return Ok(seen.trim().to_owned());
            }
            step::pause();
        }
        bail!("PostgreSQL saw no statement `log::page`")
    }
}
