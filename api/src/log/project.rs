//! Brings what each audience sees of one thing up to date. Where nothing changed for an audience, its
//! feed does not move: that is what keeps a hidden write from being felt.

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use shared::audience::Audience;
use uuid::Uuid;

use super::{Mode, Write, chain};
use crate::db;

/// One audience's new line of its feed.
struct Line {
    audience: Audience,
    position: i64,
    document: Option<Value>,
    previous_hash: Vec<u8>,
    hash: Vec<u8>,
}

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
        let current = db::rows(
            &self.tx,
            "-- log::current
            select audience.audience::text as audience, document, sort_key,
              exists (select from embargoes where resource = $1 and id = $2) as is_embargoed
            from unnest(enum_range(null::audience)) as audience (audience)
            left join views on views.audience = audience.audience
              and resource = $1
              and id = $2
              and to_position is null",
            &[&resource, &id],
        )
        .await?;
        let row_of = |audience: Audience| {
            let row = current.iter().find(|row| row.get::<_, &str>("audience") == audience.as_str());
            row.expect("each audience has a row")
        };
        // Until its embargo ends, a thing is for the offices.
        let is_embargoed: bool = row_of(Audience::Office).get("is_embargoed");
        let document =
            |audience: Audience| document(audience).filter(|_| audience == Audience::Office || !is_embargoed);
        if let Mode::Rehearsing(rehearsal) = &mut self.mode {
            let differs = |audience: &Audience| {
                let row = row_of(*audience);
                let seen = row.get::<_, Option<Value>>("document").map(|seen| (seen, row.get("sort_key")));
                seen != document(*audience).map(|document| (document, sort_key))
            };
            rehearsal.note(resource, id, Audience::ALL.into_iter().find(differs));
            return Ok(());
        }
        let mut lines = Vec::new();
        for audience in Audience::ALL {
            let now = document(audience);
            let before: Option<Value> = row_of(audience).get("document");
            if now != before {
                lines.push(self.line(audience, resource, id, now));
            }
        }
        if lines.is_empty() {
            return Ok(());
        }
        self.write_lines(&lines, resource, id, sort_key).await
    }

    fn line(&mut self, audience: Audience, resource: &str, id: Uuid, document: Option<Value>) -> Line {
        let head = &self.feeds[audience as usize];
        let (position, previous_hash) = (head.position + 1, head.hash.clone());
        let line = json!({
            "audience": audience, "position": position, "at": self.at, "resource": resource, "id": id,
            "operation": if document.is_some() { "put" } else { "tombstone" },
            "document_hash": document.as_ref().map(|document| HEXLOWER.encode(&chain::hash(document))),
            "previous_hash": HEXLOWER.encode(&previous_hash),
        });
        let hash = chain::hash(&line);
        self.feeds[audience as usize] = chain::Head { position, hash: hash.clone() };
        Line { audience, position, document, previous_hash, hash }
    }

    /// Closes the versions that were current and opens the new ones.
    async fn write_lines(
        &self,
        lines: &[Line],
        resource: &str,
        id: Uuid,
        sort_key: &str,
    ) -> Result<(), db::Error> {
        let audiences: Vec<&str> = lines.iter().map(|line| line.audience.as_str()).collect();
        let positions: Vec<i64> = lines.iter().map(|line| line.position).collect();
        let documents: Vec<&Option<Value>> = lines.iter().map(|line| &line.document).collect();
        let previous_hashes: Vec<&[u8]> = lines.iter().map(|line| &line.previous_hash[..]).collect();
        let hashes: Vec<&[u8]> = lines.iter().map(|line| &line.hash[..]).collect();
        db::run(
            &self.tx,
            "-- log::close
            update views
            set to_position = line.position
            from unnest($3::text[], $4::bigint[]) as line (audience, position)
            where views.audience = line.audience::audience
              and views.resource = $1
              and views.id = $2
              and views.to_position is null",
            &[&resource, &id, &audiences, &positions],
        )
        .await?;
        db::run(
            &self.tx,
            "-- log::open
            insert into views
              (audience, from_position, to_position, at, resource, id, sort_key, document, previous_hash, hash)
            select line.audience::audience, line.position,
              case when line.document is null then line.position end,
              $1, $2, $3, $4, line.document, line.previous_hash, line.hash
            from unnest($5::text[], $6::bigint[], $7::jsonb[], $8::bytea[], $9::bytea[])
              as line (audience, position, document, previous_hash, hash)",
            &[&self.at, &resource, &id, &sort_key, &audiences, &positions, &documents, &previous_hashes, &hashes],
        )
        .await?;
        Ok(())
    }
}
