//! What the clients were told: what was acknowledged must be there, and what is unknown must be there wholly or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use radica_storage::objects::Sha256;

/// What all clients of one world know.
#[derive(Default)]
pub struct Ledger(Mutex<Known>);

/// What is known.
#[derive(Default, Clone)]
pub struct Known {
    /// Drafts that were begun, by their id.
    pub drafts: BTreeMap<String, Begun>,
    /// Radicados that were acknowledged and wait for an official.
    pub waiting: Vec<String>,
    /// Tasks that were acknowledged as done.
    pub completed: BTreeSet<String>,
    /// Cases whose filer was asked for more, and who that is.
    pub required: BTreeMap<String, usize>,
    /// Of those, the ones whose filer has not begun to deliver.
    pub undelivered: Vec<String>,
    /// What filers delivered.
    pub delivered: BTreeMap<String, Sha256>,
    /// Cases whose signature was acknowledged.
    pub signed: BTreeSet<String>,
    /// Answers that no client should get, whatever is killed.
    pub surprises: Vec<String>,
}

/// A draft that was begun.
#[derive(Default, Clone)]
pub struct Begun {
    /// The annex that was acknowledged.
    pub annex: Option<Sha256>,
    /// Who files it.
    pub citizen: usize,
    /// Its radicado, once that was acknowledged.
    pub radicado: Option<String>,
}

impl Ledger {
    /// A draft was begun.
    pub fn begun(&self, draft: &str, citizen: usize) {
        let begun = Begun {
            citizen,
            ..Begun::default()
        };
        self.known().drafts.insert(draft.to_owned(), begun);
    }

    /// Its annex was taken.
    pub fn attached(&self, draft: &str, annex: Sha256) {
        self.known().drafts.entry(draft.to_owned()).or_default().annex = Some(annex);
    }

    /// It was filed. A draft that is filed again must keep its number.
    pub fn filed(&self, draft: &str, radicado: &str) {
        let mut known = self.known();
        let begun = known.drafts.entry(draft.to_owned()).or_default();
        if let Some(first) = begun.radicado.replace(radicado.to_owned()) {
            assert_eq!(first, radicado, "draft {draft} has two radicados");
        }
        known.waiting.push(radicado.to_owned());
    }

    /// A case for an official, the oldest.
    pub fn next_case(&self) -> Option<String> {
        let mut known = self.known();
        (!known.waiting.is_empty()).then(|| known.waiting.remove(0))
    }

    /// The filer of a case has to deliver something.
    pub fn required(&self, radicado: &str) {
        let mut known = self.known();
        let begun = known
            .drafts
            .values()
            .find(|begun| begun.radicado.as_deref() == Some(radicado));
        let citizen = begun.map(|begun| begun.citizen).unwrap_or_default();
        known.required.insert(radicado.to_owned(), citizen);
        known.undelivered.push(radicado.to_owned());
    }

    /// Whether the filer of a case was asked for something.
    pub fn was_required(&self, radicado: &str) -> bool {
        self.known().required.contains_key(radicado)
    }

    /// A case for which a citizen has to deliver something, the oldest.
    pub fn next_delivery(&self, citizen: usize) -> Option<String> {
        let mut known = self.known();
        let of_citizen = |radicado: &String| known.required.get(radicado) == Some(&citizen);
        let place = known.undelivered.iter().position(of_citizen)?;
        Some(known.undelivered.remove(place))
    }

    /// What was asked for was delivered: an official looks at the case again.
    pub fn delivered(&self, radicado: &str, content: Sha256) {
        let mut known = self.known();
        known.delivered.insert(radicado.to_owned(), content);
        known.waiting.push(radicado.to_owned());
    }

    /// A task was done.
    pub fn completed(&self, task: &str) {
        self.known().completed.insert(task.to_owned());
    }

    /// A case was signed.
    pub fn signed(&self, radicado: &str) {
        self.known().signed.insert(radicado.to_owned());
    }

    /// Something that should not have been answered.
    pub fn surprise(&self, what: String) {
        self.known().surprises.push(what);
    }

    /// A copy of what is known now.
    pub fn read(&self) -> Known {
        self.known().clone()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
