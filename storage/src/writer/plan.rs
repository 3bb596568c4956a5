//! What one transaction will write, decided in memory.

use std::{
    collections::{BTreeMap, HashMap},
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::commit::{Batch, Change, Commit, CommitError, Committed, Expectation, Series};
use crate::{
    journal::Recorded,
    record::{Rule, Table},
    value::{Row, Value},
};

/// The version of each expected record, by table and id; `None`: it does not exist.
pub(super) type Versions = HashMap<(&'static str, Value), Option<i64>>;

/// The last number of each series.
pub(super) type Counters = BTreeMap<Series, i64>;

/// The commits accepted so far, over what the database says.
pub(super) struct Plan {
    position: i64,
    versions: Versions,
    counters: Counters,
    entries: Vec<Recorded>,
    tables: BTreeMap<&'static str, Changes>,
}

/// The changes of one table; a later change of the same row takes the place of the earlier.
pub(super) struct Changes {
    pub(super) table: &'static Table,
    places: HashMap<Vec<Value>, usize>,
    rows: Vec<Written>,
}

/// What becomes of one row.
struct Written {
    key: Vec<Value>,
    row: Option<Row>,
    /// Whether a commit expects that it is there already.
    expected: bool,
}

/// The changes of a table, each kind for a statement of its own.
#[derive(Default)]
pub(super) struct Kinds {
    /// Rows that are there.
    pub(super) updated: Vec<Row>,
    /// Rows that may be there.
    pub(super) written: Vec<Row>,
    /// Keys of rows that go.
    pub(super) deleted: Vec<Vec<Value>>,
}

impl Plan {
    pub(super) fn new(position: i64, versions: Versions, counters: Counters) -> Self {
        Self {
            position,
            versions,
            counters,
            entries: Vec::new(),
            tables: BTreeMap::new(),
        }
    }

    /// Adds a commit, or refuses it and leaves the plan as it was.
    /// `first` are its rows, if they are at hand.
    pub(super) fn accept(&mut self, commit: &Commit, first: Option<Batch>) -> Result<Committed, CommitError> {
        for expectation in &commit.expectations {
            self.check(expectation)?;
        }
        let (numbers, counters) = allot(&self.counters, &commit.series);
        let build = AssertUnwindSafe(|| commit.build.batch(&numbers));
        let batch = match first {
            Some(batch) => batch,
            None => catch_unwind(build).map_err(|_| CommitError::Broken)?,
        };
        self.counters.extend(counters);
        self.add(batch, &commit.expectations);
        Ok(Committed {
            position: self.position,
            numbers,
        })
    }

    fn check(&self, expectation: &Expectation) -> Result<(), CommitError> {
        let Expectation { table, id, version } = expectation;
        let found = self.versions.get(&(table.name, id.clone())).copied().flatten();
        if found == *version {
            return Ok(());
        }
        let id = match id {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        };
        Err(CommitError::Conflict { table: table.name, id })
    }

    fn add(&mut self, batch: Batch, expectations: &[Expectation]) {
        for entry in batch.entries {
            self.position += 1;
            self.entries.push(Recorded::new(self.position, entry));
        }
        for change in batch.changes {
            self.remember_version(&change);
            let table = change.table;
            let is_expected = |expectation: &Expectation| {
                expectation.version.is_some()
                    && expectation.table.name == table.name
                    && change.key.first() == Some(&expectation.id)
            };
            let expected = expectations.iter().any(is_expected);
            self.tables
                .entry(table.name)
                .or_insert_with(|| Changes::new(table))
                .add(change, expected);
        }
    }

    /// Later commits of the same transaction expect what this one leaves.
    fn remember_version(&mut self, change: &Change) {
        if let (true, [id]) = (change.table.rule == Rule::Raise, change.key.as_slice()) {
            let version = change.row.as_ref().and_then(|row| change.table.version_of(row));
            self.versions.insert((change.table.name, id.clone()), version);
        }
    }

    /// Whether nothing is to be written.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.tables.is_empty()
    }

    /// The last journal position.
    pub(super) fn position(&self) -> i64 {
        self.position
    }

    /// Whether rows of a table are written.
    pub(super) fn touches(&self, table: &Table) -> bool {
        self.tables.contains_key(table.name)
    }

    /// What is to be written: journal, numbers and, table by table, rows.
    pub(super) fn into_parts(self) -> (Vec<Recorded>, Counters, Vec<Changes>) {
        (self.entries, self.counters, self.tables.into_values().collect())
    }
}

/// The next number of each series, and what the last ones are then.
fn allot(counters: &Counters, series: &[Series]) -> (Vec<i64>, Counters) {
    let mut taken = Counters::new();
    let next = |series: &Series| {
        let before = || counters.get(series).copied().unwrap_or_default();
        let last = taken.entry(series.clone()).or_insert_with(before);
        *last += 1;
        *last
    };
    (series.iter().map(next).collect(), taken)
}

impl Changes {
    fn new(table: &'static Table) -> Self {
        Self {
            table,
            places: HashMap::new(),
            rows: Vec::new(),
        }
    }

    fn add(&mut self, Change { key, row, .. }: Change, expected: bool) {
        match self.places.get(&key).and_then(|place| self.rows.get_mut(*place)) {
            Some(earlier) => earlier.row = row,
            None => {
                self.places.insert(key.clone(), self.rows.len());
                self.rows.push(Written { key, row, expected });
            }
        }
    }

    /// The rows to write and the keys to delete.
    pub(super) fn split(self) -> Kinds {
        let mut kinds = Kinds::default();
        for Written { key, row, expected } in self.rows {
            match row {
                Some(row) if expected => kinds.updated.push(row),
                Some(row) => kinds.written.push(row),
                None => kinds.deleted.push(key),
            }
        }
        kinds
    }
}
