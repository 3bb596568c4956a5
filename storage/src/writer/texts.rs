//! The texts of the statements on many rows, made once for each table and number of rows.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use crate::{
    dialect::Dialect,
    record::{Rule, Table},
};

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    /// Writes rows by the table's rule.
    Write,
    /// Writes rows whatever stands there.
    Overwrite,
    /// Writes rows that are there, if it raises their version.
    Update,
    /// Writes the rows whose key is not there yet.
    WriteMissing,
    /// Deletes rows by their keys.
    Delete,
    /// Reads keys and versions by keys.
    Versions,
}

type Key = (Dialect, &'static str, Shape, usize);

static TEXTS: LazyLock<RwLock<HashMap<Key, Arc<str>>>> = LazyLock::new(RwLock::default);

/// The text of a statement on so many rows.
pub(super) fn of(dialect: Dialect, table: &'static Table, shape: Shape, rows: usize) -> Arc<str> {
    let rows = dialect.rows_in_text(rows);
    let key = (dialect, table.name, shape, rows);
    let known = TEXTS.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    known.unwrap_or_else(|| {
        let text: Arc<str> = made(dialect, table, shape, rows).into();
        let mut texts = TEXTS.write().unwrap_or_else(PoisonError::into_inner);
        texts.insert(key, Arc::clone(&text));
        text
    })
}

fn made(dialect: Dialect, table: &Table, shape: Shape, rows: usize) -> String {
    let all = || dialect.rows(table.columns.iter(), rows);
    let keys = || {
        let same = format!("({}) IN", table.key.join(", "));
        format!("{same} ({})", dialect.rows(table.key_columns(), rows))
    };
    match shape {
        Shape::Write => upsert(table, table.rule, &all()),
        Shape::Overwrite => upsert(table, Rule::Replace, &all()),
        Shape::Update => update(table, &dialect.rows_as_new(table.columns, rows)),
        Shape::WriteMissing => insertion(table, &all()) + " ON CONFLICT DO NOTHING",
        Shape::Delete => format!("DELETE FROM {} WHERE {}", table.name, keys()),
        Shape::Versions => format!("SELECT id, version FROM {} WHERE {}", table.name, keys()),
    }
}

fn insertion(table: &Table, rows: &str) -> String {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    format!("INSERT INTO {} ({}) {rows}", table.name, names.join(", "))
}

fn upsert(table: &Table, rule: Rule, rows: &str) -> String {
    let mut sql = insertion(table, rows);
    if rule == Rule::Append {
        return sql;
    }
    let changed = changing(table).map(|(name, _)| format!("{name} = excluded.{name}"));
    let changed = changed.collect::<Vec<_>>().join(", ");
    // Writing to a String cannot fail.
    let _ = write!(sql, " ON CONFLICT ({}) DO UPDATE SET {changed}", table.key.join(", "));
    if rule == Rule::Raise {
        let _ = write!(sql, " WHERE {}.version < excluded.version", table.name);
    }
    sql
}

/// Columns that never change are compared instead of written: an index on them has nothing to do then.
fn update(table: &Table, rows: &str) -> String {
    let name = table.name;
    let changed = changing(table).filter(|(column, _)| !table.fixed.contains(column));
    let changed: Vec<String> = changed
        .map(|(column, place)| format!("{column} = new.column{place}"))
        .collect();
    let same = numbered(table).filter_map(|(column, place)| match column {
        "version" => Some(format!("{name}.version < new.column{place}")),
        _ if table.key.contains(&column) => Some(format!("{name}.{column} = new.column{place}")),
        _ if table.fixed.contains(&column) => Some(format!("{name}.{column} IS NOT DISTINCT FROM new.column{place}")),
        _ => None,
    });
    let same: Vec<String> = same.collect();
    let (changed, same) = (changed.join(", "), same.join(" AND "));
    format!("UPDATE {name} SET {changed} FROM {rows} WHERE {same}")
}

fn changing(table: &Table) -> impl Iterator<Item = (&'static str, usize)> {
    numbered(table).filter(|(name, _)| !table.key.contains(name))
}

fn numbered(table: &Table) -> impl Iterator<Item = (&'static str, usize)> {
    table.columns.iter().map(|column| column.name).zip(1..)
}
