//! Shows an erasure to the offices.

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
    let erasure = store::get(&write.tx, id).await?.expect("the erasure is in its table");
    let document = db::json(&erasure);
    let (sort_key, visibility) = (format!("{:.6}", erasure.asked_at), Visibility::open(Audience::Office));
    write.show(Resource::Erasures.with(id), &sort_key, visibility, |_| Some(document.clone())).await
}
