//! Taking away what nothing names, on a store that is elsewhere.

use std::time::SystemTime;

use bytes::Bytes;
use jiff::Timestamp;

use crate::servers::{Store, on_each_store};

on_each_store!(
    a_blob_that_was_written_lately_is_not_marked,
    what_is_stored_while_it_is_taken_away_is_there_afterwards,
    marks_that_were_left_behind_are_forgotten,
);

/// A moment some seconds from now, which is the servers' clock.
fn from_now(seconds: i64) -> Timestamp {
    let now = Timestamp::try_from(SystemTime::now()).unwrap();
    now + jiff::SignedDuration::from_secs(seconds)
}

async fn a_blob_that_was_written_lately_is_not_marked(store: Store) {
    let key = store
        .objects
        .put_bytes(Bytes::from_static(b"nuevo"))
        .await
        .unwrap()
        .sha256;
    assert!(
        store
            .objects
            .doom(key, from_now(-3600), from_now(0))
            .await
            .unwrap()
            .is_none()
    );
    let doomed = store
        .objects
        .doom(key, from_now(3600), from_now(0))
        .await
        .unwrap()
        .unwrap();
    doomed.spare().await.unwrap();
    assert!(store.objects.exists(key).await.unwrap());
}

async fn what_is_stored_while_it_is_taken_away_is_there_afterwards(store: Store) {
    let content = Bytes::from_static(b"a la vez");
    let key = store.objects.put_bytes(content.clone()).await.unwrap().sha256;
    let doomed = store
        .objects
        .doom(key, from_now(3600), from_now(0))
        .await
        .unwrap()
        .unwrap();
    // Whichever is first: who stores it finds the mark and waits, or finds no blob.
    let (again, taken) = tokio::join!(store.objects.put_bytes(content), doomed.take_away());
    assert!(taken.unwrap() && again.is_ok());
    assert!(store.objects.exists(key).await.unwrap());
}

async fn marks_that_were_left_behind_are_forgotten(store: Store) {
    let content = Bytes::from_static(b"abandonado");
    let key = store.objects.put_bytes(content.clone()).await.unwrap().sha256;
    let doomed = store.objects.doom(key, from_now(3600), from_now(0)).await.unwrap();
    assert!(doomed.is_some(), "and nothing more is done with it");
    store.objects.forget_marks(from_now(0), from_now(3600)).await.unwrap();
    assert_eq!(store.objects.put_bytes(content).await.unwrap().sha256, key);
}
