//! The multi-row statements of a transaction, in a few fixed sizes so that they stay prepared.

use super::{
    commit::{Commit, Series},
    plan::{Changes, Counters, Plan, Versions},
};
use crate::{
    dialect::Tx,
    error::Error,
    journal::Recorded,
    record::{Column, Record, Rule, Table},
    sql::Sql,
    value::{Cell, Kind, Row, Value},
};

/// Rows per statement; SQLite allows 32,766 bound values, which no table reaches with these.
const SIZES: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];

/// The last journal position.
pub(super) async fn last_position(tx: &mut Tx) -> Result<i64, Error> {
    let rows = tx
        .fetch(Sql::new("SELECT max(position) FROM journal"), &[Kind::Int])
        .await?;
    Ok(match rows.first().and_then(|row| row.first()) {
        Some(Value::Int(position)) => *position,
        _ => 0,
    })
}

/// The versions of all records the commits expect something of.
pub(super) async fn versions(tx: &mut Tx, commits: impl Iterator<Item = &Commit>) -> Result<Versions, Error> {
    let mut ids = std::collections::BTreeMap::<&'static str, Vec<Vec<Value>>>::new();
    for expectation in commits.flat_map(|commit| &commit.expectations) {
        ids.entry(expectation.table.name)
            .or_default()
            .push(vec![expectation.id.clone()]);
    }
    let mut versions = Versions::new();
    for (table, ids) in ids {
        for ids in padded(ids) {
            let sql = Sql::new("SELECT id, version FROM ").push(table).push(" WHERE id IN ");
            let sql = sql.tuple(ids.into_iter().flatten());
            for row in tx.fetch(sql, &[Kind::Text, Kind::Int]).await? {
                if let Ok([id, Value::Int(version)]) = <[Value; 2]>::try_from(row) {
                    versions.insert((table, id), Some(version));
                }
            }
        }
    }
    Ok(versions)
}

/// The last numbers of all series the commits ask for.
pub(super) async fn counters(tx: &mut Tx, commits: impl Iterator<Item = &Commit>) -> Result<Counters, Error> {
    let mut counters: Counters = commits
        .flat_map(|commit| &commit.series)
        .map(|series| (series.clone(), 0))
        .collect();
    for (Series { name, year }, last) in &mut counters {
        let sql = Sql::new("SELECT last FROM counters WHERE series = ")
            .bind(name.clone())
            .push(" AND year = ")
            .bind(*year);
        if let Some(Value::Int(number)) = tx.fetch(sql, &[Kind::Int]).await?.into_iter().flatten().next() {
            *last = number;
        }
    }
    Ok(counters)
}

/// Writes the whole plan.
pub(super) async fn write(tx: &mut Tx, plan: Plan) -> Result<(), Error> {
    let (entries, counters, tables) = plan.into_parts();
    insert(
        tx,
        Recorded::TABLE,
        entries.into_iter().map(Recorded::into_row).collect(),
    )
    .await?;
    let rows = counters.into_iter().filter(|(_, last)| *last > 0);
    let rows = rows.map(|(series, last)| vec![series.name.into_value(), series.year.into_value(), last.into_value()]);
    insert(tx, &COUNTERS, rows.collect()).await?;
    for changes in tables {
        write_table(tx, changes).await?;
    }
    Ok(())
}

async fn write_table(tx: &mut Tx, changes: Changes) -> Result<(), Error> {
    let table = changes.table;
    let (rows, deleted) = changes.split();
    for keys in padded(deleted) {
        tx.execute(delete(table, keys)).await?;
    }
    insert(tx, table, rows).await
}

/// Writes rows by the table's rule; an update that would not raise the version is [`Error::Stale`].
async fn insert(tx: &mut Tx, table: &'static Table, rows: Vec<Row>) -> Result<(), Error> {
    for rows in sized(rows) {
        let size = rows.len();
        let written = tx.execute(upsert(table, rows)).await?;
        if table.rule == Rule::Raise && usize::try_from(written) != Ok(size) {
            return Err(Error::Stale { table: table.name });
        }
    }
    Ok(())
}

/// Writes the rows whose key is not there yet, and leaves those that are.
pub(crate) async fn insert_missing(tx: &mut Tx, table: &'static Table, rows: Vec<Row>) -> Result<(), Error> {
    for rows in sized(rows) {
        tx.execute(insertion(table, rows).push(" ON CONFLICT DO NOTHING"))
            .await?;
    }
    Ok(())
}

/// Rows in groups of the fixed sizes.
fn sized(mut rows: Vec<Row>) -> impl Iterator<Item = Vec<Row>> {
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= rows.len())?;
        let rest = rows.split_off(size);
        Some(std::mem::replace(&mut rows, rest))
    })
}

fn insertion(table: &'static Table, rows: Vec<Row>) -> Sql {
    let mut sql = Sql::new("INSERT INTO ").push(table.name).push(" (");
    sql.columns(table);
    sql = sql.push(") VALUES ");
    for (index, row) in rows.into_iter().enumerate() {
        sql = sql.push(if index > 0 { ", " } else { "" }).tuple(row);
    }
    sql
}

fn upsert(table: &'static Table, rows: Vec<Row>) -> Sql {
    let mut sql = insertion(table, rows);
    if table.rule == Rule::Append {
        return sql;
    }
    sql = sql.push(" ON CONFLICT (");
    sql.names(table.key.iter().copied());
    let names = table.columns.iter().map(|column| column.name);
    let mut link = ") DO UPDATE SET ";
    for name in names.filter(|name| !table.key.contains(name)) {
        sql = sql.push(link).push(name).push(" = excluded.").push(name);
        link = ", ";
    }
    if table.rule == Rule::Raise {
        sql = sql.push(" WHERE ").push(table.name).push(".version < excluded.version");
    }
    sql
}

fn delete(table: &'static Table, keys: Vec<Vec<Value>>) -> Sql {
    let sql = Sql::new("DELETE FROM ").push(table.name).push(" WHERE ");
    if let [key] = table.key {
        return sql.push(key).push(" IN ").tuple(keys.into_iter().flatten());
    }
    let mut sql = sql.push("(");
    sql.names(table.key.iter().copied());
    let mut link = ") IN (VALUES ";
    for key in keys {
        sql = sql.push(link).tuple(key);
        link = ", ";
    }
    sql.push(")")
}

/// Groups of the fixed sizes; the last one repeats its last key until it is full.
fn padded(keys: Vec<Vec<Value>>) -> Vec<Vec<Vec<Value>>> {
    let fill = |group: &[Vec<Value>]| {
        let size = SIZES
            .into_iter()
            .rev()
            .find(|size| *size >= group.len())
            .unwrap_or(group.len());
        let last = group.last().cloned().unwrap_or_default();
        group
            .iter()
            .cloned()
            .chain(std::iter::repeat(last))
            .take(size)
            .collect()
    };
    keys.chunks(SIZES[0]).map(fill).collect()
}

/// The last number of each series and year.
pub(crate) static COUNTERS: Table = Table {
    name: "counters",
    columns: &[
        Column {
            name: "series",
            kind: Kind::Text,
        },
        Column {
            name: "year",
            kind: Kind::Int,
        },
        Column {
            name: "last",
            kind: Kind::Int,
        },
    ],
    key: &["series", "year"],
    rule: Rule::Replace,
};
