//! How a locale writes amounts, counts and instants. The browser does this with `Intl`, the server with ICU4X.

/// Writes numbers and instants for one locale.
pub trait Format {
    /// An exact amount. `amount` is a decimal string, `currency` an ISO 4217 code.
    fn money(&self, amount: &str, currency: &str) -> String;
    /// An amount of a million or more, as three digits and a word: "US$250 million".
    fn rounded(&self, amount: &str, currency: &str) -> String;
    /// A whole number.
    fn count(&self, number: u32) -> String;
    /// Hundredths: 40 is "40%".
    fn percent(&self, hundredths: u32) -> String;
    /// An RFC 3339 instant, as date and time of day in UTC.
    fn instant(&self, instant: &str) -> String;
    /// A year, a month or a day: "2024", "2024-06" or "2024-06-13".
    fn date(&self, date: &str) -> String;
    /// The name of a country with this code.
    fn country(&self, code: &str) -> String;
}

/// An amount as it was sent: a decimal string and its currency, never a binary float.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    pub amount: String,
    pub currency: String,
}

impl Money {
    /// Rounded from a million up; smaller amounts are short enough.
    pub fn short(&self, format: &impl Format) -> String {
        if self.is_long() { steady(format.rounded(&self.amount, &self.currency)) } else { self.exact(format) }
    }

    /// To the last digit.
    pub fn exact(&self, format: &impl Format) -> String {
        steady(format.money(&self.amount, &self.currency))
    }

    /// Whether `short` leaves digits out.
    pub fn is_long(&self) -> bool {
        let digits = self.amount.trim_start_matches('-');
        digits.split('.').next().is_some_and(|whole| whole.len() > 6)
    }

    /// This amount in thousandths of `whole`: 0 if negative, `None` if the two cannot be compared.
    pub fn thousandths_of(&self, whole: &Money) -> Option<u32> {
        if self.currency != whole.currency {
            return None;
        }
        thousandths(&self.amount, &whole.amount)
    }
}

/// A number with its word, as written before a currency: French has "48 millions de $US".
pub fn of_currency(language: &str, compact: String) -> String {
    let is_word = compact.ends_with(|last: char| last.is_ascii_alphabetic());
    if language.starts_with("fr") && is_word { compact + " de" } else { compact }
}

/// In right-to-left text, a dollar sign at the end would jump before its letters: `$US`. A left-to-right mark holds
/// it in place.
fn steady(money: String) -> String {
    if money.ends_with('$') { money + "\u{200e}" } else { money }
}

/// Works on the digits: amounts in one currency have the same decimals. Cutting the same number of digits from both
/// ends keeps their ratio, to more places than a bar has pixels.
fn thousandths(part: &str, whole: &str) -> Option<u32> {
    if part.starts_with('-') {
        return Some(0);
    }
    let digits = |amount: &str| -> String { amount.chars().filter(|c| *c != '.').collect() };
    let (part, whole) = (digits(part), digits(whole));
    let cut = part.len().max(whole.len()).saturating_sub(15);
    let first = |digits: &str| -> Option<u64> {
        let kept = &digits[..digits.len().saturating_sub(cut)];
        if kept.is_empty() { Some(0) } else { kept.parse().ok() }
    };
    let (part, whole) = (first(&part)?, first(&whole)?);
    let ratio = (part * 1000 + whole / 2).checked_div(whole)?;
    u32::try_from(ratio).ok()
}

#[cfg(test)]
mod tests {
    use super::{steady, thousandths};

    #[test]
    fn a_trailing_dollar_sign_is_held_in_place() {
        assert_eq!(steady("5 US$".to_owned()), "5 US$\u{200e}");
        assert_eq!(steady("US$5".to_owned()), "US$5");
    }

    #[test]
    fn a_share_is_computed_on_decimal_digits() {
        for (part, whole, share) in [
            ("50.00", "200.00", Some(250)),
            ("80250000.00", "200000000.00", Some(401)),
            ("300", "200", Some(1500)),
            ("0.00", "200.00", Some(0)),
            ("-5.00", "200.00", Some(0)),
            ("99999999999999999999.0000", "100000000000000000000.0000", Some(1000)),
            ("1.00", "99999999999999999999.00", Some(0)),
            ("1.00", "0.00", None),
            ("x", "1.00", None),
        ] {
            assert_eq!(thousandths(part, whole), share, "{part} of {whole}");
        }
    }
}
