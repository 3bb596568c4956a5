//! The cases that are run here and in WebAssembly: `cases.json` holds what each gives.

#![allow(missing_docs)]

use radica_feel::{Context, Value};
use radica_feel_wasm::{evaluate, json};

/// The moment every case runs at.
const NOW: &str = "2026-03-27T08:00:00@America/Bogota";

fn file() -> String {
    format!("{}/cases.json", env!("CARGO_MANIFEST_DIR"))
}

fn text(value: &Value) -> String {
    let mut out = String::new();
    json::write(value, &mut out);
    out
}

/// With `UPDATE_CASES` set, what came out is written down instead.
#[test]
fn every_case_gives_what_is_written_down() {
    let cases = json::read(&std::fs::read_to_string(file()).unwrap()).unwrap();
    let cases = cases.as_list().unwrap();
    assert!(cases.len() >= 300, "{}", cases.len());
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut written = String::from("[\n");
    for (at, case) in cases.iter().enumerate() {
        let case = case.as_context().unwrap();
        let source = case.get("source").unwrap();
        let data = case.get("data").cloned().unwrap_or(Value::Context(Context::new()));
        let got = evaluate(source.as_str().unwrap(), &text(&data), NOW);
        if !update {
            assert_eq!(
                case.get("expected").and_then(Value::as_str),
                Some(got.as_str()),
                "{source}"
            );
        }
        let case = case.clone().with("expected", got);
        written.push_str(&text(&Value::Context(case)));
        written.push_str(if at + 1 < cases.len() { ",\n" } else { "\n]\n" });
    }
    if update {
        std::fs::write(file(), written).unwrap();
    }
}
