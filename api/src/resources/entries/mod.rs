//! Entries: the dated, evidenced steps of a pledge. Append-only.

pub(crate) mod store;

use jiff::{Zoned, tz::TimeZone};
use serde_json::json;
use shared::{
    audience::Audience,
    embargo::VisibleFrom,
    entries::{Entry, EntryKind, NewEntry, check_links},
    page::Page as Listed,
    problem::FieldError,
};
use uuid::Uuid;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Editor, Reader},
    db,
    http::{
        Answer, Problem, Route,
        body::{self, Posted},
        get_or_head,
        problem::OnConstraint,
        query, route,
    },
    log::{List, Write},
    resources::pledges,
    rest::{
        as_of::{AsOf, AsOfParameter},
        list::{self, Page, Paging},
        once::{self, Begun},
        thing,
    },
};

pub(crate) use store::Stored;

const LIST: List = List { resource: "entries", newest_first: false, by_making: false };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "pledges" / Uuid / "entries");
    let one = path!("v1" / "pledges" / Uuid / "entries" / Uuid);
    vec![
        route::<__path_list_entries, _, _>(
            all.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<Page>())
                .and(app::with(app))
                .then(list_entries),
        ),
        route::<__path_create_entry, _, _>(
            all.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewEntry>())
                .and(app::with(app))
                .then(create_entry),
        ),
        route::<__path_get_entry, _, _>(
            one.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_entry),
        ),
    ]
}

/// List the entries of a pledge
#[utoipa::path(
    get, path = "/v1/pledges/{pledge}/entries", tag = "entries", security((), ("key" = [])),
    params(("pledge" = Uuid, Path, description = "Id of the pledge."), Paging),
    responses((status = 200, description = "A page of entries, in the order in which they happened.", body = Listed<Entry>))
)]
async fn list_entries(pledge: Uuid, reader: Reader, page: Page, app: App) -> Answer {
    thing::find(&app, &reader, "pledges", pledge, &page.as_of).await?;
    let filter = list::Filter { matching: json!({"pledge": pledge}), ..list::Filter::default() };
    list::list(&app, &reader, LIST, &format!("/v1/pledges/{pledge}/entries"), filter, &page).await
}

/// Post an entry
///
/// One dated, evidenced step of a pledge. It is never changed. A mistake is superseded by an entry that names it
/// and takes its place, or taken back by a `reversal` that names it, in its own currency, and for no more than is
/// left of it. The pledges of an import take no other entries from an office than such.
#[utoipa::path(
    post, path = "/v1/pledges/{pledge}/entries", tag = "entries", security(("key" = [])),
    params(("pledge" = Uuid, Path, description = "Id of the pledge.")), request_body = NewEntry,
    responses((status = 201, description = "The entry.", body = Entry))
)]
async fn create_entry(pledge: Uuid, editor: Editor, posted: Posted<NewEntry>, app: App) -> Answer {
    let mut connection = app.db.writer(&editor).await?;
    let mut write = match once::begin(&mut connection, &editor, &posted).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(write) => write,
    };
    let head = pledges::store::get(&write.tx, pledge).await?.ok_or_else(Problem::not_found)?;
    // What an import says is nobody's to add to, and every office's to correct.
    let corrects = posted.new.supersedes.is_some() || posted.new.reverses.is_some();
    if head.office.is_some() || !corrects {
        editor.owns(head.office)?;
    }
    let file = pledges::store::file(&write.tx, pledge).await?;
    let now = now(&write, file.time_zone.as_deref());
    let before = store::of_pledge(&write.tx, pledge).await?;
    let before: Vec<Entry> = before.into_iter().map(|stored| stored.entry).collect();
    check(&posted.new, file.audience(), &now, &before)?;
    let id = Uuid::new_v4();
    let entry = Entry::new(id, pledge, Some(editor.office), posted.new.clone());
    let entry = Stored::new(write.at, entry);
    store::insert(&write.tx, &entry).await.on_constraint(refused)?;
    record(&mut write, &entry, file.seen_by).await?;
    pledges::show(&mut write, pledge).await?;
    let location = format!("/v1/pledges/{pledge}/entries/{id}");
    once::finish(&app, write, &editor, &posted, location, ("entries", id)).await
}

/// Read an entry
#[utoipa::path(
    get, path = "/v1/pledges/{pledge}/entries/{id}", tag = "entries", security((), ("key" = [])),
    params(AsOfParameter, ("pledge" = Uuid, Path, description = "Id of the pledge."), ("id" = Uuid, Path)),
    responses((status = 200, description = "The entry.", body = Entry))
)]
async fn get_entry(pledge: Uuid, id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get_of_pledge(&app, &reader, "entries", id, pledge, &as_of).await
}

