//! Text as people type it, without what only machines would send.

/// What is wrong with a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TextError {
    /// It holds characters that are not shown, such as control or direction marks.
    Hidden,
    /// It has several lines where one is asked.
    Lines,
}

/// A text of one line, without spaces around it.
pub(crate) fn line(text: &str) -> Result<String, TextError> {
    let text = text.trim();
    if text.contains(['\n', '\r']) {
        return Err(TextError::Lines);
    }
    clean(text)
}

/// A text of several lines, each ended by `\n`.
pub(crate) fn lines(text: &str) -> Result<String, TextError> {
    clean(&text.trim().replace("\r\n", "\n").replace('\r', "\n"))
}

fn clean(text: &str) -> Result<String, TextError> {
    let hidden = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || is_mark(c);
    if text.contains(hidden) {
        Err(TextError::Hidden)
    } else {
        Ok(text.to_owned())
    }
}

/// Marks that are not seen and change what is read: direction overrides, zero-width, byte order.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_spanish_is_kept_and_hidden_characters_are_refused() {
        assert_eq!(
            line("  Señora Muñoz, ¿vereda «El Pepino»? ").as_deref(),
            Ok("Señora Muñoz, ¿vereda «El Pepino»?")
        );
        assert_eq!(lines("una\r\ndos\rtres").as_deref(), Ok("una\ndos\ntres"));
        for hostile in ["a\u{0}b", "a\u{202e}b", "a\u{200b}b", "a\u{1b}[31m"] {
            assert_eq!(lines(hostile), Err(TextError::Hidden), "{hostile:?}");
        }
        assert_eq!(line("una\ndos"), Err(TextError::Lines));
    }
}
