//! Embargoes: the instant at which a thing becomes visible, with the time zone it was set in. Until then
//! nobody outside the offices can tell that the thing exists.

use std::{fmt, str::FromStr};

use jiff::{
    Timestamp, Zoned,
    fmt::temporal::DateTimeParser,
    tz::{Disambiguation, OffsetConflict, TimeZone},
};
use serde::{Deserialize, Serialize, de, de::Deserializer};

/// The instant decides: a later change of a zone's rules moves no stored embargo.
static KEPT: DateTimeParser = DateTimeParser::new().offset_conflict(OffsetConflict::AlwaysOffset);
static SET: DateTimeParser = DateTimeParser::new().disambiguation(Disambiguation::Reject);

/// An instant and the zone it was set in: RFC 3339 in UTC, or RFC 9557 with an IANA zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisibleFrom(Zoned);

impl VisibleFrom {
    /// Reads an embargo as a person writes it: `2027-03-28T10:00[Europe/London]`, or an RFC 3339 instant. A
    /// local time that clocks skip is refused. One that occurs twice needs its offset.
    pub fn set(text: &str) -> Result<Self, &'static str> {
        if let Ok(at) = text.parse::<Timestamp>()
            && !text.contains('[')
        {
            return Ok(Self(at.to_zoned(TimeZone::UTC)));
        }
        SET.parse_zoned(text).map(Self).map_err(|_| {
            "must be an instant, such as 2027-03-28T09:00:00Z, or a local time that exists in its zone, such as \
             2027-03-28T10:00[Europe/London]; a local time that occurs twice needs its offset"
        })
    }

    /// The instant.
    pub fn instant(&self) -> Timestamp {
        self.0.timestamp()
    }
}

impl From<Timestamp> for VisibleFrom {
    fn from(at: Timestamp) -> Self {
        Self(at.to_zoned(TimeZone::UTC))
    }
}

impl fmt::Display for VisibleFrom {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.time_zone() == &TimeZone::UTC {
            true => self.0.timestamp().fmt(out),
            false => self.0.fmt(out),
        }
    }
}

impl FromStr for VisibleFrom {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        match text.contains('[') {
            true => KEPT.parse_zoned(text).map(Self),
            false => text.parse::<Timestamp>().map(Self::from),
        }
    }
}

impl Serialize for VisibleFrom {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VisibleFrom {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::VisibleFrom;

    #[test]
    fn ten_oclock_in_london_holds_in_winter_and_in_summer() {
        for (text, instant) in [
            ("2027-03-27T10:00[Europe/London]", "2027-03-27T10:00:00Z"),
            ("2027-03-28T10:00[Europe/London]", "2027-03-28T09:00:00Z"),
            ("2027-10-31T10:00[Europe/London]", "2027-10-31T10:00:00Z"),
            ("2027-10-30T10:00[America/New_York]", "2027-10-30T14:00:00Z"),
            ("2027-11-08T10:00[America/New_York]", "2027-11-08T15:00:00Z"),
            ("2027-03-28T10:00:00+01:00[Europe/London]", "2027-03-28T09:00:00Z"),
            ("2027-03-28T10:00:00+01:00", "2027-03-28T09:00:00Z"),
            ("2027-10-31T01:30+01:00[Europe/London]", "2027-10-31T00:30:00Z"),
            ("2027-10-31T01:30+00:00[Europe/London]", "2027-10-31T01:30:00Z"),
        ] {
            let set = VisibleFrom::set(text).expect(text);
            assert_eq!(set.instant().to_string(), instant, "{text}");
            let kept: VisibleFrom = set.to_string().parse().expect("it reads what it wrote");
            assert_eq!(kept, set);
        }
    }

    #[test]
    fn a_skipped_or_ambiguous_local_time_is_refused() {
        for text in [
            "2027-03-28T01:30[Europe/London]",
            "2027-10-31T01:30[Europe/London]",
            "2027-03-28T10:00+02:00[Europe/London]",
            "2027-03-28T10:00",
            "2027-03-28T10:00[Europe/Londn]",
            "2027-03-28",
            "tomorrow",
        ] {
            assert!(VisibleFrom::set(text).is_err(), "{text}");
        }
    }
}
