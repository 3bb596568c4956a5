//! Every acknowledged command is in the journal exactly once, and with it all that it decides.

use std::collections::BTreeMap;

use radica_storage::Db;
use radica_storage::drafts;
use radica_storage::tasks::{self, TaskState};
use serde_json::Value;

use super::evidence::{Evidence, Filed};
use crate::ledger::{Begun, Known};

/// Looks for each thing that a client was told.
pub async fn each_acknowledged_command_is_there_once(known: &Known, evidence: &Evidence, db: &Db) {
    for (entry, position) in evidence.journal.iter().zip(1..) {
        assert_eq!(entry.position, position, "the journal has a hole");
    }
    for (draft, begun) in &known.drafts {
        match evidence.cases.get(&draft.parse().unwrap()) {
            Some(filed) => assert_filed(begun, filed),
            None => assert_drafted(draft, begun, db).await,
        }
    }
    assert_completed(known, evidence, db).await;
    for (radicado, content) in &known.delivered {
        let filed = evidence.case(radicado);
        let delivered = filed
            .documents
            .iter()
            .filter(|document| document.sha256 == content.to_string());
        assert_eq!(delivered.count(), 1, "what {radicado} delivered");
    }
    for radicado in &known.signed {
        let filed = evidence.case(radicado);
        assert_eq!(filed.case.outcome.as_deref(), Some("granted"), "{radicado}");
        let acts = filed.documents.iter().filter(|document| document.kind == "certificado");
        assert_eq!(acts.count(), 1, "{radicado} has one act");
    }
}

/// Wholly: its number, its annex once, its acuse once, the pages in order.
fn assert_filed(begun: &Begun, filed: &Filed) {
    let Filed { case, documents, .. } = filed;
    if let Some(radicado) = &begun.radicado {
        assert_eq!(*radicado, case.radicado);
    }
    let with = |hash: &str| documents.iter().filter(|document| document.sha256 == hash).count();
    if let Some(annex) = begun.annex {
        assert_eq!(with(&annex.to_string()), 1, "the annex of {}", case.radicado);
    }
    let acuses = documents.iter().filter(|document| document.kind == "acuse").count();
    assert_eq!(acuses, 1, "acuses of {}", case.radicado);
    let mut page = 1;
    for (document, ordinal) in documents.iter().zip(1..) {
        assert_eq!(
            (document.ordinal, document.page_start),
            (ordinal, page),
            "{}",
            document.title
        );
        page = document.page_end + 1;
    }
}

/// What was not filed is still a draft, with the annex that was taken.
async fn assert_drafted(draft: &str, begun: &Begun, db: &Db) {
    assert_eq!(begun.radicado, None, "draft {draft} was filed and is no case");
    let row = drafts::get(db, draft.parse().unwrap()).await.unwrap();
    let row = row.unwrap_or_else(|| panic!("draft {draft} was begun and is neither draft nor case"));
    if let Some(annex) = begun.annex {
        assert!(
            row.data.as_str().contains(&annex.to_string()),
            "draft {draft} lost its annex"
        );
    }
}

async fn assert_completed(known: &Known, evidence: &Evidence, db: &Db) {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for entry in evidence.entries("instance", "decided") {
        let data: Value = entry.data.read().unwrap();
        if data["command"]["c"] == "complete_task" {
            let task = data["command"]["task"].as_str().unwrap_or_default().to_owned();
            *times.entry(task).or_default() += 1;
        }
    }
    assert!(
        times.values().all(|times| *times == 1),
        "tasks completed more than once: {times:?}"
    );
    for task in &known.completed {
        assert_eq!(
            times.get(task),
            Some(&1),
            "task {task} was acknowledged and is not in the journal"
        );
        let row = tasks::get(db, task.parse().unwrap()).await.unwrap().unwrap();
        assert_eq!(row.state, TaskState::Done);
    }
}
