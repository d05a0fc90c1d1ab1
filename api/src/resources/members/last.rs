//! The member counts that were published last, shown to everybody as they were published.

use serde::{Deserialize, Serialize};
use shared::{
    audience::{Audience, Visibility},
    members::{Held, Snapshot},
    resource::Resource,
};
use uuid::Uuid;

use crate::{
    db,
    log::{Shown, Write},
};

/// There is only one published count.
pub(super) const ID: Uuid = Uuid::from_u128(1);

/// The published counts, as in the log.
#[derive(Serialize, Deserialize)]
pub(super) struct State {
    #[serde(flatten)]
    pub(super) shown: Snapshot,
    /// The exact counts behind them, which nobody reads. Absent in counts published by earlier releases.
    #[serde(default)]
    pub(super) held: Option<Held>,
}

/// Shows the counts that were published last, as they were published.
pub(crate) async fn show(write: &mut Write<'_>) -> Result<Shown, db::Error> {
    let Some(state) = last(write).await? else { return Ok(Shown::There) };
    let visibility = Visibility::open(Audience::Public);
    write.show(Resource::MemberCounts.with(ID), "", visibility, |_| Some(db::json(&state.shown))).await
}

pub(super) async fn last(write: &Write<'_>) -> Result<Option<State>, db::Error> {
    let row = db::row_or_none(
        &write.tx,
        "-- members::published_state
        select state
        from changes
        where resource = 'member_counts'
          and id = $1
        order by seq desc
        limit 1",
        &[&ID],
    )
    .await?;
    Ok(row.map(|row| db::read(&row, "state")))
}
