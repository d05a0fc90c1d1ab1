//! Members: an organisation's dated membership of the alliance, and how much of it is shown.

mod consent;
mod counts;
mod hiding;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    date::PartialDate,
    fields::{Body, Fields},
    languages::ByLanguage,
    organisations::OrganisationName,
    problem::FieldError,
};

pub use consent::{Consent, ConsentGiven};
pub use counts::{
    Classification, Counted, Held, MemberBreakdown, MemberCell, MemberCounts, Members, MembersBy, Snapshot,
    snapshot,
};
pub use hiding::MemberValue;

/// How much of a membership is shown outside the offices, as the member consented. The widest listing sorts
/// first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Listing {
    /// In the list with all details, and in the counts.
    Full,
    /// In the list by name only, and in the counts.
    NameOnly,
    /// In the counts, but in no list.
    CountOnly,
    /// In no list and in no count.
    Hidden,
}

impl Listing {
    /// Every listing, widest first.
    pub const ALL: [Self; 4] = [Self::Full, Self::NameOnly, Self::CountOnly, Self::Hidden];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::NameOnly => "name_only",
            Self::CountOnly => "count_only",
            Self::Hidden => "hidden",
        }
    }
}

/// A place where a member works, by name. An exact location is never requested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    /// ISO 3166-1 alpha-2.
    #[cfg_attr(feature = "openapi", schema(example = "PS", pattern = "^[A-Z]{2}$"))]
    pub country: String,
    /// Name of a town, or of a wider area if a town would reveal too much.
    #[cfg_attr(feature = "openapi", schema(example = "East Jerusalem", max_length = 100))]
    pub name: String,
    /// Its name in other languages, by BCP 47 tag.
    #[serde(default, skip_serializing_if = "ByLanguage::is_empty")]
    pub names: ByLanguage<String>,
}

impl Body for Place {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        fields.require("country");
        let country = fields.country("country");
        let name = fields.text("name", 100);
        let names = fields.texts_by_language("names", 100);
        Some(Self { country: country?, name: name?, names })
    }
}

/// A member. Of a member listed by name only, readers outside the offices get just `id`, `organisation`,
/// `sample` and `listing`. Once an end date is set they get nothing, because its dates are not theirs to
/// know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    pub id: Uuid,
    /// The office that maintains this membership; absent on an import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<Uuid>,
    pub organisation: OrganisationName,
    pub listing: Listing,
    /// Whether this is invented for illustration rather than a fact.
    pub sample: bool,
    /// Fields of work, such as `cross-border` or `shared-society`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(example = json!(["cross-border"])))]
    pub categories: Vec<String>,
    /// Places where the member works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<PartialDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<PartialDate>,
    /// Consent to the listing. Only offices read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
}

impl Member {
    /// Whether it is a member on a day, as far as known.
    pub fn is_current(&self, on: Date) -> bool {
        is_current(self.since, self.until, on)
    }
}

fn is_current(since: Option<PartialDate>, until: Option<PartialDate>, on: Date) -> bool {
    since.is_none_or(|since| since.earliest() <= on) && until.is_none_or(|until| until.latest() >= on)
}

/// A membership as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewMember {
    /// Id of the member organisation.
    pub organisation: Uuid,
    pub listing: Listing,
    /// Whether this is invented for illustration rather than a fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// Fields of work, as lower-case words with hyphens.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = json!(["cross-border"])))]
    pub categories: Vec<String>,
    /// Places where the member works, coarse enough to put nobody at risk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// First year, month or day. An organisation's memberships must not overlap, whichever exact days are
    /// meant.
    pub since: Option<PartialDate>,
    /// Last year, month or day.
    pub until: Option<PartialDate>,
    /// The member's consent to this listing. Required unless `hidden`. A wider listing needs a new consent,
    /// with another date or other evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
}

impl NewMember {
    /// Whether it is a member on a day, as far as known.
    pub fn is_current(&self, on: Date) -> bool {
        is_current(self.since, self.until, on)
    }

