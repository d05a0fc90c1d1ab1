//! The simple types of XML Schema that the two tables use.

use jiff::civil::Date;

/// The type of a text or of an attribute's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Simple {
    /// `xsd:string`, and `xsd:anyURI`, which forbids hardly anything.
    Text,
    Decimal,
    Date,
    DateTime,
    Boolean,
    Int,
}

impl Simple {
    /// The complaint about a value of this type, if it is invalid.
    pub(super) fn complaint(self, value: &str) -> Option<&'static str> {
        let value = value.trim_matches([' ', '\t', '\r', '\n']);
        match self {
            Self::Text => None,
            Self::Decimal => (!is_decimal(value)).then_some("is not a decimal number"),
            Self::Date => day(value).is_none().then_some("is not a date, such as 2026-03-31"),
            Self::DateTime => {
                (!is_date_time(value)).then_some("is not a date with a time, such as 2026-03-31T12:00:00Z")
            }
            Self::Boolean => {
                (!matches!(value, "true" | "false" | "1" | "0")).then_some("must be true, false, 1 or 0")
            }
            Self::Int => value.parse::<i32>().is_err().then_some("is not a whole number"),
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_decimal(value: &str) -> bool {
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    match digits.split_once('.') {
        None => is_digits(digits),
        Some((whole, fraction)) => {
            let plain = |part: &str| part.is_empty() || is_digits(part);
            plain(whole) && plain(fraction) && digits.len() > 1
        }
    }
}

/// The day of an `xsd:date`, ignoring its time zone. Years must have four digits.
pub(in super::super) fn day(value: &str) -> Option<Date> {
    let value = value.trim();
    let (date, zone) = (value.get(..10)?, value.get(10..)?);
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts[..] else { return None };
    let is_date =
        [(year, 4), (month, 2), (day, 2)].iter().all(|(part, most)| is_digits(part) && part.len() == *most);
    if !is_date || !is_zone(zone) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn is_zone(zone: &str) -> bool {
    if zone.is_empty() || zone == "Z" {
        return true;
    }
    let Some((hours, minutes)) = zone.strip_prefix(['+', '-']).and_then(|rest| rest.split_once(':')) else {
        return false;
    };
    is_below(hours, 15) && is_below(minutes, 60)
}

fn is_below(two_digits: &str, most: u8) -> bool {
    two_digits.len() == 2
        && is_digits(two_digits)
        && two_digits.parse::<u8>().is_ok_and(|number| number < most)
}

fn is_date_time(value: &str) -> bool {
    let Some((date, time)) = value.split_once('T') else { return false };
    let end = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(end);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let [hours, minutes, seconds] = parts[..] else { return false };
    let is_clock = is_below(hours, 24) && is_below(minutes, 60) && is_below(seconds, 60);
    date.len() == 10 && day(date).is_some() && is_clock && is_digits(fraction) && is_zone(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(r#type: Simple, good: &[&str], bad: &[&str]) {
        for value in good {
            assert_eq!(r#type.complaint(value), None, "{value}");
        }
        for value in bad {
            assert!(r#type.complaint(value).is_some(), "{value}");
        }
    }

    #[test]
    fn values_are_checked_against_their_simple_type() {
        holds(Simple::Decimal, &["1", " -1.50 ", "+.5", "5."], &["", "-", ".", "1e3", "1,000", "1 0", "NaN"]);
        holds(
            Simple::Date,
            &["2024-02-29", "2024-02-29Z", "2024-02-29-05:00", " 2024-02-29\n"],
            &["", "2023-02-29", "24-02-29", "2024-2-29", "2024-02-29T00:00:00", "2024-02-29+5", "29/02/2024"],
        );
        holds(
            Simple::DateTime,
            &["2024-02-29T23:59:59Z", "2024-02-29T00:00:00", "2024-02-29T00:00:00.123+02:00"],
            &[
                "2024-02-29",
                "2024-02-29T24:10:00",
                "2024-02-29T10:00",
                "2024-02-30T10:00:00",
                "2024-02-29ZT10:00:00",
            ],
        );
        holds(Simple::Boolean, &["true", "false", "1", "0"], &["", "True", "yes"]);
        holds(Simple::Int, &["1", "-2", "+3"], &["", "1.0", "99999999999"]);
    }
}
