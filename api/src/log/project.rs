//! Brings what one audience sees of one thing up to date. Where nothing changed for an audience,
//! its feed does not move: that is what keeps a hidden write from being felt.

use serde_json::{Value, json};
use shared::audience::Audience;
use uuid::Uuid;

use super::{Write, chain};
use crate::db;

impl Write<'_> {
    /// Sets the document that each audience sees of a thing; `None` where it sees nothing.
    /// `sort_key` places the thing in its lists.
    pub async fn show(
        &mut self,
        resource: &str,
        id: Uuid,
        sort_key: &str,
        document: impl Fn(Audience) -> Option<Value>,
    ) -> Result<(), db::Error> {
        let current = self
            .tx
            .query(
                "-- log::current
                select audience::text as audience, from_position, document
                from views
                where resource = $1
                  and id = $2
                  and audience = any(enum_range(null::audience))
                  and to_position is null",
                &[&resource, &id],
            )
            .await?;
        for audience in Audience::ALL {
            let now = document(audience);
            let row = current.iter().find(|row| row.get::<_, &str>("audience") == audience.as_str());
            let before: Option<Value> = row.and_then(|row| row.get("document"));
            if now == before {
                continue;
            }
            let position = self.feeds[audience as usize].position + 1;
            if let Some(row) = row {
                self.close(audience, row.get("from_position"), position).await?;
            }
            self.open(audience, position, resource, id, sort_key, now).await?;
        }
        Ok(())
    }

    async fn close(&self, audience: Audience, from: i64, to: i64) -> Result<(), db::Error> {
        self.tx
            .execute(
                "-- log::close
                update views
                set to_position = $3
                where audience = $1::text::audience
                  and from_position = $2",
                &[&audience.as_str(), &from, &to],
            )
            .await?;
        Ok(())
    }

    async fn open(
        &mut self,
        audience: Audience,
        position: i64,
        resource: &str,
        id: Uuid,
        sort_key: &str,
        document: Option<Value>,
    ) -> Result<(), db::Error> {
        let head = &self.feeds[audience as usize];
        let line = json!({
            "audience": audience, "position": position, "at": self.at, "resource": resource, "id": id,
            "operation": if document.is_some() { "put" } else { "tombstone" },
            "document": document, "previous_hash": chain::hex(&head.hash),
        });
        let hash = chain::hash(&line);
        let over = document.is_none().then_some(position);
        self.tx
            .execute(
                "-- log::open
                insert into views
                  (audience, from_position, to_position, at, resource, id, sort_key, document, previous_hash, hash)
                values ($1::text::audience, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                &[
                    &audience.as_str(),
                    &position,
                    &over,
                    &self.at,
                    &resource,
                    &id,
                    &sort_key,
                    &document,
                    &head.hash,
                    &hash,
                ],
            )
            .await?;
        self.feeds[audience as usize] = chain::Head { position, hash };
        Ok(())
    }
}
