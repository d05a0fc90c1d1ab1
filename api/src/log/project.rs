//! Updates each audience's view of one thing. If nothing changed for an audience, its feed gets no line: a hidden
//! write must not be noticeable.

use serde_json::Value;
use shared::{
    audience::{Audience, Visibility},
    resource::{Resource, Thing},
};

use super::{Mode, Write};
use crate::db;

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
        self.public.note(thing, before.document(Audience::Public), now[Audience::Public as usize].as_ref());
        let shown = before.shown(|audience| now[audience as usize].is_some());
        // The offices' document says so. Its merge tells everybody else where it went.
        let is_merged = thing.resource == Resource::Organisations
            && document(Audience::Office).is_some_and(|document| !document["merged_into"].is_null());
        let mut lines = Vec::new();
        for (audience, now) in Audience::ALL.into_iter().zip(now) {
            let is_same = now.as_ref() == before.document(audience);
            // The merge of a thing may stay hidden from an audience that saw the thing.
            if is_same && (thing.resource != Resource::Merges || now.is_some()) {
                continue;
            }
            let gone = match is_merged {
                true => Vec::new(),
                false => self.to_withdraw(audience, thing, now.as_ref()).await?,
            };
            if !is_same || !gone.is_empty() {
                lines.push((audience, now, gone));
            }
        }
        if !lines.is_empty() {
            let audiences: Vec<Audience> = lines.iter().map(|(audience, ..)| *audience).collect();
            self.begin_showing(&audiences).await?;
            let lines = lines.into_iter().map(|(audience, now, gone)| self.line(audience, thing, now, gone));
            let lines: Vec<_> = lines.collect::<Result<_, _>>()?;
            self.write_lines(&lines, thing, sort_key).await?;
        }
        Ok(shown)
    }
}
