//! From what came in to answers that can be stored, or to what has to be corrected.

use jiff::Zoned;
use serde_json::Value as Json;

use super::identity::{self, NitError};
use super::input::{Answer, Input};
use super::model::{Bound, Field, FieldType};
use super::text::{self, TextError};
use super::when::DateBound;
use super::{Data, FieldError, message, number, table, when};
use crate::catalog::entity::Limits;

/// What answers are judged by, besides the form.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The moment, in the entity's time zone.
    pub now: &'a Zoned,
    /// How much is taken in.
    pub limits: &'a Limits,
    /// What was answered on other pages, and whatever else conditions may name.
    pub known: &'a Data,
}

/// Reads the answers to `fields`. Questions whose condition does not hold are not asked: what came in for them is
/// left out. Files travel apart and are not read here. Names that are no field are ignored.
///
/// # Errors
/// Every answer to correct, in the order of the form.
pub fn validate(fields: &[Field], input: &Input, asking: &Asking<'_>) -> Result<Data, Vec<FieldError>> {
    // Conditions see the other pages and, of this one, only what was accepted just now.
    let mut all = asking.known.clone();
    for field in fields {
        all.remove(&field.id);
    }
    let mut given = Data::new();
    let mut errors = Vec::new();
    for field in fields.iter().filter(|field| field.kind != FieldType::File) {
        let so_far = Asking { known: &all, ..*asking };
        if field
            .when
            .as_ref()
            .is_some_and(|when| !when.holds(so_far.known, so_far.now))
        {
            continue;
        }
        if let Some(value) = read(field, input, &so_far, &mut errors) {
            all.insert(field.id.clone(), value.clone());
            given.insert(field.id.clone(), value);
        }
    }
    if errors.is_empty() { Ok(given) } else { Err(errors) }
}

fn read(field: &Field, input: &Input, asking: &Asking<'_>, errors: &mut Vec<FieldError>) -> Option<Json> {
    if field.kind == FieldType::Table {
        return table::read(field, input, asking, errors);
    }
    match scalar(field, input.get(&field.id), asking) {
        Ok(value) => value,
        Err(message) => {
            errors.push(FieldError {
                field: field.id.clone(),
                message,
            });
            None
        }
    }
}

/// Reads one answer; the error is the message.
pub(super) fn scalar(field: &Field, answer: Option<&Answer>, asking: &Asking<'_>) -> Result<Option<Json>, String> {
    let Some(answer) = answer else {
        return if field.required.holds(asking.known, asking.now) {
            Err(message::missing(field))
        } else {
            Ok(None)
        };
    };
    value(field, answer, asking).map(Some)
}

fn value(field: &Field, answer: &Answer, asking: &Asking<'_>) -> Result<Json, String> {
    let typed = answer.as_typed();
    match field.kind {
        FieldType::Number => read_number(field, answer, field.decimals),
        FieldType::Money => read_number(field, answer, true),
        FieldType::YesNo => truth(&typed).map(Json::Bool).ok_or_else(|| message::format(field)),
        FieldType::Accept => match truth(&typed) {
            Some(true) => Ok(Json::Bool(true)),
            _ => Err(message::missing(field)),
        },
        FieldType::Date => read_date(field, &typed, asking),
        FieldType::Choice => {
            let chosen = field.options.iter().find(|choice| choice.value == typed.trim());
            chosen
                .map(|choice| Json::from(choice.value.as_str()))
                .ok_or_else(|| message::format(field))
        }
        FieldType::Text => read_text(field, &typed, asking.limits.text, text::line),
        FieldType::LongText => read_text(field, &typed, asking.limits.long_text, text::lines),
        FieldType::Email => identity::email(&typed)
            .map(Json::from)
            .ok_or_else(|| message::format(field)),
        FieldType::Phone => identity::phone(&typed)
            .map(Json::from)
            .ok_or_else(|| message::format(field)),
        FieldType::Cedula => identity::cedula(&typed)
            .map(Json::from)
            .ok_or_else(|| message::format(field)),
        FieldType::Nit => read_nit(field, &typed),
        FieldType::NitOrCedula if typed.contains('-') => read_nit(field, &typed),
        FieldType::NitOrCedula => identity::cedula(&typed)
            .map(Json::from)
            .ok_or_else(|| message::format(field)),
        FieldType::Table | FieldType::File => Err(message::format(field)),
    }
}

