//! Writes numbers and instants through the browser's own `Intl`, which costs no bytes.

use figures::{
    format::{Format, of_currency},
    locale::Locale,
};
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;

    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locale: &str, options: &Object) -> NumberFormat;

    // A decimal string is formatted to its last digit; a number would be a binary float.
    #[wasm_bindgen(method, js_name = format)]
    fn format_decimal(this: &NumberFormat, decimal: &str) -> String;

    #[wasm_bindgen(method, js_name = format)]
    fn format_number(this: &NumberFormat, number: f64) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;

    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locale: &str, options: &Object) -> DateTimeFormat;

    #[wasm_bindgen(method, catch)]
    fn format(this: &DateTimeFormat, date: &js_sys::Date) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type DisplayNames;

    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locale: &str, options: &Object) -> DisplayNames;

    #[wasm_bindgen(method, catch)]
    fn of(this: &DisplayNames, code: &str) -> Result<Option<String>, JsValue>;
}

/// The formats of one locale.
pub(crate) struct Intl<'a>(pub(crate) &'a Locale);

impl Format for Intl<'_> {
    fn money(&self, amount: &str, currency: &str) -> String {
        let cents = amount.split_once('.').is_some_and(|(_, cents)| cents.bytes().any(|cent| cent != b'0'));
        if cents {
            self.number(&[("style", "currency"), ("currency", currency)], &[], amount)
        } else {
            self.whole_money(amount, currency)
        }
    }

    fn rounded(&self, amount: &str, currency: &str) -> String {
        let long = [("notation", "compact"), ("compactDisplay", "long"), ("roundingMode", "halfEven")];
        let compact = self.number(&long, &[("maximumSignificantDigits", 3)], amount);
        let compact = of_currency(&self.0.tag, compact);
        // `Intl` has no long form with a currency symbol: put the words in place of a digit.
        let (pattern, digit) = (self.whole_money("7", currency), self.number(&[], &[], "7"));
        match pattern.split_once(&*digit) {
            Some((before, after)) => before.to_owned() + &compact + after,
            None => self.money(amount, currency),
        }
    }

    fn count(&self, number: u32) -> String {
        self.plain(&[], number.into())
    }

    fn percent(&self, hundredths: u32) -> String {
        self.plain(&[("style", "percent")], f64::from(hundredths) / 100.0)
    }

    fn instant(&self, instant: &str) -> String {
        self.moment(&[("dateStyle", "medium"), ("timeStyle", "short"), ("timeZone", "UTC")], instant)
    }

    fn date(&self, date: &str) -> String {
        let parts: &[(&str, &str)] = match date.len() {
            4 => &[("year", "numeric"), ("timeZone", "UTC")],
            7 => &[("year", "numeric"), ("month", "long"), ("timeZone", "UTC")],
            _ => &[("dateStyle", "medium"), ("timeZone", "UTC")],
        };
        self.moment(parts, date)
    }

    fn country(&self, code: &str) -> String {
        let names = DisplayNames::new(&self.0.tag, &options(&[("type", "region")], &[]));
        names.of(code).ok().flatten().unwrap_or_else(|| code.to_owned())
    }
}

impl Intl<'_> {
    fn moment(&self, parts: &[(&str, &str)], moment: &str) -> String {
        let format = DateTimeFormat::new(&self.0.tag, &options(parts, &[]));
        format.format(&js_sys::Date::new(&moment.into())).unwrap_or_else(|_| moment.to_owned())
    }

    fn whole_money(&self, amount: &str, currency: &str) -> String {
        let style = [("style", "currency"), ("currency", currency)];
        self.number(&style, &[("maximumFractionDigits", 0)], amount)
    }

    /// A number that is not an amount.
    fn plain(&self, texts: &[(&str, &str)], number: f64) -> String {
        NumberFormat::new(&self.0.tag, &options(texts, &[])).format_number(number)
    }

    fn number(&self, texts: &[(&str, &str)], numbers: &[(&str, u32)], decimal: &str) -> String {
        NumberFormat::new(&self.0.tag, &options(texts, numbers)).format_decimal(decimal)
    }
}

fn options(texts: &[(&str, &str)], numbers: &[(&str, u32)]) -> Object {
    let options = Object::new();
    let texts = texts.iter().map(|(name, text)| (*name, JsValue::from(*text)));
    let numbers = numbers.iter().map(|(name, number)| (*name, JsValue::from(*number)));
    for (name, value) in texts.chain(numbers) {
        // A plain object accepts every property.
        Reflect::set(&options, &name.into(), &value).unwrap_or_default();
    }
    options
}
