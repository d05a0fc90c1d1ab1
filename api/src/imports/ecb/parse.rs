//! Parses the European Central Bank's euro foreign exchange reference rates from its CSV files: the history
//! (`eurofxref-hist.csv`) and the daily file (`eurofxref.csv`). The base is the euro. This module neither fetches
//! files nor stores rates.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use shared::{
    date::PartialDate,
    money::{Currency, NotACurrency},
};

/// The rates of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    /// Units of each currency for one euro, as written: a rate of `1.0890` keeps its zero.
    pub rates: BTreeMap<Currency, Decimal>,
}

/// A file's content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// In the file's order: the ECB writes the newest day first.
    pub days: Vec<Day>,
    /// Codes whose rates are left out because no amount can use them. The history has withdrawn currencies such as
    /// CYP and LTL.
    pub skipped: BTreeSet<String>,
}

/// Parses either file. One malformed line refuses the whole file, with the line's number and the reason.
pub fn parse(bytes: &[u8]) -> Result<Parsed, String> {
    // The ECB quotes nothing; a stray quotation mark must not swallow the lines after it. Lines must end at the
    // line feed alone, or the reader's line count would lag by one.
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(false)
        .terminator(csv::Terminator::Any(b'\n'))
        .trim(csv::Trim::All)
        .from_reader(bytes);
    // Reading from memory fails only on invalid UTF-8.
    let unreadable = |error: csv::Error| format!("line {}: is not UTF-8", line_of(error.position(), bytes));
    let mut records = reader.records();
    let header = records.next().ok_or("line 1: is missing")?.map_err(unreadable)?;
    let codes = codes(&header).map_err(|reason| format!("line 1: {reason}"))?;

    let mut parsed = Parsed::default();
    let mut seen = BTreeSet::new();
    for record in records {
        let record = record.map_err(unreadable)?;
        let line = line_of(record.position(), bytes);
        if record.len() == 1 && record[0].is_empty() {
            continue;
        }
        let day =
            day(&codes, &record, &mut parsed.skipped).map_err(|reason| format!("line {line}: {reason}"))?;
        if !seen.insert(day.date) {
            return Err(format!("line {line}: repeats the rates of {}", day.date));
        }
        parsed.days.push(day);
    }
    Ok(parsed)
}

/// The line number of a record. The reader's own number is wrong: it points at the blank lines skipped before the
/// record.
fn line_of(position: Option<&csv::Position>, bytes: &[u8]) -> u64 {
    let Some(position) = position else { return 1 };
    let ahead =
        usize::try_from(position.byte()).ok().and_then(|start| bytes.get(start..)).unwrap_or_default();
    position.line() + ahead.iter().take_while(|byte| **byte == b'\n').count() as u64
}

/// The currency codes in the header, in order.
fn codes(header: &StringRecord) -> Result<Vec<&str>, String> {
    let mut codes = cells(header);
    if codes.is_empty() || codes.remove(0) != "Date" {
        return Err("does not begin with `Date`, as the ECB's files do".to_owned());
    }
    for (index, code) in codes.iter().enumerate() {
        if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(format!("names `{code}`, which is not a currency code"));
        }
        if codes[..index].contains(code) {
            return Err(format!("names {code} twice"));
        }
    }
    Ok(codes)
}

/// Parses one day. Adds codes with a rate but no known currency to `skipped`.
fn day(codes: &[&str], record: &StringRecord, skipped: &mut BTreeSet<String>) -> Result<Day, String> {
    let cells = cells(record);
    if cells.len() != codes.len() + 1 {
        return Err(format!("has {} values where the header names {}", cells.len(), codes.len() + 1));
    }
    let date = day_of(cells[0])?;
    let mut rates = BTreeMap::new();
    for (code, cell) in codes.iter().zip(&cells[1..]).filter(|(_, cell)| **cell != "N/A") {
        let rate = rate(cell).ok_or_else(|| format!("has `{cell}`, which is not a rate, for {code}"))?;
        match code.parse() {
            Ok(currency) => {
                rates.insert(currency, rate);
            }
            Err(NotACurrency) => {
                skipped.insert((*code).to_owned());
            }
        }
    }
    Ok(Day { date, rates })
}

/// A line's cells. The ECB ends each line with a comma and nothing after it.
fn cells(record: &StringRecord) -> Vec<&str> {
    let mut cells: Vec<&str> = record.iter().collect();
    cells.pop_if(|last| last.is_empty());
    cells
}

