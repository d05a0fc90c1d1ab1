//! Reads numbers and dates in the format that the mapping names, and refuses any other. 1.234 is one number in
//! London and another in Berlin.

use jiff::civil::Date;
use shared::date::PartialDate;

/// The format of numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    pub(super) decimal: char,
    pub(super) thousands: Option<char>,
}

impl Numbers {
    /// A number as a decimal string.
    pub(super) fn read(self, cell: &str) -> Result<String, String> {
        let wrong = || {
            let thousands = match self.thousands {
                Some(separator) => format!("`{separator}` between thousands"),
                None => "no thousands separator".to_owned(),
            };
            format!(
                "is `{cell}`, but must be a number with `{}` before its decimals and {thousands}",
                self.decimal
            )
        };
        let (sign, digits) = cell.strip_prefix('-').map_or(("", cell), |digits| ("-", digits));
        let (whole, fraction) = match digits.split_once(self.decimal) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits, None),
        };
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let groups: Vec<&str> = match self.thousands {
            // Spreadsheets often separate digits with a non-breaking space.
            Some(' ') => whole.split([' ', '\u{a0}', '\u{202f}']).collect(),
            Some(separator) => whole.split(separator).collect(),
            None => vec![whole],
        };
        let is_grouped =
            groups.len() == 1 || groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
        if !is_grouped || !groups.iter().all(|group| is_digits(group)) || !fraction.is_none_or(is_digits) {
            return Err(wrong());
        }
        let point = if fraction.is_some() { "." } else { "" };
        Ok(format!("{sign}{}{point}{}", groups.concat(), fraction.unwrap_or_default()))
    }
}

/// The format of dates.
#[derive(Clone, Debug)]
pub(super) enum Dates {
    /// 2026, 2026-07 or 2026-07-24.
    Iso,
    /// Day, month and year in some order, and the separators between them.
    Pattern { order: [Part; 3], between: [String; 2], pattern: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Day,
    Month,
    Year,
}

impl Dates {
    /// Reads a pattern such as `DD.MM.YYYY`.
    pub(super) fn read(pattern: &str) -> Option<Self> {
        let mut places: Vec<(usize, Part, usize)> = Vec::new();
        for (word, part) in [("DD", Part::Day), ("MM", Part::Month), ("YYYY", Part::Year)] {
            let mut found = pattern.match_indices(word);
            let (at, _) = found.next()?;
            if found.next().is_some() {
                return None;
            }
            places.push((at, part, word.len()));
        }
        places.sort_by_key(|(at, ..)| *at);
        let order = [places[0].1, places[1].1, places[2].1];
        let between =
            |index: usize| pattern[places[index].0 + places[index].2..places[index + 1].0].to_owned();
        let between = [between(0), between(1)];
        let is_whole = places[0].0 == 0 && places[2].0 + places[2].2 == pattern.len();
        let is_parted = between.iter().all(|text| !text.is_empty() && !text.contains(char::is_alphanumeric));
        (is_whole && is_parted).then(|| Self::Pattern { order, between, pattern: pattern.to_owned() })
    }

