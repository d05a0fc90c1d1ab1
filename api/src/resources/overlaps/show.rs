//! Shows an overlap only to readers of all its entries.

use shared::{
    audience::{Audience, Visibility},
    resource::Resource,
};
use uuid::Uuid;

use super::store;
use crate::{
    db,
    log::{Shown, Write},
};

pub(crate) async fn show(write: &mut Write<'_>, id: Uuid) -> Result<Shown, db::Error> {
    let overlap = store::get(&write.tx, id).await?.expect("the overlap is in its table");
    let thing = Resource::Overlaps.with(id);
    let own = write.visibility(thing, overlap.group.audience).await?;
    let facts = store::facts(&write.tx, &overlap.group.entries).await?;
    let entries = facts.into_iter().map(|facts| facts.visibility).reduce(Visibility::narrowed_by);
    let visibility = own.narrowed_by(entries.unwrap_or(Visibility::open(Audience::Office)));
    let document = db::json(&overlap);
    write.show(thing, &id.to_string(), visibility, |_| Some(document.clone())).await
}