fn read_text(
    field: &Field,
    typed: &str,
    limit: usize,
    clean: fn(&str) -> Result<String, TextError>,
) -> Result<Json, String> {
    let most = field.max_length.unwrap_or(limit).min(limit);
    // Before anything else is done with it: a text may be huge.
    if typed.trim().chars().nth(most).is_some() {
        return Err(message::length(field, most, true));
    }
    let text = clean(typed).map_err(|error| match error {
        TextError::Hidden => message::hidden(field),
        TextError::Lines => message::one_line(field),
    })?;
    if let Some(fewest) = field.min_length.filter(|fewest| text.chars().count() < *fewest) {
        return Err(message::length(field, fewest, false));
    }
    match field.pattern.as_deref().map(whole) {
        Some(Ok(pattern)) if !pattern.is_match(&text) => Err(message::format(field)),
        _ => Ok(Json::from(text)),
    }
}

/// A pattern that the whole text has to match; always linear in the text, and bounded in memory.
pub(in crate::catalog) fn whole(pattern: &str) -> Result<regex::Regex, regex::Error> {
    regex::RegexBuilder::new(&format!(r"\A(?:{pattern})\z"))
        .size_limit(1 << 18)
        .build()
}

fn read_number(field: &Field, answer: &Answer, decimals: bool) -> Result<Json, String> {
    let number = match answer {
        Answer::Number(number) if decimals || number.is_i64() => Some(number.clone()),
        Answer::Text(text) => number::read(text, decimals),
        Answer::Number(_) | Answer::Boolean(_) => None,
    };
    let number = number.ok_or_else(|| message::format(field))?;
    let value = number
        .as_f64()
        .filter(|value| value.is_finite())
        .ok_or_else(|| message::format(field))?;
    let limit = |bound: &Option<Bound>| match bound {
        Some(Bound::Number(limit)) => Some(*limit),
        Some(Bound::Date(_)) | None => None,
    };
    let (min, max) = (limit(&field.min), limit(&field.max));
    if min.is_some_and(|min| value < min) || max.is_some_and(|max| value > max) {
        return Err(message::range(field, min, max));
    }
    Ok(Json::Number(number))
}

fn read_date(field: &Field, typed: &str, asking: &Asking<'_>) -> Result<Json, String> {
    let date = when::read(typed).ok_or_else(|| message::format(field))?;
    let today = asking.now.date();
    let limit = |bound: &Option<Bound>| match bound {
        Some(Bound::Date(text)) => text.parse::<DateBound>().ok().map(|bound| bound.on(today)),
        Some(Bound::Number(_)) | None => None,
    };
    let (min, max) = (limit(&field.min), limit(&field.max));
    if min.is_some_and(|min| date < min) || max.is_some_and(|max| date > max) {
        return Err(message::dates(field, min, max));
    }
    Ok(Json::from(date.to_string()))
}

fn read_nit(field: &Field, typed: &str) -> Result<Json, String> {
    identity::nit(typed).map(Json::from).map_err(|error| match error {
        NitError::Shape => message::format(field),
        NitError::CheckDigit { number, given } => message::check_digit(&number, given),
    })
}

fn truth(typed: &str) -> Option<bool> {
    match typed.trim().to_lowercase().as_str() {
        "sí" | "si" | "true" | "on" | "1" => Some(true),
        "no" | "false" | "0" => Some(false),
        _ => None,
    }
}
