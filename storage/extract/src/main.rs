//! `radica-extract FILE MAX_BYTES`: pages and text of a PDF, for `radica_storage::text`. With 0 bytes only the pages
//! are counted. `radica-extract --count` counts the pages of the files named on its input, one a line; it answers each
//! with `pages N`, or with `unsure` when it had better be read alone.
//!
//! It runs as a child process because PDFs come from strangers and their readers are large: what
//! crashes, hangs or eats memory here does so alone, within the limits its parent sets. Poppler's
//! `pdfinfo` and `pdftotext` are used when they are installed, the `pdf-extract` crate when they are
//! not or cannot read the file.
//!
//! Standard output is one line, then the text:
//! - `pages N`: N pages; the text follows, perhaps none.
//! - `pages N cut`: the same, and the text was cut at `MAX_BYTES`.
//! - `failed encrypted` or `failed damaged`, followed by ` N` when N pages could be counted.
#![deny(missing_docs)]

mod builtin;
mod outcome;
mod poppler;

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use outcome::{Failure, Outcome};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).peekable();
    if arguments.peek().is_some_and(|argument| argument == "--count") {
        return count();
    }
    let (Some(file), Some(max_bytes)) = (arguments.next().map(PathBuf::from), arguments.next()) else {
        eprintln!("usage: radica-extract FILE MAX_BYTES | --count");
        return ExitCode::from(2);
    };
    let Some(max_bytes) = max_bytes.to_str().and_then(|text| text.parse().ok()) else {
        eprintln!("radica-extract: MAX_BYTES must be a number");
        return ExitCode::from(2);
    };
    let outcome = match poppler::extract(&file, max_bytes) {
        Some(
            outcome @ (Outcome::Pages { .. }
            | Outcome::Failed {
                why: Failure::Encrypted,
                ..
            }),
        ) => outcome,
        other => builtin::extract(&file, max_bytes).or(other),
    };
    match std::io::stdout().write_all(outcome.to_string().as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn count() -> ExitCode {
    for file in std::io::stdin().lock().lines() {
        let Ok(file) = file else { return ExitCode::FAILURE };
        let answer = match builtin::count_plainly(Path::new(&file)) {
            Some(count) => format!("pages {count}\n"),
            None => "unsure\n".to_owned(),
        };
        // Standard output holds a line back until it is told not to.
        let mut out = std::io::stdout().lock();
        if out.write_all(answer.as_bytes()).and_then(|()| out.flush()).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
