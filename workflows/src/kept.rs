//! A versioned record as it was read, and what a turn makes of it.

use radica_storage::record::Versioned;
use radica_storage::{Batch, Commit, cases, committees, expedientes, instances, jobs, policies, tasks};

/// A record whose next version can be set.
pub trait Grows: Versioned + Clone + Sync {
    /// Gives the record its version.
    fn set_version(&mut self, version: i64);
}

macro_rules! grows {
    ($($record:ty),+ $(,)?) => {$(
        impl Grows for $record {
            fn set_version(&mut self, version: i64) {
                self.version = version;
            }
        }
    )+};
}

grows! {
    cases::Case,
    expedientes::Expediente,
    instances::Instance,
    tasks::Task,
    jobs::Job,
    policies::DocumentVersion,
    policies::Governed,
    committees::Ballot,
}

/// A record with the version it was read at, so that nobody's change is overwritten in silence.
#[derive(Debug, Clone)]
pub struct Kept<T> {
    record: T,
    read_at: Option<i64>,
    changed: bool,
}

impl<T: Grows> Kept<T> {
    /// A record that does not exist yet.
    pub fn new(record: T) -> Self {
        Self {
            record,
            read_at: None,
            changed: true,
        }
    }

    /// A record as it was read.
    pub fn read(record: T) -> Self {
        let read_at = Some(record.version());
        Self {
            record,
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
            (self.read_at, self.changed) = (Some(version), false);
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
}
