//! Point in time: what each transaction of the writer did to rows, so that a copy of the database can be brought to any
//! later position of the journal.
//!
//! A *step* is written in the transaction that it tells of, with the images of the rows that were written and the keys of
//! those that were deleted, journal left out: whoever replays has the entries from the later copy. A copy of the database
//! has the steps since the copy before it, so a folder of copies has all of them; the program forgets those that a
//! complete copy holds ([`forget`]), but for the newest, from which the numbers go on.
//!
//! Steps are kept while the table is not empty: every node and every command that writes sees it, without a setting of
//! its own. What is written outside the writer is not in them, because nothing is lost with it: leases (what was taken is
//! taken again), the end of a session that was prolonged, and the sweeping of what has ended.

mod image;
mod keep;
mod replay;

pub(crate) use keep::Keeper;
pub use replay::{ReplayError, Replayed, replay};

use crate::{
    db::Db,
    dialect::Tx,
    error::Error,
    record::{Record, record},
    sql::Sql,
    value::{Kind, Row, Value},
    writer::insert_missing,
};

record! {
    append "redo" key (number);
    /// What one transaction did.
    pub struct Step {
        /// Its place among the steps of its branch.
        pub number: i64,
        /// Which history it belongs to: a restored database begins another.
        pub branch: String,
        /// The last position of the journal after it.
        pub position: i64,
        /// The images of the rows.
        pub changes: Vec<u8>,
    }
}

/// Where the steps end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of the newest step.
    pub number: i64,
    /// Its branch.
    pub branch: String,
    /// The last position of the journal after it.
    pub position: i64,
}

/// The newest step; `None` while none are kept.
pub async fn head(db: &Db) -> Result<Option<Head>, Error> {
    let rows = db.rows(Sql::new(NEWEST), HEAD).await?;
    Ok(rows.into_iter().next().and_then(Head::read))
}

/// Begins to keep steps, if none are kept. `branch` is a name that no other history has.
pub async fn begin(db: &Db, branch: &str) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    let begun = match head_of(&mut tx).await {
        Ok(None) => first(&mut tx, 1, branch).await,
        other => other.map(drop),
    };
    finish(tx, begun).await
}

/// Keeps no more steps and forgets those that were kept: a copy made from now on cannot be brought further.
pub async fn end(db: &Db) -> Result<(), Error> {
    if head(db).await?.is_none() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    let ended = tx.execute(Sql::new("DELETE FROM redo")).await.map(drop);
    finish(tx, ended).await
}

/// Forgets the steps before one that a complete copy holds.
pub async fn forget(db: &Db, before: i64) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    let gone = Sql::new("DELETE FROM redo WHERE number < ").bind(before);
    let forgotten = tx.execute(gone).await.map(drop);
    finish(tx, forgotten).await
}

/// Begins another history where the newest step stands, if steps are kept: what follows here did not follow there.
pub async fn branch_off(db: &Db, branch: &str) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    let branched = match head_of(&mut tx).await {
        Ok(Some(last)) => match tx.execute(Sql::new("DELETE FROM redo")).await {
            Ok(_) => first(&mut tx, last.number + 1, branch).await,
            Err(error) => Err(error),
        },
        other => other.map(drop),
    };
    finish(tx, branched).await
}

/// The step that begins a branch: it changes nothing.
async fn first(tx: &mut Tx, number: i64, branch: &str) -> Result<(), Error> {
    let position = crate::writer::last_position(tx).await?;
    let step = Step {
        number,
        branch: branch.to_owned(),
        position,
        changes: image::encode(&[]),
    };
    insert_missing(tx, Step::TABLE, vec![step.into_row()]).await
}

const NEWEST: &str = "SELECT number, branch, position FROM redo ORDER BY number DESC LIMIT 1";
const HEAD: &[Kind] = &[Kind::Int, Kind::Text, Kind::Int];

impl Head {
    fn read(row: Row) -> Option<Self> {
        match <[Value; 3]>::try_from(row) {
            Ok([Value::Int(number), Value::Text(branch), Value::Int(position)]) => Some(Self {
                number,
                branch,
                position,
            }),
            _ => None,
        }
    }
}

async fn head_of(tx: &mut Tx) -> Result<Option<Head>, Error> {
    let rows = tx.fetch(Sql::new(NEWEST), HEAD).await?;
    Ok(rows.into_iter().next().and_then(Head::read))
}

async fn finish(tx: Tx, outcome: Result<(), Error>) -> Result<(), Error> {
    match outcome {
        Ok(()) => tx.commit().await,
        Err(error) => {
            tx.rollback().await;
            Err(error)
        }
    }
}