    /// Complaints about this membership as the next state of another, if any. Nobody is shown or counted
    /// without consent, and a wider listing needs a new consent. A listing from before consents were stored
    /// stays until it is changed.
    pub fn complaints(&self, before: Option<&Self>) -> Vec<FieldError> {
        let stays = before.is_some_and(|before| before.consent.is_none() && before.listing == self.listing);
        let is_missing = self.listing != Listing::Hidden && self.consent.is_none() && !stays;
        let given = |member: &Self| {
            member.consent.as_ref().map(|consent| (consent.given_on, consent.evidence.clone()))
        };
        let is_for_less =
            before.is_some_and(|before| self.listing < before.listing && given(self) == given(before));
        let wrong = match (is_missing, is_for_less) {
            (true, _) => Some("is required unless `listing` is hidden"),
            (false, true) => Some("must be new for a wider listing, with another date or other evidence"),
            (false, false) => None,
        };
        wrong.map(|wrong| FieldError::new("/consent", wrong)).into_iter().collect()
    }
}

impl Body for NewMember {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let organisation = fields.required("organisation");
        let listing = fields.required("listing");
        let sample = fields.or_default("sample");
        let categories = fields.texts("categories", 20);
        let plain = |name: &String| {
            !name.is_empty()
                && name.len() <= 60
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        if !categories.iter().all(plain) {
            fields.complain("categories", "must be lower-case words with hyphens, such as cross-border");
        }
        let places = fields.each("places");
        let since: Option<PartialDate> = fields.optional("since");
        let until: Option<PartialDate> = fields.optional("until");
        if let (Some(since), Some(until)) = (since, until)
            && until.earliest() < since.earliest()
        {
            fields.complain("until", "must not be before `since`");
        }
        let consent: Option<Consent> = fields.object("consent");
        let is_withdrawn = consent.as_ref().is_some_and(|consent| consent.withdrawn_on.is_some());
        if is_withdrawn && listing.is_some_and(|listing| listing != Listing::Hidden) {
            fields.complain(
                "listing",
                "must be `hidden` because the consent was withdrawn: hide it in the same change, or give a new \
                 consent",
            );
        }
        Some(Self {
            organisation: organisation?,
            listing: listing?,
            sample,
            categories,
            places,
            since,
            until,
            consent,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::fields;

    fn member(more: Value) -> Value {
        let mut body = json!({
            "organisation": Uuid::nil(), "listing": "full",
            "consent": {"given_on": "2020", "by": "the board", "how": "letter"},
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    }

    fn wrong(more: Value) -> Vec<String> {
        let read = fields::read::<NewMember>(&member(more));
        read.err().unwrap_or_default().into_iter().map(|error| error.pointer).collect()
    }

    #[test]
    fn a_withdrawn_consent_requires_a_hidden_listing() {
        let withdrawn =
            json!({"given_on": "2020", "by": "the board", "how": "form", "withdrawn_on": "2021-03"});
        for listing in ["full", "name_only", "count_only"] {
            assert_eq!(wrong(json!({"listing": listing, "consent": withdrawn})), ["#/listing"], "{listing}");
        }
        assert!(wrong(json!({"listing": "hidden", "consent": withdrawn})).is_empty());
    }

    #[test]
    fn a_consent_cannot_be_withdrawn_before_it_is_given() {
        let consent = json!({"given_on": "2020", "by": "the board", "how": "form", "withdrawn_on": "2019"});
        assert_eq!(wrong(json!({"listing": "hidden", "consent": consent})), ["#/consent/withdrawn_on"]);
    }

    #[test]
    fn only_hidden_and_older_listings_need_no_consent() {
        let read = |more| fields::read::<NewMember>(&member(more)).expect("a good body");
        let (old, hidden) = (read(json!({"consent": null})), json!({"listing": "hidden", "consent": null}));
        assert_eq!(old.complaints(None).len(), 1);
        assert_eq!(read(hidden).complaints(None), []);
        assert_eq!(read(json!({"consent": null, "since": "2020"})).complaints(Some(&old)), []);
        assert_eq!(read(json!({"consent": null, "listing": "count_only"})).complaints(Some(&old)).len(), 1);
        assert_eq!(old.complaints(Some(&read(json!({})))).len(), 1, "a stored consent cannot be removed");
    }

    #[test]
    fn a_place_has_a_country_and_no_coordinates() {
        let places = json!([{"name": "Ramallah"}, {"country": "PS", "name": "", "latitude": 31.9}]);
        let pointers = wrong(json!({"places": places}));
        assert_eq!(pointers, ["#/places/0/country", "#/places/1/name", "#/places/1/latitude"]);
    }
}
