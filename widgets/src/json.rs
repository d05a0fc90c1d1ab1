//! JSON as whoever parsed it holds it, the browser or the server: what a figure reads out of an answer is
//! written once, for both. Unknown fields are passed over, and what is missing is not there.

use crate::format::Money;

/// A value of JSON.
pub trait Json: Sized {
    /// A field of an object; nothing where it is not there.
    fn get(&self, name: &str) -> Self;
    fn text(&self) -> Option<String>;
    /// The items of a list; none where this is no list.
    fn list(&self) -> Vec<Self>;
    fn number(&self) -> Option<f64>;
    fn is_true(&self) -> bool;

    /// A text that is empty where it is missing.
    fn word(&self, name: &str) -> String {
        self.get(name).text().unwrap_or_default()
    }

    /// A count that is zero where it is missing.
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

#[cfg(feature = "csr")]
impl Json for wasm_bindgen::JsValue {
    fn get(&self, name: &str) -> Self {
        js_sys::Reflect::get(self, &name.into()).unwrap_or(Self::UNDEFINED)
    }

    fn text(&self) -> Option<String> {
        self.as_string()
    }

    fn list(&self) -> Vec<Self> {
        use wasm_bindgen::JsCast;
        self.dyn_ref::<js_sys::Array>().map(|list| list.iter().collect()).unwrap_or_default()
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn is_true(&self) -> bool {
        self.is_truthy()
    }
}
