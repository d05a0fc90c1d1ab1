//! Signs the head of each feed soon after each day, and later the heads of days when no server ran.

use std::time::Duration;

use jiff::civil::Date;

use super::{Key, store};
use crate::{
    app::App,
    db::{self, Db},
    log::Write,
    proof::Author,
    timer,
};

const LOOK: Duration = Duration::from_secs(30);

/// Signs due heads at intervals, until the server stops.
pub(crate) async fn sign_daily(app: App, key: Key) {
    timer::every(LOOK, &app.stop, "the heads of the feeds wait", || sign_due(&app.db, &key)).await;
}

/// Signs the heads of past days, by the database's clock.
async fn sign_due(db: &Db, key: &Key) -> Result<(), db::Error> {
    let today = store::today(&db.own().await?).await?;
    sign_before(db, key, today).await
}

/// Signs the heads of the days before this one.
pub(crate) async fn sign_before(db: &Db, key: &Key, day: Date) -> Result<(), db::Error> {
    let mut connection = db.own().await?;
    if store::due(&connection, day).await?.is_empty() {
        return Ok(());
    }
    // As a writer: then no write of those days is still in progress, and no other server signs.
    let author = Author::operator("timer:heads");
    let write = Write::on(&mut connection, author).await?;
    for head in store::due(&write.tx, day).await? {
        store::insert(&write.tx, &key.sign(head)).await?;
    }
    write.tx.commit().await?;
    Ok(())
}
