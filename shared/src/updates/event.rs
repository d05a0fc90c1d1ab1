//! When an event takes place: local times and their time zone. There is no tz database here: callers pass the
//! zone.

use std::{fmt, str::FromStr};

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    fmt::temporal::{Pieces, PiecesOffset},
    tz::{AmbiguousOffset, Offset, TimeZone},
};
use serde::{Deserialize, Serialize};

use crate::fields::{Body, Fields};

/// When an event takes place. Its times are local clock times, so that they stay right when a country changes
/// its summer time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Event {
    pub starts: LocalTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<LocalTime>,
    /// IANA time zone (tz database) of the place.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/London", max_length = 60))]
    pub zone: String,
}

impl Body for Event {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let starts = fields.required("starts");
        let ends = fields.optional("ends");
        let zone = fields.text("zone", 60);
        Some(Self { starts: starts?, ends, zone: zone? })
    }
}

impl Event {
    /// The instants of its start and end in a zone, or the wrong field and the complaint about it.
    pub fn instants(
        &self,
        zone: &TimeZone,
    ) -> Result<(Timestamp, Option<Timestamp>), (&'static str, &'static str)> {
        let starts = self.starts.instant(zone).map_err(|wrong| ("starts", wrong))?;
        let ends = self.ends.map(|ends| ends.instant(zone)).transpose().map_err(|wrong| ("ends", wrong))?;
        match ends {
            Some(ends) if ends < starts => Err(("ends", "must not be before `starts`")),
            _ => Ok((starts, ends)),
        }
    }
}

/// A date and a time of day, with the offset from UTC if it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    at: DateTime,
    offset: Option<Offset>,
}

impl LocalTime {
    fn instant(self, zone: &TimeZone) -> Result<Timestamp, &'static str> {
        let possible = match zone.to_ambiguous_timestamp(self.at).offset() {
            AmbiguousOffset::Unambiguous { offset } => [offset, offset],
            AmbiguousOffset::Fold { before, after } => [before, after],
            AmbiguousOffset::Gap { .. } => {
                return Err("must exist in its zone: the clocks skip this time");
            }
        };
        let offset = match self.offset {
            Some(offset) if possible.contains(&offset) => offset,
            Some(_) => return Err("must have an offset that its zone has at that time"),
            None if possible[0] == possible[1] => possible[0],
            None => {
                return Err("must have an offset: this time occurs twice in its zone");
            }
        };
        offset.to_timestamp(self.at).map_err(|_| "must be closer to the present")
    }
}

/// A text is not a local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("must be a local time, such as 2026-10-24T10:00, followed by +01:00 if it occurs twice")
    }
}

impl LocalTime {
    /// The local day.
    pub fn day(self) -> Date {
        self.at.date()
    }
}

impl FromStr for LocalTime {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let pieces = Pieces::parse(text).map_err(|_| NotATime)?;
        let time = pieces.time().ok_or(NotATime)?;
        let offset = match pieces.offset() {
            None => None,
            Some(PiecesOffset::Numeric(offset)) => Some(offset.offset()),
            // `Z` means that the offset is not known.
            Some(_) => return Err(NotATime),
        };
        let is_plain = pieces.time_zone_annotation().is_none() && pieces.date().year() > 0;
        is_plain.then_some(Self { at: pieces.date().to_datetime(time), offset }).ok_or(NotATime)
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pieces = Pieces::from(self.at);
        match self.offset {
            Some(offset) => pieces.with_offset(offset).fmt(out),
            None => pieces.fmt(out),
        }
    }
}

impl Serialize for LocalTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LocalTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
mod openapi {
    use utoipa::openapi::{ObjectBuilder, RefOr, schema::Schema, schema::Type};

    impl utoipa::PartialSchema for super::LocalTime {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(Type::String)
                .pattern(Some(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:\d{2})?$"))
                .description(Some(
                    "Local date and time (ISO 8601). An offset is needed only if the time occurs twice in the zone.",
                ))
                .examples(["2026-10-24T10:00:00"])
                .into()
        }
    }

    impl utoipa::ToSchema for super::LocalTime {}
}

#[cfg(test)]
mod tests {
    use super::*;

    /// London's clocks skip an hour in March and repeat one in October.
    fn london() -> TimeZone {
        TimeZone::posix("GMT0BST,M3.5.0/1,M10.5.0").expect("a POSIX zone")
    }

    fn event(starts: &str, ends: Option<&str>) -> Event {
        let time = |text: &str| text.parse().expect("a time");
        Event { starts: time(starts), ends: ends.map(time), zone: String::new() }
    }

    #[test]
    fn skipped_times_are_refused_and_repeated_ones_need_an_offset() {
        for (text, instant) in [
            ("2026-10-24T10:00", Some("2026-10-24T09:00:00Z")),
            ("2026-10-24T10:00:00+01:00", Some("2026-10-24T09:00:00Z")),
            ("2026-10-24T10:00:00+02:00", None),
            ("2026-10-25T01:30", None),
            ("2026-10-25T01:30+01:00", Some("2026-10-25T00:30:00Z")),
            ("2026-10-25T01:30+00:00", Some("2026-10-25T01:30:00Z")),
            ("2026-03-29T01:30", None),
            ("2026-03-29T01:30+00:00", None),
        ] {
            let instants = event(text, None).instants(&london());
            assert_eq!(instants.ok().map(|(starts, _)| starts.to_string()).as_deref(), instant, "{text}");
        }
    }

    #[test]
    fn an_event_ends_after_its_start_by_instant() {
        let ends = |starts, ends| event(starts, Some(ends)).instants(&london()).is_ok();
        assert!(ends("2026-10-24T10:00", "2026-10-24T12:00"));
        assert!(!ends("2026-10-24T10:00", "2026-10-24T09:00"));
        assert!(ends("2026-10-25T01:45+01:00", "2026-10-25T01:15+00:00"));
        assert!(!ends("2026-10-25T01:15+00:00", "2026-10-25T01:45+01:00"));
    }

    #[test]
    fn a_local_time_is_written_as_it_was_read() {
        for (text, written) in [
            ("2026-10-24T10:00", Some("2026-10-24T10:00:00")),
            ("2026-10-25T01:30+01:00", Some("2026-10-25T01:30:00+01:00")),
            ("2026-10-25T01:30:15-03:30", Some("2026-10-25T01:30:15-03:30")),
            ("2026-10-25", None),
            ("2026-10-25T01:30Z", None),
            ("2026-10-25T01:30[Europe/London]", None),
            ("2026-10-25T25:00", None),
            ("-000001-10-25T10:00", None),
            ("tomorrow", None),
        ] {
            let read = text.parse::<LocalTime>().ok().map(|time| time.to_string());
            assert_eq!(read.as_deref(), written, "{text}");
        }
    }
}
