//! People of an office, by the command line. They are in no log and in no view, so that a name and an address can
//! be forgotten.

use anyhow::{Context, Result, ensure};
use tokio_postgres::Config;
use uuid::Uuid;

use crate::{
    db::{self, Single},
    keys::Role,
    offices,
};

/// Makes a person of an office, who gets no key by that.
pub async fn create(config: &Config, office: &str, name: &str, role: Role) -> Result<Uuid> {
    ensure!(!name.trim().is_empty(), "a person has a name; initials will do");
    let client = Single::owner(config).get().await?;
    let known = offices::store::by_slug(&client, office).await?;
    let office =
        known.with_context(|| format!("there is no office `{office}`; `accord office list` names them"))?;
    let id = Uuid::new_v4();
    db::run(
        &client,
        "-- people::insert
            insert into people (id, office, name, role)
            values ($1, $2, $3, $4)",
        &[&id, &office.id, &name.trim(), &role.as_str()],
    )
    .await?;
    Ok(id)
}

/// Takes note that a person left: none of their keys works from now on, and their name is forgotten.
pub async fn leave(config: &Config, id: Uuid) -> Result<()> {
    let client = Single::owner(config).get().await?;
    let rows = db::run(
        &client,
        "-- people::leave
            update people
            set left_at = clock_timestamp(), name = '', email = null
            where id = $1
              and left_at is null",
        &[&id],
    )
    .await?;
    ensure!(rows == 1, "there is no person {id}, or they left before");
    Ok(())
}
