//! The copies of seals in the object store: one object for each, with the line it has in an export, created and never
//! written again. They are their own record of progress: the oldest is copied first, so that all before a copy are there.

use bytes::Bytes;

use super::{export::Line, rows, sealing::SealError};
use crate::{
    db::Db,
    objects::{self, Objects},
    tables::seals::{self, SealRow},
};

/// Why copies could not be made or compared.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The seals cannot be read.
    #[error(transparent)]
    Seals(#[from] SealError),
    /// The store failed.
    #[error("the copy of the seal of {size} entries: {error}")]
    Store {
        /// How many entries it covers.
        size: u64,
        /// What the store said.
        error: objects::Error,
    },
    /// The store has another seal of so many entries: one of the two was changed.
    #[error("the object store has another seal of {0} entries than the database")]
    Differs(u64),
    /// The store has a seal that the database has not: the database lost its last entries, or is an old copy.
    #[error("the object store has a seal of {0} entries, which the database has not")]
    Unknown(u64),
}

impl From<crate::Error> for CopyError {
    fn from(error: crate::Error) -> Self {
        Self::Seals(error.into())
    }
}

/// Copies every seal that the store has not; answers how many.
///
/// # Errors
/// At the first that cannot be copied; it is tried again the next time.
pub async fn copy(db: &Db, objects: &Objects) -> Result<u64, CopyError> {
    let mut lacking = Vec::new();
    let mut row = seals::latest(db).await?;
    while let Some(latest) = row {
        let size = rows::count_of(latest.size);
        if objects.has_seal(size).await.map_err(at(size))? {
            break;
        }
        lacking.push(latest.size);
        row = seals::get(db, latest.since).await?;
    }
    let mut copied = 0;
    for size in lacking.into_iter().rev() {
        if let Some(row) = seals::get(db, size).await? {
            put(db, objects, &row).await?;
            copied += 1;
        }
    }
    Ok(copied)
}

async fn put(db: &Db, objects: &Objects, row: &SealRow) -> Result<(), CopyError> {
    let size = rows::count_of(row.size);
    let created = objects.put_seal(size, content(db, row).await?).await;
    if created.map_err(at(size))? {
        return Ok(());
    }
    compare(db, objects, row).await
}

/// Compares every seal of the store with those of the database; answers how many.
///
/// # Errors
/// The first that differs, or that only the store has.
pub async fn compare_all(db: &Db, objects: &Objects) -> Result<u64, CopyError> {
    let mut compared = 0;
    for size in objects.seals().await.map_err(at(0))? {
        let row = seals::get(db, rows::position_of(size)).await?;
        compare(db, objects, &row.ok_or(CopyError::Unknown(size))?).await?;
        compared += 1;
    }
    Ok(compared)
}

async fn compare(db: &Db, objects: &Objects, row: &SealRow) -> Result<(), CopyError> {
    let size = rows::count_of(row.size);
    let kept = objects.read_seal(size).await.map_err(at(size))?;
    if kept == content(db, row).await? {
        Ok(())
    } else {
        Err(CopyError::Differs(size))
    }
}

async fn content(db: &Db, row: &SealRow) -> Result<Bytes, CopyError> {
    let seal = rows::seal(db, row).await?;
    let text = Line::Seal(Box::new(seal)).text().map_err(SealError::from)?;
    Ok(Bytes::from(text + "\n"))
}

fn at(size: u64) -> impl Fn(objects::Error) -> CopyError {
    move |error| CopyError::Store { size, error }
}
