//! Erases a person, a contact or a member, and reports the erased and the remaining parts.

use shared::{
    erasures::{Erasable, ErasedPart, Erasure, ErasureState, RemainingPart},
    people::NewPerson,
    resource::Thing,
};
use uuid::Uuid;

use super::{member, record, store};
use crate::{
    db,
    log::{States, Write},
    resources::{contacts, people},
    rest::once,
};

/// The report of an erasure so far, and the logged things that it ends.
#[derive(Default)]
pub(super) struct Report {
    pub(super) things: Vec<Thing>,
    erased: Vec<ErasedPart>,
    remains: Vec<RemainingPart>,
}

impl Report {
    /// Counts an erased part.
    pub(super) fn erased(&mut self, what: &str, count: usize) {
        let count = count as u64;
        match self.erased.iter_mut().find(|part| part.what == what) {
            Some(part) => part.count += count,
            None if count > 0 => self.erased.push(ErasedPart { what: what.to_owned(), count }),
            None => {}
        }
    }

    /// States that a part remains.
    pub(super) fn remains(&mut self, what: &str, why: &str) {
        self.remains.push(RemainingPart { what: what.to_owned(), why: why.to_owned() });
    }
}

/// Erases the thing of an erasure, and records the erasure as done.
pub(super) async fn erase(write: &mut Write<'_>, mut erasure: Erasure) -> Result<(), db::Error> {
    let mut report = Report::default();
    let id = erasure.asked.thing;
    match erasure.asked.resource {
        Erasable::People => person(write, id, &mut report).await?,
        Erasable::Contacts => contact(write, id, &mut report).await?,
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

async fn person(write: &Write<'_>, id: Uuid, report: &mut Report) -> Result<(), db::Error> {
    let person = people::store::hold(&write.tx, id).await?.expect("the person exists");
    let NewPerson { name, email, .. } = &person.head;
    report.erased("name", usize::from(!name.is_empty()));
    report.erased("e-mail address", usize::from(email.is_some()));
    report.erased("working keys, now revoked", person.keys.len());
    people::store::update(&write.tx, id, &person.head.leaving()).await?;
    for (what, count) in people::store::forget(&write.tx, id).await? {
        report.erased(what, usize::try_from(count).unwrap_or(usize::MAX));
    }
    report.remains(
        "the id, office, role and language, and the instants of arrival and departure",
        "the office shows who could act for it and when; the id leads to no name",
    );
    report.remains(
        "ids of the person and their keys in the log",
        "the log says who wrote each line and who agreed to it; the ids lead to no name",
    );
    Ok(())
}

/// Erases a contact, which is in no log and no feed.
pub(super) async fn contact(write: &Write<'_>, id: Uuid, report: &mut Report) -> Result<(), db::Error> {
    contacts::store::delete(&write.tx, id).await?;
    let requests = once::forget(&write.tx, &[contacts::location(id)]).await?;
    report.erased("contacts", 1);
    report.erased("stored requests and responses", usize::try_from(requests).unwrap_or(usize::MAX));
    Ok(())
}
