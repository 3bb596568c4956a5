//! Hot instances: those that this node changed last, as it left them, so that the next command need not read them.
//!
//! What is kept may be behind, when another node or another service changed a row meanwhile. It is never believed
//! alone: a commit expects the versions that were kept, and what would be refused is decided anew on what is read. Each
//! instance has one command at a time.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;
use radica_engine::instance::Status;
use radica_storage::ids::InstanceId;
use tokio::sync::OwnedMutexGuard;

use crate::matter::{Matter, Subject};

/// Instances kept at most.
const MOST: NonZeroUsize = NonZeroUsize::new(2048).unwrap();
/// Bytes of the state of an instance that is kept at most; larger ones are read each time.
const LARGEST: usize = 32 << 10;

/// Instances by their ids, the one used longest ago goes first.
pub struct Hot {
    places: Mutex<LruCache<InstanceId, Arc<tokio::sync::Mutex<Option<Matter>>>>>,
}

/// The turn on an instance, with what is kept of it. Whoever holds it is the only one to run a command on it here.
pub struct Place(OwnedMutexGuard<Option<Matter>>);

impl Hot {
    /// Waits for the turn on an instance.
    pub async fn place(&self, id: InstanceId) -> Place {
        let place = {
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(places.get_or_insert(id, Arc::default))
        };
        Place(place.lock_owned().await)
    }

    /// Keeps an instance that has just begun.
    pub fn keep(&self, matter: Matter) {
        if !is_worth_keeping(&matter) {
            return;
        }
        let id = matter.row.get().id;
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.put(id, Arc::new(tokio::sync::Mutex::new(Some(matter))));
    }
}

impl Default for Hot {
    fn default() -> Self {
        Self {
            places: Mutex::new(LruCache::new(MOST)),
        }
    }
}

impl Place {
    /// What is kept.
    pub fn get(&self) -> Option<&Matter> {
        self.0.as_ref()
    }

    /// Takes what is kept; nothing is kept then.
    pub fn take(&mut self) -> Option<Matter> {
        self.0.take()
    }

    /// Keeps the instance as a commit left it.
    pub fn keep(&mut self, matter: Matter) {
        *self.0 = is_worth_keeping(&matter).then_some(matter);
    }
}

/// Governed documents are seldom decided on, and a vote changes none of the rows that are read with them.
fn is_worth_keeping(matter: &Matter) -> bool {
    *matter.instance.status() == Status::Running
        && !matches!(matter.subject, Subject::Policy(_))
        && matter.row.get().state.as_str().len() <= LARGEST
}
