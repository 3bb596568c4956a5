//! What is asked of the writer and what it answers.

use std::{fmt, sync::Arc};

use crate::{
    error::Error,
    journal::Entry,
    record::{Record, Table, Versioned},
    value::{Cell, Row, Value},
};

/// A change to be written as a whole or not at all.
pub struct Commit {
    pub(super) expectations: Vec<Expectation>,
    pub(super) series: Vec<Series>,
    pub(super) build: Build,
}

/// Where the rows of a commit come from.
pub(super) enum Build {
    /// They are known.
    Ready(Batch),
    /// They are built from the numbers allotted to it.
    Numbered(Box<Numbered>),
}

type Numbered = dyn Fn(&[i64]) -> Batch + Send + Sync;

/// The version a record must have; `None`: it must not exist.
#[derive(Debug)]
pub(super) struct Expectation {
    pub(super) table: &'static Table,
    pub(super) id: Value,
    pub(super) version: Option<i64>,
}

/// A series of numbers within a year.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) year: i64,
}

impl Commit {
    /// A commit that builds its rows from the numbers allotted, in the order they were asked for.
    /// The function may be called more than once, when a transaction has to be repeated.
    pub fn new(build: impl Fn(&[i64]) -> Batch + Send + Sync + 'static) -> Self {
        Self {
            expectations: Vec::new(),
            series: Vec::new(),
            build: Build::Numbered(Box::new(build)),
        }
    }

    /// A commit that needs no numbers.
    pub fn of(batch: Batch) -> Self {
        Self {
            expectations: Vec::new(),
            series: Vec::new(),
            build: Build::Ready(batch),
        }
    }

    /// Refuses the commit with [`CommitError::Conflict`] unless the record has this version;
    /// `None`: unless there is no such record.
    pub fn expect<T: Versioned>(mut self, id: &T::Id, version: Option<i64>) -> Self {
        self.expectations.push(Expectation {
            table: T::TABLE,
            id: id.clone().into_value(),
            version,
        });
        self
    }

    /// Asks for the next number of a series within a year: consecutive, never reused, no gaps.
    pub fn number(mut self, series: impl Into<String>, year: i64) -> Self {
        self.series.push(Series {
            name: series.into(),
            year,
        });
        self
    }
}

impl Build {
    /// The rows.
    pub(super) fn batch(&self, numbers: &[i64]) -> Batch {
        match self {
            Self::Ready(batch) => batch.clone(),
            Self::Numbered(build) => build(numbers),
        }
    }

    /// The rows, if they are known before numbers are allotted.
    pub(super) fn ready(&self) -> Option<&Batch> {
        match self {
            Self::Ready(batch) => Some(batch),
            Self::Numbered(_) => None,
        }
    }
}

impl fmt::Debug for Commit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Commit");
        shown
            .field("expectations", &self.expectations)
            .field("series", &self.series)
            .finish_non_exhaustive()
    }
}

/// The rows of a commit.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    pub(super) entries: Vec<Entry>,
    pub(super) changes: Vec<Change>,
}

/// What becomes of one row; without a row it is deleted.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) table: &'static Table,
    pub(super) key: Vec<Value>,
    pub(super) row: Option<Row>,
}

impl Batch {
    /// A batch without rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a journal entry; it gets the next position.
    pub fn entry(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }

    /// Writes a record, new or changed. A changed versioned record carries a higher version.
    pub fn put<T: Record>(mut self, record: T) -> Self {
        let row = record.into_row();
        self.changes.push(Change {
            table: T::TABLE,
            key: T::TABLE.key_of(&row),
            row: Some(row),
        });
        self
    }

    /// Writes several records.
    pub fn put_all<T: Record>(self, records: impl IntoIterator<Item = T>) -> Self {
        records.into_iter().fold(self, Self::put)
    }

    /// Deletes the record with this key, if it exists.
    pub fn delete<T: Record>(mut self, key: impl Cell) -> Self {
        self.changes.push(Change {
            table: T::TABLE,
            key: vec![key.into_value()],
            row: None,
        });
        self
    }

    /// Deletes this record, if it exists, by its key of several columns.
    pub fn remove<T: Record>(mut self, record: T) -> Self {
        self.changes.push(Change {
            table: T::TABLE,
            key: T::TABLE.key_of(&record.into_row()),
            row: None,
        });
        self
    }

    /// Adds all of another batch after this one.
    pub fn and(mut self, other: Self) -> Self {
        self.entries.extend(other.entries);
        self.changes.extend(other.changes);
        self
    }
}

/// A commit that is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The position of its last journal entry; of the one before it if it wrote none.
    pub position: i64,
    /// The numbers allotted, in the order they were asked for.
    pub numbers: Vec<i64>,
}

/// Why a commit was not made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CommitError {
    /// Somebody else changed a record meanwhile: read it again and decide anew.
    #[error("{table} {} was changed meanwhile", id.as_deref().unwrap_or("(some record)"))]
    Conflict {
        /// The table.
        table: &'static str,
        /// The record, if known.
        id: Option<String>,
    },
    /// A uniqueness rule other than a key was broken: this exists already.
    #[error("already exists: {0}")]
    Duplicate(String),
    /// Too much is waiting: try again later. Nothing was written.
    #[error("too many commits are waiting")]
    Full,
    /// The node is stopping. Nothing was written.
    #[error("the writer has stopped")]
    Stopped,
    /// The function that builds the rows failed. Nothing was written.
    #[error("the rows of a commit could not be built")]
    Broken,
    /// The database failed. Nothing was written.
    #[error("not written: {0}")]
    Storage(#[source] Arc<Error>),
    /// The database went away while it committed: it may or may not have been written.
    #[error("the answer of the database was lost: {0}")]
    Unknown(#[source] Arc<Error>),
}