    /// A date as the API writes it. A year alone is valid in every format.
    pub(super) fn date(&self, cell: &str) -> Result<String, String> {
        let read = match self {
            Self::Iso => cell.parse().ok(),
            Self::Pattern { order, between, .. } => by(*order, between, cell).or_else(|| {
                let year: PartialDate = cell.parse().ok()?;
                matches!(year, PartialDate::Year(_)).then_some(year)
            }),
        };
        read.map(|date: PartialDate| date.to_string()).ok_or_else(|| match self {
            Self::Iso => format!("is `{cell}`, but must be a date such as 2026, 2026-07 or 2026-07-24"),
            Self::Pattern { pattern, .. } => format!("is `{cell}`, but must be a date in the form {pattern}"),
        })
    }
}

fn by(order: [Part; 3], between: &[String; 2], cell: &str) -> Option<PartialDate> {
    let (first, rest) = cell.split_once(between[0].as_str())?;
    let (second, third) = rest.split_once(between[1].as_str())?;
    let number = |wanted: Part| -> Option<i16> {
        let place = order.iter().position(|part| *part == wanted)?;
        let text = [first, second, third][place];
        let fits = match wanted {
            Part::Year => text.len() == 4,
            _ => (1..=2).contains(&text.len()),
        };
        (fits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
    };
    let (day, month) = (i8::try_from(number(Part::Day)?).ok()?, i8::try_from(number(Part::Month)?).ok()?);
    Date::new(number(Part::Year)?, month, day).ok().map(PartialDate::Day)
}

/// Reads a yes or a no.
pub(super) fn boolean(cell: &str) -> Result<bool, String> {
    match cell.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err(format!("is `{cell}`, but must be true, false, yes, no, 1 or 0")),
    }
}

/// Reads years: `2026`, `2026, 2027` or `2026-2028`.
pub(super) fn years(cell: &str) -> Result<Vec<i16>, String> {
    let wrong = || format!("is `{cell}`, but must be years such as 2026, 2027 or 2026-2028");
    let year =
        |text: &str| text.trim().parse::<i16>().ok().filter(|_| text.trim().len() == 4).ok_or_else(wrong);
    let mut years = Vec::new();
    for part in cell.split([',', ';']).filter(|part| !part.trim().is_empty()) {
        match part.split_once('-') {
            None => years.push(year(part)?),
            Some((first, last)) => {
                let (first, last) = (year(first)?, year(last)?);
                if last < first || last - first > 50 {
                    return Err(wrong());
                }
                years.extend(first..=last);
            }
        }
    }
    Ok(years)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_only_in_its_mapped_format() {
        let german = Numbers { decimal: ',', thousands: Some('.') };
        let french = Numbers { decimal: ',', thousands: Some(' ') };
        let plain = Numbers { decimal: '.', thousands: None };
        for (numbers, cell, read) in [
            (german, "1.234.567,80", Some("1234567.80")),
            (german, "1234,5", Some("1234.5")),
            (german, "-12", Some("-12")),
            (german, "1,234.50", None),
            (german, "1.23,4", None),
            (german, "12.34.567", None),
            (french, "1\u{202f}234\u{a0}567,80", Some("1234567.80")),
            (plain, "1234.50", Some("1234.50")),
            (plain, "1,234.50", None),
            (plain, "1e3", None),
            (plain, "1.", None),
            (plain, ".5", None),
            (plain, "12 EUR", None),
        ] {
            assert_eq!(numbers.read(cell).ok().as_deref(), read, "{cell}");
        }
    }

    #[test]
    fn a_date_is_read_only_in_its_mapped_format() {
        for (pattern, cell, read) in [
            ("DD.MM.YYYY", "03.04.2026", Some("2026-04-03")),
            ("DD.MM.YYYY", "3.4.2026", Some("2026-04-03")),
            ("MM/DD/YYYY", "03/04/2026", Some("2026-03-04")),
            ("YYYY/MM/DD", "2026/03/04", Some("2026-03-04")),
            ("DD.MM.YYYY", "2026", Some("2026")),
            ("DD.MM.YYYY", "2026-04-03", None),
            ("DD.MM.YYYY", "03/04/2026", None),
            ("DD.MM.YYYY", "31.02.2026", None),
            ("DD.MM.YYYY", "03.04.26", None),
        ] {
            let dates = Dates::read(pattern).unwrap();
            assert_eq!(dates.date(cell).ok().as_deref(), read, "{cell} by {pattern}");
        }
        assert_eq!(Dates::Iso.date("2026-07").unwrap(), "2026-07");
        assert!(Dates::Iso.date("24.07.2026").is_err());
        for pattern in ["", "DD.MM", "DDMMYYYY", "DD.MM.YY", "DD.MM.YYYY.DD", "on DD.MM.YYYY"] {
            assert!(Dates::read(pattern).is_none(), "{pattern}");
        }
    }

    #[test]
    fn years_are_read_from_a_list_or_a_span() {
        assert_eq!(years("2026").unwrap(), [2026]);
        assert_eq!(years("2026; 2028").unwrap(), [2026, 2028]);
        assert_eq!(years("2026-2028, 2030").unwrap(), [2026, 2027, 2028, 2030]);
        for cell in ["26", "2028-2026", "soon", "1000-9000"] {
            assert!(years(cell).is_err(), "{cell}");
        }
    }
}
