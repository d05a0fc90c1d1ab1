//! `?as_of=`: the state as it was known at an instant. The answer has the same bytes at any later time. A future
//! instant is refused, and a read of the present moment waits for writes that show its reader something.

use deadpool_postgres::GenericClient;
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};
use shared::audience::Audience;
use utoipa::IntoParams;

use crate::http::{Parameters, Problem, Query, query::documented};
use crate::log::read::{self, Moment};

/// The requested instant; `None` means now.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AsOf {
    /// The state as it was known at this instant (RFC 3339), or at the end of this day (ISO 8601, UTC).
    /// Default: now.
    #[param(value_type = Option<String>, example = "2026-11-24T10:05:00Z")]
    as_of: Option<Asked>,
}

#[derive(Clone, Debug)]
struct Asked {
    /// The text as written.
    text: String,
    at: Timestamp,
}

impl Query for AsOf {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        let asked = Self::written(parameters.text("as_of"));
        asked.unwrap_or_else(|complaint| {
            parameters.complain("as_of", complaint);
            Self::default()
        })
    }
}

impl AsOf {
    /// For pages that accept any other setting. A number from another time than requested would be wrong, so these
    /// pages also refuse a bad instant.
    pub(crate) fn of(text: Option<String>) -> Result<Self, Problem> {
        Self::written(text).map_err(|complaint| Problem::bad_parameter("as_of", complaint))
    }

    fn written(text: Option<String>) -> Result<Self, &'static str> {
        let Some(text) = text else { return Ok(Self::default()) };
        let at = instant(&text)
            .ok_or("must be an instant, such as 2026-11-24T10:05:00Z, or a day, such as 2026-11-24")?;
        Ok(Self { as_of: Some(Asked { text, at }) })
    }

    /// The text as written, for the path of a next page.
    pub(crate) fn text(&self) -> Option<&String> {
        self.as_of.as_ref().map(|asked| &asked.text)
    }

    /// Whether that instant is not after this one.
    pub(crate) fn has_been(&self, now: Timestamp) -> bool {
        self.as_of.as_ref().is_none_or(|asked| asked.at <= now)
    }

    /// The day of that instant (UTC).
    pub(crate) fn day(&self) -> Option<Date> {
        self.as_of.as_ref().map(|asked| asked.at.to_zoned(TimeZone::UTC).date())
    }

    /// The position of the reader's feed then; `None` means now.
    pub(crate) async fn moment(
        &self,
        client: &impl GenericClient,
        audience: Audience,
    ) -> Result<Option<Moment>, Problem> {
        let Some(Asked { at, .. }) = self.as_of else { return Ok(None) };
        let moment = read::moment(client, audience, at).await?;
        let future = || Problem::bad_parameter("as_of", "must not be in the future");
        moment.map(Some).ok_or_else(future)
    }
}

fn instant(text: &str) -> Option<Timestamp> {
    // jiff would read `2026-11-24T10:05+02:00` as a day too.
    if text.len() == 10 {
        let next =
            text.parse::<Date>().ok()?.checked_add(1.day()).ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
        return next.checked_sub(SignedDuration::from_micros(1)).ok();
    }
    // PostgreSQL's instants begin with year 1, and nothing was known before.
    text.parse().ok().filter(|at: &Timestamp| at.to_zoned(TimeZone::UTC).year() > 0)
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn a_day_is_read_as_its_last_microsecond() {
        for (text, instant_of) in [
            ("2026-02-28", Some("2026-02-28T23:59:59.999999Z")),
            ("2026-11-24T10:05:00Z", Some("2026-11-24T10:05:00Z")),
            ("2026-11-24T12:05:00+02:00", Some("2026-11-24T10:05:00Z")),
            ("2026-11-24T10:05:00", None),
            ("2026-11", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(instant(text).map(|at| at.to_string()).as_deref(), instant_of, "{text}");
        }
    }
}
