//! A bucket that keeps what is written, and uploads that were never completed: what only moto knows.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::StatusCode;
use jiff::Timestamp;
use radica_storage::objects::s3::Conditional;

use crate::servers::{PREFIX, Store, name_of};

/// The versions of an object, by their ids.
async fn versions(store: &Store, name: &str) -> Vec<String> {
    let listed = reqwest::get(format!("{}?versions&prefix={PREFIX}/{name}", store.bucket())).await;
    let text = listed.unwrap().text().await.unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    let ids = document
        .descendants()
        .filter(|node| node.has_tag_name("VersionId") || node.tag_name().name() == "VersionId");
    ids.filter_map(|node| node.text().map(str::to_owned)).collect()
}

#[tokio::test]
async fn neither_blob_nor_seal_can_be_deleted_while_the_bucket_keeps_them() {
    let Some(store) = Store::moto_bucket(true).await else {
        return;
    };
    let rule = "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>\
                <Mode>COMPLIANCE</Mode><Days>3650</Days></DefaultRetention></Rule></ObjectLockConfiguration>";
    let ruled = reqwest::Client::new()
        .put(format!("{}?object-lock", store.bucket()))
        .body(rule)
        .send()
        .await;
    assert!(ruled.unwrap().status().is_success());

    let blob = store
        .objects
        .put_bytes(Bytes::from_static(b"kept"))
        .await
        .unwrap()
        .sha256;
    assert!(store.objects.put_seal(3, Bytes::from_static(b"seal")).await.unwrap());
    for name in [name_of(blob), format!("seals/{:020}.json", 3)] {
        let versions = versions(&store, &name).await;
        assert_eq!(versions.len(), 1, "{name}");
        let url = format!("{}/{PREFIX}/{name}?versionId={}", store.bucket(), versions[0]);
        let deleted = reqwest::Client::new().delete(url).send().await.unwrap();
        assert_eq!(deleted.status(), StatusCode::FORBIDDEN, "{name}");
    }
    let now = Timestamp::try_from(SystemTime::now()).unwrap();
    let (tomorrow, later) = (
        now + Duration::from_secs(86_400),
        now + Duration::from_secs(4000 * 86_400),
    );
    assert!(
        store.objects.doom(blob, tomorrow, tomorrow).await.unwrap().is_none(),
        "what is locked is left"
    );
    assert!(
        store.objects.doom(blob, later, later).await.unwrap().is_some(),
        "its retention has passed"
    );
}

#[tokio::test]
async fn an_upload_that_was_never_completed_is_ended_when_it_is_old() {
    let Some(store) = Store::moto().await else { return };
    let url = |name: &str| format!("{}/{name}?uploads", store.bucket());
    for name in [format!("{PREFIX}/blobs/ab/half"), format!("{PREFIX}-otra/half")] {
        assert!(
            reqwest::Client::new()
                .post(url(&name))
                .send()
                .await
                .unwrap()
                .status()
                .is_success()
        );
    }
    // moto says of each that it was begun in 2010.
    let (earlier, later) = (SystemTime::UNIX_EPOCH, SystemTime::now());
    assert_eq!(store.objects.sweep(earlier).await.unwrap(), 0);
    assert_eq!(
        store.objects.sweep(later).await.unwrap(),
        1,
        "what lies elsewhere is not ours"
    );
    assert_eq!(store.objects.sweep(later).await.unwrap(), 0);
}

#[tokio::test]
async fn a_store_is_tried_before_it_is_used() {
    for store in [Store::moto().await, Store::s3s().await].into_iter().flatten() {
        assert_eq!(store.objects.check().await.unwrap(), Conditional::Kept);
        assert_eq!(store.objects.check().await.unwrap(), Conditional::Kept);
    }
}
