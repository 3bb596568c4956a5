//! A versioned record as it was read, and what a turn makes of it.

use radica_storage::record::{Versioned, changed};
use radica_storage::value::{Cell, Value};
use radica_storage::{Batch, Commit, cases, committees, expedientes, instances, jobs, policies, tasks};

/// A record whose next version can be set.
pub trait Grows: Versioned + Clone + Sync {
    /// How the journal tells its changes; `None` when entries of their own tell all of them.
    const TOLD: Option<Told>;

    /// Gives the record its version.
    fn set_version(&mut self, version: i64);
}

/// How the journal tells the changes of a record.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    /// The kind of the subject.
    pub kind: &'static str,
    /// Columns that other entries tell.
    pub left_out: &'static [&'static str],
}

/// A change as the journal tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The kind of the subject.
    pub kind: &'static str,
    /// Which one.
    pub id: String,
    /// The version it has after the turn.
    pub version: i64,
    /// Old and new values.
    pub data: serde_json::Value,
}

macro_rules! grows {
    ($($record:ty => $told:expr),+ $(,)?) => {$(
        impl Grows for $record {
            const TOLD: Option<Told> = $told;

            fn set_version(&mut self, version: i64) {
                self.version = version;
            }
        }
    )+};
}

const fn told(kind: &'static str, left_out: &'static [&'static str]) -> Option<Told> {
    Some(Told { kind, left_out })
}

grows! {
    // The clock has an entry for each of its events.
    cases::Case => told("case", &["clock"]),
    expedientes::Expediente => told("expediente", &[]),
    policies::DocumentVersion => told("document-version", &[]),
    policies::Governed => told("governed-document", &["updated_at"]),
    committees::Ballot => told("ballot", &[]),
    // Their changes are the engine's events, and the acts of officials and operators.
    instances::Instance => None,
    tasks::Task => None,
    // What is to be done is no fact; what came of it is.
    jobs::Job => None,
}

/// A record with the version it was read at, so that nobody's change is overwritten in silence.
#[derive(Debug, Clone)]
pub struct Kept<T> {
    record: T,
    /// As it was read, once it has changed and the journal tells it.
    before: Option<Box<T>>,
    read_at: Option<i64>,
    changed: bool,
}

impl<T: Grows> Kept<T> {
    /// A record that does not exist yet.
    pub fn new(record: T) -> Self {
        Self {
            record,
            before: None,
            read_at: None,
            changed: true,
        }
    }

    /// A record as it was read.
    pub fn read(record: T) -> Self {
        let read_at = Some(record.version());
        Self {
            record,
            before: None,
            read_at,
            changed: false,
        }
    }

    /// The record as it stands.
    pub fn get(&self) -> &T {
        &self.record
    }

    /// The record, to be changed.
    pub fn change(&mut self) -> &mut T {
        if !self.changed && T::TOLD.is_some() {
            self.before = Some(Box::new(self.record.clone()));
        }
        self.changed = true;
        &mut self.record
    }

    /// The version that the record will have after this turn.
    pub fn next_version(&self) -> i64 {
        self.read_at.unwrap_or(0) + i64::from(self.changed)
    }

    /// Asks the writer to refuse the commit if somebody else changed the record meanwhile.
    pub fn guard(&self, commit: Commit) -> Commit {
        commit.expect::<T>(self.record.id(), self.read_at)
    }

    /// As it stands in the database after the commit of what was written.
    #[must_use]
    pub fn written(mut self) -> Self {
        if self.changed {
            let version = self.next_version();
            self.record.set_version(version);
            self = Self::read(self.record);
        }
        self
    }

    /// Whether it is to be written.
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// Adds the record to the batch if the turn changed it.
    pub fn write(&self, batch: Batch) -> Batch {
        if !self.changed {
            return batch;
        }
        let mut record = self.record.clone();
        record.set_version(self.next_version());
        batch.put(record)
    }

    /// The change that the turn made, if the journal tells it.
    pub fn told(&self) -> Option<Change> {
        let Told { kind, left_out } = T::TOLD.filter(|_| self.changed)?;
        let data = changed(self.before.as_deref(), &self.record, left_out)?;
        let id = match self.record.id().clone().into_value() {
            Value::Text(id) => id,
            _ => return None,
        };
        Some(Change {
            kind,
            id,
            version: self.next_version(),
            data,
        })
    }
}
