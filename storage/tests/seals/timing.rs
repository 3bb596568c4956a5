//! How fast the journal is sealed; printed, not judged.

use std::time::Instant;

use jiff::Timestamp;
use radica_storage::{
    Batch, Commit, Db, Writer,
    journal::Entry,
    seals::{
        Cadence, entry,
        sealing::seal,
        tree::{self, Frontier},
    },
};

use crate::file::{self, KEY};

const ENTRIES: i64 = 20_000;

#[tokio::test]
async fn entries_sealed_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&format!("sqlite:{}", folder.path().join("radica.db").display()))
        .await
        .unwrap();
    let (writer, _) = Writer::start(db.clone(), Default::default()).await.unwrap();
    let batch = (1..=ENTRIES).fold(Batch::new(), |batch, position| batch.entry(unwritten(position)));
    writer.commit(Commit::of(batch)).await.unwrap();
    let begin = Instant::now();
    let made = seal(&db, &writer, &KEY, Timestamp::UNIX_EPOCH, Cadence::default()).await;
    let rate = ENTRIES as f64 / begin.elapsed().as_secs_f64();
    println!("{rate:.0} entries/s read, hashed and sealed on SQLite");
    assert_eq!(made.unwrap(), 1);
}

#[test]
fn entries_hashed_a_second() {
    let entries: Vec<_> = (1..=ENTRIES).map(file::entry).collect();
    let (mut frontier, begin) = (Frontier::default(), Instant::now());
    for entry in &entries {
        frontier.push(tree::leaf(entry::canonical(entry).unwrap().as_bytes()));
    }
    let rate = ENTRIES as f64 / begin.elapsed().as_secs_f64();
    println!("{rate:.0} entries/s hashed into the tree");
    assert_eq!(frontier.size(), 20_000);
}

fn unwritten(position: i64) -> Entry {
    let recorded = file::entry(position);
    Entry {
        at: recorded.at,
        actor: recorded.actor,
        subject_kind: recorded.subject_kind,
        subject_id: recorded.subject_id,
        version: recorded.version,
        kind: recorded.kind,
        data: recorded.data,
    }
}
