//! A long past: a million more lines of a feed, written as the server writes them but for their hashes, which
//! no reader of a list looks at; and the pages of lists as of instants all over it.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};

use super::{http, load::Pgbench, pages::Pages};

/// Things, and how often each was changed.
const THINGS: u32 = 200_000;
const VERSIONS: u32 = 5;
/// So many instants are read, and so many pages as of each.
const INSTANTS: u32 = 20;
const PAGES: usize = 10;

/// Writes updates of which each has several versions, one a second since the last line of the feed.
pub(super) fn write(pgbench: &Pgbench) -> Result<()> {
    let lines = THINGS * VERSIONS;
    pgbench.ask(&format!(
        "set work_mem = '256MB';
        insert into views
          (audience, from_position, to_position, at, resource, id, sort_key, document, previous_hash, hash)
        select 'public', head.position + line,
          case when line <= {lines} - {THINGS} then head.position + line + {THINGS} end,
          -- All of it is past, and before it is all the rest.
          head.at + line * (now() - head.at) / {lines},
          'updates', md5((line % {THINGS})::text)::uuid,
          -- As an update is: by when it was posted.
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

/// Pages of a list as it is and as of instants all over the past: the first ones, which say how many things
/// there are, and those behind them.
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
        ensure!(!at.is_empty(), "there is no such instant");
        let first = format!("/v1/updates?limit=100&as_of={at}");
        past.extend(Pages::walk(address, &first, PAGES).with_context(|| format!("read as of {at}"))?);
        firsts.push(first);
    }
    let same = http::get(address, past.first().context("nothing is past")?)?;
    ensure!(same.body.windows(7).any(|word| word == b"version"), "the past has no updates");
    Ok(Past { today, past, first_today, first_past: Pages::of(firsts) })
}
