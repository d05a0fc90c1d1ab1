//! What each audience sees is what the tables make it: everything is shown anew, as a write would show it,
//! and compared. A view that was rewritten together with its feed's hashes is found by nothing else.

use anyhow::Result;
use deadpool_postgres::Transaction;
use uuid::Uuid;

use super::Broken;
use crate::{
    db, funds,
    imports::progress,
    log::{Differs, Write},
    members, offices, organisations, pledges, rates, updates,
};

/// The tables whose rows are shown one by one; whatever is of a pledge is shown with it.
const TABLES: [&str; 6] = ["offices", "organisations", "funds", "pledges", "members", "updates"];

/// Names the first view that is not what the tables make it, or that no table backs. Nothing is written.
pub(super) async fn check(tx: Transaction<'_>) -> Result<()> {
    let sql = "-- verify::things
        select count(*) as things
        from views
        where audience = 'office'
          and to_position is null";
    let things = db::row(&tx, sql, &[]).await?.get::<_, i64>("things");
    let bar = progress(things.try_into()?, "views");
    let mut write = Write::rehearse(tx);
    for table in TABLES {
        let sql = format!("-- verify::ids\nselect id from {table} order by id");
        for row in db::rows(&write.tx, &sql, &[]).await? {
            show(&mut write, table, row.get("id")).await?;
            found(write.differs())?;
            bar.set_position(write.shown() as u64);
        }
    }
    for day in rates::store::latest(&write.tx).await? {
        rates::record(&mut write, &day).await?;
        found(write.differs())?;
        bar.inc(1);
    }
    members::show_published(&mut write).await?;
    found(write.differs())?;
    found(write.never_shown().await?.as_ref())?;
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
        "updates" => {
            let update = updates::store::get(&write.tx, id).await?.expect("it is there");
            updates::record(write, &update).await
        }
        other => unreachable!("{other} is in the list above"),
    }
}

fn found(differs: Option<&Differs>) -> Result<(), Broken> {
    let Some(Differs { audience, resource, id }) = differs else { return Ok(()) };
    let record = format!("{} view, {resource} {id}", audience.as_str());
    Err(Broken { record, what: "is not what the tables make it".to_owned() })
}
