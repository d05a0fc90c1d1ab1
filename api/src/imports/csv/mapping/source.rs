//! Where a field's value comes from.

use std::collections::BTreeMap;

use shared::fields::{Body, Fields};

/// A column, a constant, or a column with a constant for its empty cells.
#[derive(Clone, Debug)]
pub(in super::super) struct Source {
    pub(in super::super) column: Option<String>,
    pub(in super::super) constant: Option<String>,
    /// Translates the column's words into the API's; empty if the column already uses them.
    pub(in super::super) values: BTreeMap<String, String>,
}

impl Body for Source {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let column = fields.optional_text("column", 500);
        let constant = fields.optional_text("constant", 5000);
        let values = fields.or_default("values");
        if column.is_none() && constant.is_none() {
            fields.complain("column", "is required, unless a constant is given");
        }
        Some(Self { column, constant, values })
    }
}

impl Source {
    /// The field's value in a row, if any, or the complaint about its cell.
    pub(in super::super) fn value(&self, row: &BTreeMap<String, String>) -> Result<Option<String>, String> {
        let cell = self.column.as_ref().and_then(|column| row.get(column)).map(|cell| cell.trim());
        let Some(cell) = cell.filter(|cell| !cell.is_empty()) else { return Ok(self.constant.clone()) };
        if self.values.is_empty() {
            return Ok(Some(cell.to_owned()));
        }
        let known = || self.values.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let word = self.values.get(cell);
        word.cloned().map(Some).ok_or_else(|| format!("is `{cell}`, but the mapping knows only {}", known()))
    }
}
