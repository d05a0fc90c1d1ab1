//! Shows a membership as its organisation consented.

use shared::{
    audience::Audience,
    members::{Listing, Member},
    resource::Resource,
};
use uuid::Uuid;

use super::{Stored, store};
use crate::{
    db,
    log::{Shown, Write},
    resources::organisations,
};

/// Shows a membership only to readers of its organisation, and as much of it as its listing allows.
pub(crate) async fn show(write: &mut Write<'_>, id: Uuid) -> Result<Shown, db::Error> {
    let Stored { office, head, .. } =
        store::get(&write.tx, id).await?.expect("the membership is in its table");
    let organisation = organisations::store::get(&write.tx, head.organisation).await?;
    let organisation = organisation.expect("members_organisation_known holds");
    let of = Resource::Organisations.with(organisation.id);
    let visibility = write.visibility(of, organisation.head.audience).await?;
    let sort_key = organisation.head.name.to_lowercase();
    let whole = Member {
        id,
        office,
        organisation: organisation.named(),
        listing: head.listing,
        sample: head.sample,
        categories: head.categories.clone(),
        places: head.places.clone(),
        since: head.since,
        until: head.until,
        consent: head.consent.clone(),
    };
    let full = Member { consent: None, ..whole.clone() };
    let by_name = Member {
        office: None,
        categories: Vec::new(),
        places: Vec::new(),
        since: None,
        until: None,
        ..full.clone()
    };
    let seen = |reader: Audience| match (reader, head.listing) {
        (Audience::Office, _) => Some(db::json(&whole)),
        (_, Listing::Full) => Some(db::json(&full)),
        // A listing by name shows the member, but never that a membership ended.
        (_, Listing::NameOnly) if head.until.is_none() => Some(db::json(&by_name)),
        (_, Listing::NameOnly | Listing::CountOnly | Listing::Hidden) => None,
    };
    write.show(Resource::Members.with(id), &sort_key, visibility, seen).await
}
