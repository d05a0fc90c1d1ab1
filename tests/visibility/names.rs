//! Ids, instants and hashes differ between two servers even for equal writes. Each name on one
//! server must correspond to exactly one name on the other, or the servers differ in more than
//! names.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

/// The correspondence of names between the two servers.
#[derive(Default)]
pub(crate) struct Names {
    of_b: HashMap<String, String>,
    of_a: HashMap<String, String>,
}

/// A piece of a text.
struct Piece {
    is_name: bool,
    text: String,
}

/// The length of the signature at the start of a cursor.
const SIGNATURE: usize = 16;

/// Lists sorted by random ids.
const BY_ID: [&str; 5] = ["inputs", "taken_back", "stated", "unconverted", "pledges"];

impl Names {
    /// Compares two texts apart from names. Fails with the place where they begin to differ.
    pub(crate) fn same(&mut self, a: &str, b: &str) -> Result<(), String> {
        if a == b {
            return Ok(());
        }
        let (left, right) = (pieces(a), pieces(b));
        let is_same = |(one, other): &(&Piece, &Piece), names: &mut Self| {
            let both = one.is_name && other.is_name;
            if both { names.pair(&one.text, &other.text) } else { one.text == other.text }
        };
        let differ = left.iter().zip(&right).position(|pair| !is_same(&pair, self));
        let differ = differ.or_else(|| (left.len() != right.len()).then_some(left.len().min(right.len())));
        let Some(index) = differ else { return Ok(()) };
        let near = |pieces: &[Piece]| {
            let near = &pieces[index.saturating_sub(6)..pieces.len().min(index + 7)];
            near.iter().map(|piece| piece.text.as_str()).collect::<String>()
        };
        Err(format!("…{}…\nis not\n…{}…", near(&left), near(&right)))
    }

    /// Compares two JSON texts in the same way, ignoring the order of the lists in `BY_ID`.
    pub(crate) fn same_json(&mut self, a: &str, b: &str) -> Result<(), String> {
        let read =
            |text: &str| serde_json::from_str(text).map_err(|error| format!("no JSON ({error}): {text}"));
        let (mut one, mut other): (Value, Value) = (read(a)?, read(&renamed(&self.of_a, b))?);
        sort(&mut one);
        sort(&mut other);
        self.same(&one.to_string(), &renamed(&self.of_b, &other.to_string()))
    }

    /// A text with the second server's names.
    pub(crate) fn for_b(&self, text: &str) -> String {
        renamed(&self.of_b, text)
    }

    fn pair(&mut self, a: &str, b: &str) -> bool {
        let known = (self.of_b.get(a), self.of_a.get(b));
        if let (None, None) = known {
            self.of_b.insert(a.to_owned(), b.to_owned());
            self.of_a.insert(b.to_owned(), a.to_owned());
            return true;
        }
        known == (Some(&b.to_owned()), Some(&a.to_owned()))
    }
}

fn renamed(names: &HashMap<String, String>, text: &str) -> String {
    let pieces = split(text).into_iter();
    pieces.map(|piece| names.get(piece).map_or(piece, String::as_str)).collect()
}

/// The pieces of a text, with cursors decoded.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for piece in split(text) {
        let is_cursor = pieces.len() >= 2 && {
            let [.., before, equals] = pieces.as_slice() else { unreachable!("there are two") };
            equals.text == "=" && before.text == "cursor"
        };
        let said = if is_cursor { URL_SAFE_NO_PAD.decode(piece).ok() } else { None };
        match said.as_deref().and_then(|bytes| bytes.get(SIGNATURE..)) {
            Some(said) => pieces.extend(self::pieces(&String::from_utf8_lossy(said))),
            None => pieces.push(Piece { is_name: is_name(piece), text: piece.to_owned() }),
        }
    }
    pieces
}

/// The words of a text, and the separators between them.
pub(crate) fn split(text: &str) -> Vec<&str> {
    let in_word = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:%-".contains(&byte);
    let (bytes, mut pieces, mut start) = (text.as_bytes(), Vec::new(), 0);
    for at in 1..=bytes.len() {
        let is_end = at == bytes.len() || in_word(bytes[at]) != in_word(bytes[at - 1]);
        // Bytes beyond ASCII are in no word, so every piece ends between characters.
        if is_end {
            pieces.push(&text[start..at]);
            start = at;
        }
    }
    pieces
}

/// Whether a word is an id, an instant, or a hash, key, signature or ETag in hexadecimal digits.
fn is_name(word: &str) -> bool {
    let bytes = word.as_bytes();
    let is_hex = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_hexdigit);
    let is_id = || {
        let dashes = [8, 13, 18, 23];
        bytes.iter().enumerate().all(|(at, byte)| dashes.contains(&at) == (*byte == b'-'))
            && is_hex(&bytes.iter().copied().filter(|byte| *byte != b'-').collect::<Vec<_>>())
    };
    match bytes.len() {
        24 | 64 | 128 if is_hex(bytes) => true,
        36 if is_id() => true,
        20.. => word.replace("%3A", ":").parse::<jiff::Timestamp>().is_ok(),
        _ => false,
    }
}

fn sort(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                sort(value);
                if let (true, Value::Array(list)) = (BY_ID.contains(&name.as_str()), value) {
                    list.sort_by_key(Value::to_string);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(sort),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "6f1de3c0-93f5-4a8a-a3a4-70ee2bbd62a1";
    const TWO: &str = "0a0de3c0-93f5-4a8a-a3a4-70ee2bbd62a1";

    #[test]
    fn texts_are_the_same_only_with_one_name_for_each() {
        let mut names = Names::default();
        let text = |one: &str, other: &str| format!("{{\"id\":\"{one}\",\"of\":\"{other}\",\"n\":1}}");
        names.same(&text(ONE, ONE), &text(TWO, TWO)).expect("one name for one");
        names.same(&text(ONE, TWO), &text(TWO, ONE)).expect("another for another");
        names.same(&text(ONE, ONE), &text(TWO, ONE)).expect_err("two names for one");
        names.same(&text(ONE, TWO), &(text(ONE, TWO) + " ")).expect_err("it was another");
        names.same("{\"n\":1}", "{\"n\":2}").expect_err("a number is no name");
        names.same("{\"n\":1}", "{\"n\":1} ").expect_err("there is more");
        assert_eq!(names.for_b(&format!("/v1/funds/{ONE}?as_of=x")), format!("/v1/funds/{TWO}?as_of=x"));
    }

    #[test]
    fn cursors_are_compared_by_content_and_not_by_signature() {
        let cursor = |position: u32, signature: u8| {
            let said = format!("{{\"list\":\"public /v1/funds\",\"position\":{position}}}");
            let bytes = [&[signature; SIGNATURE], said.as_bytes()].concat();
            format!("/v1/funds?limit=1&cursor={}", URL_SAFE_NO_PAD.encode(bytes))
        };
        let mut names = Names::default();
        names.same(&cursor(7, 1), &cursor(7, 2)).expect("another signature");
        names.same(&cursor(7, 1), &cursor(8, 2)).expect_err("another position");
    }
}
