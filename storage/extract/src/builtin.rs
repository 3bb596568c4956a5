//! Reading with the `pdf-extract` crate, when Poppler is missing or gave up.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use pdf_extract::{Document, PlainTextOutput, output_doc};

use crate::outcome::{Failure, Outcome, Text};

/// Pages and text of `file`.
pub fn extract(file: &Path, max_bytes: usize) -> Outcome {
    // The crate panics on a few broken files in a hundred.
    let counted = catch_unwind(|| open(file)).unwrap_or(Err(Failure::Damaged));
    let (document, count) = match counted {
        Ok(counted) => counted,
        Err(why) => return Outcome::Failed { why, pages: None },
    };
    if max_bytes == 0 {
        return Outcome::counted(count);
    }
    match catch_unwind(AssertUnwindSafe(|| read_text(&document))) {
        Ok(Some(text)) => Outcome::Pages {
            count,
            text: Text::within(text, max_bytes),
        },
        _ => Outcome::Failed {
            why: Failure::Damaged,
            pages: Some(count),
        },
    }
}

fn open(file: &Path) -> Result<(Document, u32), Failure> {
    let mut document = Document::load(file).map_err(|_| Failure::Damaged)?;
    // Many are encrypted only to forbid changes: those open with the empty password.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Failure::Encrypted);
    }
    match u32::try_from(document.get_pages().len()) {
        Ok(count) if count > 0 => Ok((document, count)),
        _ => Err(Failure::Damaged),
    }
}

/// The pages of `file`, when the list of its pages says as many as can be read: readers differ on one that does not.
pub fn count_plainly(file: &Path) -> Option<u32> {
    let (document, count) = catch_unwind(|| open(file)).ok()?.ok()?;
    let pages = document.catalog().ok()?.get(b"Pages").ok()?.as_reference().ok()?;
    let says = document.get_dictionary(pages).ok()?.get(b"Count").ok()?.as_i64().ok()?;
    (says == i64::from(count)).then_some(count)
}

fn read_text(document: &Document) -> Option<String> {
    let mut text = String::new();
    output_doc(document, &mut PlainTextOutput::new(&mut text)).ok()?;
    Some(text)
}
