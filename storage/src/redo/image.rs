//! The images of rows in a step: JSON, deflated. A row is an array in the order of its table's columns.

use std::io::{Read, Write};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use serde_json::{Value as Json, json};

use crate::{
    copying,
    record::Table,
    value::{Kind, Row, Value},
};

/// What a step did to one table: first these were deleted, then those written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Image {
    pub(super) table: &'static Table,
    pub(super) deleted: Vec<Vec<Value>>,
    pub(super) rows: Vec<Row>,
}

/// An image as JSON: the name of the table, the keys, the rows.
type Written = (String, Vec<Vec<Json>>, Vec<Vec<Json>>);

pub(super) fn encode(images: &[Image]) -> Vec<u8> {
    let images: Vec<Json> = images.iter().map(to_json).collect();
    let text = Json::from(images).to_string();
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory cannot fail.
    let _ = packed.write_all(text.as_bytes());
    packed.finish().unwrap_or_default()
}

/// What was encoded, or what is wrong with it.
pub(super) fn decode(packed: &[u8]) -> Result<Vec<Image>, String> {
    let mut text = String::new();
    let read = DeflateDecoder::new(packed).read_to_string(&mut text);
    read.map_err(|problem| problem.to_string())?;
    let images: Vec<Written> = serde_json::from_str(&text).map_err(|problem| problem.to_string())?;
    images.into_iter().map(from_json).collect()
}

fn to_json(image: &Image) -> Json {
    let all = |rows: &[Row]| -> Vec<Vec<Json>> { rows.iter().map(|row| row.iter().map(cell).collect()).collect() };
    json!([image.table.name, all(&image.deleted), all(&image.rows)])
}

fn cell(value: &Value) -> Json {
    match value {
        Value::Int(number) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Bytes(bytes) => json!({ "hex": hex::encode(bytes) }),
        Value::Null(_) => Json::Null,
    }
}

fn from_json((name, deleted, rows): Written) -> Result<Image, String> {
    let table = copying::ALL.iter().find(|table| table.name == name);
    let table = *table.ok_or_else(|| format!("there is no table {name}"))?;
    let kind_of = |name: &&str| table.columns.iter().find(|column| column.name == *name);
    let keys: Vec<Kind> = table.key.iter().filter_map(kind_of).map(|column| column.kind).collect();
    Ok(Image {
        table,
        deleted: read(&name, deleted, &keys)?,
        rows: read(&name, rows, &table.kinds())?,
    })
}

fn read(table: &str, rows: Vec<Vec<Json>>, kinds: &[Kind]) -> Result<Vec<Row>, String> {
    let row = |row: Vec<Json>| {
        if row.len() != kinds.len() {
            return Err(format!(
                "a row of {table} has {} columns, not {}",
                row.len(),
                kinds.len()
            ));
        }
        row.into_iter()
            .zip(kinds)
            .map(|(cell, kind)| value(cell, *kind))
            .collect()
    };
    rows.into_iter().map(row).collect()
}

fn value(cell: Json, kind: Kind) -> Result<Value, String> {
    match (cell, kind) {
        (Json::Null, kind) => Ok(Value::Null(kind)),
        (Json::String(text), Kind::Text) => Ok(Value::Text(text)),
        (Json::Number(number), Kind::Int) => {
            let number = number.as_i64().ok_or_else(|| format!("{number} is no integer"))?;
            Ok(Value::Int(number))
        }
        (Json::Object(bytes), Kind::Bytes) => {
            let text = bytes.get("hex").and_then(Json::as_str).unwrap_or_default();
            hex::decode(text)
                .map(Value::Bytes)
                .map_err(|problem| problem.to_string())
        }
        (other, kind) => Err(format!("{other} is no {kind:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    #[test]
    fn an_image_is_read_as_it_was_written_and_a_damaged_one_is_refused() {
        let table = crate::redo::Step::TABLE;
        let image = Image {
            table,
            deleted: vec![vec![Value::Int(-7)]],
            rows: vec![vec![
                Value::Int(i64::MAX),
                Value::Text("ñ \" \n".to_owned()),
                Value::Null(Kind::Int),
                Value::Bytes(vec![0, 255]),
            ]],
        };
        let packed = encode(std::slice::from_ref(&image));
        assert_eq!(decode(&packed), Ok(vec![image]));
        assert!(decode(&packed[..packed.len() / 2]).is_err());
        assert!(decode(b"nothing of ours").is_err());
    }
}
