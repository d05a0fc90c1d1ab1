//! Carries out agreed releases when they are due by the database's clock.

use std::time::Duration;

use shared::releases::{Release, ReleaseState};

use super::{
    amend::amend,
    record,
    rehearse::{is_as_agreed, own_keepers},
    store,
};
use crate::{
    app::App,
    db::{self, Db},
    http::Problem,
    log::Write,
    proof::{Author, Authority},
    timer,
};

const LOOK: Duration = Duration::from_secs(1);

/// Carries out each release when it is due, until the server stops.
pub(crate) async fn leave_in_time(app: App) {
    timer::every(LOOK, &app.stop, "a release that is due waits", || leave_due(&app.db)).await;
}

async fn leave_due(db: &Db) -> Result<(), db::Error> {
    let mut connection = db.own().await?;
    while store::is_due(&connection).await? {
        let mut write = Write::on(&mut connection, Author::operator("timer:releases")).await?;
        // Another server may have carried it out since.
        let Some(release) = store::due(&write.tx, write.at).await? else { return Ok(()) };
        leave(&mut write, release).await?;
        write.commit().await?;
    }
    Ok(())
}

/// Carries out one release, or records why it failed.
async fn leave(write: &mut Write<'_>, mut release: Release) -> Result<(), db::Error> {
    let office = Some(release.office);
    write.author =
        Author { office, actor: format!("release:{}", release.id), authority: Authority::Everybody };
    let is_same = write.current(super::thing(&release.asked)).await?.etag() == release.version;
    let mark = write.mark().await?;
    let left = match is_same {
        false => Err("the thing was changed after the release was requested".to_owned()),
        true => apply(write, &release).await.map_err(|problem| problem.told()),
    };
    if left.is_err() {
        write.back_to(mark).await?;
    }
    release.state = if left.is_ok() { ReleaseState::Left } else { ReleaseState::Failed };
    release.failed_because = left.err();
    store::put(&write.tx, &release).await?;
    record(write, &release).await
}

/// Applies a release, unless it would tell the public something that its two people did not agree to.
async fn apply(write: &mut Write<'_>, release: &Release) -> Result<(), Problem> {
    amend(write, release.office, &release.asked).await?;
    if !is_as_agreed(release, &write.told()) {
        return Err(Problem::invalid_field(
            "",
            "must show what it showed when it was requested, but that was changed",
        ));
    }
    let thing = super::thing(&release.asked);
    if let Some(now) = write.exposure(thing).await? {
        own_keepers(write, thing, now, release.office).await?;
    }
    Ok(())
}
