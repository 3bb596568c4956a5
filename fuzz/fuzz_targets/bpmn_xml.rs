//! Any XML: a process is read, written in both notations, read again and run for a while without a panic.

#![no_main]

mod play;

use libfuzzer_sys::fuzz_target;
use radica_engine::Definition;

fuzz_target!(|text: &str| {
    let Ok(definition) = Definition::from_bpmn(text, "fuzz.bpmn") else { return };
    let written = definition.to_bpmn();
    assert!(Definition::from_bpmn(&written, "again.bpmn").is_ok(), "{written}");
    play::play(&definition);
});
