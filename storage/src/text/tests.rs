//! Hostile readers: scripts that do what a reader fed a hostile document might do.

use std::os::unix::fs::PermissionsExt;

use std::sync::Arc;

use bytes::Bytes;
use object_store::memory::InMemory;
use tempfile::TempDir;

use super::*;
use crate::objects::Objects;

const SHORT: Limits = Limits {
    wall: Duration::from_secs(20),
    cpu_seconds: 1,
    memory_kib: 200 << 10,
    text_bytes: 1000,
};

/// What `content` of type `media` gives when the reader is the shell script `reader`.
async fn read_with(reader: &str, limits: Limits, content: &[u8], media: Media) -> Outcome {
    let dir = TempDir::new().unwrap();
    let program = dir.path().join("reader");
    std::fs::write(&program, format!("#!/bin/sh\n{reader}\n")).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    // Over a store that does not say where its files are, so that a copy is made.
    let objects = Objects::over(Arc::new(InMemory::new()));
    let stored = objects.put_bytes(Bytes::copy_from_slice(content)).await.unwrap();
    let blob = objects.get(stored.sha256).await.unwrap();
    let outcome = Extractor::new(&program, dir.path(), limits)
        .extract(blob, media)
        .await
        .unwrap();
    let left = std::fs::read_dir(dir.path()).unwrap().count();
    assert_eq!(left, 1, "the private copy is gone");
    outcome
}

async fn read_pdf_with(reader: &str, limits: Limits) -> Outcome {
    read_with(reader, limits, b"%PDF-1.7", Media::Pdf).await
}

#[tokio::test]
async fn the_reader_gets_a_private_copy_and_the_limit() {
    let outcome = read_pdf_with(r#"echo "pages 1"; cat "$1"; echo " $2""#, SHORT).await;
    assert_eq!(
        outcome,
        Outcome::Text {
            pages: 1,
            text: "%PDF-1.7 1000\n".to_owned(),
            cut: false
        }
    );
}

#[tokio::test]
async fn a_blob_that_is_a_file_here_is_verified_and_read_where_it_lies() {
    let dir = TempDir::new().unwrap();
    let program = dir.path().join("reader");
    std::fs::write(&program, "#!/bin/sh\necho pages 1; echo \"$1\"\n").unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let objects = Objects::open_local(&dir.path().join("objects")).unwrap();
    let stored = objects.put_bytes(Bytes::from_static(b"%PDF-1.7")).await.unwrap();
    let extractor = Extractor::new(&program, dir.path(), SHORT);
    let blob = objects.get(stored.sha256).await.unwrap();
    let path = blob.on_disk().unwrap().to_path_buf();
    let Outcome::Text { text, .. } = extractor.extract(blob, Media::Pdf).await.unwrap() else {
        panic!("no text")
    };
    assert_eq!(text.trim(), path.to_str().unwrap());
    std::fs::write(&path, b"%PDF-1.6").unwrap();
    let damaged = extractor
        .extract(objects.get(stored.sha256).await.unwrap(), Media::Pdf)
        .await;
    assert!(matches!(damaged, Err(Error::Blob(_))), "{damaged:?}");
}

#[tokio::test]
async fn a_reader_that_never_answers_is_ended_with_its_children() {
    let limits = Limits {
        wall: Duration::from_millis(300),
        ..SHORT
    };
    // A number no other process has among its arguments.
    let mark = format!("77{}", std::process::id());
    let outcome = read_pdf_with(&format!("sleep {mark} & wait"), limits).await;
    assert_eq!(
        outcome,
        Outcome::Failed {
            why: Why::TooSlow,
            pages: None
        }
    );
    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    while is_running(&mark) {
        assert!(std::time::Instant::now() < deadline, "sleep {mark} still runs");
        tokio::task::yield_now().await;
    }
}

fn is_running(argument: &str) -> bool {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|process| std::fs::read_to_string(process.path().join("cmdline")).ok())
        .any(|line| line.starts_with("sleep") && line.contains(argument))
}

#[tokio::test]
async fn a_reader_that_burns_the_processor_is_stopped() {
    let outcome = read_pdf_with("while :; do :; done", SHORT).await;
    assert_eq!(
        outcome,
        Outcome::Failed {
            why: Why::Crashed,
            pages: None
        }
    );
}

#[tokio::test]
async fn a_reader_that_eats_memory_is_stopped() {
    let outcome = read_pdf_with(
        "x=0123456789; while :; do x=$x$x; done",
        Limits {
            cpu_seconds: 20,
            ..SHORT
        },
    )
    .await;
    assert_eq!(
        outcome,
        Outcome::Failed {
            why: Why::Crashed,
            pages: None
        }
    );
}

