//! Members: an organisation's dated belonging to the alliance, and how much of it is shown to whom.

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

/// How much of a membership is shown outside the offices, as the member consented. The widest is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Listing {
    /// In the list, with everything, and in the counts.
    Full,
    /// In the list by name only, and in the counts.
    NameOnly,
    /// In the count and in no list.
    CountOnly,
    /// In neither.
    Hidden,
}

impl Listing {
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

/// Where a member works: a place by its name. Where exactly is never asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    /// ISO 3166-1 alpha-2.
    #[cfg_attr(feature = "openapi", schema(example = "PS", pattern = "^[A-Z]{2}$"))]
    pub country: String,
    /// A town, or something wider where a town would tell too much.
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

/// A member. Of one that is listed by name only, readers outside the offices get `id`,
/// `organisation`, `sample` and `listing` alone, and nothing once an end is set: since when and until when
/// is not theirs to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    pub id: Uuid,
    /// The office that keeps this membership; absent on an import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<Uuid>,
    pub organisation: OrganisationName,
    pub listing: Listing,
    /// Whether this is invented for illustration and no fact.
    pub sample: bool,
    /// What the member works on, as data: `cross-border`, `shared-society` and others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(example = json!(["cross-border"])))]
    pub categories: Vec<String>,
    /// Where it works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<PartialDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<PartialDate>,
    /// Only offices read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
}

impl Member {
    /// Whether it belongs on a day, as far as is known.
    pub fn is_current(&self, on: Date) -> bool {
        is_current(self.since, self.until, on)
    }
}

fn is_current(since: Option<PartialDate>, until: Option<PartialDate>, on: Date) -> bool {
    since.is_none_or(|since| since.earliest() <= on) && until.is_none_or(|until| until.latest() >= on)
}

/// A membership as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewMember {
    /// Id of the organisation that belongs.
    pub organisation: Uuid,
    pub listing: Listing,
    /// Whether this is invented for illustration and no fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// Lower-case words with hyphens.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = json!(["cross-border"])))]
    pub categories: Vec<String>,
    /// Where the member works; coarse enough to put nobody at risk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// First year, month or day. An organisation's memberships do not overlap, whatever day that was.
    pub since: Option<PartialDate>,
    /// Last year, month or day.
    pub until: Option<PartialDate>,
    /// How it is known that the member wants to be shown or counted so. Required but where it is `hidden`; a wider
    /// listing needs another one, given on another date or with other evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
}

impl NewMember {
    /// Whether it belongs on a day, as far as is known.
    pub fn is_current(&self, on: Date) -> bool {
        is_current(self.since, self.until, on)
    }

    /// What is wrong with it as what comes after a membership, if there was one: nobody is shown or counted
    /// without consent, nor more widely by a consent to less, but what was so before consent was kept stays until it
    /// is changed.
    pub fn complaints(&self, before: Option<&Self>) -> Vec<FieldError> {
        let stays = before.is_some_and(|before| before.consent.is_none() && before.listing == self.listing);
        let is_missing = self.listing != Listing::Hidden && self.consent.is_none() && !stays;
        let given = |member: &Self| {
            member.consent.as_ref().map(|consent| (consent.given_on, consent.evidence.clone()))
        };
        let is_for_less =
            before.is_some_and(|before| self.listing < before.listing && given(self) == given(before));
        let wrong = match (is_missing, is_for_less) {
            (true, _) => Some("is required: only `hidden` goes without"),
            (false, true) => {
                Some("is to a narrower listing: give the new one, with another date or evidence")
            }
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
            fields.complain(
                "categories",
                "has one that is not a lower-case word with hyphens, such as cross-border",
            );
        }
        let places = fields.each("places");
        let since: Option<PartialDate> = fields.optional("since");
        let until: Option<PartialDate> = fields.optional("until");
        if let (Some(since), Some(until)) = (since, until)
            && until.earliest() < since.earliest()
        {
            fields.complain("until", "is before `since`");
        }
        let consent: Option<Consent> = fields.object("consent");
        let is_withdrawn = consent.as_ref().is_some_and(|consent| consent.withdrawn_on.is_some());
        if is_withdrawn && listing.is_some_and(|listing| listing != Listing::Hidden) {
            fields.complain(
                "listing",
                "is not `hidden` although the consent was withdrawn: hide it in the same change, or give the new \
                 consent that it rests on",
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
    fn a_withdrawn_consent_hides() {
        let withdrawn =
            json!({"given_on": "2020", "by": "the board", "how": "form", "withdrawn_on": "2021-03"});
        for listing in ["full", "name_only", "count_only"] {
            assert_eq!(wrong(json!({"listing": listing, "consent": withdrawn})), ["#/listing"], "{listing}");
        }
        assert!(wrong(json!({"listing": "hidden", "consent": withdrawn})).is_empty());
    }

    #[test]
    fn a_consent_is_not_withdrawn_before_it_was_given() {
        let consent = json!({"given_on": "2020", "by": "the board", "how": "form", "withdrawn_on": "2019"});
        assert_eq!(wrong(json!({"listing": "hidden", "consent": consent})), ["#/consent/withdrawn_on"]);
    }

    #[test]
    fn only_hidden_goes_without_consent_but_for_what_was_there_before_consent_was_kept() {
        let read = |more| fields::read::<NewMember>(&member(more)).expect("a good body");
        let (old, hidden) = (read(json!({"consent": null})), json!({"listing": "hidden", "consent": null}));
        assert_eq!(old.complaints(None).len(), 1);
        assert_eq!(read(hidden).complaints(None), []);
        assert_eq!(read(json!({"consent": null, "since": "2020"})).complaints(Some(&old)), []);
        assert_eq!(read(json!({"consent": null, "listing": "count_only"})).complaints(Some(&old)).len(), 1);
        assert_eq!(old.complaints(Some(&read(json!({})))).len(), 1, "consent that was kept is not lost");
    }

    #[test]
    fn a_place_is_a_name_in_a_country_and_no_point() {
        let places = json!([{"name": "Ramallah"}, {"country": "PS", "name": "", "latitude": 31.9}]);
        let pointers = wrong(json!({"places": places}));
        assert_eq!(pointers, ["#/places/0/country", "#/places/1/name", "#/places/1/latitude"]);
    }
}
