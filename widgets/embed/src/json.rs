//! JSON as the browser parsed it.

use figures::json::Json;
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A value of JavaScript.
#[derive(Clone)]
pub(crate) struct Js(pub(crate) JsValue);

impl Json for Js {
    fn get(&self, name: &str) -> Self {
        Self(Reflect::get(&self.0, &name.into()).unwrap_or(JsValue::UNDEFINED))
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn list(&self) -> Vec<Self> {
        self.0.dyn_ref::<Array>().map(|list| list.iter().map(Self).collect()).unwrap_or_default()
    }

    fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn is_true(&self) -> bool {
        self.0.is_truthy()
    }
}
