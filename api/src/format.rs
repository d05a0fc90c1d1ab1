//! Formats amounts, counts and instants for a locale with ICU4X. The text equals that of `Intl` in the browser, so
//! that nothing moves when the browser takes over a figure.

use figures::{
    format::{Format, of_currency},
    locale::Locale,
};
use icu_datetime::{
    DateTimeFormatter,
    fieldsets::{Y, YM, YMD, YMDT},
    input::{Date, DateTime, Time},
    options::TimePrecision,
};
use icu_decimal::{CompactDecimalFormatter, DecimalFormatter, input::Decimal};
use icu_experimental::dimension::{
    currency::{CurrencyType, formatter::CurrencyFormatter},
    percent::formatter::PercentFormatter,
};
use icu_experimental::displaynames::multi::RegionDisplayNames;
use jiff::tz::TimeZone;
use shared::date::PartialDate;

/// The formats of one locale. Each method falls back to the plain text that it was given, which is exact, if not
/// pretty.
pub(super) struct Formats(icu_locale_core::Locale);

impl Formats {
    pub(super) fn new(locale: &Locale) -> Self {
        Self::of(&locale.tag)
    }

    /// The formats of a BCP 47 tag.
    pub(super) fn of(tag: &str) -> Self {
        Self(tag.parse().unwrap_or(icu_locale_core::Locale::UNKNOWN))
    }

    /// A date to its known precision.
    pub(super) fn date(&self, date: PartialDate) -> String {
        self.known_date(date).unwrap_or_else(|| date.to_string())
    }

    fn known_date(&self, date: PartialDate) -> Option<String> {
        let first = date.earliest();
        let part = |number: i8| u8::try_from(number).ok();
        let day = Date::try_new_iso(first.year().into(), part(first.month())?, part(first.day())?).ok()?;
        let locale = (&self.0).into();
        Some(match date {
            PartialDate::Year(_) => {
                DateTimeFormatter::try_new(locale, Y::medium()).ok()?.format(&day).to_string()
            }
            PartialDate::Month(..) => {
                DateTimeFormatter::try_new(locale, YM::long()).ok()?.format(&day).to_string()
            }
            PartialDate::Day(_) => {
                DateTimeFormatter::try_new(locale, YMD::medium()).ok()?.format(&day).to_string()
            }
        })
    }

    /// A country's name by its code; an unknown code stands for itself.
    pub(super) fn country(&self, code: &str) -> String {
        let names = RegionDisplayNames::try_new((&self.0).into(), Default::default()).ok();
        let name = names.as_ref().and_then(|names| names.of(code.parse().ok()?));
        name.unwrap_or(code).to_owned()
    }

    fn decimal(&self, decimal: &Decimal) -> Option<String> {
        let format = DecimalFormatter::try_new((&self.0).into(), Default::default()).ok()?;
        Some(format.format(decimal).to_string())
    }

    /// `number` with the currency's sign, where this locale puts it. ICU4X writes amounts with all decimals or with
    /// its own rounding, so this formats the digit 7 and puts `number` in its place.
    fn with_currency(&self, number: &str, currency: &str) -> Option<String> {
        let currency = CurrencyType::try_from_str(currency).ok()?;
        let locale = (&self.0).into();
        let format =
            CurrencyFormatter::try_new_compact_long_symbol(locale, currency, Default::default()).ok()?;
        let seven = Decimal::from(7);
        let pattern = format.format_fixed_decimal(&seven).to_string();
        let (before, after) = pattern.split_once(&self.decimal(&seven)?)?;
        Some(format!("{before}{number}{after}"))
    }

    fn money(&self, amount: &str, currency: &str) -> Option<String> {
        let amount: Decimal = amount.parse().ok()?;
        // "US$80,000,000", but "US$0.50".
        let mut whole = amount.clone();
        whole.trim_end();
        let amount = if whole.nonzero_magnitude_end() >= 0 { whole } else { amount };
        self.with_currency(&self.decimal(&amount)?, currency)
    }

    fn rounded(&self, amount: &str, currency: &str) -> Option<String> {
        let mut amount: Decimal = amount.parse().ok()?;
        // Half to even, to three digits.
        amount.round(amount.nonzero_magnitude_start() - 2);
        let format = CompactDecimalFormatter::try_new_long((&self.0).into(), Default::default()).ok()?;
        let exponent = format.compact_exponent_for_magnitude(amount.nonzero_magnitude_start());
        amount.multiply_pow10(-i16::from(exponent));
        amount.trim_end();
        let compact = format.format_with_exponent(&amount, exponent).ok()?.to_string();
        self.with_currency(&of_currency(&self.0.id.language.to_string(), compact), currency)
    }

