//! Shows a fund to its audience.

use shared::resource::Resource;
use uuid::Uuid;

use super::store;
use crate::{
    db,
    log::{Shown, Write},
};

pub(crate) async fn show(write: &mut Write<'_>, id: Uuid) -> Result<Shown, db::Error> {
    let fund = store::get(&write.tx, id).await?.expect("the fund is in its table");
    let thing = Resource::Funds.with(id);
    let visibility = write.visibility(thing, fund.head.audience).await?;
    let document = db::json(&fund);
    write.show(thing, &fund.head.name.to_lowercase(), visibility, |_| Some(document.clone())).await
}
