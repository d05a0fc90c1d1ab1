//! Shows an office to everybody.

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
    let office = store::get(&write.tx, id).await?.expect("the office is in its table");
    let document = db::json(&office);
    let visibility = Visibility::open(Audience::Public);
    write.show(Resource::Offices.with(id), &office.head.slug, visibility, |_| Some(document.clone())).await
}
