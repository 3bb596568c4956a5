//! What came of a file, as it is written for the parent.

use std::fmt;

/// What came of a file.
pub enum Outcome {
    /// It was read.
    Pages { count: u32, text: Text },
    /// It was not, but perhaps its pages could be counted.
    Failed { why: Failure, pages: Option<u32> },
}

/// Why a file could not be read.
#[derive(Clone, Copy)]
pub enum Failure {
    /// It needs a password.
    Encrypted,
    /// It is not a PDF, or a broken one.
    Damaged,
}

/// Text within a limit.
pub struct Text {
    content: String,
    cut: bool,
}

impl Text {
    /// Keeps at most `max_bytes` of `content`, whole characters only.
    pub fn within(mut content: String, max_bytes: usize) -> Self {
        let end = content.floor_char_boundary(max_bytes);
        let cut = end < content.len();
        content.truncate(end);
        Self { content, cut }
    }
}

impl Outcome {
    /// Pages without text, which was not asked for.
    pub fn counted(count: u32) -> Self {
        Self::Pages {
            count,
            text: Text::within(String::new(), 0),
        }
    }

    /// This outcome, unless it is a failure and `other` says more.
    pub fn or(self, other: Option<Self>) -> Self {
        match (&self, other) {
            (Self::Failed { pages: None, .. }, Some(other)) => other,
            _ => self,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pages { count, text } => {
                writeln!(f, "pages {count}{}", if text.cut { " cut" } else { "" })?;
                f.write_str(&text.content)
            }
            Self::Failed { why, pages } => {
                f.write_str(match why {
                    Failure::Encrypted => "failed encrypted",
                    Failure::Damaged => "failed damaged",
                })?;
                match pages {
                    Some(count) => writeln!(f, " {count}"),
                    None => writeln!(f),
                }
            }
        }
    }
}
