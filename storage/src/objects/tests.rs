use std::time::{Duration, SystemTime};

use futures_util::{StreamExt, stream};
use tempfile::TempDir;

use super::*;

const LIMIT: u64 = 100 << 20;

fn store() -> (TempDir, Objects) {
    let dir = TempDir::new().unwrap();
    let objects = Objects::open_local(dir.path()).unwrap();
    (dir, objects)
}

fn chunks(content: &[u8], size: usize) -> impl Stream<Item = std::io::Result<Bytes>> + use<> {
    let chunks: Vec<_> = content.chunks(size).map(|c| Ok(Bytes::copy_from_slice(c))).collect();
    stream::iter(chunks)
}

fn pattern(size: usize) -> Vec<u8> {
    (0..size).map(|i| (i * 31 % 253) as u8).collect()
}

/// Every file under the store, temporary ones too.
/// The blobs alone: content that is stored again leaves a claim beside them.
fn blobs(dir: &TempDir) -> Vec<String> {
    files_in(dir.path().join("blobs"))
}

fn files(dir: &TempDir) -> Vec<String> {
    files_in(dir.path().to_path_buf())
}

fn files_in(folder: std::path::PathBuf) -> Vec<String> {
    let mut pending = vec![folder];
    let mut found = Vec::new();
    while let Some(next) = pending.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let entry = entry.unwrap();
            match entry.file_type().unwrap().is_dir() {
                true => pending.push(entry.path()),
                false => found.push(entry.file_name().to_string_lossy().into_owned()),
            }
        }
    }
    found
}

fn blob_path(dir: &TempDir, key: Sha256) -> PathBuf {
    let hex = key.to_string();
    dir.path().join("blobs").join(&hex[..2]).join(hex)
}

#[tokio::test]
async fn what_is_stored_comes_back_whatever_its_size_and_its_chunks() {
    let (dir, objects) = store();
    let sizes = [1, 4096, LOCAL_PART - 1, LOCAL_PART, LOCAL_PART + 1, 3 * LOCAL_PART + 17];
    for size in sizes {
        let content = pattern(size);
        let bounds = Bounds::at_most(LIMIT).declared(Some(size as u64));
        let stored = objects.put(chunks(&content, 50_000), bounds).await.unwrap();
        assert_eq!(stored.sha256, Sha256::of(&content));
        assert_eq!(stored.size, size as u64);
        assert_eq!(stored.sample, Sample::of(&content));
        assert_eq!(objects.size(stored.sha256).await.unwrap(), Some(size as u64));
        assert_eq!(objects.read_all(stored.sha256, LIMIT).await.unwrap(), content);
    }
    assert_eq!(files(&dir).len(), sizes.len(), "nothing but the blobs");
}

#[tokio::test]
async fn storing_the_same_content_twice_keeps_the_first_file() {
    for size in [10, 2 * LOCAL_PART] {
        let (dir, objects) = store();
        let content = pattern(size);
        let first = objects
            .put(chunks(&content, 9000), Bounds::at_most(LIMIT))
            .await
            .unwrap();
        let written = std::fs::metadata(blob_path(&dir, first.sha256))
            .unwrap()
            .modified()
            .unwrap();
        let second = objects
            .put(chunks(&content, 7000), Bounds::at_most(LIMIT))
            .await
            .unwrap();
        assert_eq!(first, second);
        assert_eq!(
            std::fs::metadata(blob_path(&dir, first.sha256))
                .unwrap()
                .modified()
                .unwrap(),
            written
        );
        assert_eq!(blobs(&dir), [first.sha256.to_string()]);
    }
}

#[tokio::test]
async fn many_uploads_of_one_content_at_once_all_succeed() {
    let (dir, objects) = store();
    let content = pattern(LOCAL_PART + 5);
    let uploads = (0..16).map(|_| objects.put(chunks(&content, 100_000), Bounds::at_most(LIMIT)));
    let stored = futures_util::future::join_all(uploads).await;
    assert!(
        stored
            .iter()
            .all(|s| s.as_ref().unwrap().sha256 == Sha256::of(&content))
    );
    assert_eq!(blobs(&dir).len(), 1);
}

