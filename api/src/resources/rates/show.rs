//! Shows a day's rates to everybody.

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
    let day = store::get(&write.tx, id).await?.expect("the day is in its table");
    let document = db::json(&day);
    let (sort_key, visibility) = (format!("{} {}", day.date, day.series), Visibility::open(Audience::Public));
    write.show(Resource::Rates.with(id), &sort_key, visibility, |_| Some(document.clone())).await
}
