//! Files that a command is given: read, or `-` for the standard input.

use std::io::Read;
use std::path::Path;

use super::Failure;

/// The text of a file.
pub fn text(path: &Path) -> Result<String, Failure> {
    let read = if is_input(path) {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    read.map_err(|error| Failure::told(format!("no se puede leer {}: {error}", path.display())))
}

/// Whether the standard input is meant.
pub fn is_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}
