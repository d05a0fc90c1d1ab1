//! Shows a release to the offices.

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
    let release = store::get(&write.tx, id).await?.expect("the release is in its table");
    let document = db::json(&release);
    let (sort_key, visibility) = (format!("{:.6}", release.asked_at), Visibility::open(Audience::Office));
    write.show(Resource::Releases.with(id), &sort_key, visibility, |_| Some(document.clone())).await
}
