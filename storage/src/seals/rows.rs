//! Seals between their rows and their form.

use super::{
    entry::Instant,
    seal::{Head, Seal, Signed, join, separate},
    tree::Frontier,
};
use crate::{
    db::Db,
    error::Error,
    objects::Sha256,
    tables::seals::{self, LeavesRow, SealRow},
};

/// The rows of a seal.
pub(super) fn rows(seal: &Seal, frontier: &Frontier) -> (SealRow, LeavesRow) {
    let Signed { head, signature } = &seal.signed;
    let size = position_of(head.size);
    let row = SealRow {
        size,
        since: position_of(head.since),
        at: head.at(),
        previous: head.previous.map(|hash| hash.to_string()),
        root: head.root.to_string(),
        key_id: head.key_id.clone(),
        signature: signature.clone(),
        peaks: join(frontier.peaks()),
    };
    let leaves = join(&seal.leaves);
    (row, LeavesRow { size, leaves })
}

/// The signed head of a row.
///
/// # Errors
/// [`Error::Corrupt`] when a column holds something else.
pub(super) fn signed(row: &SealRow) -> Result<Signed, Error> {
    let hash = |column: &str, text: &str| -> Result<Sha256, Error> {
        text.parse()
            .map_err(|problem: crate::objects::InvalidSha256| corrupt(row.size, column, &problem.to_string()))
    };
    let previous = row.previous.as_deref();
    Ok(Signed {
        head: Head {
            at: Instant(row.at),
            key_id: row.key_id.clone(),
            previous: previous.map(|text| hash("previous", text)).transpose()?,
            root: hash("root", &row.root)?,
            since: count_of(row.since),
            size: count_of(row.size),
            v: Head::V,
        },
        signature: row.signature.clone(),
    })
}

/// The frontier kept with a seal, which gives the root that was signed.
///
/// # Errors
/// [`Error::Corrupt`] when it does not.
pub(super) fn frontier(row: &SealRow) -> Result<Frontier, Error> {
    let peaks = separate(&row.peaks).and_then(|peaks| Frontier::from_parts(count_of(row.size), peaks));
    peaks
        .filter(|frontier| frontier.root().to_string() == row.root)
        .ok_or_else(|| corrupt(row.size, "peaks", "they do not give the root that was signed"))
}

/// A seal with its leaves.
///
/// # Errors
/// [`Error::Corrupt`] when a row cannot be understood.
pub(super) async fn seal(db: &Db, row: &SealRow) -> Result<Seal, Error> {
    let found = seals::leaves(db, row.size).await?;
    let leaves = separate(&found.map(|row| row.leaves).unwrap_or_default());
    Ok(Seal {
        leaves: leaves.ok_or_else(|| corrupt(row.size, "leaves", "no whole number of hashes"))?,
        signed: signed(row)?,
    })
}

/// How many entries there are up to a position; the journal has none below 1.
pub(super) fn count_of(position: i64) -> u64 {
    u64::try_from(position).unwrap_or(0)
}

/// The position of the last of so many entries.
pub(super) fn position_of(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

fn corrupt(size: i64, column: &str, problem: &str) -> Error {
    Error::Corrupt {
        table: "seals",
        column: column.to_owned(),
        id: size.to_string(),
        problem: problem.to_owned(),
    }
}
