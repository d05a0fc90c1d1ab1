//! Shows everything anew from the tables, as writes show it. `accord verify` rehearses that: a view that was
//! rewritten together with its feed's hashes is found by nothing else. And a release that shows a thing
//! otherwise than the one before does it in earnest, so that every document has its form.

use anyhow::Result;
use deadpool_postgres::Transaction;
use tokio_postgres::Config;
use uuid::Uuid;

use crate::{
    db::{self, Single},
    log::{Author, Differs, Write},
    progress::progress,
    resources::{
        calls, funds, members, offices, organisations, overlaps, pledges, positions, rates, releases, updates,
    },
    verify::Broken,
};

/// The tables whose rows are shown one by one; whatever is of a pledge or a call is shown with it.
const TABLES: [&str; 8] =
    ["offices", "organisations", "funds", "pledges", "members", "updates", "releases", "calls"];

/// Names the first view that does not match the tables, or that no table backs. Nothing is written.
pub(crate) async fn check(tx: Transaction<'_>) -> Result<()> {
    let mut write = Write::rehearse(tx);
    show_everything(&mut write).await?;
    found(write.never_shown().await?.as_ref())
}

/// Shows anew what this release shows otherwise. The log, which is of what was written, gets no line of it.
pub async fn show_again(config: &Config) -> Result<()> {
    let mut connection = Single::owner(config).get().await?;
    let author = Author::operator("command:migrate");
    let mut write = Write::on(&mut connection, author).await?.showing_only();
    write.tx.batch_execute("set local statement_timeout = '10min'").await?;
    show_everything(&mut write).await?;
    write.commit().await?;
    Ok(())
}

/// Shows every thing; in a rehearsal up to the first that is otherwise.
async fn show_everything(write: &mut Write<'_>) -> Result<()> {
    let sql = "-- projection::things
        select count(*) as things
        from views
        where audience = 'office'
          and to_position is null";
    let things = db::row(&write.tx, sql, &[]).await?.get::<_, i64>("things");
    let bar = progress(things.try_into()?, "views");
    for table in TABLES {
        let sql = format!("-- projection::ids\nselect id from {table} order by id");
        for row in db::rows(&write.tx, &sql, &[]).await? {
            show(write, table, row.get("id")).await?;
            found(write.differs())?;
            bar.set_position(write.shown() as u64);
        }
    }
    for day in rates::store::latest(&write.tx).await? {
        rates::record(write, &day).await?;
        found(write.differs())?;
        bar.inc(1);
    }
    members::show_published(write).await?;
    found(write.differs())?;
    bar.finish_and_clear();
    Ok(())
}

/// Shows a row of a table, by what shows it when it is written.
async fn show(write: &mut Write<'_>, table: &str, id: Uuid) -> Result<(), db::Error> {
    match table {
        "offices" => {
            let office = offices::store::get(&write.tx, id).await?.expect("it is there");
            offices::record(write, &office).await
        }
        "organisations" => {
            let organisation = organisations::store::get(&write.tx, id).await?.expect("it is there");
            organisations::record(write, &organisation).await
        }
        "funds" => {
            let fund = funds::store::get(&write.tx, id).await?.expect("it is there");
            funds::record(write, &fund).await
        }
        "pledges" => pledges::show_whole(write, id).await,
        "members" => {
            let member = members::store::get(&write.tx, id).await?.expect("it is there");
            members::show(write, &member).await
        }
        "releases" => {
            let release = releases::store::get(&write.tx, id).await?.expect("it is there");
            releases::record(write, &release).await
        }
        "updates" => {
            let update = updates::store::get(&write.tx, id).await?.expect("it is there");
            updates::record(write, &update).await
        }
        "calls" => {
            let call = calls::store::get(&write.tx, id).await?.expect("it is there");
            calls::record(write, &call).await
        }
        other => unreachable!("{other} is in the list above"),
    }
}

/// Shows a thing anew whose embargo ended, and whatever is for no wider audience than it.
pub(crate) async fn show_opened(write: &mut Write<'_>, resource: &str, id: Uuid) -> Result<(), db::Error> {
    match resource {
        "entries" | "confirmations" => {
            let sql = format!("-- projection::pledge\nselect pledge from {resource} where id = $1");
            let pledge = db::row(&write.tx, &sql, &[&id]).await?.get("pledge");
            pledges::show_whole(write, pledge).await
        }
        "schedules" => pledges::show_whole(write, id).await,
        "overlaps" => {
            let overlap = overlaps::store::get(&write.tx, id).await?.expect("it is there");
            overlaps::show(write, &overlap).await
        }
        "positions" => {
            let position = positions::store::get(&write.tx, id).await?.expect("it is there");
            positions::show(write, &position).await
        }
        "updates" => updates::show_opened(write, id).await,
        // Pledges name funds as they name organisations.
        table => {
            show(write, table, id).await?;
            organisations::show_again(write, id).await
        }
    }
}

fn found(differs: Option<&Differs>) -> Result<()> {
    let Some(Differs { audience, resource, id }) = differs else { return Ok(()) };
    let record = format!("{} view, {resource} {id}", audience.as_str());
    Err(Broken { record, what: "does not match the tables".to_owned() }.into())
}