    fn instant(&self, instant: &str) -> Option<String> {
        let time = instant.parse::<jiff::Timestamp>().ok()?.to_zoned(TimeZone::UTC);
        let part = |number: i8| u8::try_from(number).ok();
        let date = Date::try_new_iso(time.year().into(), part(time.month())?, part(time.day())?).ok()?;
        let clock = Time::try_new(part(time.hour())?, part(time.minute())?, 0, 0).ok()?;
        let format = DateTimeFormatter::try_new(
            (&self.0).into(),
            YMDT::medium().with_time_precision(TimePrecision::Minute),
        )
        .ok()?;
        Some(format.format(&DateTime { date, time: clock }).to_string())
    }
}

impl Format for Formats {
    fn money(&self, amount: &str, currency: &str) -> String {
        self.money(amount, currency).unwrap_or_else(|| format!("{currency} {amount}"))
    }

    fn rounded(&self, amount: &str, currency: &str) -> String {
        self.rounded(amount, currency).unwrap_or_else(|| format!("{currency} {amount}"))
    }

    fn count(&self, number: u32) -> String {
        self.decimal(&number.into()).unwrap_or_else(|| number.to_string())
    }

    fn percent(&self, hundredths: u32) -> String {
        let format = PercentFormatter::try_new((&self.0).into(), Default::default());
        format
            .map_or_else(|_| format!("{hundredths}%"), |format| format.format(&hundredths.into()).to_string())
    }

    fn instant(&self, instant: &str) -> String {
        self.instant(instant).unwrap_or_else(|| instant.to_owned())
    }

    fn date(&self, date: &str) -> String {
        date.parse().map_or_else(|_| date.to_owned(), |date| self.date(date))
    }

    fn country(&self, code: &str) -> String {
        self.country(code)
    }
}

/// An amount with all its decimals and its currency code, in a language's format.
pub(crate) fn amount(language: &str, money: &shared::money::Money) -> String {
    let text = money.amount().to_string();
    let formats = Formats(language.parse().unwrap_or(icu_locale_core::Locale::UNKNOWN));
    let written = text.parse().ok().and_then(|number| formats.decimal(&number));
    format!("{}\u{a0}{}", written.unwrap_or(text), money.currency())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(lang: &str) -> Formats {
        Formats::new(&Locale::read(lang))
    }

    #[test]
    fn amounts_are_written_as_the_browser_writes_them() {
        let english = formats("en");
        assert_eq!(Format::rounded(&english, "250000000.00", "USD"), "US$250 million");
        assert_eq!(Format::rounded(&english, "80250000.00", "USD"), "US$80.2 million");
        assert_eq!(Format::rounded(&english, "999999999.00", "EUR"), "€1 billion");
        assert_eq!(Format::money(&english, "80250000.00", "USD"), "US$80,250,000");
        assert_eq!(Format::money(&english, "0.50", "USD"), "US$0.50");
        assert_eq!(Format::rounded(&formats("fr"), "48000000.00", "USD"), "48 millions de\u{a0}$US");
        let arabic = formats("ar");
        assert_eq!(Format::rounded(&arabic, "250000000.00", "USD"), "\u{200f}250 مليون\u{a0}US$");
        assert_eq!(Format::rounded(&formats("ar-PS"), "250000000.00", "USD"), "\u{200f}٢٥٠ مليون\u{a0}US$");
    }

    #[test]
    fn an_instant_is_written_in_utc() {
        assert_eq!(Format::instant(&formats("en"), "2026-11-24T12:05:00+02:00"), "24 Nov 2026, 10:05");
        assert_eq!(
            Format::instant(&formats("ar"), "2026-11-24T10:05:00Z"),
            "24\u{200f}/11\u{200f}/2026، 10:05 ص"
        );
    }

    #[test]
    fn dates_and_country_names_are_formatted_to_known_precision() {
        let date = |lang: &str, date: &str| Formats::of(lang).date(date.parse().expect("a date"));
        assert_eq!(
            [date("en-GB", "2018"), date("en-GB", "2024-06"), date("en-GB", "2022-12-12")],
            ["2018", "June 2024", "12 Dec 2022"]
        );
        assert_eq!((date("de", "2024-06"), date("fr", "2024-06")), ("Juni 2024".into(), "juin 2024".into()));
        let country = |lang: &str, code: &str| Formats::of(lang).country(code);
        assert_eq!([country("fr", "GB"), country("de", "EU")], ["Royaume-Uni", "Europäische Union"]);
        assert_eq!([country("ar", "CA"), country("he", "JP"), country("en", "XX")], ["كندا", "יפן", "XX"]);
    }

    #[test]
    fn unreadable_values_are_shown_unchanged() {
        assert_eq!(Format::money(&formats("en"), "a lot", "USD"), "USD a lot");
        assert_eq!(Format::instant(&formats("en"), "yesterday"), "yesterday");
        assert_eq!(Format::percent(&formats("en"), 40), "40%");
    }
}
