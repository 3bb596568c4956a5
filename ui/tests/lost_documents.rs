//! A document whose content is gone or damaged: who asks is told so, and nothing is destroyed.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::path::PathBuf;

use bytes::Bytes;
use http::StatusCode;
use radica_storage::documents::{Document, DocumentState};
use radica_ui::document_body::{Show, of_document};
use support::Site;

/// A document of the site, and where its content is on the disk.
async fn filed(site: &Site) -> (Document, PathBuf) {
    let app = site.state.app();
    let stored = app
        .objects
        .put_bytes(Bytes::from_static(b"%PDF-1.7 acta"))
        .await
        .unwrap();
    let sha256 = stored.sha256.to_string();
    let mut ids = app.ids();
    let document = Document {
        id: ids.id(),
        version: 1,
        expediente: ids.id(),
        case_id: None,
        kind: "acta".to_owned(),
        title: "Acta".to_owned(),
        radicado: None,
        sha256: sha256.clone(),
        size: i64::try_from(stored.size).unwrap(),
        media_type: "application/pdf".to_owned(),
        pages: 1,
        format: "PDF".to_owned(),
        origin: "digital".to_owned(),
        class: "public".to_owned(),
        created_at: app.clock.now(),
        incorporated_at: app.clock.now(),
        ordinal: 1,
        page_start: 1,
        page_end: 1,
        state: DocumentState::Active,
        reason: None,
        number: None,
        verification_code: None,
        signature: None,
        notified_at: None,
    };
    let blobs = site.state.config().data_dir.join("objects/blobs");
    (document, blobs.join(&sha256[..2]).join(&sha256))
}

#[tokio::test]
async fn a_document_that_is_whole_is_shown() {
    let site = Site::open().await;
    let (document, _) = filed(&site).await;
    let answer = of_document(site.state.app(), &document, Show::InPage).await.unwrap();
    let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    assert_eq!(&body[..], b"%PDF-1.7 acta");
}

#[tokio::test]
async fn a_missing_and_a_damaged_document_are_told_apart_and_left_as_they_are() {
    let site = Site::open().await;
    let (document, path) = filed(&site).await;
    std::fs::write(&path, "%PDF-1.7 otra").unwrap();
    let told = of_document(site.state.app(), &document, Show::InPage)
        .await
        .unwrap_err();
    assert_eq!(told.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(format!("{told:?}").contains("está dañado"), "{told:?}");
    assert_eq!(
        std::fs::read(&path).unwrap(),
        b"%PDF-1.7 otra",
        "it is kept to be looked at"
    );
    std::fs::remove_file(&path).unwrap();
    let told = of_document(site.state.app(), &document, Show::InPage)
        .await
        .unwrap_err();
    assert!(format!("{told:?}").contains("no está"), "{told:?}");
    assert!(
        format!("{told:?}").contains(&document.sha256),
        "the log says which: {told:?}"
    );
}
