//! A fault at every call in turn: what was promised holds, and nothing is half done.
#![allow(clippy::unwrap_used, reason = "test helpers may panic")]

mod store;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::stream;
use object_store::local::LocalFileSystem;
use radica_storage::objects::{Bounds, Error, Objects, Sha256};
use tempfile::TempDir;

use store::{Fault, Faulty};

const PART: usize = 4096;
const SMALL: usize = 100;
const LARGE: usize = 5 * PART + 17;
const LIMIT: u64 = 1 << 20;
const WRITE_FAULTS: [Fault; 4] = [Fault::Full, Fault::Device, Fault::Denied, Fault::LostAnswer];

fn pattern(size: usize) -> Vec<u8> {
    (0..size).map(|i| (i * 31 % 253) as u8).collect()
}

fn local(dir: &TempDir) -> Arc<LocalFileSystem> {
    Arc::new(LocalFileSystem::new_with_prefix(dir.path()).unwrap())
}

fn faulty(dir: &TempDir, fails_at: usize, fault: Fault) -> (Arc<Faulty>, Objects) {
    let store = Arc::new(Faulty::new(local(dir), fails_at, fault));
    (Arc::clone(&store), Objects::over(store).with_part_size(PART))
}

async fn put(objects: &Objects, content: &[u8]) -> Result<Sha256, Error> {
    let chunks: Vec<_> = content
        .chunks(1000)
        .map(|c| Ok::<_, std::io::Error>(Bytes::copy_from_slice(c)))
        .collect();
    let bounds = Bounds::at_most(LIMIT).declared(Some(content.len() as u64));
    objects
        .put(stream::iter(chunks), bounds)
        .await
        .map(|stored| stored.sha256)
}

fn has_type_of(error: &Error, fault: Fault) -> bool {
    match fault {
        Fault::Full => matches!(error, Error::Full(_)),
        Fault::Denied => matches!(error, Error::Denied(_)),
        Fault::Device | Fault::LostAnswer | Fault::Truncated | Fault::Slow => matches!(error, Error::Store(_)),
    }
}

/// Files in a directory under the store, as path and content.
fn files(dir: &TempDir, under: &str) -> Vec<(String, Vec<u8>)> {
    let mut pending = vec![dir.path().join(under)];
    let mut found = Vec::new();
    while let Some(next) = pending.pop() {
        for entry in std::fs::read_dir(next).into_iter().flatten().flatten() {
            match entry.path().is_dir() {
                true => pending.push(entry.path()),
                // One that is removed meanwhile is not there.
                false => found.extend(
                    std::fs::read(entry.path())
                        .map(|content| (entry.file_name().to_string_lossy().into_owned(), content)),
                ),
            }
        }
    }
    found
}

#[tokio::test]
async fn an_upload_that_fails_at_any_call_leaves_no_half_blob_and_can_be_repeated() {
    for (size, fault) in [SMALL, LARGE]
        .into_iter()
        .flat_map(|size| WRITE_FAULTS.map(|fault| (size, fault)))
    {
        let content = pattern(size);
        for fails_at in 1.. {
            let case = format!("{size} bytes, {fault:?} at call {fails_at}");
            let dir = TempDir::new().unwrap();
            let (store, objects) = faulty(&dir, fails_at, fault);
            let result = put(&objects, &content).await;
            if !store.has_failed() {
                assert!(result.is_ok() && fails_at > 1, "{case}: every call was tried");
                break;
            }
            match &result {
                Ok(key) => assert_eq!(objects.read_all(*key, LIMIT).await.unwrap(), content, "{case}"),
                Err(error) => assert!(has_type_of(error, fault), "{case}: {error:?}"),
            }
            for (name, bytes) in files(&dir, "blobs") {
                assert_eq!(name, Sha256::of(&bytes).to_string(), "{case}: a half blob");
            }
            let healthy = Objects::over(local(&dir)).with_part_size(PART);
            let key = put(&healthy, &content).await.unwrap();
            assert_eq!(healthy.read_all(key, LIMIT).await.unwrap(), content, "{case}: repeated");
            assert_eq!(files(&dir, "blobs").len(), 1, "{case}: one blob after all");
        }
    }
}

/// Whether no file stays: a dropped upload is removed by another thread.
async fn empties(dir: &TempDir, under: &str) -> bool {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !files(dir, under).is_empty() && Instant::now() < deadline {
        tokio::task::yield_now().await;
    }
    files(dir, under).is_empty()
}

#[tokio::test]
async fn a_failed_upload_removes_its_temporary_files() {
    for fault in WRITE_FAULTS {
        let content = pattern(LARGE);
        for fails_at in 1.. {
            let dir = TempDir::new().unwrap();
            let (store, objects) = faulty(&dir, fails_at, fault);
            let result = put(&objects, &content).await;
            if !store.has_failed() {
                break;
            }
            // When it is the removal itself that fails, the upload has succeeded.
            if let Err(error) = result {
                assert!(empties(&dir, "incoming").await, "{fault:?} at call {fails_at}: {error}");
            }
        }
    }
}

#[tokio::test]
async fn a_failing_store_makes_a_read_fail_by_type_and_never_short() {
    let dir = TempDir::new().unwrap();
    let content = pattern(LARGE);
    let key = put(&Objects::over(local(&dir)), &content).await.unwrap();
    for fault in [Fault::Full, Fault::Device, Fault::Denied] {
        let (_, objects) = faulty(&dir, 1, fault);
        let error = objects.read_all(key, LIMIT).await.unwrap_err();
        assert!(has_type_of(&error, fault), "{fault:?}: {error:?}");
    }
    let (_, objects) = faulty(&dir, 1, Fault::Truncated);
    let error = objects.read_all(key, LIMIT).await.unwrap_err();
    assert!(
        matches!(error, Error::Corrupt { key: named, .. } if named == key),
        "{error:?}"
    );
    assert_eq!(
        objects.read_all(key, LIMIT).await.unwrap(),
        content,
        "the next read is whole"
    );
}

#[tokio::test]
async fn nothing_is_promised_before_a_slow_disk_has_done_its_work() {
    for size in [SMALL, LARGE] {
        let content = pattern(size);
        for slow_at in 1.. {
            let dir = TempDir::new().unwrap();
            let (store, objects) = faulty(&dir, slow_at, Fault::Slow);
            let mut upload = std::pin::pin!(put(&objects, &content));
            let promised = async {
                while !store.has_failed() {
                    tokio::select! {
                        biased;
                        stored = &mut upload => return Some(stored),
                        () = tokio::task::yield_now() => {}
                    }
                }
                None
            };
            if let Some(stored) = promised.await {
                assert!(stored.is_ok() && slow_at > 1, "every call was slow once");
                break;
            }
            assert!(
                futures_util::poll!(&mut upload).is_pending(),
                "{size} bytes, slow at call {slow_at}"
            );
            store.go_on();
            let key = upload.await.unwrap();
            assert_eq!(
                objects.read_all(key, LIMIT).await.unwrap(),
                content,
                "{size} bytes, slow at call {slow_at}"
            );
        }
    }
}
