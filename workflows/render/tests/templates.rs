//! Every template with its sample data, through the real process.
//!
//! The PDFs stay in the build directory's `tmp/templates`, where
//! `scripts/verapdf.sh` validates them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail the test")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use lopdf::{Document, Object};
use radica_workflows::render::{Failure, Library, RenderError, Renderer, Settings};
use radica_workflows::render_data::{Act, Job, samples};

fn renderer() -> Renderer {
    let settings = Settings {
        binary: env!("CARGO_BIN_EXE_radica-render").into(),
        processes: 1,
        timeout: Duration::from_secs(120),
    };
    Renderer::new(settings, Library::embedded())
}

fn now() -> jiff::Zoned {
    "2026-12-09T10:24:31-05:00[America/Bogota]".parse().unwrap()
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("templates");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Text as a reader hears it; `None` where poppler is not installed.
fn text(pdf: &Path) -> Option<String> {
    let output = Command::new("pdftotext").arg(pdf).arg("-").output().ok()?;
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

struct Claims {
    xmp: String,
    tagged: bool,
    language: String,
    title_shown: bool,
    has_structure: bool,
}

fn claims(pdf: &[u8]) -> Claims {
    let document = Document::load_mem(pdf).unwrap();
    let catalog = document.catalog().unwrap();
    let dictionary = |key: &[u8]| {
        let value = catalog.get(key).unwrap();
        document.dereference(value).unwrap().1.as_dict().unwrap().clone()
    };
    let xmp = document.dereference(catalog.get(b"Metadata").unwrap()).unwrap().1;
    let xmp = xmp.as_stream().unwrap();
    let content = xmp.decompressed_content().unwrap_or_else(|_| xmp.content.clone());
    let language = catalog.get(b"Lang").unwrap().as_str().unwrap();
    let shown = dictionary(b"ViewerPreferences")
        .get(b"DisplayDocTitle")
        .and_then(Object::as_bool);
    Claims {
        xmp: String::from_utf8(content).unwrap(),
        tagged: dictionary(b"MarkInfo")
            .get(b"Marked")
            .and_then(Object::as_bool)
            .unwrap(),
        language: String::from_utf8_lossy(language).into_owned(),
        title_shown: shown.unwrap(),
        has_structure: dictionary(b"StructTreeRoot").has(b"K"),
    }
}

fn assert_conforming(job: &Job, pdf: &[u8]) {
    let claims = claims(pdf);
    let name = &job.template;
    for claim in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"] {
        assert!(
            claims.xmp.contains(claim),
            "{name} does not claim {claim}: {}",
            claims.xmp
        );
    }
    assert!(claims.tagged && claims.has_structure && claims.title_shown, "{name}");
    assert_eq!(claims.language, "es-CO", "{name}");
}

#[tokio::test]
async fn every_template_is_pdf_a_2a_and_pdf_ua_1_issued_and_as_a_draft() {
    let renderer = renderer();
    for (n, job) in samples().unwrap().into_iter().enumerate() {
        let mut draft = job.clone();
        draft.data["frame"]["issue"] = serde_json::json!({ "status": "draft" });
        draft.qr = None;
        for (kind, job) in [("", &job), ("-borrador", &draft)] {
            let pdf = match renderer.render(job, &now()).await {
                Ok(pdf) => pdf,
                Err(error) => panic!("{error}"),
            };
            assert!(pdf.pages > 0);
            assert_conforming(job, &pdf.bytes);
            let name = job.template.trim_end_matches(".typ");
            let path = folder().join(format!("{n:02}-{name}{kind}.pdf"));
            std::fs::write(&path, &pdf.bytes).unwrap();
            if let Some(text) = text(&path) {
                assert_eq!(text.contains("BORRADOR"), !kind.is_empty(), "{name}{kind}");
                assert_eq!(text.contains("7KQ4-M2XD-9RTH"), kind.is_empty(), "{name}{kind}");
            }
        }
    }
}

/// The same data with every list emptied and nobody represented.
fn emptied(data: &mut serde_json::Value) {
    match data {
        serde_json::Value::Array(list) => list.clear(),
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "represented" | "comment" | "validity" => *value = serde_json::Value::Null,
                    _ => emptied(value),
                }
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn every_template_prints_with_empty_lists() {
    let renderer = renderer();
    for mut job in samples().unwrap() {
        emptied(&mut job.data);
        let pdf = renderer.render(&job, &now()).await.unwrap();
        assert_conforming(&job, &pdf.bytes);
    }
}

#[tokio::test]
async fn the_acuse_says_what_the_law_asks() {
    let job = &samples().unwrap()[0];
    let pdf = renderer().render(job, &now()).await.unwrap();
    let path = folder().join("acuse-texto.pdf");
    std::fs::write(&path, pdf.bytes).unwrap();
    let Some(text) = text(&path) else { return };
    for phrase in [
        "E-2026-018427",
        "jueves 19 de noviembre de 2026",
        "18:42:07",
        "Luz Dary Chindoy Jacanamijoy",
        "Reconocimiento de personería jurídica",
        "Acta de constitución",
        "3f9a61c02d7be851",
        "Certificado de delimitación del territorio",
        "lunes 14 de diciembre de 2026",
        "Ley 1755 de 2015, art. 14",
        "Ley 1437 de 2011, art. 54",
        "https://tramites.ejemplo.gov.co/seguimiento",
    ] {
        assert!(text.contains(phrase), "«{phrase}» is not in: {text}");
    }
}

#[tokio::test]
async fn the_same_request_gives_the_same_bytes() {
    let job = Job::of(&Act::sample()).unwrap();
    let first = renderer().render(&job, &now()).await.unwrap();
    let second = renderer().render(&job, &now()).await.unwrap();
    assert!(first == second);
}

#[tokio::test]
async fn markup_in_the_data_is_text_and_not_typst() {
    let mut act = Act::sample();
    act.decisions = vec!["#panic(\"x\") = Título *fuerte* #read(\"/etc/passwd\")".into()];
    let pdf = renderer().render(&Job::of(&act).unwrap(), &now()).await.unwrap();
    let path = folder().join("hostil.pdf");
    std::fs::write(&path, pdf.bytes).unwrap();
    if let Some(text) = text(&path) {
        assert!(text.contains("*fuerte*") && text.contains("/etc/passwd"));
    }
}

#[tokio::test]
async fn data_that_lack_a_field_are_refused_at_a_place_in_the_template() {
    let mut job = Job::of(&Act::sample()).unwrap();
    job.data.as_object_mut().unwrap().remove("case");
    let Err(RenderError::Refused {
        failure: Failure::Template(found),
        ..
    }) = renderer().render(&job, &now()).await
    else {
        panic!("must be refused");
    };
    assert!(found[0].place.as_ref().is_some_and(|place| place.line > 1), "{found:?}");
}
