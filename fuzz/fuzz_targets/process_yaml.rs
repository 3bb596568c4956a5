//! Any YAML: a process is read, written in both notations, read again and run for a while without a panic.

#![no_main]

mod play;

use libfuzzer_sys::fuzz_target;
use radica_engine::Definition;

fuzz_target!(|text: &str| {
    let Ok(definition) = Definition::from_yaml(text, "fuzz.yaml") else { return };
    let written = definition.to_yaml();
    assert!(Definition::from_yaml(&written, "again.yaml").is_ok(), "{written}");
    play::play(&definition);
});
