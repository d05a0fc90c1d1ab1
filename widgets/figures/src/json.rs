//! JSON as its parser holds it, the browser's or the server's: how a figure reads an answer is written once, for
//! both. Unknown fields are ignored, and missing ones read as empty.

use crate::format::Money;

/// A value of JSON.
pub trait Json: Sized {
    /// A field of an object; null if absent.
    fn get(&self, name: &str) -> Self;
    fn text(&self) -> Option<String>;
    /// The items of a list; none if this is not a list.
    fn list(&self) -> Vec<Self>;
    fn number(&self) -> Option<f64>;
    fn is_true(&self) -> bool;

    /// A text; empty if absent.
    fn word(&self, name: &str) -> String {
        self.get(name).text().unwrap_or_default()
    }

    /// A count; zero if absent.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count; the cast saturates"
    )]
    fn count(&self, name: &str) -> u32 {
        self.get(name).number().unwrap_or_default() as u32
    }

    fn money(&self, name: &str) -> Option<Money> {
        let money = self.get(name);
        Some(Money { amount: money.get("amount").text()?, currency: money.get("currency").text()? })
    }
}

#[cfg(any(feature = "ssr", test))]
impl Json for serde_json::Value {
    fn get(&self, name: &str) -> Self {
        self.get(name).cloned().unwrap_or_default()
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn list(&self) -> Vec<Self> {
        self.as_array().cloned().unwrap_or_default()
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn is_true(&self) -> bool {
        self == true
    }
}
