//! How each type of answer is given, and what is shown in it.

use radica_workflows::catalog::form::{self, ChoiceStyle, FieldType};
use serde_json::Value as Json;

use super::{Filled, RowChange, choices, is_optional};
use crate::pages::parts::{Choice, Control, Field, FileState, InputKind, Row, TableControl};

impl Filled<'_> {
    /// The control of a question; `name` is its id, or that of the cell.
    pub(super) fn control(&self, field: &form::Field, name: &str) -> Control {
        let value = || self.value(name);
        match field.kind {
            FieldType::Text => input(InputKind::Text, value()),
            FieldType::Number if field.decimals => input(InputKind::Decimal, value()),
            FieldType::Number => input(InputKind::Number, value()),
            FieldType::Money => input(InputKind::Money, value()),
            FieldType::Date => input(InputKind::Date, value()),
            FieldType::Email => input(InputKind::Email, value()),
            FieldType::Phone => input(InputKind::Phone, value()),
            FieldType::Cedula => input(InputKind::Cedula, value()),
            FieldType::Nit | FieldType::NitOrCedula => input(InputKind::Nit, value()),
            FieldType::LongText => Control::LongText { value: value() },
            FieldType::Choice if field.style == ChoiceStyle::Select => Control::Select {
                options: choices(&field.options, &value()),
            },
            FieldType::Choice => Control::Radio {
                options: choices(&field.options, &value()),
            },
            FieldType::YesNo => yes_no(&value()),
            FieldType::Accept => Control::Accept {
                checked: value() == "true",
                when: Vec::new(),
            },
            FieldType::Table => self.table(field),
            FieldType::File => Control::File(FileState::Empty {
                accept: super::files::accept(&field.accept),
            }),
        }
    }

    /// What was typed now; else what was accepted before, as a person writes it.
    fn value(&self, name: &str) -> String {
        match self.typed {
            Some(input) => input.typed(name),
            None => self.known(name).map(written).unwrap_or_default(),
        }
    }

    fn known(&self, name: &str) -> Option<&Json> {
        let mut parts = name.split('.');
        let first = self.stored.get(parts.next()?)?;
        parts.try_fold(first, |json, part| match part.parse::<usize>() {
            Ok(row) => json.get(row),
            Err(_) => json.get(part),
        })
    }

    fn table(&self, field: &form::Field) -> Control {
        let numbers = self.row_numbers(field);
        let fewest = field.min_rows.unwrap_or(0).max(1);
        let most = field.max_rows.unwrap_or(usize::MAX);
        let row = |(place, number): (usize, &usize)| Row {
            number: *number,
            title: format!("Fila {}", place + 1),
            cells: field
                .columns
                .iter()
                .map(|column| self.cell(field, *number, column))
                .collect(),
            can_remove: numbers.len() > fewest,
        };
        Control::Table(TableControl {
            rows: numbers.iter().enumerate().map(row).collect(),
            can_add: numbers.len() < most,
        })
    }

    fn cell(&self, table: &form::Field, row: usize, column: &form::Field) -> Field {
        let name = format!("{}.{row}.{}", table.id, column.id);
        let mut cell = Field::new(&name, &column.label, self.control(column, &name));
        cell.hint.clone_from(&column.hint);
        cell.error = self.error(&name);
        cell.optional = is_optional(column);
        cell
    }

    /// The rows to show: those with something in them, one more if asked, and at least one to write in.
    fn row_numbers(&self, field: &form::Field) -> Vec<usize> {
        let mut numbers = match self.typed {
            Some(input) => input.rows(&field.id),
            None => (0..self.stored.get(&field.id).and_then(Json::as_array).map_or(0, Vec::len)).collect(),
        };
        let next = numbers.last().map_or(0, |last| last + 1);
        match self.rows {
            RowChange::Add(table) if table == field.id => numbers.push(next),
            RowChange::Remove(table, row) if table == field.id => numbers.retain(|number| *number != row),
            _ => {}
        }
        while numbers.len() < field.min_rows.unwrap_or(0).max(1) {
            numbers.push(numbers.last().map_or(0, |last| last + 1));
        }
        numbers
    }
}

fn input(kind: InputKind, value: String) -> Control {
    Control::Input { kind, value }
}

fn yes_no(value: &str) -> Control {
    let yes = matches!(value, "true" | "sí");
    let no = matches!(value, "false" | "no");
    Control::Radio {
        options: vec![Choice::new("true", "Sí", yes), Choice::new("false", "No", no)],
    }
}

/// An accepted answer as it is typed again.
fn written(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string().replace('.', ","),
        Json::Bool(truth) => truth.to_string(),
        Json::Null | Json::Array(_) | Json::Object(_) => String::new(),
    }
}
