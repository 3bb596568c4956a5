//! Reading with Poppler's programs, the most tolerant readers there are.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::outcome::{Failure, Outcome, Text};

/// Pages and text of `file`, or `None` when Poppler is not installed.
pub fn extract(file: &Path, max_bytes: usize) -> Option<Outcome> {
    let pages = match count_pages(file) {
        Ok(Count::Pages(pages)) => pages,
        Ok(Count::Failed(why)) => return Some(Outcome::Failed { why, pages: None }),
        Err(_) => return None,
    };
    if max_bytes == 0 {
        return Some(Outcome::counted(pages));
    }
    match read_text(file, max_bytes) {
        Ok(Some(text)) => Some(Outcome::Pages { count: pages, text }),
        Ok(None) => Some(Outcome::Failed {
            why: Failure::Damaged,
            pages: Some(pages),
        }),
        Err(_) => None,
    }
}

enum Count {
    Pages(u32),
    Failed(Failure),
}

fn count_pages(file: &Path) -> io::Result<Count> {
    let output = Command::new("pdfinfo").arg(file).stdin(Stdio::null()).output()?;
    let pages = String::from_utf8_lossy(&output.stdout)
        .lines()
        .find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok())
        .filter(|&pages| pages > 0);
    Ok(match pages {
        Some(pages) if output.status.success() => Count::Pages(pages),
        _ if String::from_utf8_lossy(&output.stderr).contains("Incorrect password") => {
            Count::Failed(Failure::Encrypted)
        }
        _ => Count::Failed(Failure::Damaged),
    })
}

fn read_text(file: &Path, max_bytes: usize) -> io::Result<Option<Text>> {
    let mut child = Command::new("pdftotext")
        .args(["-q", "-enc", "UTF-8", "-nopgbrk"])
        .arg(file)
        .arg("-")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut bytes = Vec::new();
    let read = match child.stdout.take() {
        // One byte more tells whether there was more.
        Some(stdout) => stdout.take(max_bytes as u64 + 1).read_to_end(&mut bytes),
        None => Ok(0),
    };
    let full = bytes.len() > max_bytes;
    if full || read.is_err() {
        child.kill()?;
    }
    let status = child.wait()?;
    let usable = read.is_ok() && (full || status.success());
    Ok(usable.then(|| Text::within(String::from_utf8_lossy(&bytes).into_owned(), max_bytes)))
}
