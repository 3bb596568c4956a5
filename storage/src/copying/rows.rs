//! The rows of one moment, page by page.

use super::{ALL, CopyError, Sum, TableSum};
use crate::{
    db::Db,
    dialect::Tx,
    error::Error,
    journal::Recorded,
    record::{Record, Table},
    sql::Sql,
    value::{Kind, Row, Value},
    writer::insert_missing,
};

/// Rows read, and written in one transaction.
const PAGE: i64 = 1_000;

/// Copies every row of a database where it is missing in another, and compares both at the end. `told` hears of
/// each table when it is done.
///
/// # Errors
/// [`CopyError::Occupied`] before anything is written; [`CopyError::Differs`] when the target was not the same
/// database, or the source went on since a copy was broken off.
pub async fn copy_rows(from: &Db, to: &Db, mut told: impl FnMut(&TableSum)) -> Result<Vec<TableSum>, CopyError> {
    let mut source = from.snapshot().await?;
    check_target(&mut source, to).await?;
    let mut all = Vec::with_capacity(ALL.len());
    for table in ALL {
        let sum = copy_table(&mut source, to, table).await?;
        told(&(table, sum));
        all.push((*table, sum));
    }
    source.rollback().await;
    for ((table, source_sum), (_, target_sum)) in all.iter().zip(sums(to).await?) {
        if *source_sum != target_sum {
            return Err(CopyError::Differs {
                table: table.name,
                source_sum: *source_sum,
                target_sum,
            });
        }
    }
    Ok(all)
}

/// What every table holds, at one moment.
///
/// # Errors
/// When the database fails.
pub async fn sums(db: &Db) -> Result<Vec<TableSum>, Error> {
    let mut snapshot = db.snapshot().await?;
    let mut all = Vec::with_capacity(ALL.len());
    for table in ALL {
        let (mut sum, mut pages) = (Sum::default(), Pages::of(table));
        while let Some(rows) = pages.next(&mut snapshot).await? {
            rows.iter().for_each(|row| sum.add(row));
        }
        all.push((*table, sum));
    }
    snapshot.rollback().await;
    Ok(all)
}

async fn copy_table(source: &mut Tx, to: &Db, table: &'static Table) -> Result<Sum, Error> {
    let (mut sum, mut pages) = (Sum::default(), Pages::of(table));
    while let Some(rows) = pages.next(source).await? {
        rows.iter().for_each(|row| sum.add(row));
        let mut tx = to.begin().await?;
        match insert_missing(&mut tx, table, rows).await {
            Ok(()) => tx.commit().await?,
            Err(error) => {
                tx.rollback().await;
                return Err(error);
            }
        }
    }
    Ok(sum)
}

/// A target is empty, or has the beginning of this journal: an earlier copy was broken off.
async fn check_target(source: &mut Tx, to: &Db) -> Result<(), CopyError> {
    let mut target = to.snapshot().await?;
    let last = last_entry(&mut target).await?;
    let empty = match &last {
        Some(_) => false,
        None => is_empty(&mut target).await?,
    };
    target.rollback().await;
    let same = match last {
        Some(last) => entry(source, &last).await?.as_ref() == Some(&last),
        None => empty,
    };
    if same { Ok(()) } else { Err(CopyError::Occupied) }
}

async fn last_entry(tx: &mut Tx) -> Result<Option<Row>, Error> {
    let sql = Sql::select::<Recorded>().push(" ORDER BY position DESC LIMIT 1");
    Ok(tx.fetch(sql, &kinds(Recorded::TABLE)).await?.into_iter().next())
}

async fn entry(tx: &mut Tx, like: &Row) -> Result<Option<Row>, Error> {
    let mut sql = Sql::select::<Recorded>().push(" WHERE position = ");
    if let Some(position) = Recorded::TABLE.key_of(like).into_iter().next() {
        sql.value(position);
    }
    Ok(tx.fetch(sql, &kinds(Recorded::TABLE)).await?.into_iter().next())
}

async fn is_empty(tx: &mut Tx) -> Result<bool, Error> {
    for table in ALL {
        if Pages::of(table).next(tx).await?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn kinds(table: &Table) -> Vec<Kind> {
    table.columns.iter().map(|column| column.kind).collect()
}

/// The rows of a table by key, a page at a time.
struct Pages {
    table: &'static Table,
    after: Option<Vec<Value>>,
}

impl Pages {
    const fn of(table: &'static Table) -> Self {
        Self { table, after: None }
    }

    /// The next page; none after the last one.
    async fn next(&mut self, tx: &mut Tx) -> Result<Option<Vec<Row>>, Error> {
        let mut sql = Sql::new("SELECT ");
        sql.columns(self.table);
        sql = sql.push(" FROM ").push(self.table.name);
        if let Some(after) = self.after.take() {
            sql = sql.push(" WHERE (");
            sql.names(self.table.key.iter().copied());
            sql = sql.push(") > ").tuple(after);
        }
        sql = sql.push(" ORDER BY ");
        sql.names(self.table.key.iter().copied());
        let rows = tx.fetch(sql.push(" LIMIT ").bind(PAGE), &kinds(self.table)).await?;
        self.after = rows.last().map(|row| self.table.key_of(row));
        Ok((!rows.is_empty()).then_some(rows))
    }
}
