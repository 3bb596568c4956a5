//! E-mail into a folder: one file for each notice, whole or not there, however often it is sent.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes a message as `<name>.eml`. When there is one of that name already, whoever wrote it was ended before it could
/// mark it as sent: it stays as it is.
///
/// # Errors
/// When the folder cannot be written to.
pub fn keep(folder: &Path, name: &str, message: &[u8]) -> io::Result<()> {
    let kept = folder.join(format!("{name}.eml"));
    if kept.try_exists()? {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    // Of this process: another node may be sending the same, if it was held up for longer than its lease.
    let partial = folder.join(format!("{name}.{}.partial", std::process::id()));
    let mut file = File::create(&partial)?;
    file.write_all(message)?;
    file.sync_all()?;
    // A hard link fails where a rename would replace a message that was kept meanwhile.
    let linked = fs::hard_link(&partial, &kept);
    fs::remove_file(&partial)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => File::open(folder)?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_that_is_sent_again_leaves_the_message_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = folder.path().join("outbox");
        keep(&outbox, "aviso", b"first").unwrap();
        keep(&outbox, "aviso", b"again").unwrap();
        let files: Vec<_> = fs::read_dir(&outbox)
            .unwrap()
            .map(|file| file.unwrap().path())
            .collect();
        assert_eq!(files, [outbox.join("aviso.eml")]);
        assert_eq!(fs::read(&files[0]).unwrap(), b"first");
    }

    #[test]
    fn what_a_killed_process_had_not_finished_is_no_message() {
        let folder = tempfile::tempdir().unwrap();
        let half = folder.path().join(format!("aviso.{}.partial", std::process::id()));
        fs::write(&half, b"half of a longer mess").unwrap();
        keep(folder.path(), "aviso", b"whole").unwrap();
        assert_eq!(fs::read(folder.path().join("aviso.eml")).unwrap(), b"whole");
        assert!(!half.exists());
    }
}
