//! Erases people and contacts, which are in no log and no feed.

use shared::people::NewPerson;
use uuid::Uuid;

use super::report::Report;
use crate::{
    db,
    log::Write,
    resources::{contacts, people},
    rest::once,
};

/// Erases a person's name, address, mark and mails, and revokes their keys.
pub(super) async fn person(write: &Write<'_>, id: Uuid, report: &mut Report) -> Result<(), db::Error> {
    let person = people::store::hold(&write.tx, id).await?.expect("the person exists");
    let NewPerson { name, email, .. } = &person.head;
    report.erased("name", usize::from(!name.is_empty()));
    report.erased("e-mail address", usize::from(email.is_some()));
    report.erased("working keys, now revoked", person.keys.len());
    people::store::update(&write.tx, id, &person.head.leaving(), None).await?;
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

/// Erases a contact.
pub(super) async fn contact(write: &Write<'_>, id: Uuid, report: &mut Report) -> Result<(), db::Error> {
    contacts::store::delete(&write.tx, id).await?;
    let requests = once::forget(&write.tx, &[contacts::location(id)]).await?;
    report.erased("contacts", 1);
    report.erased("stored requests and responses", usize::try_from(requests).unwrap_or(usize::MAX));
    Ok(())
}
