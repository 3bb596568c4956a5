//! List functions (DMN 1.5 table 75). Positions count from 1, or from -1 at the end.

use super::args;
use super::{Fault, Machine, Row, Value};
use crate::number::Number;
use crate::value::{Captured, Date, Function, equal};
use std::collections::HashSet;

pub(super) const ROWS: &[Row] = &[
    ("list contains", &["list, element"], contains),
    ("count", &["list"], |_, args| {
        Ok(Value::from(args::list(args, 0, "list")?.len()))
    }),
    ("all", &["list", "b..."], |_, args| quantify(args, false)),
    ("any", &["list", "b..."], |_, args| quantify(args, true)),
    ("sublist", &["list, start position, length?"], sublist),
    ("append", &["list, item..."], append),
    ("concatenate", &["list..."], concatenate),
    ("insert before", &["list, position, newItem"], insert_before),
    ("remove", &["list, position"], remove),
    (
        "list replace",
        &["list, position: number, newItem", "list, match, newItem"],
        replace,
    ),
    ("reverse", &["list"], reverse),
    ("index of", &["list, match"], index_of),
    ("union", &["list..."], union),
    ("distinct values", &["list"], distinct),
    ("flatten", &["list"], flatten),
];

fn contains(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let element = args::value(args, 1);
    machine.charge_search(args::value(args, 0), element)?;
    let found = args::list(args, 0, "list")?
        .iter()
        .any(|item| equal(item, element) == Some(true));
    Ok(Value::Boolean(found))
}

/// `any` and `all`, with null and other values unknown.
fn quantify(args: &[Value], decisive: bool) -> Result<Value, Fault> {
    let items = args::items(args)?;
    if items.contains(&Value::Boolean(decisive)) {
        return Ok(Value::Boolean(decisive));
    }
    match items.iter().find(|item| item.as_boolean().is_none()) {
        Some(other) => Err(Fault::null(format!(
            "cada elemento debe ser un valor lógico, no uno de tipo {}",
            other.kind()
        ))),
        None => Ok(Value::Boolean(!decisive)),
    }
}

/// The index of a position that may be one past the end when `past` says so.
fn index(items: usize, position: i64, past: bool) -> Result<usize, Fault> {
    let length = items as i64;
    let index = if position > 0 { position - 1 } else { length + position };
    let valid = position != 0 && index >= 0 && index < length + i64::from(past);
    valid
        .then_some(index as usize)
        .ok_or_else(|| Fault::null(format!("no hay una posición {position} en una lista de {items}")))
}

fn sublist(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let items = args::list(args, 0, "list")?;
    let start = index(items.len(), args::whole(args, 1, "start position")?, false)?;
    let length = if args.len() == 3 {
        args::whole(args, 2, "length")?
    } else {
        (items.len() - start) as i64
    };
    let end = usize::try_from(length)
        .ok()
        .and_then(|length| start.checked_add(length));
    let part = end.and_then(|end| items.get(start..end));
    let part = part.ok_or_else(|| Fault::null(format!("la lista de {} no tiene esa parte", items.len())))?;
    Ok(machine.list(part.to_vec())?)
}

fn append(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let mut items = args::list(args, 0, "list")?.to_vec();
    items.extend_from_slice(&args[1..]);
    Ok(machine.list(items)?)
}

fn concatenate(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let mut items = Vec::new();
    for at in 0..args.len() {
        items.extend_from_slice(args::list(args, at, "list")?);
    }
    Ok(machine.list(items)?)
}

fn insert_before(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let mut items = args::list(args, 0, "list")?.to_vec();
    let at = index(items.len(), args::whole(args, 1, "position")?, false)?;
    items.insert(at, args::value(args, 2).clone());
    Ok(machine.list(items)?)
}

fn remove(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let mut items = args::list(args, 0, "list")?.to_vec();
    items.remove(index(items.len(), args::whole(args, 1, "position")?, false)?);
    Ok(machine.list(items)?)
}

