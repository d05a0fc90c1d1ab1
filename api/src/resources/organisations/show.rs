//! Shows an organisation to its audience, or only the fact that it was merged into another one.

use serde_json::json;
use shared::{
    audience::{Audience, Visibility},
    organisations::Organisation,
    resource::Resource,
};
use uuid::Uuid;

use super::store;
use crate::{
    db,
    log::{Shown, Write},
};

/// Only the offices still see an organisation that was merged into another one.
pub(crate) async fn show(write: &mut Write<'_>, id: Uuid) -> Result<Shown, db::Error> {
    let organisation = get(write, id).await?;
    let thing = Resource::Organisations.with(id);
    let visibility = match organisation.merged_into {
        Some(_) => Visibility::open(Audience::Office),
        None => write.visibility(thing, organisation.head.audience).await?,
    };
    let document = db::json(&organisation);
    write.show(thing, &organisation.head.name.to_lowercase(), visibility, |_| Some(document.clone())).await
}

/// Shows that an organisation was merged, to its last readers among those of the organisation that it was merged into.
pub(crate) async fn show_merge(write: &mut Write<'_>, id: Uuid) -> Result<Shown, db::Error> {
    let merged = get(write, id).await?;
    let into = merged.merged_into.expect("the organisation was merged");
    let kept = get(write, into).await?;
    let visibility = write.visibility(Resource::Organisations.with(into), kept.head.audience).await?;
    let visibility = visibility.narrowed_by(Visibility::open(merged.head.audience));
    let merge = json!({"id": id, "into": into});
    write.show(Resource::Merges.with(id), "", visibility, |_| Some(merge.clone())).await
}

async fn get(write: &Write<'_>, id: Uuid) -> Result<Organisation, db::Error> {
    Ok(store::get(&write.tx, id).await?.expect("the organisation is in its table"))
}
