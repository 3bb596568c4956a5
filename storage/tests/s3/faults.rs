//! A fault of the network or of the server at every request in turn: nothing half stands under a key, what is repeated
//! succeeds, and a read fails by type and never short.

use std::time::Duration;

use futures_util::StreamExt;
use radica_storage::objects::s3::Place;
use radica_storage::objects::{Bounds, Error, Objects, Sha256};

use crate::proxy::{Fault, Proxy, When};
use crate::servers::{Store, chunks, pattern};

const PART: usize = 5 << 20;
const SMALL: usize = 100;
const LARGE: usize = PART + 17;
const LIMIT: u64 = 64 << 20;
const FAULTS: [Fault; 6] = [
    Fault::Answer(500, "InternalError"),
    Fault::Answer(503, "SlowDown"),
    Fault::Reset,
    Fault::LostAnswer,
    Fault::Truncated,
    Fault::Silence,
];

async fn put(objects: &Objects, content: &[u8]) -> Result<Sha256, Error> {
    let bounds = Bounds::at_most(LIMIT).declared(Some(content.len() as u64));
    Ok(objects.put(chunks(content), bounds).await?.sha256)
}

fn tried(place: &Place, retries: usize) -> Place {
    let mut place = place.clone();
    place.patience.retries = retries;
    place.patience.silence = Duration::from_millis(400);
    place
}

fn open(place: &Place) -> Objects {
    Objects::open_s3(place).unwrap().with_part_size(PART)
}

/// Runs one fault at each request in turn on a fresh store, until an upload takes no more requests.
async fn at_each_request(
    store: impl AsyncFn() -> Option<Store>,
    retries: usize,
    mut check: impl AsyncFnMut(&Store, Result<Sha256, Error>, &[u8], String),
) {
    for (size, fault) in [SMALL, LARGE]
        .into_iter()
        .flat_map(|size| FAULTS.map(|fault| (size, fault)))
    {
        let content = pattern(size);
        for at in 1.. {
            let Some(store) = store().await else { return };
            let mut place = tried(store.place.as_ref().unwrap(), retries);
            let proxy = Proxy::before(&mut place, fault, When::At(at)).await;
            let result = put(&open(&place), &content).await;
            if proxy.requests() < at {
                assert!(result.is_ok() && at > 1);
                break;
            }
            check(
                &store,
                result,
                &content,
                format!("{size} bytes, {fault:?} at request {at}"),
            )
            .await;
        }
    }
}

async fn nothing_half_and_repeated(store: &Store, result: Result<Sha256, Error>, content: &[u8], case: String) {
    let objects = store.objects.clone().with_part_size(PART);
    if let Err(error) = &result {
        assert!(
            matches!(error, Error::Store(_) | Error::Unreachable(_)),
            "{case}: {error:?}"
        );
    }
    let mut listed = std::pin::pin!(objects.list());
    while let Some(found) = listed.next().await {
        let (key, size) = found.unwrap();
        assert_eq!(
            (key, size),
            (Sha256::of(content), content.len() as u64),
            "{case}: a half blob"
        );
    }
    let key = put(&objects, content)
        .await
        .unwrap_or_else(|error| panic!("{case}: {error:?}"));
    assert_eq!(objects.read_all(key, LIMIT).await.unwrap(), content, "{case}: repeated");
    assert_eq!(objects.list().count().await, 1, "{case}: one blob after all");
}

#[tokio::test]
async fn an_upload_that_fails_at_any_request_leaves_nothing_half_and_can_be_repeated_on_s3s() {
    at_each_request(Store::s3s, 0, nothing_half_and_repeated).await;
}

#[tokio::test]
async fn an_upload_that_fails_at_any_request_leaves_nothing_half_and_can_be_repeated_on_moto() {
    at_each_request(Store::moto, 0, nothing_half_and_repeated).await;
}

#[tokio::test]
async fn a_fault_that_passes_is_not_noticed() {
    at_each_request(Store::s3s, 3, async |store, result, content, case| {
        // An answer that was cut short may be no answer at all.
        let may_fail = case.contains("Truncated");
        match result {
            Ok(key) => assert_eq!(store.objects.read_all(key, LIMIT).await.unwrap(), content, "{case}"),
            Err(error) => assert!(may_fail, "{case}: {error:?}"),
        }
    })
    .await;
}

#[tokio::test]
async fn a_read_fails_by_type_and_never_short() {
    for store in [Store::s3s().await, Store::moto().await].into_iter().flatten() {
        let content = pattern(LARGE);
        let key = put(&store.objects.clone().with_part_size(PART), &content)
            .await
            .unwrap();
        for fault in FAULTS {
            let mut place = tried(store.place.as_ref().unwrap(), 0);
            let proxy = Proxy::before(&mut place, fault, When::Always).await;
            let read = open(&place).read_all(key, LIMIT).await;
            let error = read.unwrap_err();
            assert!(
                matches!(error, Error::Store(_) | Error::Unreachable(_)),
                "{fault:?}: {error:?}"
            );
            drop(proxy);
        }
        assert_eq!(store.objects.read_all(key, LIMIT).await.unwrap(), content);
    }
}
