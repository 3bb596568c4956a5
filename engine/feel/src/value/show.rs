//! Values as text: `string(…)` of FEEL, and the notation inside lists and contexts.

use super::{Range, Value};
use std::fmt::{self, Write};

impl fmt::Display for Value {
    /// What `string(…)` gives; null is shown as `null`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::String(text) => f.write_str(text),
            other => write_nested(f, other),
        }
    }
}

/// Inside a list or a context strings keep their quotes.
fn write_nested(f: &mut fmt::Formatter<'_>, value: &Value) -> fmt::Result {
    match value {
        Value::Null => f.write_str("null"),
        Value::Boolean(value) => write!(f, "{value}"),
        Value::Number(value) => write!(f, "{value}"),
        Value::String(text) => write_quoted(f, text),
        Value::Date(value) => write!(f, "{value}"),
        Value::Time(value) => write!(f, "{value}"),
        Value::DateTime(value) => write!(f, "{value}"),
        Value::DaysAndTime(value) => write!(f, "{value}"),
        Value::YearsAndMonths(value) => write!(f, "{value}"),
        Value::List(list) => {
            f.write_char('[')?;
            for (index, item) in list.items().iter().enumerate() {
                f.write_str(if index > 0 { ", " } else { "" })?;
                write_nested(f, item)?;
            }
            f.write_char(']')
        }
        Value::Context(context) => {
            f.write_char('{')?;
            for (index, (name, value)) in context.iter().enumerate() {
                f.write_str(if index > 0 { ", " } else { "" })?;
                write_key(f, name)?;
                f.write_str(": ")?;
                write_nested(f, value)?;
            }
            f.write_char('}')
        }
        Value::Range(range) => write_range(f, range),
        Value::Function(function) => write!(f, "{function}"),
    }
}

fn write_range(f: &mut fmt::Formatter<'_>, range: &Range) -> fmt::Result {
    let (start, end) = (&range.start, &range.end);
    match (start.value.is_null(), end.value.is_null()) {
        (true, false) => {
            f.write_str(if end.included { "<=" } else { "<" })?;
            write_nested(f, &end.value)
        }
        (false, true) => {
            f.write_str(if start.included { ">=" } else { ">" })?;
            write_nested(f, &start.value)
        }
        _ => {
            f.write_char(if start.included { '[' } else { '(' })?;
            write_nested(f, &start.value)?;
            f.write_str("..")?;
            write_nested(f, &end.value)?;
            f.write_char(if end.included { ']' } else { ')' })
        }
    }
}

/// A key needs quotes only when it could not be read back as a name.
fn write_key(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ' ');
    if plain {
        f.write_str(name)
    } else {
        write_quoted(f, name)
    }
}

/// A string literal, with its escapes.
pub(crate) fn write_quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}
