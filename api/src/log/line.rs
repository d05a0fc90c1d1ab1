//! Writes the new lines of the feeds, and destroys what they withdraw.

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use serde_json::Value;
use shared::{
    audience::Audience,
    changes::{Change, EPOCH, FeedLine, Operation},
    resource::{Resource, Thing},
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{Write, chain};
use crate::db;

/// One audience's new line of its feed.
pub(super) struct Line {
    audience: Audience,
    position: i64,
    at: Timestamp,
    document: Option<Value>,
    withdraws: Vec<i64>,
    salt: Vec<u8>,
    /// The random part of the salt, if the line does not say which thing it withdraws.
    nameless: Option<Vec<u8>>,
    commitment: Vec<u8>,
    previous_hash: Vec<u8>,
    hash: Vec<u8>,
}

impl Write<'_> {
    /// The next line of an audience's feed.
    pub(super) fn line(
        &mut self,
        audience: Audience,
        thing: Thing,
        document: Option<Value>,
        withdraws: Vec<i64>,
    ) -> Result<Line, db::Error> {
        let operation = match (&document, withdraws.is_empty()) {
            (Some(_), _) => Operation::Put,
            (None, true) => Operation::Tombstone,
            (None, false) => Operation::Withdraw,
        };
        let random = chain::salt()?;
        let is_named = operation != Operation::Withdraw;
        let (salt, nameless) = if is_named {
            (random, None)
        } else {
            (chain::salt_of(&random, thing.resource.into(), thing.id), Some(random))
        };
        let at = self.shown_at[audience as usize].expect("an audience's instant is fixed before its lines");
        let head = &mut self.feeds[audience as usize];
        let (position, previous_hash) = (head.position + 1, std::mem::take(&mut head.hash));
        let change = Change {
            position,
            at,
            resource: is_named.then(|| thing.resource.to_string()),
            id: is_named.then_some(thing.id),
            operation,
            withdraws,
        };
        let mut line = FeedLine {
            audience,
            epoch: EPOCH,
            change,
            document,
            salt: None,
            commitment: String::new(),
            previous_hash: HEXLOWER.encode(&previous_hash),
            hash: String::new(),
        };
        let commitment = chain::commitment(&salt, &line.content());
        line.commitment = HEXLOWER.encode(&commitment);
        let hash = chain::hash(&line.hashed());
        *head = chain::Head { position, hash: hash.clone() };
        let FeedLine { change: Change { withdraws, .. }, document, .. } = line;
        Ok(Line {
            audience,
            position,
            at,
            document,
            withdraws,
            salt,
            nameless,
            commitment,
            previous_hash,
            hash,
        })
    }

    /// Closes the current versions, opens the new ones, and destroys the content that the lines withdraw.
    pub(super) async fn write_lines(
        &self,
        lines: &[Line],
        thing: Thing,
        sort_key: &str,
    ) -> Result<(), db::Error> {
        let audiences: Vec<Audience> = lines.iter().map(|line| line.audience).collect();
        let positions: Vec<i64> = lines.iter().map(|line| line.position).collect();
        db::run(
            &self.tx,
            "-- log::close
            update views
            set to_position = line.position
            from unnest($3::audience[], $4::bigint[]) as line (audience, position)
            where views.audience = line.audience
              and views.resource = $1
              and views.id = $2
              and views.to_position is null",
            &[&thing.resource, &thing.id, &audiences, &positions],
        )
        .await?;
        let instants: Vec<Timestamp> = lines.iter().map(|line| line.at).collect();
        let named: Vec<bool> = lines.iter().map(|line| line.nameless.is_none()).collect();
        let documents: Vec<&Option<Value>> = lines.iter().map(|line| &line.document).collect();
        let withdraws: Vec<String> = lines.iter().map(|line| array(&line.withdraws)).collect();
        let salts: Vec<&[u8]> = lines.iter().map(|line| &line.salt[..]).collect();
        let commitments: Vec<&[u8]> = lines.iter().map(|line| &line.commitment[..]).collect();
        let previous_hashes: Vec<&[u8]> = lines.iter().map(|line| &line.previous_hash[..]).collect();
        let hashes: Vec<&[u8]> = lines.iter().map(|line| &line.hash[..]).collect();
        db::run(
            &self.tx,
            "-- log::open
            insert into views
              (audience, from_position, to_position, at, resource, id, sort_key, document, withdraws, salt,
               commitment, previous_hash, hash)
            select line.audience, line.position,
              case when line.document is null then line.position end,
              line.at, case when is_named then $2 end, case when is_named then $3::uuid end,
              case when is_named then $4 end, line.document, line.withdraws::bigint[], line.salt, line.commitment,
              line.previous_hash, line.hash
            from unnest($5::audience[], $6::bigint[], $1::timestamptz[], $7::bool[], $8::jsonb[], $9::text[], $10::bytea[],
                $11::bytea[], $12::bytea[], $13::bytea[])
              as line (audience, position, at, is_named, document, withdraws, salt, commitment, previous_hash, hash)",
            &[
                &instants,
                &thing.resource,
                &thing.id,
                &sort_key,
                &audiences,
                &positions,
                &named,
                &documents,
                &withdraws,
                &salts,
                &commitments,
                &previous_hashes,
                &hashes,
            ],
        )
        .await?;
        for line in lines.iter().filter(|line| !line.withdraws.is_empty()) {
            self.withdraw(line, thing).await?;
        }
        Ok(())
    }

    /// Destroys the content of the lines that a line withdraws.
    async fn withdraw(&self, line: &Line, thing: Thing) -> Result<(), db::Error> {
        if let Some(salt) = &line.nameless {
            db::run(
                &self.tx,
                "-- log::withdrawal
                insert into withdrawals (audience, position, resource, id, salt)
                values ($1, $2, $3, $4, $5)",
                &[&line.audience, &line.position, &thing.resource, &thing.id, salt],
            )
            .await?;
        }
        db::run(
            &self.tx,
            "-- log::withdraw
            update views
            set to_position = from_position, resource = null, id = null, sort_key = null, document = null,
              withdraws = '{}', salt = null
            where audience = $1
              and from_position = any($2)
              and salt is not null",
            &[&line.audience, &line.withdraws],
        )
        .await?;
        Ok(())
    }

    /// The positions to withdraw from an audience as it sees a thing from now on. A thing that disappears leaves the
    /// past too. Where people could be at risk, the past also loses each version that said more than today's.
    pub(super) async fn to_withdraw(
        &self,
        audience: Audience,
        thing: Thing,
        now: Option<&Value>,
    ) -> Result<Vec<i64>, db::Error> {
        // The offices keep everything, until it is erased.
        let keeps_past = audience == Audience::Office || !thing.resource.tells_of_people();
        if now.is_some() && keeps_past {
            return Ok(Vec::new());
        }
        // The merged organisation leaves the past with the last that told of it.
        let also = (thing.resource == Resource::Merges && now.is_none()).then_some(Resource::Organisations);
        let resources: Vec<Resource> = [thing.resource].into_iter().chain(also).collect();
        let rows = db::rows(
            &self.tx,
            "-- log::earlier
            select from_position, document, withdraws
            from views
            where audience = $1
              and resource = any($2)
              and id = $3",
            &[&audience, &resources, &thing.id],
        )
        .await?;
        let merged = if now.is_some() { self.merged(audience, &rows).await? } else { HashMap::new() };
        let stays = |row: &&Row| match (row.get("document"), now) {
            (_, None) => false,
            (None, _) => true,
            (Some(earlier), Some(now)) => says(now, &earlier, &merged),
        };
        let gone = rows.iter().filter(|row| !stays(row));
        // A line that is withdrawn no longer says what it withdrew itself, so the new line repeats it.
        let mut positions: Vec<i64> = gone
            .flat_map(|row| [vec![row.get("from_position")], row.get::<_, Vec<i64>>("withdraws")].concat())
            .collect();
        positions.sort_unstable();
        positions.dedup();
        Ok(positions)
    }

    /// The organisations in some documents that this audience knows to be merged, and those that they are part of now.
    async fn merged(
        &self,
        audience: Audience,
        documents: &[Row],
    ) -> Result<HashMap<String, String>, db::Error> {
        let mut ids = Vec::new();
        for row in documents {
            row.get::<_, Option<Value>>("document").iter().for_each(|document| ids_in(document, &mut ids));
        }
        let rows = db::rows(
            &self.tx,
            "-- log::merged
            select id::text as id, document ->> 'into' as kept
            from views
            where audience = $1
              and resource = 'merges'
              and id = any($2)
              and to_position is null",
            &[&audience, &ids],
        )
        .await?;
        Ok(rows.iter().map(|row| (row.get("id"), row.get("kept"))).collect())
    }
}