/// At a position, or wherever `match(item, newItem)` is true.
fn replace(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let mut items = args::list(args, 0, "list")?.to_vec();
    let fresh = args::value(args, 2);
    if let Value::Function(function) = args::value(args, 1) {
        require_parameters(function, 2)?;
        for item in &mut items {
            match machine.apply(function, vec![item.clone(), fresh.clone()])? {
                Value::Boolean(true) => *item = fresh.clone(),
                Value::Boolean(false) => {}
                _ => return Err(Fault::null("`match` debe dar un valor lógico")),
            }
        }
    } else {
        let position = args::number(args, 1, "position")?.rounded(0, crate::number::Rounding::Down);
        let at = index(items.len(), position.and_then(Number::to_i64).unwrap_or(0), false)?;
        items[at] = fresh.clone();
    }
    Ok(machine.list(items)?)
}

/// Checks how many parameters a function has.
pub(super) fn require_parameters(function: &Function, count: usize) -> Result<(), Fault> {
    let takes = match &function.0 {
        Captured::Builtin(builtin) => builtin.takes(count),
        _ => function.parameter_names().len() == count,
    };
    if takes {
        Ok(())
    } else {
        Err(Fault::null(format!("la función debe tener {count} parámetros")))
    }
}

fn reverse(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let items = args::list(args, 0, "list")?.iter().rev().cloned().collect();
    Ok(machine.list(items)?)
}

fn index_of(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let wanted = args::value(args, 1);
    machine.charge_search(args::value(args, 0), wanted)?;
    let items = args::list(args, 0, "list")?.iter().enumerate();
    let found = items
        .filter(|(_, item)| equal(item, wanted) == Some(true))
        .map(|(at, _)| Value::from(at + 1))
        .collect();
    Ok(machine.list(found)?)
}

fn union(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let all = concatenate(machine, args)?;
    distinct(machine, &[all])
}

/// The first of each set of equal items. What has a key is looked up by it; of the others every
/// pair is compared, and that work is charged.
fn distinct(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let mut kept: Vec<Value> = Vec::new();
    let mut keys: HashSet<Key<'_>> = HashSet::new();
    let mut others: Vec<&Value> = Vec::new();
    for item in args::list(args, 0, "list")? {
        let fresh = match Key::of(item) {
            Some(key) => {
                machine.charge(item.weight() as usize)?;
                keys.insert(key)
            }
            None => {
                machine.charge(others.len().saturating_mul(item.weight() as usize))?;
                let fresh = !others.iter().any(|known| equal(known, item) == Some(true));
                others.extend(fresh.then_some(item));
                fresh
            }
        };
        if fresh {
            kept.push(item.clone());
        }
    }
    Ok(machine.list(kept)?)
}

/// Values that are equal when their keys are, and that equal nothing without a key.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Null,
    Boolean(bool),
    Number(Number),
    String(&'a str),
    Date(Date),
}

impl Key<'_> {
    fn of(value: &Value) -> Option<Key<'_>> {
        Some(match value {
            Value::Null => Key::Null,
            Value::Boolean(value) => Key::Boolean(*value),
            Value::Number(value) => Key::Number(*value),
            Value::String(value) => Key::String(value),
            Value::Date(value) => Key::Date(*value),
            _ => return None,
        })
    }
}

fn flatten(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let mut flat = Vec::new();
    flatten_into(machine, args::list(args, 0, "list")?, &mut flat)?;
    Ok(machine.list(flat)?)
}

/// Recursion is bounded: no value nests deeper than `MAX_VALUE_DEPTH`.
fn flatten_into(machine: &mut Machine<'_>, items: &[Value], flat: &mut Vec<Value>) -> Result<(), Fault> {
    for item in items {
        machine.charge(1)?;
        match item {
            Value::List(list) => flatten_into(machine, list.items(), flat)?,
            single => flat.push(single.clone()),
        }
    }
    Ok(())
}