#[tokio::test]
async fn content_out_of_bounds_is_refused_and_leaves_nothing() {
    let (dir, objects) = store();
    for size in [100_usize, 3 * LOCAL_PART] {
        let (content, len) = (pattern(size), size as u64);
        let put = |bounds| objects.put(chunks(&content, 60_000), bounds);
        assert!(matches!(put(Bounds::at_most(len - 1)).await, Err(Error::TooLarge { limit }) if limit == len - 1));
        let longer = Bounds::at_most(LIMIT).declared(Some(len + 1));
        assert!(
            matches!(put(longer).await, Err(Error::WrongLength { expected, received }) if expected == len + 1 && received == len)
        );
        let shorter = Bounds::at_most(LIMIT).declared(Some(len - 1));
        assert!(matches!(put(shorter).await, Err(Error::WrongLength { expected, .. }) if expected == len - 1));
        let declared_too_large = Bounds::at_most(10).declared(Some(11));
        assert!(matches!(
            put(declared_too_large).await,
            Err(Error::TooLarge { limit: 10 })
        ));
    }
    let nothing = objects.put(chunks(b"", 1), Bounds::at_most(LIMIT)).await;
    assert!(matches!(nothing, Err(Error::Empty)));
    assert_eq!(files(&dir), Vec::<String>::new());
}

#[tokio::test]
async fn a_sender_that_breaks_off_leaves_nothing() {
    let (dir, objects) = store();
    for size in [100, 3 * LOCAL_PART] {
        let broken =
            chunks(&pattern(size), 60_000).chain(stream::iter([Err(std::io::Error::other("connection reset"))]));
        let result = objects.put(broken, Bounds::at_most(LIMIT)).await;
        assert!(matches!(result, Err(Error::Interrupted(_))));
        assert_eq!(files(&dir), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_damaged_blob_is_named_and_its_last_chunk_is_not_handed_out() {
    let (dir, objects) = store();
    let content = pattern(50_000);
    let key = objects
        .put(chunks(&content, 10_000), Bounds::at_most(LIMIT))
        .await
        .unwrap()
        .sha256;
    for damage in [&content[..49_999], &pattern(50_001), b"x", b""] {
        std::fs::write(blob_path(&dir, key), damage).unwrap();
        assert!(matches!(objects.read_all(key, LIMIT).await, Err(Error::Corrupt { key: named, .. }) if named == key));
        let received: Vec<_> = objects.get(key).await.unwrap().into_stream().collect().await;
        let bytes: usize = received.iter().flatten().map(Bytes::len).sum();
        assert!(bytes < damage.len().max(1), "{bytes} of {}", damage.len());
        let again = objects.put(chunks(&content, 10_000), Bounds::at_most(LIMIT)).await;
        assert!(
            matches!(again, Err(Error::Corrupt { .. })),
            "a damaged blob is never replaced silently"
        );
    }
}

#[tokio::test]
async fn a_missing_blob_is_named() {
    let (_dir, objects) = store();
    let key = Sha256::of(b"never stored");
    assert!(matches!(objects.read_all(key, LIMIT).await, Err(Error::Missing { key: named }) if named == key));
    assert_eq!(objects.size(key).await.unwrap(), None);
    assert!(!objects.exists(key).await.unwrap());
}

#[tokio::test]
async fn a_blob_larger_than_the_reader_allows_is_not_read() {
    let (_dir, objects) = store();
    let key = objects
        .put_bytes(Bytes::from_static(b"twelve bytes"))
        .await
        .unwrap()
        .sha256;
    assert!(matches!(
        objects.read_all(key, 11).await,
        Err(Error::TooLarge { limit: 11 })
    ));
    assert!(objects.read_all(key, 12).await.is_ok());
}

#[tokio::test]
async fn the_sweep_takes_old_temporary_files_only() {
    let (dir, objects) = store();
    let key = objects.put_bytes(Bytes::from_static(b"kept")).await.unwrap().sha256;
    let staged = format!("{}#1", blob_path(&dir, key).display());
    std::fs::write(&staged, b"half").unwrap();
    std::fs::write(dir.path().join("incoming/01ARZ3#1"), b"half").unwrap();
    let written = std::fs::metadata(&staged).unwrap().modified().unwrap();
    let hour = Duration::from_secs(3600);
    assert_eq!(objects.sweep(written - hour).await.unwrap(), 0);
    assert_eq!(objects.sweep(written + hour).await.unwrap(), 2);
    assert_eq!(files(&dir), vec![key.to_string()]);
    assert_eq!(objects.sweep(SystemTime::UNIX_EPOCH).await.unwrap(), 0);
}

#[test]
fn a_root_that_is_a_file_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    assert!(matches!(Objects::open_local(file.path()), Err(Error::Store(_))));
}

#[tokio::test]
async fn a_blob_of_a_relative_folder_says_where_it_is_wherever_one_stands() {
    let here = std::env::current_dir().unwrap();
    let dir = tempfile::tempdir_in(&here).unwrap();
    let relative = dir.path().strip_prefix(&here).unwrap().join("objects");
    let objects = Objects::open_local(&relative).unwrap();
    let stored = objects.put_bytes(Bytes::from_static(b"x")).await.unwrap();
    let blob = objects.get(stored.sha256).await.unwrap();
    let path = blob.on_disk().unwrap();
    assert!(path.is_absolute() && path.is_file(), "{}", path.display());
}