/// Reads `2026-11-24` from the history or `24 November 2026` from the daily file.
fn day_of(text: &str) -> Result<Date, String> {
    let written = text.parse().ok().and_then(PartialDate::day);
    let date_of = written.or_else(|| Date::strptime("%d %B %Y", text).ok());
    // The first reference rates date from 4 January 1999.
    date_of
        .filter(|day| *day >= date(1999, 1, 4))
        .ok_or_else(|| format!("begins with `{text}`, which is not a day with euro rates"))
}

/// Reads digits with at most one point. More digits than a decimal holds are refused, not rounded.
fn rate(cell: &str) -> Option<Decimal> {
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let rate = Decimal::from_str_exact(cell).ok().filter(|_| plain(whole) && plain(fraction))?;
    (rate > Decimal::ZERO).then_some(rate)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HISTORY: &str =
        "Date,USD,CYP,HUF,\n2005-03-02,1.3107,0.5832,241.60,\n2005-03-01,1.3189,N/A,241.99,\n";
    const DAILY: &str = "Date, USD, JPY, HUF, \n24 November 2026, 1.1172, 175.68, 366.33, \n";

    fn currency(code: &str) -> Currency {
        code.parse().expect("a code of ISO 4217")
    }

    fn refusal(file: &str) -> String {
        parse(file.as_bytes()).expect_err("the file is malformed")
    }

    #[test]
    fn the_history_is_read_in_its_own_order() {
        let parsed = parse(HISTORY.as_bytes()).expect("the file is well formed");
        let dates: Vec<Date> = parsed.days.iter().map(|day| day.date).collect();
        assert_eq!(dates, [date(2005, 3, 2), date(2005, 3, 1)]);
        assert_eq!(parsed.days[1].rates[&Currency::USD], Decimal::new(13189, 4));
    }

    #[test]
    fn the_daily_file_is_read_with_spaces_and_month_names() {
        let parsed = parse(DAILY.as_bytes()).expect("the file is well formed");
        assert_eq!(parsed.days.len(), 1);
        assert_eq!(parsed.days[0].date, date(2026, 11, 24));
        assert_eq!(parsed.days[0].rates[&currency("JPY")], Decimal::new(17568, 2));
        assert_eq!(parsed.days[0].rates.len(), 3);
    }

    #[test]
    fn a_leading_zero_in_a_day_is_optional() {
        for day in ["03 June 2021", "3 June 2021"] {
            let parsed = parse(format!("Date, USD, \n{day}, 1.2187, \n").as_bytes()).expect("well formed");
            assert_eq!(parsed.days[0].date, date(2021, 6, 3), "{day}");
        }
    }

    #[test]
    fn a_rate_keeps_its_trailing_zero() {
        let parsed = parse(HISTORY.as_bytes()).expect("the file is well formed");
        assert_eq!(parsed.days[0].rates[&currency("HUF")].to_string(), "241.60");
    }

    #[test]
    fn a_withdrawn_currency_with_rates_is_reported_as_skipped() {
        let parsed = parse(HISTORY.as_bytes()).expect("the file is well formed");
        assert_eq!(parsed.skipped, BTreeSet::from(["CYP".to_owned()]));
        assert_eq!(parsed.days[0].rates.len(), 2);
        let without = parse(b"Date,USD,CYP,\n2026-10-30,1.1172,N/A,\n").expect("the file is well formed");
        assert_eq!(without.skipped, BTreeSet::new());
    }

    #[test]
    fn line_ends_and_closing_commas_do_not_matter() {
        let expected = parse(HISTORY.as_bytes()).expect("the file is well formed");
        assert_eq!(parse(HISTORY.replace(",\n", "\n").as_bytes()), Ok(expected.clone()));
        assert_eq!(parse(HISTORY.replace('\n', "\r\n").as_bytes()), Ok(expected.clone()));
        assert_eq!(parse(format!("\u{feff}{HISTORY}").as_bytes()), Ok(expected));
    }

    #[test]
    fn blank_lines_are_skipped_but_counted() {
        for file in
            ["\u{feff}Date,USD,\n\n2026-10-30,1.1172,\n\n", "Date,USD,\r\n\r\n2026-10-30,1.1172,\r\n\r\n"]
        {
            assert_eq!(parse(file.as_bytes()).map(|parsed| parsed.days.len()), Ok(1));
            assert_eq!(refusal(&format!("{file}x,\n")), "line 5: has 1 values where the header names 2");
        }
    }

    #[test]
    fn a_malformed_line_is_refused_with_its_number_and_reason() {
        for (line, says) in [
            ("2005-02-28,1.3257,", "has 2 values where the header names 4"),
            ("2005-02-28,1.3257,0.58,242.0,7,", "has 5 values where the header names 4"),
            ("2005-02-28,1.3257,0.58,,", "has ``, which is not a rate, for HUF"),
            ("2005-02-30,1.3257,0.58,242.0,", "begins with `2005-02-30`, which is not a day with euro rates"),
            ("2005-02,1.3257,0.58,242.0,", "begins with `2005-02`, which is not a day with euro rates"),
            (
                "28 Februar 2005,1.3257,0.58,242.0,",
                "begins with `28 Februar 2005`, which is not a day with euro rates",
            ),
            (
                "28 February 05,1.3257,0.58,242.0,",
                "begins with `28 February 05`, which is not a day with euro rates",
            ),
            ("2005-03-02,1.3107,0.5832,241.60,", "repeats the rates of 2005-03-02"),
            (
                "\"2005-02-28\",1.3257,0.58,242.0,",
                "begins with `\"2005-02-28\"`, which is not a day with euro rates",
            ),
        ] {
            assert_eq!(refusal(&format!("{HISTORY}{line}\n")), format!("line 4: {says}"), "{line}");
            let windows = format!("{HISTORY}{line}\n").replace('\n', "\r\n");
            assert_eq!(refusal(&windows), format!("line 4: {says}"), "{line} with a carriage return");
        }
    }

    #[test]
    fn a_malformed_rate_is_refused_even_for_a_skipped_currency() {
        let endless = "1.00000000000000000000000000001";
        for cell in ["1e3", "-1.2", "+1.2", "1_000", "1.", ".5", "1.2.3", "0", "0.000", "n/a", "NaN", endless]
        {
            for code in ["USD", "CYP"] {
                let refusal = refusal(&format!("Date,{code},\n2026-10-30,{cell},\n"));
                assert_eq!(refusal, format!("line 2: has `{cell}`, which is not a rate, for {code}"));
            }
        }
    }

    #[test]
    fn a_file_of_another_kind_is_refused_at_its_header() {
        for (file, says) in [
            ("", "line 1: is missing"),
            ("<!doctype html>\n<p>busy</p>\n", "line 1: does not begin with `Date`, as the ECB's files do"),
            ("Date,USD,usd,\n", "line 1: names `usd`, which is not a currency code"),
            ("Date,USD,,HUF,\n", "line 1: names ``, which is not a currency code"),
            ("Date,USD,HUF,USD,\n", "line 1: names USD twice"),
        ] {
            assert_eq!(refusal(file), says);
        }
    }

    #[test]
    fn invalid_utf8_is_refused_with_its_line() {
        let refusal = parse(b"Date,USD,\n2026-10-30,1.1172,\n2026-10-29,\xff,\n");
        assert_eq!(refusal, Err("line 3: is not UTF-8".to_owned()));
    }

    #[test]
    fn the_demos_rates_cover_the_days_of_its_entries() {
        let parsed =
            parse(include_bytes!("../../../demo/ecb-rates.csv")).expect("the demo's file is well formed");
        for (day, dollars) in [(date(2020, 12, 24), "1.2193"), (date(2022, 3, 8), "1.0892")] {
            let found = parsed.days.iter().find(|found| found.date == day).expect("the day is there");
            assert_eq!(found.rates[&Currency::USD].to_string(), dollars);
        }
    }

    proptest! {
        #[test]
        fn any_rate_reads_back_exactly_as_written(digits in 1i64.., scale in 0u32..18) {
            let written = Decimal::new(digits, scale).to_string();
            let parsed = parse(format!("Date,USD,\n2026-10-30,{written},\n").as_bytes());
            prop_assert_eq!(parsed.expect("well formed").days[0].rates[&Currency::USD].to_string(), written);
        }

        #[test]
        fn no_bytes_make_the_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), header in any::<bool>()) {
            let start: &[u8] = if header { b"Date,USD,\n" } else { b"" };
            let _ = parse(&[start, &bytes].concat());
        }
    }
}
