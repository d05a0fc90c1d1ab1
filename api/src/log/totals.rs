//! The number of things in a list: counted once, and cached until the audience's feed grows.

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

/// The most cached counts.
const KEPT: usize = 10_000;

/// The query and the position of the feed. A new line may also change the past, so any line invalidates a count.
#[derive(PartialEq, Eq, Hash)]
struct Counted {
    audience: Audience,
    resource: Resource,
    narrowed_by: String,
    as_of: Option<i64>,
    head: i64,
}

/// The cached counts.
#[derive(Default)]
pub struct Totals(Mutex<HashMap<Counted, i64>>);

impl Totals {
    /// The number of things in a list.
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
        // Every entry is complete, so a panic elsewhere cannot leave a wrong one.
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
