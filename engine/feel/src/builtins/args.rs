//! Arguments of built-ins, with the conversions FEEL makes on its own (DMN 1.5 §10.3.2.9.4): a list
//! of one stands for its item, and an item for a list of one.

use crate::eval::{Fault, described};
use crate::number::Number;
use crate::value::{Context, Date, DateTime, Value};
use std::sync::Arc;

pub(super) type Arg<T> = Result<T, Fault>;

fn wrong(name: &str, expected: &str, value: &Value) -> Fault {
    Fault::null(format!("`{name}` debe ser {expected}, no {}", described(value)))
}

/// The argument at `at`; null when it was left out.
pub(super) fn value(args: &[Value], at: usize) -> &Value {
    args.get(at).unwrap_or(&Value::Null)
}

/// The argument, or its only item when it is a list of one.
fn single(args: &[Value], at: usize) -> &Value {
    match value(args, at) {
        Value::List(list) if list.items().len() == 1 => &list.items()[0],
        other => other,
    }
}

pub(super) fn number(args: &[Value], at: usize, name: &str) -> Arg<Number> {
    let value = single(args, at);
    value.as_number().ok_or_else(|| wrong(name, "un número", value))
}

/// A whole number.
pub(super) fn whole(args: &[Value], at: usize, name: &str) -> Arg<i64> {
    let number = number(args, at, name)?;
    number
        .to_i64()
        .ok_or_else(|| wrong(name, "un número entero", &Value::Number(number)))
}

pub(super) fn text<'a>(args: &'a [Value], at: usize, name: &str) -> Arg<&'a Arc<str>> {
    match single(args, at) {
        Value::String(text) => Ok(text),
        other => Err(wrong(name, "un texto", other)),
    }
}

/// A string, or `None` when it is null or left out.
pub(super) fn optional_text<'a>(args: &'a [Value], at: usize, name: &str) -> Arg<Option<&'a Arc<str>>> {
    if value(args, at).is_null() {
        Ok(None)
    } else {
        text(args, at, name).map(Some)
    }
}

pub(super) fn boolean(args: &[Value], at: usize, name: &str) -> Arg<bool> {
    let value = single(args, at);
    value.as_boolean().ok_or_else(|| wrong(name, "un valor lógico", value))
}

/// A list; what is none becomes a list of one.
pub(super) fn list<'a>(args: &'a [Value], at: usize, name: &str) -> Arg<&'a [Value]> {
    match args.get(at) {
        Some(Value::List(list)) => Ok(list.items()),
        Some(Value::Null) | None => Err(wrong(name, "una lista", &Value::Null)),
        Some(single) => Ok(std::slice::from_ref(single)),
    }
}

/// The items of the only argument when it is a list, or all the arguments.
pub(super) fn items(args: &[Value]) -> Arg<&[Value]> {
    match args {
        [Value::List(list)] => Ok(list.items()),
        [Value::Null] => Err(wrong("list", "una lista", &Value::Null)),
        all => Ok(all),
    }
}

/// The same, all of them numbers.
pub(super) fn numbers(args: &[Value]) -> Arg<Vec<Number>> {
    let number = |value: &Value| value.as_number().ok_or_else(|| wrong("list", "solo números", value));
    items(args)?.iter().map(number).collect()
}

pub(super) fn context<'a>(args: &'a [Value], at: usize, name: &str) -> Arg<&'a Context> {
    match single(args, at) {
        Value::Context(context) => Ok(context),
        other => Err(wrong(name, "un contexto", other)),
    }
}

/// A date; a date and time gives its date.
pub(super) fn date(args: &[Value], at: usize, name: &str) -> Arg<Date> {
    match single(args, at) {
        Value::Date(date) => Ok(*date),
        Value::DateTime(at) => Ok(at.date),
        other => Err(wrong(name, "una fecha", other)),
    }
}

/// A date and time; a date counts as midnight UTC.
pub(super) fn date_time(args: &[Value], at: usize, name: &str) -> Arg<DateTime> {
    match single(args, at) {
        Value::DateTime(at) => Ok(DateTime::clone(at)),
        Value::Date(date) => Ok(DateTime::midnight_utc(*date)),
        other => Err(wrong(name, "una fecha con hora", other)),
    }
}
