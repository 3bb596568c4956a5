//! Functions over all items of a list of numbers, and `min` and `max` (DMN 1.5 table 75).

use super::args;
use super::{Fault, Machine, Row, Value};
use crate::number::Number;
use crate::value::compare;
use std::cmp::Ordering;

pub(super) const ROWS: &[Row] = &[
    ("min", &["list", "c..."], |_, args| extreme(args, Ordering::Less)),
    ("max", &["list", "c..."], |_, args| extreme(args, Ordering::Greater)),
    ("sum", &["list", "n..."], |_, args| {
        folded(args, Number::ZERO, Number::checked_add)
    }),
    ("product", &["list", "n..."], |_, args| {
        folded(args, Number::ONE, Number::checked_mul)
    }),
    ("mean", &["list", "n..."], |_, args| real(mean(&some(args)?))),
    ("median", &["list", "n..."], median),
    ("stddev", &["list", "n..."], deviation),
    ("mode", &["list", "n..."], mode),
];

fn extreme(args: &[Value], wanted: Ordering) -> Result<Value, Fault> {
    let mut items = args::items(args)?.iter();
    let mut best = items.next().ok_or_else(|| Fault::null("la lista está vacía"))?;
    if compare(best, best).is_none() {
        return Err(Fault::null(format!("un valor de tipo {} no tiene orden", best.kind())));
    }
    for item in items {
        match compare(item, best) {
            Some(order) if order == wanted => best = item,
            Some(_) => {}
            None => {
                return Err(Fault::null(format!(
                    "un valor de tipo {} y uno de tipo {} no tienen orden",
                    item.kind(),
                    best.kind()
                )));
            }
        }
    }
    Ok(best.clone())
}

fn real(result: Option<Number>) -> Result<Value, Fault> {
    result
        .map(Value::Number)
        .ok_or_else(|| Fault::null("no hay un número así dentro de los que se admiten"))
}

/// The numbers, at least one.
fn some(args: &[Value]) -> Result<Vec<Number>, Fault> {
    let numbers = args::numbers(args)?;
    if numbers.is_empty() {
        Err(Fault::null("la lista está vacía"))
    } else {
        Ok(numbers)
    }
}

fn total(numbers: &[Number]) -> Option<Number> {
    numbers.iter().try_fold(Number::ZERO, |sum, n| sum.checked_add(*n))
}

fn folded(args: &[Value], start: Number, step: fn(Number, Number) -> Option<Number>) -> Result<Value, Fault> {
    real(some(args)?.into_iter().try_fold(start, step))
}

fn mean(numbers: &[Number]) -> Option<Number> {
    total(numbers)?.checked_div(Number::from(numbers.len()))
}

fn median(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let mut numbers = some(args)?;
    numbers.sort();
    let middle = numbers.len() / 2;
    if numbers.len() % 2 == 1 {
        real(Some(numbers[middle]))
    } else {
        real(mean(&numbers[middle - 1..=middle]))
    }
}

/// Of a sample: divided by one less than the count.
fn deviation(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let numbers = some(args)?;
    if numbers.len() < 2 {
        return Err(Fault::null("una desviación necesita dos números"));
    }
    let result = || {
        let mean = mean(&numbers)?;
        let square = |n: &Number| {
            let distance = n.checked_sub(mean)?;
            distance.checked_mul(distance)
        };
        let squares = numbers.iter().map(square).collect::<Option<Vec<_>>>()?;
        total(&squares)?.checked_div(Number::from(numbers.len() - 1))?.sqrt()
    };
    real(result())
}

/// The most frequent numbers, in order.
fn mode(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let mut numbers = args::numbers(args)?;
    numbers.sort();
    let runs: Vec<&[Number]> = numbers.chunk_by(|a, b| a == b).collect();
    let longest = runs.iter().map(|run| run.len()).max().unwrap_or(0);
    let modes = runs
        .iter()
        .filter(|run| run.len() == longest)
        .map(|run| Value::Number(run[0]))
        .collect();
    Ok(machine.list(modes)?)
}
