//! Everything that the checks look at, read once.

use std::collections::BTreeMap;

use radica_storage::cases::{self, Case};
use radica_storage::documents::{self, Document};
use radica_storage::ids::CaseId;
use radica_storage::instances::{self, Instance};
use radica_storage::jobs::{self, Job, JobState};
use radica_storage::journal::{self, Recorded};
use radica_storage::notices::{self, Notice};
use radica_storage::{Db, expedientes};

/// What the database says.
pub struct Evidence {
    pub journal: Vec<Recorded>,
    pub cases: BTreeMap<CaseId, Filed>,
    pub notices: Vec<Notice>,
    dead: Vec<Job>,
}

/// A case with what belongs to it.
pub struct Filed {
    pub case: Case,
    /// The code of its expediente.
    pub expediente: String,
    pub instance: Instance,
    pub documents: Vec<Document>,
}

impl Evidence {
    /// Reads it.
    pub async fn read(db: &Db) -> Self {
        let journal = journal::after(db, 0, i64::MAX).await.unwrap();
        let mut found = BTreeMap::new();
        for entry in journal.iter().filter(|entry| is(entry, "case", "filed")) {
            let id: CaseId = entry.subject_id.parse().unwrap();
            let case = cases::get(db, id).await.unwrap();
            let case = case.unwrap_or_else(|| panic!("entry {} filed {id}, which is not there", entry.position));
            let told: serde_json::Value = entry.data.read().unwrap();
            assert_eq!(told["radicado"], case.radicado.as_str(), "entry {}", entry.position);
            let filed = of(db, case).await;
            assert!(found.insert(id, filed).is_none(), "{id} was filed twice");
        }
        Self {
            journal,
            cases: found,
            notices: notices::latest(db, None, i64::MAX).await.unwrap(),
            dead: jobs::with_state(db, JobState::Dead, None, i64::MAX).await.unwrap(),
        }
    }

    /// The entries of a kind.
    pub fn entries(&self, subject: &str, kind: &str) -> impl Iterator<Item = &Recorded> {
        self.journal.iter().filter(move |entry| is(entry, subject, kind))
    }

    /// The case with a number that was acknowledged.
    pub fn case(&self, radicado: &str) -> &Filed {
        let found = self.cases.values().find(|filed| filed.case.radicado == radicado);
        found.unwrap_or_else(|| panic!("{radicado} was acknowledged and is not there"))
    }

    /// Every document of every case.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.cases.values().flat_map(|filed| &filed.documents)
    }

    /// A kill is no reason to call an operator.
    pub fn nothing_was_given_up(&self) {
        assert!(self.dead.is_empty(), "jobs that were given up: {:#?}", self.dead);
        let stopped: Vec<_> = self
            .cases
            .values()
            .filter(|filed| filed.instance.status == "incident")
            .collect();
        let stopped: Vec<_> = stopped.iter().map(|filed| &filed.case.radicado).collect();
        assert!(stopped.is_empty(), "cases with an incident: {stopped:?}");
    }
}

async fn of(db: &Db, case: Case) -> Filed {
    let (expediente, instance) = (case.expediente.unwrap(), case.instance.unwrap());
    let expediente = expedientes::get(db, expediente).await.unwrap();
    let instance = instances::get(db, instance).await.unwrap();
    let whole = || panic!("{} is not there wholly", case.radicado);
    Filed {
        expediente: expediente.unwrap_or_else(whole).code,
        instance: instance.unwrap_or_else(|| panic!("{} has no process", case.radicado)),
        documents: documents::of_case(db, case.id, 0, i64::MAX).await.unwrap(),
        case,
    }
}

fn is(entry: &Recorded, subject: &str, kind: &str) -> bool {
    entry.subject_kind == subject && entry.kind == kind
}
