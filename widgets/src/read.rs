//! Reads the figures out of the server's JSON as the browser parsed it: a deserialiser of our own
//! would weigh more than the rest of the widgets. Unknown fields are passed over.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::{
    format::Money,
    fund::{self, FundFacts, Reported},
    members::MemberFacts,
};

/// The figures, as they came.
#[derive(Clone, PartialEq)]
pub(crate) struct Stats(JsValue);

impl Stats {
    /// `None` where this is not what was asked for.
    pub(crate) fn read(json: JsValue) -> Option<Self> {
        let whole = text(&json, "as_of").is_some()
            && get(&json, "funds").is_instance_of::<Array>()
            && get(&json, "members").is_object();
        whole.then_some(Self(json))
    }

    pub(crate) fn as_of(&self) -> String {
        text(&self.0, "as_of").unwrap_or_default()
    }

    /// Where in the ledger's changes these figures are.
    pub(crate) fn position(&self) -> f64 {
        get(&self.0, "position").as_f64().unwrap_or_default()
    }

    pub(crate) fn is_stale(&self) -> bool {
        get(&self.0, "stale").is_truthy()
    }

    pub(crate) fn fund(&self, asked: Option<&str>) -> Option<FundFacts> {
        let funds = list(&self.0, "funds");
        let names: Vec<(String, bool)> = funds
            .iter()
            .map(|fund| {
                (text(&get(fund, "fund"), "slug").unwrap_or_default(), get(fund, "target").is_object())
            })
            .collect();
        let index = fund::pick(asked, names.iter().map(|(slug, has_target)| (slug.as_str(), *has_target)))?;
        let fund = &funds[index];
        Some(FundFacts {
            name: text(&get(fund, "fund"), "name")?,
            target: money(&get(fund, "target")),
            yearly: get(fund, "yearly").is_truthy(),
            pledged: reported(&get(fund, "pledged")),
            committed: reported(&get(fund, "committed")),
            disbursed: reported(&get(fund, "disbursed")),
            sample: get(fund, "sample").is_truthy(),
        })
    }

    pub(crate) fn members(&self) -> MemberFacts {
        let members = get(&self.0, "members");
        let categories = list(&members, "by_category");
        let categories =
            categories.iter().filter_map(|one| Some((text(one, "category")?, count(one, "count"))));
        MemberFacts {
            total: count(&members, "total"),
            not_named: count(&members, "not_named"),
            by_category: categories.collect(),
            sample: get(&members, "sample").is_truthy(),
        }
    }
}

fn reported(figure: &JsValue) -> Reported {
    let original = list(figure, "original").iter().filter_map(money).collect();
    let converted = money(&get(figure, "converted"));
    Reported::new(count(figure, "entries"), converted, original, count(figure, "unconverted"))
}

fn money(value: &JsValue) -> Option<Money> {
    Some(Money { amount: text(value, "amount")?, currency: text(value, "currency")? })
}

fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn text(value: &JsValue, name: &str) -> Option<String> {
    get(value, name).as_string()
}

fn list(value: &JsValue, name: &str) -> Vec<JsValue> {
    get(value, name).dyn_into::<Array>().map(|list| list.iter().collect()).unwrap_or_default()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count; the cast saturates")]
fn count(value: &JsValue, name: &str) -> u32 {
    get(value, name).as_f64().unwrap_or_default() as u32
}
