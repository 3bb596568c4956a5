//! What the object store promises, on each.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use radica_storage::objects::{Bounds, Error, Sha256};

use crate::servers::{Store, chunks, name_of, on_each_store, pattern};

const LIMIT: u64 = 64 << 20;
const PART: usize = 5 << 20;

on_each_store!(
    what_is_stored_comes_back_whatever_its_size,
    the_same_content_is_stored_once,
    many_uploads_of_one_content_at_once_all_succeed,
    what_is_refused_leaves_nothing,
    a_damaged_or_shortened_blob_is_named_and_never_replaced,
    a_missing_blob_is_named,
    every_blob_is_listed_with_its_length,
    a_seal_is_created_once,
    the_sweep_takes_nothing_that_counts,
);

async fn what_is_stored_comes_back_whatever_its_size(store: Store) {
    let objects = store.objects.clone().with_part_size(PART);
    for size in [1, 4096, PART, PART + 1, 2 * PART + 17] {
        let content = pattern(size);
        let bounds = Bounds::at_most(LIMIT).declared(Some(size as u64));
        let stored = objects.put(chunks(&content), bounds).await.unwrap();
        assert_eq!((stored.sha256, stored.size), (Sha256::of(&content), size as u64));
        assert_eq!(objects.size(stored.sha256).await.unwrap(), Some(size as u64));
        assert_eq!(objects.read_all(stored.sha256, LIMIT).await.unwrap(), content);
    }
    assert_eq!(store.spooled(), 0);
}

async fn the_same_content_is_stored_once(store: Store) {
    for size in [100, PART + 1] {
        let objects = store.objects.clone().with_part_size(PART);
        let content = pattern(size);
        let first = objects.put(chunks(&content), Bounds::at_most(LIMIT)).await.unwrap();
        let second = objects.put(chunks(&content), Bounds::at_most(LIMIT)).await.unwrap();
        assert_eq!(first, second);
    }
    assert_eq!(store.objects.list().count().await, 2);
}

async fn many_uploads_of_one_content_at_once_all_succeed(store: Store) {
    let objects = store.objects.clone().with_part_size(PART);
    for size in [100, PART + 1] {
        let content = pattern(size);
        let uploads = (0..6).map(|_| objects.put(chunks(&content), Bounds::at_most(LIMIT)));
        for stored in futures_util::future::join_all(uploads).await {
            assert_eq!(stored.unwrap().sha256, Sha256::of(&content));
        }
        assert_eq!(objects.read_all(Sha256::of(&content), LIMIT).await.unwrap(), content);
    }
}

async fn what_is_refused_leaves_nothing(store: Store) {
    let objects = store.objects.clone().with_part_size(PART);
    for size in [100, PART + 1] {
        let content = pattern(size);
        let short = Bounds::at_most(LIMIT).declared(Some(size as u64 + 1));
        let refused = objects.put(chunks(&content), short).await;
        assert!(matches!(refused, Err(Error::WrongLength { .. })));
        let refused = objects.put(chunks(&content), Bounds::at_most(size as u64 - 1)).await;
        assert!(matches!(refused, Err(Error::TooLarge { .. })));
        let judged = objects
            .put_if(chunks(&content), Bounds::at_most(LIMIT), |_| Err("no"))
            .await;
        assert_eq!(judged.unwrap(), Err("no"));
        let broken = chunks(&content).chain(stream::iter([Err(std::io::Error::other("connection reset"))]));
        let broken = objects.put(broken, Bounds::at_most(LIMIT)).await;
        assert!(matches!(broken, Err(Error::Interrupted(_))));
    }
    assert_eq!(store.objects.list().count().await, 0);
    assert_eq!(store.spooled(), 0);
}

async fn a_damaged_or_shortened_blob_is_named_and_never_replaced(store: Store) {
    let objects = &store.objects;
    let content = pattern(50_000);
    let key = objects.put_bytes(Bytes::from(content.clone())).await.unwrap().sha256;
    for damage in [&content[..49_999], &pattern(50_001), b"x"] {
        store.tamper(&name_of(key), damage).await;
        let read = objects.read_all(key, LIMIT).await;
        assert!(
            matches!(read, Err(Error::Corrupt { key: named, .. }) if named == key),
            "{read:?}"
        );
        let received: Vec<_> = objects.get(key).await.unwrap().into_stream().collect().await;
        let bytes: usize = received.iter().flatten().map(Bytes::len).sum();
        assert!(bytes < damage.len(), "the last chunk is not handed out");
        let again = objects.put(chunks(&content), Bounds::at_most(LIMIT)).await;
        assert!(matches!(again, Err(Error::Corrupt { .. })), "{again:?}");
    }
}

async fn a_missing_blob_is_named(store: Store) {
    let key = Sha256::of(b"never stored");
    let read = store.objects.read_all(key, LIMIT).await;
    assert!(matches!(read, Err(Error::Missing { key: named }) if named == key));
    assert_eq!(store.objects.size(key).await.unwrap(), None);
    assert!(!store.objects.exists(key).await.unwrap());
}

async fn every_blob_is_listed_with_its_length(store: Store) {
    let mut stored = BTreeMap::new();
    for size in 1..=12 {
        let key = store
            .objects
            .put_bytes(Bytes::from(pattern(size)))
            .await
            .unwrap()
            .sha256;
        stored.insert(key, size as u64);
    }
    assert_eq!(
        store.objects.list().try_collect::<BTreeMap<_, _>>().await.unwrap(),
        stored
    );
}

async fn a_seal_is_created_once(store: Store) {
    let objects = &store.objects;
    assert!(objects.put_seal(200, Bytes::from_static(b"one")).await.unwrap());
    assert!(!objects.put_seal(200, Bytes::from_static(b"two")).await.unwrap());
    assert!(objects.put_seal(7, Bytes::from_static(b"seven")).await.unwrap());
    assert_eq!(objects.read_seal(200).await.unwrap(), "one");
    assert!(objects.has_seal(7).await.unwrap() && !objects.has_seal(8).await.unwrap());
    assert_eq!(objects.seals().await.unwrap(), [7, 200]);
}

async fn the_sweep_takes_nothing_that_counts(store: Store) {
    let key = store
        .objects
        .put_bytes(Bytes::from_static(b"kept"))
        .await
        .unwrap()
        .sha256;
    let later = SystemTime::now() + Duration::from_secs(3600);
    assert_eq!(store.objects.sweep(later).await.unwrap(), 0);
    assert!(store.objects.exists(key).await.unwrap());
}
