//! A flow as FTS writes it: the fields that fill or decide an entry. The other fields stay in the whole record,
//! which is stored as well (`Recorded`).

use serde::{Deserialize, Deserializer};

use super::exact::{Number, Text};
use crate::imports::cut;

/// A flow of money from a source to a destination: one entry of the register.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    pub id: Text,
    pub version_id: Option<u64>,
    /// `paid`, `commitment` or `pledge`.
    pub status: String,
    /// How the flow crosses the boundary of the search: `incoming`, `internal` or `outgoing`.
    pub boundary: String,
    /// `shared` if a part of the flow belongs to something outside the search.
    pub on_boundary: Option<String>,
    #[serde(rename = "amountUSD")]
    pub amount_usd: Number,
    /// Also zero if no amount was reported.
    pub original_amount: Option<Number>,
    pub original_currency: Option<String>,
    /// Units of the original currency for one US dollar.
    pub exchange_rate: Option<Number>,
    /// Date of the transaction.
    pub date: Option<String>,
    pub decision_date: Option<String>,
    pub first_reported_date: Option<String>,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub budget_year: Option<Text>,
    pub description: Option<String>,
    /// `financial` or `in kind`.
    pub contribution_type: Option<String>,
    pub new_money: Option<bool>,
    #[serde(default, deserialize_with = "or_empty")]
    pub source_objects: Vec<Object>,
    #[serde(default, deserialize_with = "or_empty")]
    pub destination_objects: Vec<Object>,
    #[serde(default, deserialize_with = "or_empty")]
    pub report_details: Vec<ReportDetail>,
}

/// A source or destination of a flow: an organisation, a place, a plan, a year and more.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Object {
    pub r#type: String,
    pub id: Text,
    pub name: Text,
    /// `shared` if the flow has several objects of this type with unknown shares.
    pub behavior: Option<String>,
    #[serde(default, deserialize_with = "or_empty")]
    pub organization_types: Vec<String>,
}

/// A report to FTS: its author, channel and date.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportDetail {
    pub organization: Option<String>,
    pub report_channel: Option<String>,
    pub date: Option<String>,
}

impl Flow {
    /// The sources of one type.
    pub fn sources<'a>(&'a self, r#type: &'a str) -> impl Iterator<Item = &'a Object> {
        self.source_objects.iter().filter(move |object| object.r#type == r#type)
    }

    /// The destinations of one type.
    pub fn destinations<'a>(&'a self, r#type: &'a str) -> impl Iterator<Item = &'a Object> {
        self.destination_objects.iter().filter(move |object| object.r#type == r#type)
    }
}

impl Object {
    /// The id. It must be a number, as all FTS ids are, because identifiers and slugs contain it.
    pub fn number(&self) -> Result<&str, String> {
        let id = self.id.0.as_str();
        let well_formed = (1..=18).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
        well_formed.then_some(id).ok_or_else(|| {
            format!("names the {} `{}` by the id `{id}`, which is not a number", self.r#type, self.name.0)
        })
    }

    /// The name, with single spaces and at most 250 characters.
    pub fn words(&self) -> Result<String, String> {
        let name = self.name.0.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(format!("names the {} {} without a name", self.r#type, self.id.0));
        }
        Ok(cut(&name, 250))
    }
}

fn or_empty<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
