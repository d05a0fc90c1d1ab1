//! The filters of the list of updates.

use serde_json::json;
use shared::{
    date::PartialDate,
    fields::is_country,
    languages::is_tag,
    updates::{UpdateKind, UpdateState},
};
use utoipa::IntoParams;
use uuid::Uuid;

use super::store;
use crate::{
    http::{Parameters, Query, query::documented},
    rest::list,
};

/// The most characters of a search.
const LONGEST: usize = 200;

/// The filter of updates.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct UpdateFilter {
    /// Only updates with all of these words, in any language. A word matches the beginning of a word or
    /// another form of it. Accents, capitals, vowel points and the forms of Arabic letters do not matter.
    #[param(example = "budget", max_length = 200)]
    q: Option<String>,
    /// Only updates of this kind.
    #[param(example = "meeting")]
    kind: Option<UpdateKind>,
    /// Only of the office with this id.
    office: Option<Uuid>,
    /// Only updates in this state.
    #[param(example = "published")]
    state: Option<UpdateState>,
    /// Only updates about the thing with this id: a pledge, a fund, an organisation or a call.
    tie: Option<Uuid>,
    /// Only updates about this country (ISO 3166-1 alpha-2).
    #[param(example = "GB")]
    country: Option<String>,
    /// Only updates with a text under this BCP 47 tag.
    #[param(example = "ar")]
    language: Option<String>,
    /// Only updates that may have happened on this date or later (ISO 8601: a day, a month or a year). An
    /// update without a date counts by the day its event starts, or by the day it was posted (UTC).
    #[param(value_type = Option<String>, example = "2026-11-01")]
    from: Option<PartialDate>,
    /// Only updates that may have happened on this date or earlier.
    #[param(value_type = Option<String>, example = "2026-11")]
    until: Option<PartialDate>,
}

impl Query for UpdateFilter {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        let q = parameters.text("q");
        if q.as_ref().is_some_and(|q| q.chars().count() > LONGEST || !q.contains(char::is_alphanumeric)) {
            parameters.complain("q", &format!("must have a word, and at most {LONGEST} characters"));
        }
        let country = parameters.text("country");
        if country.as_ref().is_some_and(|code| !is_country(code)) {
            parameters.complain("country", "must be an ISO 3166-1 country code, such as GB");
        }
        let language = parameters.text("language");
        if language.as_ref().is_some_and(|tag| !is_tag(tag)) {
            parameters.complain("language", "must be a BCP 47 language tag, such as en or pt-BR");
        }
        Self {
            q,
            kind: parameters.optional("kind"),
            office: parameters.optional("office"),
            state: parameters.optional("state"),
            tie: parameters.optional("tie"),
            country,
            language,
            from: parameters.optional("from"),
            until: parameters.optional("until"),
        }
    }
}

impl UpdateFilter {
    /// The filter of the list.
    pub(super) fn of(self) -> list::Filter {
        let language = self.language.as_ref();
        let mut filter = list::Filter::default()
            .on("kind", self.kind.as_ref(), |kind| json!({"kind": kind}))
            .on("office", self.office.as_ref(), |office| json!({"office": office}))
            .on("state", self.state.as_ref(), |state| json!({"state": state}))
            .on("tie", self.tie.as_ref(), |id| json!({"ties": [{"id": id}]}))
            .on("country", self.country.as_ref(), |code| json!({"countries": [code]}))
            .on("language", language, |tag| json!({"texts": {(tag.as_str().unwrap_or_default()): {}}}));
        if let Some(q) = self.q {
            filter = filter.when("q", q.clone(), store::has_words(q));
        }
        if let Some(from) = self.from {
            filter = filter.when("from", from.to_string(), store::not_before(from.earliest().to_string()));
        }
        if let Some(until) = self.until {
            filter = filter.when("until", until.to_string(), store::not_after(until.latest().to_string()));
        }
        filter
    }
}
