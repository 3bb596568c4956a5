//! Context functions (DMN 1.5 table 81).

use super::args;
use super::{Fault, Machine, Row, Value};
use crate::value::{Context, Name};

pub(super) const ROWS: &[Row] = &[
    ("get value", &["m, key"], get_value),
    ("get entries", &["m"], get_entries),
    (
        "context put",
        &["context, key: string, value", "context, keys: list, value"],
        put,
    ),
    ("context merge", &["contexts"], merge),
];

fn get_value(_: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let (context, key) = (args::context(args, 0, "m")?, args::text(args, 1, "key")?);
    context
        .get(key)
        .cloned()
        .ok_or_else(|| Fault::null(format!("no hay una entrada \"{key}\"")))
}

fn get_entries(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let context = args::context(args, 0, "m")?;
    let pair = |(name, value): (&Name, &Value)| {
        Value::Context(
            Context::new()
                .with("key", Value::String(name.clone()))
                .with("value", value.clone()),
        )
    };
    Ok(machine.list(context.iter().map(pair).collect())?)
}

/// Sets an entry, or one deep inside along a list of keys.
fn put(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let context = args::context(args, 0, "context")?;
    let keys = match args::value(args, 1) {
        Value::List(list) => list.items(),
        _ => &args[1..2],
    };
    put_along(machine, context, keys, args::value(args, 2))
}

fn put_along(machine: &mut Machine<'_>, context: &Context, keys: &[Value], value: &Value) -> Result<Value, Fault> {
    let Some((Value::String(key), rest)) = keys.split_first() else {
        return Err(Fault::null(
            "`keys` debe ser un texto o una lista de textos que no esté vacía",
        ));
    };
    let fresh = match (rest, context.get(key)) {
        ([], _) => value.clone(),
        (rest, Some(Value::Context(inner))) => put_along(machine, &inner.clone(), rest, value)?,
        _ => return Err(Fault::null(format!("no hay un contexto en \"{key}\""))),
    };
    let mut changed = context.clone();
    machine.set(&mut changed, key.clone(), fresh)?;
    Ok(Value::Context(changed))
}

/// Later contexts win.
fn merge(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let mut merged = Context::new();
    for item in args::list(args, 0, "contexts")? {
        let Value::Context(context) = item else {
            return Err(Fault::null(format!(
                "cada elemento debe ser un contexto, no un valor de tipo {}",
                item.kind()
            )));
        };
        for (name, value) in context.iter() {
            machine.set(&mut merged, name.clone(), value.clone())?;
        }
    }
    Ok(Value::Context(merged))
}
