//! What a person reads when an answer does not fit: how to fix it, with an example when there is one.

use jiff::civil::Date;

use super::model::{Field, FieldType};
use super::number;
use crate::spanish::plain_date;

/// Nothing was answered.
pub(super) fn missing(field: &Field) -> String {
    let what = named(field);
    own(field).unwrap_or_else(|| match field.kind {
        FieldType::Choice => format!("Elija una opción en {what}"),
        FieldType::YesNo => format!("Responda sí o no en {what}"),
        FieldType::Accept => format!("Marque {what} para continuar"),
        FieldType::Table => format!("Agregue al menos una fila en {what}"),
        FieldType::File => format!("Cargue el archivo de {what}"),
        _ => with_example(field, format!("Escriba la respuesta en {what}")),
    })
}

/// The answer is not of the kind asked.
pub(super) fn format(field: &Field) -> String {
    let what = named(field);
    own(field).unwrap_or_else(|| {
        let how = match field.kind {
            FieldType::Number if field.decimals => {
                format!("Escriba {what} en números, con coma para los decimales")
            }
            FieldType::Number => format!("Escriba {what} en números, sin decimales"),
            FieldType::Money => format!("Escriba {what} en pesos, solo números"),
            FieldType::Date => format!("Escriba {what} con día, mes y año"),
            FieldType::Email => format!("Escriba {what} con arroba y dominio"),
            FieldType::Phone => {
                format!("Escriba {what} con diez números: un celular, o un fijo con su indicativo 60")
            }
            FieldType::Cedula => format!("Escriba {what} solo con números"),
            FieldType::Nit => format!("Escriba {what} con su dígito de verificación después de un guion"),
            FieldType::NitOrCedula => {
                format!("Escriba {what}: la cédula solo con números, o el NIT con guion y dígito de verificación")
            }
            FieldType::Choice | FieldType::YesNo | FieldType::Accept => return missing(field),
            FieldType::Text | FieldType::LongText | FieldType::Table | FieldType::File => {
                format!("Revise {what}")
            }
        };
        with_example(field, how)
    })
}

/// The check digit is another.
pub(super) fn check_digit(number: &str, given: u32) -> String {
    format!("El dígito de verificación de {number} no es {given}. Revise el número y el dígito en su RUT")
}

/// A text is too short or too long; `limit` in characters.
pub(super) fn length(field: &Field, limit: usize, too_long: bool) -> String {
    let what = named(field);
    let limit = number::write(limit as f64);
    if too_long {
        format!("Acorte {what}: caben hasta {limit} caracteres")
    } else {
        with_example(field, format!("Escriba al menos {limit} caracteres en {what}"))
    }
}

/// A text holds characters that are not shown.
pub(super) fn hidden(field: &Field) -> String {
    format!("Escriba de nuevo {}: tiene caracteres que no se ven", named(field))
}

/// A text has several lines where one is asked.
pub(super) fn one_line(field: &Field) -> String {
    format!("Escriba {} en una sola línea", named(field))
}

/// A number is outside its limits.
pub(super) fn range(field: &Field, min: Option<f64>, max: Option<f64>) -> String {
    let limits = match (min, max) {
        (Some(min), Some(max)) => format!("entre {} y {}", number::write(min), number::write(max)),
        (Some(min), None) => format!("desde {}", number::write(min)),
        (None, Some(max)) => format!("hasta {}", number::write(max)),
        (None, None) => return format(field),
    };
    with_example(field, format!("Escriba en {} un número {limits}", named(field)))
}

/// A date is outside its limits.
pub(super) fn dates(field: &Field, min: Option<Date>, max: Option<Date>) -> String {
    let limits = match (min.map(plain_date), max.map(plain_date)) {
        (Some(min), Some(max)) => format!("entre el {min} y el {max}"),
        (Some(min), None) => format!("desde el {min}"),
        (None, Some(max)) => format!("hasta el {max}"),
        (None, None) => return format(field),
    };
    own(field).unwrap_or_else(|| with_example(field, format!("Escriba en {} una fecha {limits}", named(field))))
}

/// A table has too few or too many rows.
pub(super) fn rows(field: &Field, limit: usize, too_many: bool) -> String {
    let what = named(field);
    match (too_many, limit) {
        (true, _) => format!("Deje hasta {limit} filas en {what}"),
        (false, 1) => missing(field),
        (false, _) => format!("Agregue al menos {limit} filas en {what}"),
    }
}

/// A message about a cell, with its row counted from 1.
pub(super) fn in_row(row: usize, message: &str) -> String {
    format!("Fila {row}: {message}")
}

fn own(field: &Field) -> Option<String> {
    field.message.clone()
}

/// The label between quotes: it may be a question.
fn named(field: &Field) -> String {
    format!("«{}»", field.label)
}

fn with_example(field: &Field, text: String) -> String {
    match &field.example {
        Some(example) => format!("{text}. Por ejemplo, {}", shown(field, example)),
        None => text,
    }
}

/// An example as people read it: definitions write dates as `2026-11-22`.
fn shown(field: &Field, example: &str) -> String {
    match example.parse::<Date>() {
        Ok(date) if field.kind == FieldType::Date => plain_date(date),
        _ => example.to_owned(),
    }
}
