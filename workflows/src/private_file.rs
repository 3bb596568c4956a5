//! A file that only its owner reads, made whole or not at all, once.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Makes a file of mode 0600, and its folder. A crash leaves no half of it under its name.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when there is one: another node may have made it a moment ago. It is never replaced.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let partial = path.with_extension(format!("{}.partial", std::process::id()));
    let written = write(&partial, bytes)
        // A hard link fails where a rename would replace a file made meanwhile.
        .and_then(|()| fs::hard_link(&partial, path));
    fs::remove_file(&partial)?;
    written
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_once_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/edge.key");
        create(&path, b"una").unwrap();
        let again = create(&path, b"otra").unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"una");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
