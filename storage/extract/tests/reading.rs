//! The real program on real, tiny PDFs: with Poppler when it is installed, and always without it.
#![allow(clippy::unwrap_used, reason = "test helpers may panic")]

mod pdf;

use std::path::Path;
use std::process::Command;

use bytes::Bytes;
use radica_storage::media::Media;
use radica_storage::objects::Objects;
use radica_storage::text::{Extractor, Limits, Outcome, Why};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_radica-extract");

/// The answer without Poppler on the path.
fn builtin(content: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), content).unwrap();
    let output = Command::new(PROGRAM)
        .arg(file.path())
        .arg("1000")
        .env("PATH", "/nowhere")
        .output()
        .unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// What storage makes of it, with whatever is installed.
async fn through_storage(content: &[u8], text_bytes: usize) -> Outcome {
    let dir = TempDir::new().unwrap();
    let objects = Objects::open_local(&dir.path().join("objects")).unwrap();
    let stored = objects.put_bytes(Bytes::copy_from_slice(content)).await.unwrap();
    let blob = objects.get(stored.sha256).await.unwrap();
    let limits = Limits {
        text_bytes,
        ..Limits::default()
    };
    Extractor::new(Path::new(PROGRAM), dir.path(), limits)
        .extract(blob, Media::Pdf)
        .await
        .unwrap()
}

#[tokio::test]
async fn text_and_pages_of_an_honest_pdf() {
    let content = pdf::with_pages(&["Certificado de paz y salvo", "Segunda hoja"]);
    let Outcome::Text {
        pages: 2,
        text,
        cut: false,
    } = through_storage(&content, 1000).await
    else {
        panic!("no text")
    };
    assert!(
        text.contains("Certificado de paz y salvo") && text.contains("Segunda hoja"),
        "{text}"
    );
    let answer = builtin(&content);
    assert!(
        answer.starts_with("pages 2\n") && answer.contains("paz y salvo"),
        "{answer}"
    );
}

#[tokio::test]
async fn without_room_for_text_only_the_pages_are_counted() {
    let content = pdf::with_pages(&["Certificado de paz y salvo", "Segunda hoja"]);
    assert_eq!(through_storage(&content, 0).await, Outcome::NoText { pages: 2 });
}

#[tokio::test]
async fn a_long_text_is_cut_and_says_so() {
    let content = pdf::with_pages(&["Certificado de paz y salvo"]);
    let Outcome::Text {
        pages: 1,
        text,
        cut: true,
    } = through_storage(&content, 11).await
    else {
        panic!("not cut")
    };
    assert_eq!(text, "Certificado");
}

#[tokio::test]
async fn a_page_without_text_is_counted() {
    let content = pdf::with_pages(&[""]);
    assert_eq!(through_storage(&content, 1000).await, Outcome::NoText { pages: 1 });
    assert_eq!(builtin(&content).trim_end(), "pages 1");
}

#[tokio::test]
async fn a_locked_pdf_is_told_from_a_broken_one() {
    let content = pdf::locked();
    assert_eq!(
        through_storage(&content, 1000).await,
        Outcome::Failed {
            why: Why::Encrypted,
            pages: None
        }
    );
    assert_eq!(builtin(&content), "failed encrypted\n");
}

#[tokio::test]
async fn hostile_pdfs_fail_without_harm() {
    let honest = pdf::with_pages(&["x"]);
    let hostile = [
        b"%PDF-1.7\ngarbage".to_vec(),
        b"%PDF-1.7".to_vec(),
        vec![0xff; 10_000],
        honest[..honest.len() / 3].to_vec(),
        pdf::with_pages(&[]),
    ];
    for content in hostile {
        let outcome = through_storage(&content, 1000).await;
        assert!(
            matches!(outcome, Outcome::Failed { why: Why::Damaged, .. }),
            "{outcome:?}"
        );
        assert!(builtin(&content).starts_with("failed damaged"));
    }
}

#[tokio::test]
async fn a_page_tree_that_contains_itself_ends() {
    let content = pdf::with_endless_page_tree();
    let outcome = through_storage(&content, 1000).await;
    assert!(
        !matches!(
            outcome,
            Outcome::Text { .. } | Outcome::Failed { why: Why::TooSlow, .. }
        ),
        "{outcome:?}"
    );
}
