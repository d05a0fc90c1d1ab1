//! Updates each audience's view of one thing. If nothing changed for an audience, its feed gets no line: a hidden
//! write must not be noticeable.

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use serde_json::{Value, json};
use shared::{
    audience::{Audience, Visibility},
    resource::Thing,
};

use super::{Mode, Write, chain};
use crate::db;

/// One audience's new line of its feed.
struct Line {
    audience: Audience,
    position: i64,
    at: Timestamp,
    document: Option<Value>,
    previous_hash: Vec<u8>,
    hash: Vec<u8>,
}

/// The change for a thing's readers after a refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// No audience saw it before.
    First,
    /// An audience newly sees it, or no longer sees it.
    Moved,
    /// The same audiences see it as before, perhaps with other content.
    There,
}

/// Each audience's view of a thing.
pub struct Current([Option<(Value, String)>; 4]);

impl Current {
    /// The document that an audience sees.
    pub fn document(&self, audience: Audience) -> Option<&Value> {
        self.0[audience as usize].as_ref().map(|(document, _)| document)
    }

    fn shown(&self, now: impl Fn(Audience) -> bool) -> Shown {
        if self.0.iter().all(Option::is_none) {
            return Shown::First;
        }
        let is_moved = |audience| self.document(audience).is_some() != now(audience);
        if Audience::ALL.into_iter().any(is_moved) { Shown::Moved } else { Shown::There }
    }
}

impl Write<'_> {
    /// Reads each audience's view of a thing, within this write.
    pub async fn seen(&self, thing: Thing) -> Result<Current, db::Error> {
        let rows = db::rows(
            &self.tx,
            "-- log::seen
            select audience, document, sort_key
            from views
            where audience = any(enum_range(null::audience))
              and resource = $1
              and id = $2
              and to_position is null",
            &[&thing.resource, &thing.id],
        )
        .await?;
        let mut current = Current(Default::default());
        for row in rows {
            current.0[row.get::<_, Audience>("audience") as usize] =
                Some((row.get("document"), row.get("sort_key")));
        }
        Ok(current)
    }

    /// Sets the document that each audience sees of a thing: `None` for audiences outside its visibility.
    /// `sort_key` places the thing in its lists.
    pub async fn show(
        &mut self,
        thing: Thing,
        sort_key: &str,
        visibility: Visibility,
        document: impl Fn(Audience) -> Option<Value>,
    ) -> Result<Shown, db::Error> {
        let before = self.seen(thing).await?;
        let now = Audience::ALL.map(|reader| document(reader).filter(|_| visibility.is_shown_to(reader)));
        if let Mode::Rehearsing(rehearsal) = &mut self.mode {
            let differs = |audience: &Audience| {
                let seen = before.0[*audience as usize].as_ref();
                let seen = seen.map(|(document, sort_key)| (document, sort_key.as_str()));
                seen != now[*audience as usize].as_ref().map(|document| (document, sort_key))
            };
            rehearsal.note(thing, Audience::ALL.into_iter().find(differs));
            return Ok(Shown::There);
        }
        let shown = before.shown(|audience| now[audience as usize].is_some());
        let changed = Audience::ALL.into_iter().zip(now);
        let changed = changed.filter(|(audience, now)| now.as_ref() != before.document(*audience));
        let (audiences, documents): (Vec<Audience>, Vec<Option<Value>>) = changed.unzip();
        self.begin_showing(&audiences).await?;
        let lines = audiences.into_iter().zip(documents);
        let lines: Vec<Line> = lines.map(|(audience, now)| self.line(audience, thing, now)).collect();
        if !lines.is_empty() {
            self.write_lines(&lines, thing, sort_key).await?;
        }
        Ok(shown)
    }

    fn line(&mut self, audience: Audience, thing: Thing, document: Option<Value>) -> Line {
        let head = &self.feeds[audience as usize];
        let (position, previous_hash) = (head.position + 1, head.hash.clone());
        let at = self.shown_at[audience as usize].expect("an audience's instant is fixed before its lines");
        let line = json!({
            "audience": audience, "position": position, "at": at, "resource": thing.resource,
            "id": thing.id,
            "operation": if document.is_some() { "put" } else { "tombstone" },
            "document_hash": document.as_ref().map(|document| HEXLOWER.encode(&chain::hash(document))),
            "previous_hash": HEXLOWER.encode(&previous_hash),
        });
        let hash = chain::hash(&line);
        self.feeds[audience as usize] = chain::Head { position, hash: hash.clone() };
        Line { audience, position, at, document, previous_hash, hash }
    }

    /// Closes the current versions and opens the new ones.
    async fn write_lines(&self, lines: &[Line], thing: Thing, sort_key: &str) -> Result<(), db::Error> {
        let audiences: Vec<Audience> = lines.iter().map(|line| line.audience).collect();
        let positions: Vec<i64> = lines.iter().map(|line| line.position).collect();
        let instants: Vec<Timestamp> = lines.iter().map(|line| line.at).collect();
        let documents: Vec<&Option<Value>> = lines.iter().map(|line| &line.document).collect();
        let previous_hashes: Vec<&[u8]> = lines.iter().map(|line| &line.previous_hash[..]).collect();
        let hashes: Vec<&[u8]> = lines.iter().map(|line| &line.hash[..]).collect();
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
        db::run(
            &self.tx,
            "-- log::open
            insert into views
              (audience, from_position, to_position, at, resource, id, sort_key, document, previous_hash, hash)
            select line.audience, line.position,
              case when line.document is null then line.position end,
              line.at, $1, $2, $3, line.document, line.previous_hash, line.hash
            from unnest($4::audience[], $5::bigint[], $6::timestamptz[], $7::jsonb[], $8::bytea[], $9::bytea[])
              as line (audience, position, at, document, previous_hash, hash)",
            &[
                &thing.resource,
                &thing.id,
                &sort_key,
                &audiences,
                &positions,
                &instants,
                &documents,
                &previous_hashes,
                &hashes,
            ],
        )
        .await?;
        Ok(())
    }
}
