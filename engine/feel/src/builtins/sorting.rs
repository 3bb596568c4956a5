//! `sort`, with the order decided by a function (DMN 1.5 table 79).

use super::args;
use super::lists::require_parameters;
use super::{Fault, Machine, Row, Value};
use crate::value::{Function, compare};

pub(super) const ROWS: &[Row] = &[("sort", &["list, precedes?"], sort)];

fn sort(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let items = args::list(args, 0, "list")?.to_vec();
    let precedes = match args::value(args, 1) {
        Value::Null => None,
        Value::Function(function) => {
            require_parameters(function, 2)?;
            Some(function)
        }
        other => {
            return Err(Fault::null(format!(
                "`precedes` debe ser una función, no un valor de tipo {}",
                other.kind()
            )));
        }
    };
    let sorted = merge_sort(machine, items, precedes)?;
    Ok(machine.list(sorted)?)
}

/// Our own because the order may fail or contradict itself, which the sorts of std do not allow.
fn merge_sort(
    machine: &mut Machine<'_>,
    mut items: Vec<Value>,
    precedes: Option<&Function>,
) -> Result<Vec<Value>, Fault> {
    if items.len() < 2 {
        return Ok(items);
    }
    let right = items.split_off(items.len() / 2);
    let left = merge_sort(machine, items, precedes)?;
    let right = merge_sort(machine, right, precedes)?;
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        machine.charge(1)?;
        machine.charge_comparison(a, b)?;
        // Equal items keep their order: the right one goes first only when it must.
        let next = if comes_first(machine, b, a, precedes)? {
            right.next()
        } else {
            left.next()
        };
        merged.extend(next);
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}

fn comes_first(machine: &mut Machine<'_>, a: &Value, b: &Value, precedes: Option<&Function>) -> Result<bool, Fault> {
    let Some(function) = precedes else {
        return match compare(a, b) {
            Some(order) => Ok(order.is_lt()),
            None => Err(Fault::null(format!(
                "un valor de tipo {} y uno de tipo {} no tienen orden",
                a.kind(),
                b.kind()
            ))),
        };
    };
    match machine.apply(function, vec![a.clone(), b.clone()])? {
        Value::Boolean(first) => Ok(first),
        other => Err(Fault::null(format!(
            "`precedes` debe dar un valor lógico, no uno de tipo {}",
            other.kind()
        ))),
    }
}
