//! The end of a page, where the next page continues. A cursor is opaque, and signed so that a client can neither
//! invent nor change one.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::secrets::Signer;

/// The last item of a page, and the findings of the first page. A client can read it, so it holds only values that
/// the client was given: an item's position in the reader's own feed, and not its sort key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The list it belongs to, including the filter: a cursor of another list is refused.
    pub list: String,
    pub position: i64,
    pub total: i64,
}

impl Cursor {
    /// A cursor as a client receives it.
    pub(crate) fn write(&self, signer: &Signer) -> String {
        let text = serde_json::to_vec(self).expect("a cursor is plain data");
        URL_SAFE_NO_PAD.encode([&signer.sign(&[&text])[..], &text].concat())
    }

    /// Reads a cursor written by `write`, and no other.
    pub(crate) fn read(cursor: &str, signer: &Signer) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (tag, text) = bytes.split_at_checked(16)?;
        if !signer.is_of(tag, &[text]) {
            return None;
        }
        serde_json::from_slice(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_changed_in_any_byte_is_refused() {
        let signer = Signer::new("secret");
        let cursor = Cursor { list: "funds".into(), position: 7, total: 3 };
        let written = cursor.write(&signer);
        assert_eq!(Cursor::read(&written, &signer), Some(cursor));
        let mut bytes = URL_SAFE_NO_PAD.decode(&written).expect("base64");
        for index in 0..bytes.len() {
            bytes[index] ^= 1;
            assert_eq!(Cursor::read(&URL_SAFE_NO_PAD.encode(&bytes), &signer), None, "byte {index}");
            bytes[index] ^= 1;
        }
    }
}
