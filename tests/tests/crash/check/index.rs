//! The search index of each node has every document of the database and nothing else.

use std::collections::BTreeSet;

use radica_storage::search::{Index, Query};

use super::evidence::Evidence;
use crate::world::World;

/// Most documents of one case.
const MOST: usize = 100;

/// Asks each index for the documents of each case.
pub async fn every_index_has_what_the_database_has(world: &World, evidence: &Evidence) {
    let incorporated: BTreeSet<_> = evidence
        .entries("document", "incorporated")
        .map(|entry| entry.subject_id.clone())
        .collect();
    let stored: BTreeSet<_> = evidence.documents().map(|document| document.id.to_string()).collect();
    assert_eq!(incorporated, stored, "the journal has every document");
    for node in &world.nodes {
        let (index, _) = Index::open(&node.folder().join("index")).unwrap();
        assert_eq!(
            index.entries(),
            stored.len() as u64,
            "entries of {}",
            node.folder().display()
        );
        for filed in evidence.cases.values() {
            let found = index.search(of_the_case(&filed.case.radicado)).await.unwrap();
            let found: BTreeSet<_> = found.hits.into_iter().map(|hit| hit.id).collect();
            let documents = filed.documents.iter().map(|document| document.id.to_string());
            assert!(
                documents.clone().all(|id| found.contains(&id)),
                "{} in {found:?}",
                filed.case.radicado
            );
        }
    }
}

fn of_the_case(radicado: &str) -> Query {
    Query {
        text: radicado.to_owned(),
        groups: vec!["archivo".to_owned()],
        kinds: Vec::new(),
        limit: MOST,
        after: None,
    }
}
