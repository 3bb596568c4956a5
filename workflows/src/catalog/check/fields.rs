//! The fields of a form: that each says what its type needs and nothing that its type ignores.

use super::asked::Asked;
use crate::catalog::form::condition::Condition;
use crate::catalog::form::{Bound, DateBound, Field, FieldType, Rule};
use crate::catalog::problem::{Loaded, Report};

/// Checks fields in order. `known` holds the fields of the pages before, and takes these.
pub(super) fn check<T>(fields: &[Field], file: &Loaded<T>, part: &str, known: &mut Asked, report: &mut Report) {
    for (n, field) in fields.iter().enumerate() {
        let here = format!("{part}.{n}");
        if known.has(&field.id) {
            report.at(
                file,
                &format!("{here}.id"),
                format!("el campo `{}` está dos veces", field.id),
                "otro nombre",
            );
        }
        one(field, file, &here, report);
        rules(field, file, &here, known, report);
        known.add(field);
        columns(field, file, &here, report);
    }
}

fn one<T>(field: &Field, file: &Loaded<T>, here: &str, report: &mut Report) {
    if !is_name(&field.id) {
        let wrong = format!("`{}` no sirve de nombre", field.id);
        report.at(
            file,
            &format!("{here}.id"),
            wrong,
            "letras minúsculas sin tilde, cifras y `_`",
        );
    }
    for (key, present, fits) in attributes(field) {
        if present && !fits {
            let wrong = format!("`{key}` no dice nada en un campo de este tipo");
            report.at(file, &format!("{here}.{key}"), wrong, "un campo sin esa clave");
        }
    }
    if field.kind == FieldType::Choice && field.options.is_empty() && field.options_from.is_none() {
        report.at(
            file,
            &format!("{here}.type"),
            "falta de qué elegir",
            "`options` u `options_from`",
        );
    }
    if field.kind == FieldType::Table && field.columns.is_empty() {
        report.at(file, &format!("{here}.type"), "la tabla no tiene columnas", "`columns`");
    }
    if let Some(pattern) = &field.pattern {
        if let Err(error) = crate::catalog::form::whole(pattern) {
            let first = error.to_string().lines().last().unwrap_or_default().trim().to_owned();
            let wrong = format!("el patrón no se entiende: {first}");
            report.at(file, &format!("{here}.pattern"), wrong, "una expresión regular");
        } else if field.message.is_none() {
            let wrong = "un patrón sin mensaje no dice cómo corregir";
            report.at(file, &format!("{here}.pattern"), wrong, "`message` con un ejemplo");
        }
    }
    for (key, bound) in [("min", &field.min), ("max", &field.max)] {
        limit(field, bound.as_ref(), file, &format!("{here}.{key}"), report);
    }
}

/// Attributes with whether they are there and whether the type reads them.
fn attributes(field: &Field) -> [(&'static str, bool, bool); 12] {
    use FieldType::{Choice, Date, File, LongText, Money, Number, Table, Text};
    let is = |kinds: &[FieldType]| kinds.contains(&field.kind);
    [
        ("min", field.min.is_some(), is(&[Number, Money, Date])),
        ("max", field.max.is_some(), is(&[Number, Money, Date])),
        ("decimals", field.decimals, is(&[Number])),
        ("min_length", field.min_length.is_some(), is(&[Text, LongText])),
        ("max_length", field.max_length.is_some(), is(&[Text, LongText])),
        ("pattern", field.pattern.is_some(), is(&[Text, LongText])),
        ("options", !field.options.is_empty(), is(&[Choice])),
        ("options_from", field.options_from.is_some(), is(&[Choice])),
        ("columns", !field.columns.is_empty(), is(&[Table])),
        ("min_rows", field.min_rows.is_some(), is(&[Table])),
        ("max_rows", field.max_rows.is_some(), is(&[Table])),
        ("accept", !field.accept.is_empty(), is(&[File])),
    ]
}

fn limit<T>(field: &Field, bound: Option<&Bound>, file: &Loaded<T>, part: &str, report: &mut Report) {
    let is_date = field.kind == FieldType::Date;
    match bound {
        Some(Bound::Date(text)) if is_date && text.parse::<DateBound>().is_err() => {
            let wrong = format!("`{text}` no es una fecha");
            report.at(file, part, wrong, "`2026-01-31`, `today`, `today + 30` o `today - 90`");
        }
        Some(Bound::Number(_)) if is_date => {
            report.at(
                file,
                part,
                "un número no limita una fecha",
                "`today`, `today + 30` o una fecha",
            );
        }
        Some(Bound::Date(_)) if !is_date => report.at(file, part, "una fecha no limita un número", "un número"),
        _ => {}
    }
}

fn rules<T>(field: &Field, file: &Loaded<T>, here: &str, known: &Asked, report: &mut Report) {
    if let Some(when) = &field.when {
        condition(when, file, &format!("{here}.when"), known, report);
    }
    required(&field.required, file, &format!("{here}.required"), known, report);
}

/// Checks the condition of something required.
pub(super) fn required<T>(rule: &Rule, file: &Loaded<T>, part: &str, known: &Asked, report: &mut Report) {
    if let Some(when) = rule.condition() {
        condition(when, file, part, known, report);
    }
}

/// That it is FEEL, and can be told from the fields asked before.
fn condition<T>(condition: &Condition, file: &Loaded<T>, part: &str, known: &Asked, report: &mut Report) {
    if let Some(error) = condition.problem() {
        let wrong = format!(
            "la expresión `{}` no se entiende en la columna {}",
            condition.source(),
            error.position.column
        );
        report.at(file, part, wrong, format!("FEEL: {}", error.expected));
    } else if let Some(wrong) = known.mistake(condition) {
        let expected = "un campo que se pregunta antes, comparado con una de sus respuestas";
        report.at(file, part, wrong, expected);
    }
}

fn columns<T>(field: &Field, file: &Loaded<T>, here: &str, report: &mut Report) {
    let part = format!("{here}.columns");
    for (n, column) in field.columns.iter().enumerate() {
        if matches!(column.kind, FieldType::Table | FieldType::File) || column.when.is_some() {
            let wrong = format!("la columna `{}` es una tabla, un archivo o tiene condición", column.id);
            report.at(file, &format!("{part}.{n}"), wrong, "una columna sencilla");
        }
    }
    check(&field.columns, file, &part, &mut Asked::default(), report);
}

fn is_name(id: &str) -> bool {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    id.starts_with(|c: char| c.is_ascii_lowercase()) && id.chars().all(legal)
}
