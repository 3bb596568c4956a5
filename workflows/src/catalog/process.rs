//! Processes in either notation.

use radica_engine::{Definition, Problem};

/// Compiles a process by its content: XML is BPMN 2.0, anything else YAML. `file` is only for the problems' text.
///
/// # Errors
/// With every problem of the source.
pub fn compile(source: &str, file: &str) -> Result<Definition, Vec<Problem>> {
    if is_xml(source) {
        Definition::from_bpmn(source, file)
    } else {
        Definition::from_yaml(source, file)
    }
}

/// Whether the text is XML; no YAML definition begins so.
pub(super) fn is_xml(source: &str) -> bool {
    source.trim_start_matches('\u{feff}').trim_start().starts_with('<')
}
