//! Looking after blobs: reading them again, and taking away what nothing names.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::StreamExt;
use jiff::{SignedDuration, Timestamp};
use radica_storage::blobs::{self, Blob, Problem};
use radica_storage::keeping::fixity::{self, Pace, Step};
use radica_storage::keeping::{Keeper, KeepingError, orphans};
use radica_storage::objects::s3::{Patience, Place};
use radica_storage::objects::{Objects, Sha256};
use radica_storage::{Batch, Json, drafts::Draft, journal};
use serde_json::json;
use tempfile::TempDir;

use crate::harness::{Store, at, on_each_database};
use crate::samples;

on_each_database! {
    a_round_reads_every_blob_at_its_pace_and_goes_on_after_a_restart,
    a_blob_that_fails_is_told_once_and_again_when_it_is_mended,
    a_store_that_fails_as_a_whole_is_no_failure_of_its_blobs,
    one_node_has_the_turn,
    what_nothing_names_is_taken_away_after_its_grace,
    what_a_row_or_a_draft_names_stays,
    what_is_stored_again_is_not_taken_away,
}

const PACE: Pace = Pace {
    round: SignedDuration::from_hours(30 * 24),
    bytes_per_second: 1000,
};
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A database and the blobs that go with it.
struct Kept {
    store: Store,
    folder: TempDir,
    objects: Objects,
}

impl Kept {
    fn of(store: Store) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::open_local(folder.path()).unwrap();
        Self { store, folder, objects }
    }

    fn keeper(&self, node: &'static str) -> Keeper<'_> {
        Keeper {
            db: &self.store.db,
            writer: &self.store.writer,
            objects: &self.objects,
            node,
        }
    }

    /// Stores a content without a name.
    async fn store(&self, content: &str) -> Sha256 {
        self.objects
            .put_bytes(Bytes::copy_from_slice(content.as_bytes()))
            .await
            .unwrap()
            .sha256
    }

    /// Stores a content and names it.
    async fn name(&self, content: &str) -> Sha256 {
        let key = self.store(content).await;
        let blob = Blob {
            sha256: key.to_string(),
            size: i64::try_from(content.len()).unwrap(),
            ..samples::blob()
        };
        self.store.put(Batch::new().put(blob)).await;
        key
    }

    fn path(&self, key: Sha256) -> PathBuf {
        let hex = key.to_string();
        self.folder.path().join("blobs").join(&hex[..2]).join(hex)
    }

    /// Makes a blob look as if it had been there for that long; answers what time it is.
    fn age(&self, key: Sha256, days: u64) -> Timestamp {
        let path = self.path(key);
        let probe = tempfile::NamedTempFile::new().unwrap();
        let now: SystemTime = probe.as_file().metadata().unwrap().modified().unwrap();
        let file = std::fs::File::options().append(true).open(path).unwrap();
        file.set_modified(now - Duration::from_secs(days * 86_400)).unwrap();
        Timestamp::try_from(now).unwrap()
    }

    /// What the journal says happened to blobs, in order.
    async fn told(&self) -> Vec<(String, String)> {
        let entries = journal::after(&self.store.db, 0, 1000).await.unwrap();
        let of_blobs = entries.into_iter().filter(|entry| entry.subject_kind == "blob");
        of_blobs.map(|entry| (entry.kind, entry.subject_id)).collect()
    }

    async fn collect(&self, now: Timestamp) -> usize {
        orphans::collect(&self.keeper("uno"), now, WEEK).await.unwrap().unwrap()
    }
}

async fn a_round_reads_every_blob_at_its_pace_and_goes_on_after_a_restart(store: Store) {
    let kept = Kept::of(store);
    for number in 0..300 {
        kept.name(&format!("{number:010}")).await;
    }
    let read = |blobs| Step::Read { blobs, failed: 0 };
    assert_eq!(fixity::step(&kept.keeper("uno"), at(0), PACE).await.unwrap(), read(256));
    // 2560 bytes at 1000 a second.
    assert_eq!(
        fixity::step(&kept.keeper("uno"), at(2), PACE).await.unwrap(),
        Step::Nothing
    );
    // Another program, after a restart, has only the row.
    assert_eq!(fixity::step(&kept.keeper("dos"), at(3), PACE).await.unwrap(), read(44));
    assert_eq!(
        fixity::step(&kept.keeper("dos"), at(9), PACE).await.unwrap(),
        Step::Ended
    );
    let standing = fixity::standing(&kept.store.db).await.unwrap();
    let task = standing.task.unwrap();
    assert_eq!((task.blobs, task.bytes, task.ended_at), (300, 3000, Some(at(9))));
    assert_eq!(task.due_at, at(30 * 86_400), "counted from when it began");
    assert_eq!(kept.told().await, [("fixity-checked".to_owned(), "all".to_owned())]);
    assert_eq!(
        fixity::step(&kept.keeper("uno"), at(86_400), PACE).await.unwrap(),
        Step::Nothing
    );
}

