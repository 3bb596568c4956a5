//! String functions (DMN 1.5 table 74). Positions count characters, from 1.

use super::args;
use super::patterns::{BACKTRACKING, Captures, Piece, matches_with_references, pattern, refers_back, replacement};
use super::{Fault, Machine, Row, Value};
use crate::eval::Limit;

pub(super) const ROWS: &[Row] = &[
    ("substring", &["string, start position, length?"], substring),
    ("string length", &["string"], |_, args| {
        Ok(Value::from(args::text(args, 0, "string")?.chars().count()))
    }),
    ("upper case", &["string"], |machine, args| {
        Ok(machine.string(args::text(args, 0, "string")?.to_uppercase())?)
    }),
    ("lower case", &["string"], |machine, args| {
        Ok(machine.string(args::text(args, 0, "string")?.to_lowercase())?)
    }),
    ("substring before", &["string, match"], |machine, args| {
        halves(machine, args, true)
    }),
    ("substring after", &["string, match"], |machine, args| {
        halves(machine, args, false)
    }),
    ("contains", &["string, match"], |_, args| {
        compare(args, |text, part| text.contains(part))
    }),
    ("starts with", &["string, match"], |_, args| {
        compare(args, |text, part| text.starts_with(part))
    }),
    ("ends with", &["string, match"], |_, args| {
        compare(args, |text, part| text.ends_with(part))
    }),
    ("matches", &["input, pattern, flags?"], matches),
    ("replace", &["input, pattern, replacement, flags?"], replace),
    ("split", &["string, delimiter"], split),
    (
        "string join",
        &["list, delimiter?", "list, delimiter, prefix, suffix"],
        join,
    ),
];

fn substring(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let text = args::text(args, 0, "string")?;
    let start = args::number(args, 1, "start position")?;
    let start = start
        .rounded(0, crate::number::Rounding::Down)
        .and_then(crate::number::Number::to_i64)
        .unwrap_or(0);
    let count = text.chars().count() as i64;
    let skip = match start {
        1.. => start - 1,
        0 => {
            return Err(Fault::null("`start position` cuenta desde 1, o desde -1 al final"));
        }
        _ => count + start,
    };
    let length = match args.len() {
        3 => args::number(args, 2, "length")?
            .rounded(0, crate::number::Rounding::Down)
            .and_then(crate::number::Number::to_i64)
            .unwrap_or(i64::MAX),
        _ => i64::MAX,
    };
    if length < 1 || skip < 0 || skip >= count {
        return Err(Fault::null(format!(
            "el texto de {count} caracteres no tiene esa parte"
        )));
    }
    let part: String = text
        .chars()
        .skip(skip as usize)
        .take(usize::try_from(length).unwrap_or(usize::MAX))
        .collect();
    Ok(machine.string(part)?)
}

fn halves(machine: &mut Machine<'_>, args: &[Value], before: bool) -> Result<Value, Fault> {
    let (text, part) = (args::text(args, 0, "string")?, args::text(args, 1, "match")?);
    let found = text
        .split_once(&**part)
        .map(|(head, tail)| if before { head } else { tail });
    Ok(machine.string(found.unwrap_or(""))?)
}

fn compare(args: &[Value], holds: fn(&str, &str) -> bool) -> Result<Value, Fault> {
    let (text, part) = (args::text(args, 0, "string")?, args::text(args, 1, "match")?);
    Ok(Value::Boolean(holds(text, part)))
}

fn matches(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let input = args::text(args, 0, "input")?;
    let flags = args::optional_text(args, 2, "flags")?.map_or("", |flags| flags);
    let text = args::text(args, 1, "pattern")?;
    if refers_back(text) && !flags.contains('q') {
        machine.charge(BACKTRACKING / 8)?;
        return matches_with_references(input, text, flags).map(Value::Boolean);
    }
    let pattern = pattern(machine, text, flags)?;
    pattern.charge(machine, input)?;
    Ok(Value::Boolean(pattern.regex.is_match(input)))
}

fn replace(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let input = args::text(args, 0, "input")?;
    let flags = args::optional_text(args, 3, "flags")?.map_or("", |flags| flags);
    let pattern = pattern(machine, args::text(args, 1, "pattern")?, flags)?;
    pattern.charge(machine, input)?;
    if pattern.regex.is_match("") {
        return Err(Fault::null("el patrón coincide con el texto vacío"));
    }
    let text = args::text(args, 2, "replacement")?;
    let pieces = if flags.contains('q') {
        vec![Piece::Text(text.to_string())]
    } else {
        replacement(text, pattern.regex.captures_len())?
    };
    let mut result = String::new();
    let mut end = 0;
    for captures in pattern.regex.captures_iter(input) {
        machine.charge(pieces.len())?;
        let Some(whole) = captures.get(0) else {
            continue;
        };
        result.push_str(&input[end..whole.start()]);
        expand(machine, &pieces, &captures, &mut result)?;
        end = whole.end();
    }
    result.push_str(&input[end..]);
    Ok(machine.string(result)?)
}

/// Writes a replacement. One group may be written a thousand times, so the limit is watched here.
fn expand(machine: &Machine<'_>, pieces: &[Piece], captures: &Captures<'_>, result: &mut String) -> Result<(), Limit> {
    for piece in pieces {
        result.push_str(match piece {
            Piece::Text(text) => text,
            Piece::Group(number) => captures.get(*number).map_or("", |group| group.as_str()),
        });
        if result.len() > machine.env.budget.string {
            return Err(Limit::String);
        }
    }
    Ok(())
}

fn split(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let text = args::text(args, 0, "string")?;
    let pattern = pattern(machine, args::text(args, 1, "delimiter")?, "")?;
    let limit = machine.env.budget.list;
    pattern.charge(machine, text)?;
    let parts = pattern.regex.split(text).take(limit + 1).map(Value::from).collect();
    Ok(machine.list(parts)?)
}

/// Null items are left out.
fn join(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let delimiter = args::optional_text(args, 1, "delimiter")?.map_or("", |d| d);
    let prefix = args::optional_text(args, 2, "prefix")?.map_or("", |p| p);
    let suffix = args::optional_text(args, 3, "suffix")?.map_or("", |s| s);
    let mut result = String::from(prefix);
    let mut first = true;
    for item in args::list(args, 0, "list")? {
        if item.is_null() {
            continue;
        }
        let Value::String(text) = item else {
            return Err(Fault::null(format!(
                "cada elemento debe ser un texto, no un valor de tipo {}",
                item.kind()
            )));
        };
        if !first {
            result.push_str(delimiter);
        }
        first = false;
        result.push_str(text);
        if result.len() > machine.env.budget.string {
            break;
        }
    }
    result.push_str(suffix);
    Ok(machine.string(result)?)
}
