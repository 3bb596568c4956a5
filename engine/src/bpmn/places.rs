//! Lines and columns of a document by offset, without counting from its beginning each time.

use crate::located::Position;

/// Where the lines of a text begin, and how many characters come before every block of it.
pub(super) struct Places<'t> {
    text: &'t str,
    lines: Vec<usize>,
    before: Vec<usize>,
}

/// Bytes of a block.
const BLOCK: usize = 256;

impl<'t> Places<'t> {
    pub fn of(text: &'t str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(breaks.map(|(n, _)| n + 1)).collect();
        let mut before = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut count = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            before.push(count);
            count += starts(block);
        }
        Self { text, lines, before }
    }

    /// The place of an offset.
    pub fn at(&self, offset: usize) -> Position {
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = self.characters(offset).saturating_sub(self.characters(start)) + 1;
        Position { line, column }
    }

    /// How many characters begin before an offset.
    fn characters(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = self.text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        self.before.get(block).copied().unwrap_or_default() + starts(rest)
    }
}

/// How many characters begin among these bytes of UTF-8.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_not_bytes() {
        let text = format!("año\n{}ñ<x/>", "é".repeat(1_000));
        let places = Places::of(&text);
        let at = text.find('<').unwrap();
        assert_eq!(places.at(at), Position { line: 2, column: 1_002 });
        assert_eq!(places.at(0), Position { line: 1, column: 1 });
    }
}
