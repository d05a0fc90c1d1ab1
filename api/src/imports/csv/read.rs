//! Splits a file into rows. A file without the mapped columns stops the import. A row that does not fit the header
//! is refused alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use ::csv::{ReaderBuilder, StringRecord};
use shared::fields::nearest;

use super::Mapping;
use crate::imports::report::Refused;

/// A file's content.
#[derive(Debug)]
pub struct Read {
    /// The file's name.
    pub file: String,
    pub rows_read: usize,
    pub(super) rows: Vec<Row>,
    pub refused: Vec<Refused>,
}

/// A row's cells, by column.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The row's number as spreadsheets count: the header is row 1.
    pub(super) number: usize,
    pub(super) cells: BTreeMap<String, String>,
}

impl Row {
    pub(super) fn place(&self) -> String {
        format!("row {}", self.number)
    }
}

/// Why a file cannot be read with its mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotReadable {
    pub file: String,
    pub detail: String,
}

impl fmt::Display for NotReadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} cannot be read with its mapping; nothing was imported: {}", self.file, self.detail)
    }
}

impl std::error::Error for NotReadable {}

/// Reads a file by its mapping.
pub fn read(file: &str, bytes: &[u8], mapping: &Mapping) -> Result<Read, NotReadable> {
    rows(file, bytes, mapping).map_err(|detail| NotReadable { file: file.to_owned(), detail })
}

fn rows(file: &str, bytes: &[u8], mapping: &Mapping) -> Result<Read, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(mapping.delimiter)
        .from_reader(bytes);
    let mut records = reader.records();
    let header = records.next().ok_or("it is empty")?.map_err(|error| unreadable(&error))?;
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    check_header(&header, mapping)?;
    let mut read = Read { file: file.to_owned(), rows_read: 0, rows: Vec::new(), refused: Vec::new() };
    for (index, record) in records.enumerate() {
        let record = record.map_err(|error| unreadable(&error))?;
        // Spreadsheets also write their empty rows.
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        read.rows_read += 1;
        let row = Row { number: index + 2, cells: cells(&header, &record) };
        if record.len() == header.len() {
            read.rows.push(row);
            continue;
        }
        let reason = format!("has {} cells, but the header has {}", record.len(), header.len());
        read.refused.push(Refused { place: Some(row.place()), ..Refused::new("a row", reason) });
    }
    Ok(read)
}

fn cells(header: &[String], record: &StringRecord) -> BTreeMap<String, String> {
    header.iter().cloned().zip(record.iter().map(str::to_owned)).collect()
}

fn check_header(header: &[String], mapping: &Mapping) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for name in header {
        if !seen.insert(name.as_str()) {
            return Err(format!("its header has the column `{name}` twice"));
        }
    }
    let columns = mapping.fields.values().filter_map(|source| source.column.as_deref());
    for column in columns.chain(mapping.record.as_deref()) {
        if !seen.contains(column) {
            let near = nearest(column, seen.iter().copied()).unwrap_or_default();
            return Err(format!("it has no column `{column}`; the nearest is `{near}`"));
        }
    }
    Ok(())
}

fn unreadable(error: &::csv::Error) -> String {
    let line = error.position().map(|position| format!("line {}: ", position.line())).unwrap_or_default();
    match error.kind() {
        ::csv::ErrorKind::Utf8 { .. } => format!("{line}is not UTF-8"),
        _ => format!("{line}{error}"),
    }
}
