//! Every blob that something names is in the store, and is what its name says.

use std::collections::BTreeMap;

use radica_storage::objects::{Objects, Sha256};

use super::evidence::Evidence;
use crate::world::World;

/// Reads every blob that a document names, an annex that a draft has included.
pub async fn every_blob_is_there_with_its_hash(world: &World, evidence: &Evidence) {
    let objects = Objects::open_local(&world.shared("objects")).unwrap();
    let mut named: BTreeMap<Sha256, String> = BTreeMap::new();
    for document in evidence.documents() {
        named.insert(document.sha256.parse().unwrap(), document.title.clone());
    }
    for (draft, begun) in world.around.ledger.read().drafts {
        named.extend(begun.annex.map(|annex| (annex, format!("the annex of {draft}"))));
    }
    for (key, what) in named {
        let content = objects.read_all(key, u64::MAX).await;
        let content = content.unwrap_or_else(|error| panic!("{what}: {key}: {error}"));
        assert_eq!(Sha256::of(&content), key, "{what}");
    }
}
