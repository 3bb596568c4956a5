//! Replaying the journal gives every instance as it is stored, byte for byte.

use std::collections::BTreeMap;

use radica_engine::{Event, Instance};
use radica_storage::{Db, Json, instances};
use serde_json::Value;

use super::evidence::Evidence;

/// Replays every instance that the journal knows.
pub async fn the_journal_gives_the_stored_state(evidence: &Evidence, db: &Db) {
    let mut replayed: BTreeMap<&str, (Instance, i64)> = BTreeMap::new();
    for entry in evidence.entries("instance", "decided") {
        let data: Value = entry.data.read().unwrap();
        let events: Vec<Event> = serde_json::from_value(data["events"].clone()).unwrap();
        let (instance, version) = replayed
            .entry(&entry.subject_id)
            .or_insert_with(|| (Instance::new(), 0));
        assert!(entry.version >= *version, "entry {} goes back", entry.position);
        *version = entry.version;
        for event in &events {
            instance.apply(event).unwrap();
        }
    }
    for (id, (instance, version)) in replayed {
        let row = instances::get(db, id.parse().unwrap()).await.unwrap();
        let row = row.unwrap_or_else(|| panic!("instance {id} is in the journal and not in its table"));
        assert_eq!(
            Json::of(&instance).unwrap().as_str(),
            row.state.as_str(),
            "instance {id}"
        );
        // A turn that only files a document raises the version and decides nothing.
        assert!(row.version >= version, "instance {id} is behind its journal");
    }
}
