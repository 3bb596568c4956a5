//! Removing what a crash left half written in a local store.

use std::io;
use std::path::Path;
use std::time::SystemTime;

/// Removes temporary files under the local store `root` that were last written before `before`, and
/// says how many. Blobs are never touched: a temporary file is one in `incoming/`, or one whose name
/// ends in `#` and a number, which is how the store names a file it has not moved to its key yet.
///
/// `before` must be older than any upload can take, because another process may be writing.
///
/// # Errors
/// The first I/O error met; what was removed until then stays removed.
pub fn sweep(root: &Path, before: SystemTime) -> io::Result<usize> {
    let mut removed = sweep_directory(&root.join("incoming"), before, |_| true)?;
    for shard in std::fs::read_dir(root.join("blobs"))? {
        removed += sweep_directory(&shard?.path(), before, |name| name.contains('#'))?;
    }
    Ok(removed)
}

fn sweep_directory(directory: &Path, before: SystemTime, temporary: impl Fn(&str) -> bool) -> io::Result<usize> {
    let mut removed = 0;
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        if temporary(&entry.file_name().to_string_lossy()) && entry.metadata()?.modified()? < before {
            std::fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}
