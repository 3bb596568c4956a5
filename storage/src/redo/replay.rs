//! Bringing a copy further, by the steps that a later copy holds.

use super::{Head, Step, head, image};
use crate::{
    db::Db,
    dialect::Tx,
    error::Error,
    journal::{self, Recorded},
    record::Record,
    sql::Sql,
    writer::{insert_missing, overwrite},
};

/// Steps applied in one transaction.
const PAGE: i64 = 64;

/// How far a database was brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replayed {
    /// The last position of its journal now.
    pub position: i64,
    /// Whether the next step would lead past what was asked for.
    pub is_there: bool,
}

/// Why a database could not be brought further. It stands at the end of a step.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// It was copied while no steps were kept.
    #[error("the copy was made while no steps were kept")]
    NoSteps,
    /// A step is missing.
    #[error("step {0} is missing: it is in a copy that is not here")]
    Missing(i64),
    /// A step cannot be read.
    #[error("step {number} cannot be read: {problem}")]
    Damaged {
        /// Which.
        number: i64,
        /// What is wrong with it.
        problem: String,
    },
    /// The later copy lacks entries of the journal that a step wrote.
    #[error("the later copy lacks entries of the journal up to {0}")]
    NoEntries(i64),
    /// A database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// Applies to `to`, a restored copy, the steps of the same branch that `from`, a later copy, holds, up to the last that
/// ends at or before the position `until` of the journal.
///
/// # Errors
/// As [`ReplayError`]; what was applied until then stays.
pub async fn replay(to: &Db, from: &Db, until: i64) -> Result<Replayed, ReplayError> {
    let mut last = head(to).await?.ok_or(ReplayError::NoSteps)?;
    loop {
        let steps = after(from, &last).await?;
        let wanted = steps.iter().take_while(|step| step.position <= until).count();
        let is_there = wanted < steps.len();
        if wanted > 0 {
            last = apply_all(to, from, last, &steps[..wanted]).await?;
        }
        if is_there || steps.is_empty() {
            let position = journal::last_position(to).await?;
            return Ok(Replayed { position, is_there });
        }
    }
}

async fn after(from: &Db, last: &Head) -> Result<Vec<Step>, Error> {
    let sql = Sql::select::<Step>()
        .push(" WHERE branch = ")
        .bind(last.branch.clone())
        .push(" AND number > ")
        .bind(last.number);
    from.all(sql.push(" ORDER BY number LIMIT ").bind(PAGE)).await
}

async fn apply_all(to: &Db, from: &Db, last: Head, steps: &[Step]) -> Result<Head, ReplayError> {
    let end = steps.last().map_or(last.position, |step| step.position);
    let entries = entries(from, last.position, end).await?;
    let mut tx = to.begin().await?;
    match apply(&mut tx, last, steps, entries).await {
        Ok(last) => {
            tx.commit().await?;
            Ok(last)
        }
        Err(error) => {
            tx.rollback().await;
            Err(error)
        }
    }
}

/// The entries of the journal after one position and up to another.
async fn entries(from: &Db, after: i64, end: i64) -> Result<Vec<Recorded>, ReplayError> {
    let entries = journal::after(from, after, end - after).await?;
    match entries.last().map_or(after, |entry| entry.position) == end {
        true => Ok(entries),
        false => Err(ReplayError::NoEntries(end)),
    }
}

async fn apply(tx: &mut Tx, last: Head, steps: &[Step], entries: Vec<Recorded>) -> Result<Head, ReplayError> {
    let rows = entries.into_iter().map(Recorded::into_row).collect();
    insert_missing(tx, Recorded::TABLE, rows).await?;
    let mut last = last;
    for step in steps {
        if step.number != last.number + 1 {
            return Err(ReplayError::Missing(last.number + 1));
        }
        let images = image::decode(&step.changes).map_err(|problem| ReplayError::Damaged {
            number: step.number,
            problem,
        })?;
        for image in images {
            overwrite(tx, image.table, image.deleted, image.rows).await?;
        }
        insert_missing(tx, Step::TABLE, vec![step.clone().into_row()]).await?;
        last = Head {
            number: step.number,
            position: step.position,
            ..last
        };
    }
    Ok(last)
}