#[tokio::test]
async fn a_reader_that_floods_is_stopped() {
    let outcome = read_pdf_with("echo 'pages 1'; yes", SHORT).await;
    assert_eq!(
        outcome,
        Outcome::Failed {
            why: Why::Crashed,
            pages: None
        }
    );
}

#[tokio::test]
async fn a_reader_may_write_no_file() {
    let outcome = read_pdf_with(r#"echo x > "$1" || { echo "pages 1"; exit 0; }; echo "pages 2""#, SHORT).await;
    assert_ne!(outcome, Outcome::NoText { pages: 2 });
}

#[tokio::test]
async fn a_reader_that_crashes_or_talks_nonsense_has_crashed() {
    for reader in ["exit 3", "kill -SEGV $$", "echo hola", "printf '\\377\\376'"] {
        let outcome = read_pdf_with(reader, SHORT).await;
        assert_eq!(
            outcome,
            Outcome::Failed {
                why: Why::Crashed,
                pages: None
            },
            "{reader}"
        );
    }
}

#[tokio::test]
async fn a_missing_reader_is_the_servers_trouble_not_the_documents() {
    let dir = TempDir::new().unwrap();
    let objects = Objects::open_local(dir.path()).unwrap();
    let stored = objects.put_bytes(Bytes::from_static(b"%PDF-1.7")).await.unwrap();
    let blob = objects.get(stored.sha256).await.unwrap();
    let extractor = Extractor::new(&dir.path().join("missing"), dir.path(), SHORT);
    assert!(matches!(
        extractor.extract(blob, Media::Pdf).await,
        Err(Error::Child { .. })
    ));
}

#[tokio::test]
async fn plain_text_passes_in_either_encoding_and_is_cut_at_the_limit() {
    let read = |content: &'static [u8]| read_with("exit 9", SHORT, content, Media::Text);
    let text = |text: &str, cut| Outcome::Text {
        pages: 1,
        text: text.to_owned(),
        cut,
    };
    assert_eq!(read("Año ñandú".as_bytes()).await, text("Año ñandú", false));
    assert_eq!(read(b"A\xf1o \xf1and\xfa").await, text("Año ñandú", false));
    assert_eq!(read(b" \n ").await, Outcome::NoText { pages: 1 });
    let long = "ñ".repeat(501);
    assert_eq!(read(long.leak().as_bytes()).await, text(&"ñ".repeat(500), true));
}

#[tokio::test]
async fn images_have_pages_and_no_text_and_office_files_are_not_read() {
    let read = |media| read_with("exit 9", SHORT, b"II*\0\x08\0\0\0\0\0\0\0\0\0", media);
    for media in [Media::Jpeg, Media::Png, Media::Tiff] {
        assert_eq!(read(media).await, Outcome::NoText { pages: 1 });
    }
    assert_eq!(
        read(Media::Docx).await,
        Outcome::Failed {
            why: Why::Unsupported,
            pages: None
        }
    );
}

/// The pages of two files counted one after the other, by a reader that does `counting` with each line it is given and
/// answers `pages 9` when it is run for one file alone.
async fn count_two_with(counting: &str) -> [Outcome; 2] {
    let dir = TempDir::new().unwrap();
    let program = dir.path().join("reader");
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = --count ] || {{ echo 'pages 9'; exit; }}\nn=0\nwhile read file; do n=$((n+1)); {counting}; done\n"
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let objects = Objects::open_local(&dir.path().join("objects")).unwrap();
    let extractor = Extractor::new(&program, dir.path(), SHORT);
    let mut counted = Vec::new();
    for content in ["%PDF-1.7 one", "%PDF-1.7 two"] {
        let stored = objects.put_bytes(Bytes::from(content)).await.unwrap();
        let blob = objects.get(stored.sha256).await.unwrap();
        counted.push(extractor.count_pages(blob, Media::Pdf).await.unwrap());
    }
    counted.try_into().unwrap()
}

const fn pages(pages: u32) -> Outcome {
    Outcome::NoText { pages }
}

#[tokio::test]
async fn one_reader_stays_to_count_file_after_file() {
    assert_eq!(count_two_with(r#"echo "pages $n""#).await, [pages(1), pages(2)]);
}

#[tokio::test]
async fn what_a_counting_reader_cannot_answer_is_read_by_one_of_its_own() {
    assert_eq!(count_two_with("echo unsure").await, [pages(9), pages(9)]);
    assert_eq!(count_two_with("exit 1").await, [pages(9), pages(9)]);
    assert_eq!(count_two_with("head -c 1000000 /dev/zero").await, [pages(9), pages(9)]);
    assert_eq!(count_two_with(r#"kill -s KILL $$"#).await, [pages(9), pages(9)]);
}