/// What a new entry may not say, given its pledge, the time, and the entries that there are.
fn check(entry: &NewEntry, pledge: Audience, now: &Zoned, before: &[Entry]) -> Result<(), Problem> {
    let errors = complaints(entry, pledge, now, before);
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

/// The same, as complaints: an import has no request to refuse.
pub(crate) fn complaints(
    entry: &NewEntry,
    pledge: Audience,
    now: &Zoned,
    before: &[Entry],
) -> Vec<FieldError> {
    let mut errors = check_links(entry, before);
    let mut complain = |pointer, detail| errors.push(FieldError::new(pointer, detail));
    if entry.audience < pledge {
        complain("/audience", "is wider than the pledge's own");
    }
    let is_payment = matches!(entry.kind, EntryKind::Disbursement | EntryKind::Receipt);
    if is_payment && entry.value_date.is_some_and(|date| date.earliest() > now.date()) {
        complain("/value_date", "is in the future: money that is still to come is no disbursement");
    }
    // Nobody learns of an entry that is not visible yet by one that names it.
    let opens = |entry: &NewEntry| entry.visible_from.as_ref().map_or(now.timestamp(), VisibleFrom::instant);
    let named = [entry.follows, entry.supersedes, entry.reverses];
    let mut named = before.iter().filter(|before| named.contains(&Some(before.id)));
    if named.any(|named| opens(&named.step) > opens(entry).max(now.timestamp())) {
        complain("/visible_from", "is before that of an entry that this one names");
    }
    errors
}

/// What time it is at the office, by the database's clock.
pub(crate) fn now(write: &Write<'_>, time_zone: Option<&str>) -> Zoned {
    let zone = time_zone.and_then(|zone| TimeZone::get(zone).ok()).unwrap_or(TimeZone::UTC);
    write.at.to_zoned(zone)
}

fn refused(constraint: &str) -> Option<Problem> {
    refusal(constraint).map(|(pointer, detail)| Problem::invalid_field(pointer, detail))
}

/// The field that a constraint is about, and the rule in words.
pub(crate) fn refusal(constraint: &str) -> Option<(&'static str, &'static str)> {
    Some(match constraint {
        "entries_reversal_fits" | "entries_reverses_known" => {
            ("/reverses", "is no entry of this pledge, in this currency, that can be taken back")
        }
        "entries_reversal_within_entry" => {
            ("/amount", "is more than is left of the entry that it takes back")
        }
        "entries_superseded_once" | "entries_supersedes_fits" => {
            ("/supersedes", "is no entry of this pledge and kind whose place can be taken")
        }
        "entries_reversal_same_audience" => ("/audience", "is not that of the entry that it takes back"),
        _ => return None,
    })
}

/// Appends an entry to the log and shows it to whom it is for, and anew the one whose place it takes.
pub(crate) async fn record(write: &mut Write<'_>, entry: &Stored, pledge: Audience) -> Result<(), db::Error> {
    write.append("entries", entry.entry.id, entry.entry.step.audience, entry).await?;
    show(write, entry, pledge).await?;
    let Some(superseded) = entry.entry.step.supersedes else { return Ok(()) };
    show_one(write, superseded, pledge).await
}

/// Shows an entry anew, of which something was said.
pub(crate) async fn show_one(write: &mut Write<'_>, id: Uuid, pledge: Audience) -> Result<(), db::Error> {
    match store::get(&write.tx, id).await? {
        Some(entry) => show(write, &entry, pledge).await,
        None => Ok(()),
    }
}

/// Shows an entry to nobody for whom its pledge is not, each piece of evidence to whom it is for.
pub(crate) async fn show(write: &mut Write<'_>, stored: &Stored, pledge: Audience) -> Result<(), db::Error> {
    let Stored { made_at, entry, .. } = stored;
    let audience = stored.seen_by.max(pledge);
    let sort_key = format!("{} {} {made_at:.6}", entry.pledge, entry.step.date.earliest());
    let seen = |reader: Audience| {
        if !reader.may_read(audience) {
            return None;
        }
        let mut entry = entry.clone();
        entry.step.evidence.retain(|piece| reader.may_read(piece.audience.unwrap_or(audience)));
        entry.step.report.take_if(|report| !reader.may_read(report.audience));
        entry.standing = stored.standing(reader);
        Some(db::json(&entry))
    };
    write.show("entries", entry.id, &sort_key, seen).await
}
