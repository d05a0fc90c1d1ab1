//! How many things a list has: counted once, and known until the audience's feed moves on.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use deadpool_postgres::GenericClient;
use shared::{audience::Audience, resource::Resource};

use super::{
    feed,
    read::{self, List, Query},
};
use crate::db;

/// How many counts are known at most.
const KEPT: usize = 10_000;

/// What was counted, and where the feed was: whatever moves it may change the past of who reads it, too.
#[derive(PartialEq, Eq, Hash)]
struct Counted {
    audience: Audience,
    resource: Resource,
    narrowed_by: String,
    as_of: Option<i64>,
    head: i64,
}

/// The counts that are known.
#[derive(Default)]
pub struct Totals(Mutex<HashMap<Counted, i64>>);

impl Totals {
    /// How many things a list has.
    pub async fn of(
        &self,
        client: &impl GenericClient,
        list: List,
        query: &Query<'_>,
    ) -> Result<i64, db::Error> {
        let head = feed::heads(client).await?[query.audience as usize];
        let (audience, resource, as_of) = (query.audience, list.resource, query.as_of);
        let narrowed_by = format!("{} {:?}", query.matching, query.conditions);
        let counted = Counted { audience, resource, narrowed_by, as_of, head };
        // Every entry is whole, so a panic elsewhere spoils nothing.
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(total) = known().get(&counted) {
            return Ok(*total);
        }
        let total = read::count(client, list, query).await?;
        let mut known = known();
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(counted, total);
        Ok(total)
    }
}
