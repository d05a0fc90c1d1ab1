//! Erases a person, a contact or a member, and records it.

use shared::erasures::{Erasable, Erasure, ErasureState};

use super::{member, outside, record, report::Report, store};
use crate::{
    db,
    log::{States, Write},
};

/// Erases the thing of an erasure, and records the erasure as done.
pub(super) async fn erase(write: &mut Write<'_>, mut erasure: Erasure) -> Result<(), db::Error> {
    let mut report = Report::default();
    let id = erasure.asked.thing;
    match erasure.asked.resource {
        Erasable::People => outside::person(write, id, &mut report).await?,
        Erasable::Contacts => outside::contact(write, id, &mut report).await?,
        Erasable::Members => member::erase(write, id, erasure.office, &mut report).await?,
    }
    let States { lines, unsalted } = write.states(&report.things).await?;
    report.erased("states in the log", lines.len());
    for thing in std::mem::take(&mut report.things) {
        write.end(thing).await?;
    }
    if unsalted > 0 {
        let what = format!("states in {unsalted} lines of the log");
        report.remains(
            &what,
            "an earlier release wrote these lines, and their hashes cover the states without a salt",
        );
    }
    report.remains("backups and dumps", "Accord cannot change them: delete those made before now");
    Report { erased: erasure.erased, remains: erasure.remains, .. } = report;
    (erasure.state, erasure.done_at, erasure.lines) = (ErasureState::Done, Some(write.at), lines);
    store::put(&write.tx, &erasure).await?;
    // The database empties only the lines that the log names as erased.
    record(write, &erasure).await?;
    write.empty(&erasure.lines).await
}
