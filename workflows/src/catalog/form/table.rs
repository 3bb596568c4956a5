//! Answers that are rows of columns.

use serde_json::Value as Json;

use super::input::Input;
use super::message;
use super::model::Field;
use super::validate::{Asking, scalar};
use super::{Data, FieldError};

/// Reads a table; blank rows do not count. Errors name the row's own number, so that its cell is marked.
pub(super) fn read(field: &Field, input: &Input, asking: &Asking<'_>, errors: &mut Vec<FieldError>) -> Option<Json> {
    let numbers = input.rows(&field.id);
    let most = field.max_rows.unwrap_or(asking.limits.rows).min(asking.limits.rows);
    if numbers.len() > most {
        errors.push(wrong(&field.id, message::rows(field, most, true)));
        return None;
    }
    let fewest = field.min_rows.unwrap_or(0);
    let required = field.required.holds(asking.known, asking.now);
    if numbers.len() < fewest.max(usize::from(required)) && (required || !numbers.is_empty()) {
        errors.push(wrong(&field.id, message::rows(field, fewest.max(1), false)));
        return None;
    }
    let rows: Vec<Json> = numbers
        .iter()
        .enumerate()
        .map(|(n, row)| read_row(field, *row, n + 1, input, asking, errors))
        .collect();
    (!rows.is_empty()).then_some(Json::Array(rows))
}

fn read_row(
    field: &Field,
    row: usize,
    shown: usize,
    input: &Input,
    asking: &Asking<'_>,
    errors: &mut Vec<FieldError>,
) -> Json {
    let mut cells = Data::new();
    for column in &field.columns {
        let name = format!("{}.{row}.{}", field.id, column.id);
        match scalar(column, input.get(&name), asking) {
            Ok(Some(value)) => {
                cells.insert(column.id.clone(), value);
            }
            Ok(None) => {}
            Err(text) => errors.push(wrong(&name, message::in_row(shown, &text))),
        }
    }
    Json::Object(cells)
}

fn wrong(field: &str, message: String) -> FieldError {
    FieldError {
        field: field.to_owned(),
        message,
    }
}
