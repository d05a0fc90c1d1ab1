//! Money as reported: a decimal and its currency, never a float, with no more decimals than ISO 4217 gives
//! the currency.

use std::{cmp::Ordering, fmt, num::NonZeroU64, str::FromStr};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The most digits of an amount before its point. Millions of such amounts still add up exactly.
const WHOLE_DIGITS: usize = 18;

/// An ISO 4217 currency, by its three-letter code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Euro, the base of the European Central Bank's reference rates.
    pub const EUR: Self = Self(*b"EUR");
    /// United States dollar, the currency OCHA FTS reports in.
    pub const USD: Self = Self(*b"USD");

    /// The three-letter code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ISO 4217 codes are made, and those are ASCII")
    }

    /// How many decimals an amount in this currency may have (JPY 0, USD 2, KWD 3).
    pub fn minor_units(&self) -> u32 {
        let currency = iso_currency::Currency::from_code(self.code());
        currency.and_then(|currency| currency.exponent()).unwrap_or(0).into()
    }
}

/// A text is not a currency code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACurrency;

impl fmt::Display for NotACurrency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("must be an ISO 4217 currency code, such as USD")
    }
}

impl FromStr for Currency {
    type Err = NotACurrency;

    fn from_str(code: &str) -> Result<Self, NotACurrency> {
        // Codes without minor units (gold, testing) are refused, because nothing is pledged in them.
        let known = iso_currency::Currency::from_code(code).filter(|known| known.exponent().is_some());
        let letters = known.and_then(|_| code.as_bytes().try_into().ok());
        letters.map(Self).ok_or(NotACurrency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount in a currency. The amount is a decimal string, so that no client reads it as a binary float. It
/// has exactly as many decimals as the currency's minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "Written")]
pub struct Money {
    /// Decimal string, with the decimals of the currency's minor units (ISO 4217).
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = r"^-?\d{1,25}(\.\d{1,4})?$", example = "250000000.00"))]
    amount: Decimal,
    /// ISO 4217 code.
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[A-Z]{3}$", example = "USD"))]
    currency: Currency,
}

/// Money as it is read, before its decimals are checked against its currency.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    amount: String,
    currency: Currency,
}

/// Why an amount was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMoney {
    /// Not a plain decimal number, or too many digits to add up exactly.
    NotANumber,
    /// More decimals than the currency has minor units.
    TooPrecise(Currency),
}

impl fmt::Display for NotMoney {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber => out.write_str(
                "must be a decimal string with at most 18 digits before the point, such as \"250000000.00\"",
            ),
            Self::TooPrecise(currency) => {
                write!(
                    out,
                    "must have at most {} decimals, the minor units of {currency}",
                    currency.minor_units()
                )
            }
        }
    }
}

impl Money {
    /// The amount, refused if it has more decimals than the currency's minor units.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, NotMoney> {
        let units = currency.minor_units();
        if amount.normalize().scale() > units {
            return Err(NotMoney::TooPrecise(currency));
        }
        let mut amount = amount;
        amount.rescale(units);
        Ok(Self { amount, currency })
    }

    /// Reads a decimal string: digits, at most one point, an optional leading minus and no exponent.
    pub fn parse(amount: &str, currency: Currency) -> Result<Self, NotMoney> {
        let digits = amount.strip_prefix('-').unwrap_or(amount);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole) || !plain(fraction) || whole.len() > WHOLE_DIGITS || fraction.len() > 8 {
            return Err(NotMoney::NotANumber);
        }
        Self::new(amount.parse().map_err(|_| NotMoney::NotANumber)?, currency)
    }

    /// The amount divided by a whole number, rounded once, half to even, to the currency's minor units.
    #[must_use]
    pub fn divided_by(self, number: NonZeroU64) -> Self {
        let (minor, number) = (self.amount.mantissa(), i128::from(number.get()));
        let (floor, rest) = (minor.div_euclid(number), minor.rem_euclid(number));
        let is_up = match (2 * rest).cmp(&number) {
            Ordering::Less => false,
            Ordering::Equal => floor % 2 != 0,
            Ordering::Greater => true,
        };
        let amount = Decimal::from_i128_with_scale(floor + i128::from(is_up), self.amount.scale());
        Self { amount, ..self }
    }

    /// The amount.
    pub fn amount(&self) -> Decimal {
        self.amount
    }

    /// The currency.
    pub fn currency(&self) -> Currency {
        self.currency
    }
}

impl TryFrom<Written> for Money {
    type Error = NotMoney;

    fn try_from(written: Written) -> Result<Self, NotMoney> {
        Self::parse(&written.amount, written.currency)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        code.parse().expect("a code of ISO 4217")
    }

    #[test]
    fn an_amount_has_no_more_decimals_than_its_currency() {
        for (code, amount, fits) in [
            ("JPY", "100", true),
            ("JPY", "100.5", false),
            ("USD", "100.55", true),
            ("USD", "100.555", false),
            ("KWD", "100.555", true),
            ("JOD", "100.5555", false),
        ] {
            assert_eq!(Money::parse(amount, currency(code)).is_ok(), fits, "{amount} {code}");
        }
    }

    #[test]
    fn an_amount_must_be_plain_digits() {
        for amount in ["", ".", "1e9", "+5", "0x10", "1,000", "1.", ".5", "NaN", "١٠٠", "1 000", "--1"] {
            assert_eq!(Money::parse(amount, Currency::USD), Err(NotMoney::NotANumber), "{amount}");
        }
    }

    #[test]
    fn gold_and_unknown_codes_are_refused() {
        for code in ["XAU", "XXX", "usd", "US", "USDX", ""] {
            assert_eq!(code.parse::<Currency>(), Err(NotACurrency), "{code}");
        }
    }

    proptest! {
        #[test]
        fn money_round_trips_in_every_currency(
            minor in 0i64..1_000_000_000_000_000, index in 0usize..4,
        ) {
            let currency = currency(["JPY", "USD", "KWD", "CLF"][index]);
            let money = Money::new(Decimal::new(minor, currency.minor_units()), currency)
                .expect("minor units fit");
            let text = serde_json::to_string(&money).expect("money is plain data");
            prop_assert_eq!(serde_json::from_str::<Money>(&text).expect("what was written reads"), money);
        }
    }
}
