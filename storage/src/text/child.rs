//! Running the reader as a limited child process.

use std::io;
use std::path::Path;
use std::process::Stdio;

use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};

use super::{Limits, Outcome, Why};

/// Longest first line of the reader's answer, in bytes.
pub(super) const LONGEST_ANSWER: usize = 64;

/// Sets the limits, which every process started from here inherits, and becomes the reader. It may
/// write no file and dump no core. Arguments: memory in KiB, seconds, program, its arguments.
const LIMITED: &str = r#"ulimit -c 0 && ulimit -f 0 && ulimit -v "$1" && ulimit -t "$2" && shift 2 && exec "$@""#;

/// Ends the process group that the reader and its own children form.
const END_GROUP: &str = r#"kill -s KILL -- "-$1""#;

/// Who waits for a reader.
#[derive(Clone, Copy, Debug)]
pub(super) enum Waits {
    /// A person, at a page.
    Somebody,
    /// Only the index: people's requests come first.
    Nobody,
}

pub(super) async fn run(program: &Path, file: &Path, limits: Limits, waits: Waits) -> io::Result<Outcome> {
    // The shell would report a missing program like a crash of the reader.
    tokio::fs::metadata(program).await?;
    let mut child = start(program, file, limits, waits)?;
    match tokio::time::timeout(limits.wall, answer(&mut child, limits.text_bytes)).await {
        Ok(answer) => answer,
        Err(_) => {
            end(&mut child).await?;
            Ok(Outcome::Failed {
                why: Why::TooSlow,
                pages: None,
            })
        }
    }
}

fn start(program: &Path, file: &Path, limits: Limits, waits: Waits) -> io::Result<Child> {
    let mut command = limited(limits);
    if let Waits::Nobody = waits {
        command.args(["nice", "-n", "19"]);
    }
    command
        .arg(program)
        .arg(file)
        .arg(limits.text_bytes.to_string())
        .stdin(Stdio::null())
        .spawn()
}

/// A process within limits; the caller adds the program, its arguments and its input.
pub(super) fn limited(limits: Limits) -> Command {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", LIMITED, "radica-extract"])
        .arg(limits.memory_kib.to_string())
        .arg(limits.cpu_seconds.to_string())
        .env_clear()
        .env(
            "PATH",
            std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into()),
        )
        .env("LC_ALL", "C.UTF-8")
        .current_dir("/")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true);
    command
}

async fn answer(child: &mut Child, text_bytes: usize) -> io::Result<Outcome> {
    let most = text_bytes + LONGEST_ANSWER;
    let mut output = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        stdout.take(most as u64 + 1).read_to_end(&mut output).await?;
    }
    if output.len() > most {
        end(child).await?;
        return Ok(Outcome::Failed {
            why: Why::Crashed,
            pages: None,
        });
    }
    let succeeded = child.wait().await?.success();
    let outcome = succeeded
        .then(|| understand(&String::from_utf8_lossy(&output)))
        .flatten();
    Ok(outcome.unwrap_or(Outcome::Failed {
        why: Why::Crashed,
        pages: None,
    }))
}

// Its id is still its own: it has not been waited for.
async fn end(child: &mut Child) -> io::Result<()> {
    if let Some(id) = child.id() {
        Command::new("/bin/sh")
            .args(["-c", END_GROUP, "sh", &id.to_string()])
            .stderr(Stdio::null())
            .status()
            .await?;
    }
    child.start_kill()?;
    child.wait().await.map(drop)
}

fn understand(answer: &str) -> Option<Outcome> {
    let (first, text) = answer.split_once('\n')?;
    let words: Vec<&str> = first.split(' ').collect();
    let has_text = !text.trim().is_empty();
    Some(match words.as_slice() {
        ["pages", count, rest @ ..] if has_text => Outcome::Text {
            pages: count.parse().ok()?,
            text: text.to_owned(),
            cut: rest == ["cut"],
        },
        ["pages", count] => Outcome::NoText {
            pages: count.parse().ok()?,
        },
        ["failed", why, pages @ ..] => Outcome::Failed {
            why: match *why {
                "encrypted" => Why::Encrypted,
                _ => Why::Damaged,
            },
            pages: pages.first().and_then(|count| count.parse().ok()),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_of_the_reader_is_understood() {
        let text = |text: &str, cut| Outcome::Text {
            pages: 2,
            text: text.to_owned(),
            cut,
        };
        assert_eq!(understand("pages 2\nhola\n"), Some(text("hola\n", false)));
        assert_eq!(understand("pages 2 cut\nhola"), Some(text("hola", true)));
        assert_eq!(understand("pages 1\n \n\x0c"), Some(Outcome::NoText { pages: 1 }));
        assert_eq!(
            understand("failed encrypted\n"),
            Some(Outcome::Failed {
                why: Why::Encrypted,
                pages: None
            })
        );
        assert_eq!(
            understand("failed damaged 7\n"),
            Some(Outcome::Failed {
                why: Why::Damaged,
                pages: Some(7)
            })
        );
        for nonsense in ["", "pages", "pages 2", "pages many\nx", "hola\nx"] {
            assert_eq!(understand(nonsense), None, "{nonsense:?}");
        }
    }
}
