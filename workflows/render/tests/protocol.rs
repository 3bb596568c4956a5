//! The process itself, line by line.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail the test")]

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Starts the process, sends the library and the lines, returns the answers.
fn answers(templates: &Value, lines: &[String]) -> Vec<Value> {
    let mut process = Command::new(env!("CARGO_BIN_EXE_radica-render"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = process.stdin.take().unwrap();
    writeln!(input, "{}", json!({ "templates": templates })).unwrap();
    for line in lines {
        writeln!(input, "{line}").unwrap();
    }
    drop(input);
    let output = process.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn request(source: &str) -> Value {
    json!({
        "id": 1,
        "template": { "source": source },
        "data": { "name": "Mocoa" },
        "title": "Prueba",
        "lang": "es-CO",
        "time": "2026-12-09T10:24:31-05:00[America/Bogota]",
    })
}

/// What every document needs to conform.
const HEAD: &str = "#set document(title: json(\"/document.json\").title)\n";

fn answer(request: &Value) -> Value {
    answers(&json!({ "parte.typ": "#let saludo = [Hola]" }), &[request.to_string()]).remove(0)
}

fn message(source: &str) -> String {
    let answer = answer(&request(source));
    answer["error"]["detail"][0]["message"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn a_template_reads_its_data_and_its_neighbours() {
    let source = format!("{HEAD}#import \"parte.typ\": saludo\n#saludo #json(\"/data.json\").name");
    let answer = answer(&request(&source));
    assert_eq!(answer["id"], 1);
    assert_eq!(answer["ok"]["pages"], 1);
    assert_eq!(answer["ok"]["warnings"], json!([]));
}

#[test]
fn no_file_outside_the_library_can_be_read() {
    assert!(message("#read(\"/etc/passwd\")").contains("not found"));
    assert_ne!(message("#read(\"../../etc/passwd\")"), "");
}

#[test]
fn no_package_is_ever_fetched() {
    assert!(message("#import \"@preview/cetz:0.3.0\"").contains("package not found"));
}

#[test]
fn today_is_the_day_of_the_request() {
    let source = format!("{HEAD}#assert.eq(datetime.today().display(), \"2026-12-09\")");
    assert_eq!(answer(&request(&source))["ok"]["pages"], 1);
}

#[test]
fn a_problem_is_told_with_file_line_and_column() {
    let answer = answer(&request("Hola\n\n#desconocido"));
    let place = &answer["error"]["detail"][0]["place"];
    assert_eq!((&place["line"], &place["column"]), (&json!(3), &json!(2)));
}

#[test]
fn a_document_without_title_is_refused_by_pdf_ua() {
    assert!(message("= Hola").contains("title"));
}

#[test]
fn an_image_without_alternative_text_is_refused_by_pdf_ua() {
    let mut request = request(&format!("{HEAD}#image(\"/qr.svg\")"));
    request["qr"] = json!("https://ejemplo.gov.co");
    assert_eq!(answer(&request)["error"]["kind"], "template");
}

#[test]
fn pdf_a_4_needs_another_pdf_version_than_pdf_ua_1_and_the_answer_says_so() {
    let mut request = request(HEAD);
    request["standard"] = json!(["a-4", "ua-1"]);
    let answer = answer(&request);
    assert_eq!(answer["error"]["kind"], "standard");
    assert!(answer["error"]["detail"].as_str().unwrap().contains("incompatible"));
}

#[test]
fn a_line_that_is_no_request_is_answered_and_the_next_one_too() {
    let good = request(&format!("{HEAD}Hola")).to_string();
    let answers = answers(&json!({}), &["{".to_owned(), good]);
    assert_eq!(answers[0]["error"]["kind"], "request");
    assert_eq!(answers[0]["id"], Value::Null);
    assert_eq!(answers[1]["ok"]["pages"], 1);
}

#[test]
fn an_unknown_template_is_named() {
    let mut request = request("");
    request["template"] = json!({ "name": "nada.typ" });
    let answer = answer(&request);
    assert_eq!(
        answer["error"],
        json!({ "kind": "unknown_template", "detail": "nada.typ" })
    );
}
