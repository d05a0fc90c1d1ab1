//! Shows a call to its audience.

use shared::resource::Resource;
use uuid::Uuid;

use super::store;
use crate::{
    db,
    log::{Shown, Write},
};

pub(crate) async fn show(write: &mut Write<'_>, id: Uuid) -> Result<Shown, db::Error> {
    let call = store::get(&write.tx, id).await?.expect("the call is in its table");
    let thing = Resource::Calls.with(id);
    let visibility = write.visibility(thing, call.head.audience).await?;
    let document = db::json(&call);
    write.show(thing, &call.head.slug, visibility, |_| Some(document.clone())).await
}
