//! Reads numbers and texts of a JSON document exactly as written. `serde_json` reads a fraction as a binary float,
//! so these types read the raw text (`RawValue`): no amount ever passes through `f64`.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Value, value::RawValue};

/// Deeper than any record nests, and shallow enough for any stack.
const DEEPEST: usize = 64;

/// A number, written as a JSON number or as a string of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(pub Decimal);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get().trim_matches('"');
        // Decimal would also read `1_000` and `+5`, which are not JSON numbers.
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
        let number = Decimal::from_str_exact(text).ok().filter(|_| plain);
        number
            .map(Self)
            .ok_or_else(|| D::Error::custom(format!("{} is not a plain decimal number", short(raw.get()))))
    }
}

/// A text, possibly written as a number: FTS writes ids and years both ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(pub String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = match raw.get() {
            quoted if quoted.starts_with('"') => serde_json::from_str(quoted).map_err(D::Error::custom)?,
            number if is_number(number) => number.to_owned(),
            other => return Err(D::Error::custom(format!("{} is neither text nor a number", short(other)))),
        };
        Ok(Self(text))
    }
}

/// A whole document as a `Value`. A number that a `Value` would write differently becomes a string of the same
/// characters, so that nothing is rounded.
pub(super) fn value(raw: &RawValue) -> Result<Value, String> {
    value_at(raw.get(), 0)
}

fn value_at(text: &str, depth: usize) -> Result<Value, String> {
    if depth > DEEPEST {
        return Err(format!("is nested more than {DEEPEST} deep"));
    }
    let worded = |error: serde_json::Error| error.to_string();
    let value = match text.as_bytes() {
        [b'{', ..] => {
            let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).map_err(worded)?;
            let field = |(name, raw): (String, &RawValue)| Ok((name, value_at(raw.get(), depth + 1)?));
            Value::Object(fields.into_iter().map(field).collect::<Result<_, String>>()?)
        }
        [b'[', ..] => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(worded)?;
            let items = items.into_iter().map(|raw| value_at(raw.get(), depth + 1));
            Value::Array(items.collect::<Result<_, String>>()?)
        }
        _ if is_number(text) => number(text),
        _ => serde_json::from_str(text).map_err(worded)?,
    };
    let has_null_character = match &value {
        Value::String(text) => text.contains('\0'),
        Value::Object(fields) => fields.keys().any(|name| name.contains('\0')),
        _ => false,
    };
    // PostgreSQL stores every character except this one.
    if has_null_character { Err("contains the character U+0000".to_owned()) } else { Ok(value) }
}

fn number(text: &str) -> Value {
    let read = serde_json::from_str(text).unwrap_or(Value::Null);
    let plain = !text.contains(['e', 'E']) && !text.starts_with("-0");
    let written = read.to_string();
    if plain && written == text { read } else { Value::String(text.to_owned()) }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Result<String, String> {
        value(serde_json::from_str(text).unwrap()).map(|value| value.to_string())
    }

    #[test]
    fn a_number_is_read_to_its_last_digit() {
        for text in [
            "0.915",
            "104.05",
            "0.1234567890123456789012345678",
            "79228162514264337593543950335",
            "-7",
            "\"12.50\"",
        ] {
            let Number(number) = serde_json::from_str(text).unwrap();
            assert_eq!(number.to_string(), text.trim_matches('"'));
        }
    }

    #[test]
    fn a_number_beyond_exact_precision_is_refused() {
        for text in [
            "1e400",
            "0.12345678901234567890123456789",
            "792281625142643375935439503350",
            "null",
            "true",
            "\"1,000\"",
            "\"1_000\"",
        ] {
            assert!(serde_json::from_str::<Number>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_stored_document_keeps_every_number_as_written() {
        for text in [r#"{"a":[0.915,{"b":12}],"c":null}"#, r#"["x",true,18446744073709551615]"#] {
            assert_eq!(kept(text).unwrap(), text);
        }
        let long = "[0.12345678901234567890,1.10,18446744073709551616,1e400,-0]";
        let quoted = r#"["0.12345678901234567890","1.10","18446744073709551616","1e400","-0"]"#;
        assert_eq!(kept(long).unwrap(), quoted);
    }

    #[test]
    fn a_document_beyond_database_limits_is_refused() {
        assert_eq!(kept(r#"{"a":"\u0000"}"#).unwrap_err(), "contains the character U+0000");
        let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
        assert_eq!(kept(&deep).unwrap_err(), "is nested more than 64 deep");
    }
}
