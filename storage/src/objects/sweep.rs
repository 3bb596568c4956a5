//! Removing what a crash left half written.

use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::{Error, Objects, Staging};

impl Objects {
    /// Removes what was left of uploads that were last written to before `before`, and says how many: temporary files of a local
    /// store, unfinished uploads of many parts on S3. Blobs are never touched.
    ///
    /// `before` must be older than any upload can take, because another process may be writing.
    ///
    /// # Errors
    /// The first that is met; what was removed until then stays removed.
    pub async fn sweep(&self, before: SystemTime) -> Result<usize, Error> {
        match &self.staging {
            Staging::Beside(bucket) => bucket.end_uploads(before).await,
            Staging::Inside { root: None, .. } => Ok(0),
            Staging::Inside { root: Some(root), .. } => {
                let root = root.clone();
                let swept = tokio::task::spawn_blocking(move || sweep_folder(&root, before));
                swept.await.map_err(object_store::Error::from)?.map_err(Error::from_io)
            }
        }
    }
}

/// A temporary file is one in `incoming/`, or one whose name ends in `#` and a number, which is how the store names a file
/// that it has not moved to its key yet.
fn sweep_folder(root: &Path, before: SystemTime) -> io::Result<usize> {
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
