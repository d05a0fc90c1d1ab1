//! Dates with their own precision: `2020`, `2020-07` and `2020-07-24` are three different statements. None is
//! ever padded into another.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A date known to the year, the month or the day, in ISO 8601 with its known parts only: `2020`, `2020-07`
/// or `2020-07-24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PartialDate {
    /// Known to the year only.
    Year(i16),
    /// Known to the month.
    Month(i16, i8),
    /// Known to the day.
    Day(Date),
}

impl PartialDate {
    /// The day, if it is known.
    pub fn day(self) -> Option<Date> {
        match self {
            Self::Day(date) => Some(date),
            _ => None,
        }
    }

    /// The first day that this date could be.
    pub fn earliest(self) -> Date {
        match self {
            Self::Year(year) => jiff::civil::date(year, 1, 1),
            Self::Month(year, month) => jiff::civil::date(year, month, 1),
            Self::Day(date) => date,
        }
    }

    /// The last day that this date could be.
    pub fn latest(self) -> Date {
        match self {
            Self::Year(year) => jiff::civil::date(year, 12, 31),
            Self::Month(year, month) => jiff::civil::date(year, month, 1).last_of_month(),
            Self::Day(date) => date,
        }
    }
}

/// A text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("must be a date, such as 2020, 2020-07 or 2020-07-24")
    }
}

impl FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let number = |part: &str, digits: usize| -> Result<i16, NotADate> {
            let well_formed = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            well_formed.then(|| part.parse().ok()).flatten().ok_or(NotADate)
        };
        let parts: Vec<&str> = text.split('-').collect();
        let date = match parts[..] {
            [year] => Self::Year(number(year, 4)?),
            [year, month] => Self::Month(number(year, 4)?, number(month, 2)? as i8),
            [year, month, day] => Self::Day(
                Date::new(number(year, 4)?, number(month, 2)? as i8, number(day, 2)? as i8)
                    .map_err(|_| NotADate)?,
            ),
            _ => return Err(NotADate),
        };
        match date {
            // There is no year 0.
            Self::Year(0) | Self::Month(0, _) => Err(NotADate),
            Self::Day(day) if day.year() == 0 => Err(NotADate),
            Self::Month(_, month) if !(1..=12).contains(&month) => Err(NotADate),
            _ => Ok(date),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(out, "{year:04}"),
            Self::Month(year, month) => write!(out, "{year:04}-{month:02}"),
            Self::Day(date) => write!(out, "{date}"),
        }
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
mod openapi {
    use utoipa::openapi::{ObjectBuilder, RefOr, schema::Schema, schema::Type};

    impl utoipa::PartialSchema for super::PartialDate {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(Type::String)
                .pattern(Some(r"^\d{4}(-\d{2}(-\d{2})?)?$"))
                .description(Some(
                    "An ISO 8601 date with its known parts only: `2020`, `2020-07` or `2020-07-24`.",
                ))
                .examples(["2020-07"])
                .into()
        }
    }

    impl utoipa::ToSchema for super::PartialDate {}
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_impossible_date_is_refused() {
        for text in [
            "",
            "20",
            "0000",
            "0000-01",
            "2020-13",
            "2020-00",
            "2021-02-29",
            "2020-1-1",
            "2020-07-24T00:00Z",
            "+2020",
        ] {
            assert_eq!(text.parse::<PartialDate>(), Err(NotADate), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_date_keeps_its_precision(
            year in 1900i16..2200, month in 1i8..=12, day in 1i8..=28, parts in 1usize..=3,
        ) {
            let full = format!("{year:04}-{month:02}-{day:02}");
            let text = &full[..[4, 7, 10][parts - 1]];
            prop_assert_eq!(text.parse::<PartialDate>().map(|date| date.to_string()), Ok(text.to_owned()));
        }
    }
}
