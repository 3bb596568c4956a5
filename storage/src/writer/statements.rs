//! The statements of a transaction, each on many rows.

use std::collections::BTreeMap;

use super::{
    commit::{Commit, Expectation, Series},
    plan::{Changes, Counters, Kinds, Plan, Versions},
    texts::{self, Shape},
};
use crate::{
    dialect::Tx,
    error::Error,
    journal::Recorded,
    record::{Column, Record, Rule, Table},
    redo::Keeper,
    sql::{Prepared, Sql},
    value::{Cell, Kind, Row, Value},
};

/// The last journal position.
pub(crate) async fn last_position(tx: &mut Tx) -> Result<i64, Error> {
    let rows = tx
        .fetch(Sql::new("SELECT max(position) FROM journal"), &[Kind::Int])
        .await?;
    Ok(match rows.first().and_then(|row| row.first()) {
        Some(Value::Int(position)) => *position,
        _ => 0,
    })
}

/// The versions of all records that something is expected of.
pub(super) async fn versions(tx: &mut Tx, expectations: Vec<&Expectation>) -> Result<Versions, Error> {
    let mut ids = BTreeMap::<&'static str, (&'static Table, Vec<Row>)>::new();
    for Expectation { table, id, .. } in expectations {
        let (_, ids) = ids.entry(table.name).or_insert_with(|| (table, Vec::new()));
        ids.push(vec![id.clone()]);
    }
    let mut versions = Versions::new();
    for (table, ids) in ids.into_values() {
        for (_, sql) in prepared(tx, table, Shape::Versions, ids) {
            for row in tx.fetch(sql, &[Kind::Text, Kind::Int]).await? {
                if let Ok([id, Value::Int(version)]) = <[Value; 2]>::try_from(row) {
                    versions.insert((table.name, id), Some(version));
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
    let position = plan.position();
    let (entries, counters, tables) = plan.into_parts();
    let mut keeper = Keeper::of(tx).await?;
    let entries = entries.into_iter().map(Recorded::into_row).collect();
    write_rows(tx, Recorded::TABLE, Shape::Write, entries).await?;
    let rows = counters.into_iter().filter(|(_, last)| *last > 0);
    let rows = rows.map(|(series, last)| vec![series.name.into_value(), series.year.into_value(), last.into_value()]);
    let rows: Vec<Row> = rows.collect();
    keeper.gather(&COUNTERS, &[], &rows);
    write_rows(tx, &COUNTERS, Shape::Write, rows).await?;
    for changes in tables {
        write_table(tx, changes, &mut keeper).await?;
    }
    keeper.write(tx, position).await
}

async fn write_table(tx: &mut Tx, changes: Changes, keeper: &mut Keeper) -> Result<(), Error> {
    let table = changes.table;
    let Kinds {
        updated,
        written,
        deleted,
    } = changes.split();
    keeper.gather(table, &deleted, &updated);
    keeper.gather(table, &[], &written);
    for (_, delete) in prepared(tx, table, Shape::Delete, deleted) {
        tx.execute(delete).await?;
    }
    write_rows(tx, table, Shape::Update, updated).await?;
    write_rows(tx, table, Shape::Write, written).await
}

/// Writes rows by the table's rule; one that would not raise the version, or is not there to be updated, is
/// [`Error::Stale`].
async fn write_rows(tx: &mut Tx, table: &'static Table, shape: Shape, rows: Vec<Row>) -> Result<(), Error> {
    for (size, write) in prepared(tx, table, shape, rows) {
        let written = tx.execute(write).await?;
        if table.rule == Rule::Raise && usize::try_from(written) != Ok(size) {
            return Err(Error::Stale { table: table.name });
        }
    }
    Ok(())
}

/// Writes the rows whose key is not there yet, and leaves those that are.
pub(crate) async fn insert_missing(tx: &mut Tx, table: &'static Table, rows: Vec<Row>) -> Result<(), Error> {
    for (_, write) in prepared(tx, table, Shape::WriteMissing, rows) {
        tx.execute(write).await?;
    }
    Ok(())
}

/// Deletes rows and writes others whatever stands there, as they stood elsewhere.
pub(crate) async fn overwrite(
    tx: &mut Tx,
    table: &'static Table,
    deleted: Vec<Vec<Value>>,
    rows: Vec<Row>,
) -> Result<(), Error> {
    for (_, delete) in prepared(tx, table, Shape::Delete, deleted) {
        tx.execute(delete).await?;
    }
    for (_, write) in prepared(tx, table, Shape::Overwrite, rows) {
        tx.execute(write).await?;
    }
    Ok(())
}

/// The statements that do this with all of the rows.
fn prepared(
    tx: &Tx,
    table: &'static Table,
    shape: Shape,
    rows: Vec<Row>,
) -> impl Iterator<Item = (usize, Prepared)> + use<> {
    let dialect = tx.dialect();
    let kinds: Vec<Kind> = match shape {
        Shape::Delete | Shape::Versions => table.key_columns().map(|column| column.kind).collect(),
        Shape::Write | Shape::Overwrite | Shape::Update | Shape::WriteMissing => table.kinds(),
    };
    dialect.grouped(rows).map(move |rows| {
        let size = rows.len();
        let statement = Prepared {
            text: texts::of(dialect, table, shape, size),
            parameters: dialect.parameters(rows, &kinds),
        };
        (size, statement)
    })
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
    fixed: &[],
    rule: Rule::Replace,
};
