//! Our other programs, which stand beside this one.

use std::path::{Path, PathBuf};

/// Where a program of ours is: in the folder of this one, or, for tests, in the one above. When it is in neither, where it
/// should be.
#[must_use]
pub fn beside_us(name: &str) -> PathBuf {
    let own = std::env::current_exe().unwrap_or_default();
    let mut folders = own.ancestors().skip(1).take(2).map(|folder| folder.join(name));
    let first = own.parent().unwrap_or(Path::new(".")).join(name);
    folders.find(|path| path.is_file()).unwrap_or(first)
}
