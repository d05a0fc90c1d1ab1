//! A long history: a million more lines of a feed, and list pages as of instants throughout it. The lines are as
//! the server writes them, but without hashes: lists do not read those.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};

use super::{http, load::Pgbench, pages::Pages};

/// The number of updates, and the versions of each.
const THINGS: u32 = 200_000;
const VERSIONS: u32 = 5;
/// The number of instants read, and the pages read as of each.
const INSTANTS: u32 = 20;
const PAGES: usize = 10;

/// Writes updates with several versions each, spread evenly from the last line of the feed until now.
pub(super) fn write(pgbench: &Pgbench) -> Result<()> {
    let lines = THINGS * VERSIONS;
    pgbench.ask(&format!(
        "set work_mem = '256MB';
        insert into views
          (audience, from_position, to_position, at, resource, id, sort_key, document, previous_hash, hash)
        select 'public', head.position + line,
          case when line <= {lines} - {THINGS} then head.position + line + {THINGS} end,
          -- After all existing lines, and before now.
          head.at + line * (now() - head.at) / {lines},
          'updates', md5((line % {THINGS})::text)::uuid,
          -- Updates are sorted by the instant of posting.
          to_char(
            (head.at + line % {THINGS} * (now() - head.at) / {lines}) at time zone 'UTC',
            'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'
          ),
          jsonb_build_object('id', md5((line % {THINGS})::text)::uuid, 'office', md5('office')::uuid,
            'posted_at', '2026-11-24T10:05:00Z', 'kind', 'statement', 'audience', 'public', 'sample', true,
            'language', 'en', 'title', 'Example update ' || line % {THINGS} || ', version ' || line / {THINGS},
            'body', repeat('Words of an example. ', 10)),
          '', ''
        from generate_series(1, {lines}) as line
        cross join (
          select max(from_position) as position, max(at) as at
          from views
          where audience = 'public'
        ) as head"
    ))?;
    pgbench.ask("vacuum analyze views")?;
    Ok(())
}

/// List pages of today and as of past instants. First pages are separate: they also count the whole list.
pub(super) struct Past {
    pub(super) today: Pages,
    pub(super) past: Pages,
    pub(super) first_today: Pages,
    pub(super) first_past: Pages,
}

pub(super) fn pages(address: SocketAddr, pgbench: &Pgbench) -> Result<Past> {
    let first = "/v1/updates?limit=100".to_owned();
    let today = Pages::walk(address, &first, PAGES * INSTANTS as usize)?;
    let first_today = Pages::of(vec![first]);
    let (mut past, mut firsts) = (Pages::default(), Vec::new());
    for part in 1..=INSTANTS {
        let at = pgbench.ask(&format!(
            "select to_char(at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')
            from views
            where audience = 'public'
              and from_position = (select max(from_position) from views where audience = 'public')
                - ({INSTANTS} - {part}) * {THINGS} * {VERSIONS} / {INSTANTS} - 1"
        ))?;
        let at = at.trim();
        ensure!(!at.is_empty(), "the feed has no line at this instant");
        let first = format!("/v1/updates?limit=100&as_of={at}");
        past.extend(Pages::walk(address, &first, PAGES).with_context(|| format!("read as of {at}"))?);
        firsts.push(first);
    }
    let same = http::get(address, past.first().context("no past page was read")?)?;
    ensure!(same.body.windows(7).any(|word| word == b"version"), "the past has no updates");
    Ok(Past { today, past, first_today, first_past: Pages::of(firsts) })
}
