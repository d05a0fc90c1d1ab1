//! Read marks in the database.

use deadpool_postgres::GenericClient;
use jiff::civil::Date;
use shared::digest::{NewReadMark, ReadMark};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

/// How far a person has read or, without a person, the office's programs.
pub(crate) async fn read_mark(
    client: &impl GenericClient,
    office: Uuid,
    person: Option<Uuid>,
) -> Result<Option<ReadMark>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- digest::read_mark
            select position, read_at, day
            from read_marks
            where office = $1
              and person is not distinct from $2",
        &[&office, &person],
    )
    .await?;
    Ok(row.as_ref().map(mark))
}

/// Moves a mark forward, or back if requested, and returns the result.
pub(crate) async fn mark_read(
    client: &impl GenericClient,
    office: Uuid,
    person: Option<Uuid>,
    new: &NewReadMark,
    day: Date,
) -> Result<ReadMark, db::Error> {
    let row = db::row(
        client,
        "-- digest::mark_read
            insert into read_marks (office, person, position, day)
            values ($1, $2, $3, $5)
            on conflict on constraint read_marks_one do update
            set (position, read_at, day) = (
              select excluded.position, clock_timestamp(), excluded.day
              where $4 or excluded.position >= read_marks.position
              union all
              select read_marks.position, read_marks.read_at, read_marks.day
              where not $4 and excluded.position < read_marks.position
            )
            returning position, read_at, day",
        &[&office, &person, &new.position, &new.back, &day],
    )
    .await?;
    Ok(mark(&row))
}

fn mark(row: &Row) -> ReadMark {
    ReadMark { position: row.get("position"), read_at: row.get("read_at"), day: row.get("day") }
}
