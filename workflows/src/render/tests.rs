//! The pool against stand-ins: shell scripts that die, hang or answer.

use std::os::unix::fs::PermissionsExt;

use super::*;

struct StandIn {
    _folder: tempfile::TempDir,
    binary: PathBuf,
}

/// A process that speaks the protocol with canned answers.
fn stand_in(script: &str) -> StandIn {
    let folder = tempfile::tempdir().unwrap();
    let binary = folder.path().join("radica-render");
    std::fs::write(&binary, format!("#!/bin/sh\nread -r library\n{script}\n")).unwrap();
    std::fs::set_permissions(&binary, std::fs::Permissions::from_mode(0o755)).unwrap();
    StandIn {
        _folder: folder,
        binary,
    }
}

fn renderer(stand_in: &StandIn, timeout: Duration) -> Renderer {
    let settings = Settings {
        binary: stand_in.binary.clone(),
        processes: 1,
        timeout,
    };
    Renderer::new(settings, Library::default())
}

fn job() -> Job {
    Job {
        template: "acuse.typ".into(),
        title: "Acuse".into(),
        data: serde_json::Value::Null,
        qr: None,
    }
}

fn now() -> Zoned {
    "2026-11-19T18:42:07-05:00[America/Bogota]".parse().unwrap()
}

const LONG: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_process_that_died_idle_is_replaced_without_the_caller_noticing() {
    let stand_in = stand_in(r#"read -r line; echo '{"id":1,"ok":{"pdf":"JVBERg==","pages":1,"warnings":[]}}'"#);
    let renderer = renderer(&stand_in, LONG);
    for _ in 0..3 {
        let pdf = renderer.render(&job(), &now()).await.unwrap();
        assert_eq!(
            pdf,
            Pdf {
                bytes: b"%PDF".to_vec(),
                pages: 1
            }
        );
    }
}

#[tokio::test]
async fn a_process_that_dies_on_a_document_fails_that_document_only() {
    let stand_in = stand_in("read -r line; exit 3");
    let renderer = renderer(&stand_in, LONG);
    for _ in 0..2 {
        assert!(matches!(renderer.render(&job(), &now()).await, Err(RenderError::Died)));
    }
}

#[tokio::test]
async fn a_process_that_hangs_is_ended_after_the_timeout() {
    let stand_in = stand_in("while read -r line; do :; done");
    let renderer = renderer(&stand_in, Duration::from_millis(200));
    let answer = renderer.render(&job(), &now()).await;
    assert!(matches!(answer, Err(RenderError::Slow(_))));
    assert!(renderer.0.take_idle().is_none());
}

#[tokio::test]
async fn a_fault_of_the_template_is_told_with_its_place_and_keeps_the_process() {
    let stand_in = stand_in(
        r#"while read -r line; do echo '{"id":1,"error":{"kind":"template","detail":[{"place":{"file":"acuse.typ","line":3,"column":7},"message":"unknown variable"}]}}'; done"#,
    );
    let renderer = renderer(&stand_in, LONG);
    let error = renderer.render(&job(), &now()).await.unwrap_err();
    assert_eq!(error.to_string(), "acuse.typ: acuse.typ:3:7: unknown variable");
    assert!(renderer.0.take_idle().is_some());
}

#[tokio::test]
async fn an_answer_to_another_request_is_not_taken_for_ours() {
    let stand_in = stand_in(r#"read -r line; echo '{"id":9,"ok":{"pdf":"","pages":1,"warnings":[]}}'"#);
    let answer = renderer(&stand_in, LONG).render(&job(), &now()).await;
    assert!(matches!(answer, Err(RenderError::Answer(_))));
}

#[tokio::test]
async fn a_missing_binary_is_named() {
    let settings = Settings {
        binary: "/no/radica-render".into(),
        processes: 1,
        timeout: LONG,
    };
    let error = Renderer::new(settings, Library::default()).render(&job(), &now()).await;
    assert!(error.unwrap_err().to_string().contains("/no/radica-render"));
}