/// Whether a document says everything that an earlier one said. An organisation that was merged goes by the other's id.
fn says(now: &Value, earlier: &Value, merged: &HashMap<String, String>) -> bool {
    match (now, earlier) {
        (Value::Object(now), Value::Object(earlier)) => {
            earlier.iter().all(|(name, earlier)| now.get(name).is_some_and(|now| says(now, earlier, merged)))
        }
        (Value::Array(now), Value::Array(earlier)) => {
            earlier.iter().all(|earlier| now.iter().any(|now| says(now, earlier, merged)))
        }
        (Value::String(now), Value::String(earlier)) => now == merged.get(earlier).unwrap_or(earlier),
        (now, earlier) => now == earlier,
    }
}

/// The ids in a document.
fn ids_in(document: &Value, ids: &mut Vec<Uuid>) {
    match document {
        Value::Object(fields) => fields.values().for_each(|value| ids_in(value, ids)),
        Value::Array(items) => items.iter().for_each(|value| ids_in(value, ids)),
        Value::String(text) => ids.extend(text.parse::<Uuid>().ok()),
        _ => {}
    }
}

/// An array as PostgreSQL writes it: arrays of several lengths do not fit in one parameter.
fn array(positions: &[i64]) -> String {
    let positions: Vec<String> = positions.iter().map(i64::to_string).collect();
    format!("{{{}}}", positions.join(","))
}
