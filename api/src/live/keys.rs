//! The keys of open streams. Each is looked up again before a new line is told, and every second otherwise, so a stream
//! ends with its key.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use deadpool_postgres::GenericClient;
use tokio_util::sync::CancellationToken;

use crate::{db, proof::Key};

/// Each key as a stream began with it, and the stream's token. Either side may cancel the token.
#[derive(Default)]
pub(super) struct Keys(Mutex<Vec<(Key, CancellationToken)>>);

impl Keys {
    /// A token that is cancelled once the key no longer proves the same.
    pub(super) fn watch(&self, key: Key) -> CancellationToken {
        let token = CancellationToken::new();
        self.open().push((key, token.clone()));
        token
    }

    /// Ends the streams whose key is revoked or expired, whose person has left, or whose role has changed.
    pub(super) async fn check(&self, client: &impl GenericClient) -> Result<(), db::Error> {
        let ids: HashSet<String> = {
            let mut open = self.open();
            open.retain(|(_, token)| !token.is_cancelled());
            open.iter().map(|(key, _)| key.id.clone()).collect()
        };
        if ids.is_empty() {
            return Ok(());
        }
        let rows = db::rows(
            client,
            "-- live::keys
                select keys.id, keys.audience, keys.office, keys.person, keys.role, people.role as most
                from keys
                left join people on people.id = keys.person
                where keys.id = any($1)
                  and keys.expires_at > clock_timestamp()
                  and keys.revoked_at is null
                  and people.left_at is null",
            &[&Vec::from_iter(&ids)],
        )
        .await?;
        let keys = rows.iter().map(Key::of).map(|key| (key.id.clone(), key));
        let keys: HashMap<String, Key> = keys.collect();
        for (key, token) in self.open().iter().filter(|(key, _)| ids.contains(&key.id)) {
            if keys.get(&key.id) != Some(key) {
                token.cancel();
            }
        }
        Ok(())
    }

    fn open(&self) -> MutexGuard<'_, Vec<(Key, CancellationToken)>> {
        // The list is whole between any two statements that change it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
