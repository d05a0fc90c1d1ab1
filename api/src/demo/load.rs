//! Reads the demo's files by the API's own rules, and writes them in one transaction.

use std::collections::HashMap;

use anyhow::{Context, Result, anyhow};
use serde_json::Value;
use shared::{
    calls::Call,
    entries::{Entry, NewEntry},
    fields::{self, Body},
    funds::Fund,
    offices::Office,
    organisations::Organisation,
};
use tokio_postgres::Config;
use uuid::Uuid;

use crate::{
    db::Single,
    log::Write,
    proof::Author,
    resources::{calls, entries, funds, members, offices, organisations, pledges, positions, updates},
};

/// Ids of items, by the key that other files use.
type Ids = HashMap<String, Uuid>;

/// The short names of the demo's offices.
pub(super) fn office_slugs() -> impl Iterator<Item = String> {
    records(include_str!("../../demo/offices.json")).into_iter().map(|mut office| take(&mut office, "slug"))
}

pub(super) async fn load(config: &Config) -> Result<()> {
    let mut connection = Single::owner(config).get().await?;
    let author = Author::operator("command:demo");
    let mut write = Write::on(&mut connection, author).await?;
    let mut ids = Ids::new();
    for record in records(include_str!("../../demo/offices.json")) {
        let office = Office { id: Uuid::new_v4(), head: read(record)? };
        offices::store::insert(&write.tx, &office).await?;
        offices::record(&mut write, &office).await?;
        ids.insert(office.head.slug, office.id);
    }
    for mut record in records(include_str!("../../demo/organisations.json")) {
        let key = take(&mut record, "key");
        ids.insert(key, organisation(&mut write, record).await?);
    }
    for mut record in records(include_str!("../../demo/funds.json")) {
        let key = take(&mut record, "key");
        let fund = Fund { id: Uuid::new_v4(), office: None, head: read(record)? };
        funds::store::insert(&write.tx, &fund).await?;
        funds::record(&mut write, &fund).await?;
        ids.insert(key, fund.id);
    }
    for record in records(include_str!("../../demo/pledges.json")) {
        pledge(&mut write, record, &ids).await?;
    }
    for mut record in records(include_str!("../../demo/updates.json")) {
        let office = id(&ids, &take(&mut record, "office"))?;
        for tie in record.get_mut("ties").and_then(Value::as_array_mut).into_iter().flatten() {
            tie["id"] = id(&ids, &take(tie, "id"))?.to_string().into();
        }
        let update = updates::Stored {
            id: Uuid::new_v4(),
            office,
            posted_at: write.at,
            text: read(record)?,
            is_embargoed: false,
        };
        updates::store::insert(&write.tx, &update).await?;
        updates::record(&mut write, &update).await?;
    }
    for mut record in records(include_str!("../../demo/calls.json")) {
        let office = id(&ids, &take(&mut record, "office"))?;
        let call = Call { id: Uuid::new_v4(), office, head: read(record)? };
        calls::store::insert(&write.tx, &call).await?;
        calls::record(&mut write, &call).await?;
        ids.insert(format!("call {}", call.head.slug), call.id);
    }
    for mut record in records(include_str!("../../demo/positions.json")) {
        let office = id(&ids, &take(&mut record, "office"))?;
        let call = id(&ids, &format!("call {}", take(&mut record, "call")))?;
        let position = Uuid::new_v4();
        let stored = positions::Stored::new(write.at, position, call, office, read(record)?);
        positions::store::insert(&write.tx, &stored).await?;
        positions::record(&mut write, &stored).await?;
    }
    for mut record in records(include_str!("../../demo/members.json")) {
        let mut head = record["member"].take();
        head["organisation"] =
            organisation(&mut write, record["organisation"].take()).await?.to_string().into();
        let member = members::Stored { id: Uuid::new_v4(), office: None, head: read(head)? };
        members::store::insert(&write.tx, &member).await?;
        members::record(&mut write, &member).await?;
        organisations::discretion::keep(&mut write, member.head.organisation).await?;
    }
    write.commit().await?;
    Ok(())
}

async fn organisation(write: &mut Write<'_>, record: Value) -> Result<Uuid> {
    let organisation =
        Organisation { id: Uuid::new_v4(), office: None, merged_into: None, head: read(record)? };
    organisations::store::insert(&write.tx, &organisation).await?;
    organisations::record(write, &organisation).await?;
    Ok(organisation.id)
}

async fn pledge(write: &mut Write<'_>, mut record: Value, ids: &Ids) -> Result<()> {
    take(&mut record, "key");
    let office = Some(id(ids, &take(&mut record, "office"))?);
    let steps = record["entries"].take();
    record.as_object_mut().context("a record is an object")?.remove("entries");
    for name in ["fund", "donor"] {
        record[name] = id(ids, &take(&mut record, name))?.to_string().into();
    }
    let pledge = pledges::Stored { id: Uuid::new_v4(), made_at: write.at, office, head: read(record)? };
    pledges::store::insert(&write.tx, &pledge).await?;
    pledges::record(write, &pledge).await?;
    let mut steps_by_key = Ids::new();
    for step in steps.as_array().context("entries are a list")? {
        let mut step = step.clone();
        let key = step.as_object_mut().and_then(|step| step.remove("key"));
        if let Some(before) = step["follows"].as_str() {
            step["follows"] = id(&steps_by_key, before)?.to_string().into();
        }
        let step: NewEntry = read(step)?;
        let entry = Entry::new(Uuid::new_v4(), pledge.id, office, step);
        if let Some(Value::String(key)) = key {
            steps_by_key.insert(key, entry.id);
        }
        let entry = entries::Stored::new(write.at, entry);
        entries::store::insert(&write.tx, &entry).await?;
        entries::record(write, &entry).await?;
    }
    Ok(())
}

/// The list in one of the demo's files.
fn records(text: &str) -> Vec<Value> {
    serde_json::from_str(text).expect("a file of our own is a list of JSON objects")
}

fn take(record: &mut Value, name: &str) -> String {
    let taken = record.as_object_mut().and_then(|record| record.remove(name));
    taken.as_ref().and_then(Value::as_str).expect("a file of our own names what it belongs to").to_owned()
}

fn id(ids: &Ids, key: &str) -> Result<Uuid> {
    ids.get(key).copied().with_context(|| format!("nothing is called `{key}`"))
}

fn read<T: Body>(record: Value) -> Result<T> {
    fields::read(&record).map_err(|errors| anyhow!("{record}: {} {}", errors[0].pointer, errors[0].detail))
}