async fn a_blob_that_fails_is_told_once_and_again_when_it_is_mended(store: Store) {
    let kept = Kept::of(store);
    let (gone, changed) = (kept.name("uno").await, kept.name("dos").await);
    std::fs::remove_file(kept.path(gone)).unwrap();
    std::fs::write(kept.path(changed), "DOS").unwrap();
    let step = fixity::step(&kept.keeper("uno"), at(0), PACE).await.unwrap();
    assert_eq!(step, Step::Read { blobs: 2, failed: 2 });
    let failures = blobs::failures(&kept.store.db, 10).await.unwrap();
    let problem = |key: Sha256| {
        failures
            .iter()
            .find(|failure| failure.sha256 == key.to_string())
            .unwrap()
    };
    assert_eq!(problem(gone).problem, Problem::Missing);
    assert_eq!(problem(changed).problem, Problem::Corrupt);
    assert_eq!(problem(changed).found, Some(Sha256::of(b"DOS").to_string()));
    let told = kept.told().await;
    assert_eq!(told.iter().filter(|(kind, _)| kind == "fixity-failed").count(), 2);

    // An hour later it is looked at again: nothing new is said of what still fails.
    kept.store("uno").await;
    fixity::step(&kept.keeper("uno"), at(3600), PACE).await.unwrap();
    let told: Vec<_> = kept.told().await.into_iter().skip(2).collect();
    assert!(
        told.contains(&("fixity-repaired".to_owned(), gone.to_string())),
        "{told:?}"
    );
    assert_eq!(blobs::failures(&kept.store.db, 10).await.unwrap().len(), 1);

    // Or when an operator asks.
    std::fs::write(kept.path(changed), "dos").unwrap();
    assert!(
        fixity::check(&kept.keeper("uno"), &changed.to_string(), at(3700))
            .await
            .unwrap()
    );
    assert!(blobs::failures(&kept.store.db, 10).await.unwrap().is_empty());
}

async fn a_store_that_fails_as_a_whole_is_no_failure_of_its_blobs(store: Store) {
    let mut kept = Kept::of(store);
    kept.name("uno").await;
    let place = Place {
        bucket: "radica".to_owned(),
        prefix: String::new(),
        endpoint: Some("http://127.0.0.1:1".to_owned()),
        region: "us-east-1".to_owned(),
        access_key: "x".to_owned(),
        secret_key: "x".to_owned(),
        session_token: None,
        allow_http: true,
        spool: kept.folder.path().join("spool"),
        patience: Patience {
            retries: 0,
            ..Patience::default()
        },
    };
    kept.objects = Objects::open_s3(&place).unwrap();
    let step = fixity::step(&kept.keeper("uno"), at(0), PACE).await;
    assert!(matches!(step, Err(KeepingError::Store(_))), "{step:?}");
    assert!(blobs::failures(&kept.store.db, 10).await.unwrap().is_empty());
    assert!(kept.told().await.is_empty());
}

async fn one_node_has_the_turn(store: Store) {
    let kept = Kept::of(store);
    kept.name("uno").await;
    let (one, two) = (kept.keeper("uno"), kept.keeper("dos"));
    let taken = tokio::join!(fixity::step(&one, at(0), PACE), fixity::step(&two, at(0), PACE));
    let steps = [taken.0.unwrap(), taken.1.unwrap()];
    assert!(steps.contains(&Step::Read { blobs: 1, failed: 0 }), "{steps:?}");
    assert_eq!(kept.told().await.len(), 0);
}

async fn what_nothing_names_is_taken_away_after_its_grace(store: Store) {
    let kept = Kept::of(store);
    let (old, young) = (kept.store("viejo").await, kept.store("nuevo").await);
    let now = kept.age(old, 8);
    kept.age(young, 6);
    assert_eq!(kept.collect(now).await, 1);
    assert!(!kept.objects.exists(old).await.unwrap() && kept.objects.exists(young).await.unwrap());
    assert_eq!(kept.told().await, [("orphan-collected".to_owned(), old.to_string())]);
    assert!(
        orphans::collect(&kept.keeper("uno"), now, WEEK)
            .await
            .unwrap()
            .is_none(),
        "once a day"
    );
    for folder in ["claims", "collecting"] {
        assert_eq!(std::fs::read_dir(kept.folder.path().join(folder)).unwrap().count(), 0);
    }
}

async fn what_a_row_or_a_draft_names_stays(store: Store) {
    let kept = Kept::of(store);
    let (named, attached) = (kept.name("con fila").await, kept.store("en borrador").await);
    let data = json!({ "files": { "cedula": { "name": "cedula.pdf", "sha256": attached.to_string() } } });
    let draft = Draft {
        data: Json::from(data),
        ..samples::draft()
    };
    kept.store.put(Batch::new().put(samples::person()).put(draft)).await;
    kept.age(named, 400);
    let now = kept.age(attached, 400);
    assert_eq!(kept.collect(now).await, 0);
    assert_eq!(kept.objects.list().count().await, 2);
}

async fn what_is_stored_again_is_not_taken_away(store: Store) {
    let kept = Kept::of(store);
    let key = kept.store("otra vez").await;
    let now = kept.age(key, 30);
    let before = now - WEEK;
    // Somebody stores it again: it was there, and is claimed from now on.
    kept.store("otra vez").await;
    assert!(kept.objects.doom(key, before, now).await.unwrap().is_none());
    assert_eq!(kept.collect(now).await, 0);

    // Somebody stores another one while it is being taken away: it waits, and writes it again.
    let key = kept.store("a la vez").await;
    kept.age(key, 30);
    let doomed = kept.objects.doom(key, before, now).await.unwrap().unwrap();
    let again = kept.objects.put_bytes(Bytes::from_static(b"a la vez"));
    let (again, taken) = tokio::join!(again, async {
        while kept
            .folder
            .path()
            .join("claims")
            .join(key.to_string())
            .metadata()
            .is_err()
        {
            tokio::task::yield_now().await;
        }
        doomed.take_away().await
    });
    assert!(taken.unwrap() && again.is_ok());
    assert!(kept.objects.exists(key).await.unwrap());
}
