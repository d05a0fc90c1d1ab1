//! Schedules in the database.

use deadpool_postgres::GenericClient;
use shared::schedules::Schedule;
use uuid::Uuid;

use crate::db;

pub(crate) async fn get(client: &impl GenericClient, pledge: Uuid) -> Result<Option<Schedule>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- schedules::get
            select pledge, office, plan
            from schedules
            where pledge = $1",
        &[&pledge],
    )
    .await?;
    let schedule = |row: tokio_postgres::Row| Schedule {
        pledge: row.get("pledge"),
        office: row.get("office"),
        plan: db::read(&row, "plan"),
    };
    Ok(row.map(schedule))
}

/// Sets the schedule of a pledge.
pub(crate) async fn put(client: &impl GenericClient, schedule: &Schedule) -> Result<(), db::Error> {
    let Schedule { pledge, office, plan } = schedule;
    db::run(
        client,
        "-- schedules::put
            insert into schedules (pledge, office, audience, plan)
            values ($1, $2, $3, $4)
            on conflict on constraint schedules_pkey
            do update set office = excluded.office, audience = excluded.audience, plan = excluded.plan",
        &[pledge, office, &plan.audience, &db::json(plan)],
    )
    .await?;
    Ok(())
}
