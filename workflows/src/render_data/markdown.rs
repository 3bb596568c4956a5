//! Markdown of a governed document as blocks that a template can set.
//!
//! Headings move one level down by themselves where the text skips a level, so
//! that the PDF keeps the heading order that PDF/UA-1 asks for. Raw HTML and
//! images are left out: they have no place in the archived text.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde::{Deserialize, Serialize};

/// A block of the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    Heading {
        level: u8,
        text: String,
    },
    Paragraph {
        runs: Vec<Run>,
    },
    /// Nested lists are read as further items.
    List {
        ordered: bool,
        items: Vec<Vec<Run>>,
    },
    Table {
        header: Vec<String>,
        rows: Vec<Vec<String>>,
    },
}

/// Text in one style.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub text: String,
    pub strong: bool,
    pub emphasis: bool,
}

/// Reads Markdown (CommonMark with tables).
pub fn blocks(markdown: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        reader.read(event);
    }
    reader.flush_paragraph();
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    runs: Vec<Run>,
    strong: bool,
    emphasis: bool,
    lists: Vec<bool>,
    items: Vec<Vec<Run>>,
    cells: Vec<String>,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    level: u8,
}

impl Reader {
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.text(&text),
            Event::SoftBreak | Event::HardBreak => self.text(" "),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Strong => self.strong = true,
            Tag::Emphasis => self.emphasis = true,
            Tag::List(first) => {
                self.flush_item();
                self.lists.push(first.is_some());
            }
            Tag::Item => self.flush_item(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.strong = false,
            TagEnd::Emphasis => self.emphasis = false,
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::Paragraph if self.lists.is_empty() => self.flush_paragraph(),
            TagEnd::Item => self.flush_item(),
            TagEnd::List(_) => self.end_list(),
            TagEnd::CodeBlock if self.lists.is_empty() => self.flush_paragraph(),
            TagEnd::TableCell => {
                let text = self.plain();
                self.cells.push(text);
            }
            TagEnd::TableHead => self.header = std::mem::take(&mut self.cells),
            TagEnd::TableRow => {
                let row = std::mem::take(&mut self.cells);
                self.rows.push(row);
            }
            TagEnd::Table => {
                let header = std::mem::take(&mut self.header);
                let rows = std::mem::take(&mut self.rows);
                self.blocks.push(Block::Table { header, rows });
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.runs.push(Run {
            text: text.to_owned(),
            strong: self.strong,
            emphasis: self.emphasis,
        });
    }

    fn plain(&mut self) -> String {
        std::mem::take(&mut self.runs).into_iter().map(|run| run.text).collect()
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        self.level = (level as u8).min(self.level + 1);
        let text = self.plain();
        self.blocks.push(Block::Heading {
            level: self.level,
            text,
        });
    }

    fn flush_paragraph(&mut self) {
        if !self.runs.is_empty() {
            let runs = std::mem::take(&mut self.runs);
            self.blocks.push(Block::Paragraph { runs });
        }
    }

    fn flush_item(&mut self) {
        if self.lists.is_empty() {
            self.flush_paragraph();
        } else if !self.runs.is_empty() {
            self.items.push(std::mem::take(&mut self.runs));
        }
    }

    fn end_list(&mut self) {
        self.flush_item();
        let ordered = self.lists.pop().unwrap_or(false);
        if self.lists.is_empty() {
            let items = std::mem::take(&mut self.items);
            self.blocks.push(Block::List { ordered, items });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skipped_heading_level_is_closed_up() {
        let levels: Vec<u8> = blocks("# A\n\n### B\n\n## C\n\n#### D")
            .into_iter()
            .filter_map(|block| match block {
                Block::Heading { level, .. } => Some(level),
                _ => None,
            })
            .collect();
        assert_eq!(levels, [1, 2, 2, 3]);
    }

    #[test]
    fn strong_and_emphasis_stay_with_their_words() {
        let [Block::Paragraph { runs }] = &blocks("uno **dos** *tres*")[..] else {
            panic!()
        };
        let marks: Vec<(bool, bool)> = runs.iter().map(|run| (run.strong, run.emphasis)).collect();
        assert_eq!(marks, [(false, false), (true, false), (false, false), (false, true)]);
    }

    #[test]
    fn a_table_keeps_its_header_apart() {
        let read = blocks("| A | B |\n|---|---|\n| 1 | 2 |");
        let expected = Block::Table {
            header: vec!["A".into(), "B".into()],
            rows: vec![vec!["1".into(), "2".into()]],
        };
        assert_eq!(read, [expected]);
    }

    #[test]
    fn raw_html_never_reaches_the_document() {
        assert_eq!(blocks("<script>alert(1)</script>\n"), []);
    }

    #[test]
    fn the_items_of_a_nested_list_are_all_kept() {
        let read = blocks("- a\n  - b\n- c");
        let [Block::List { ordered: false, items }] = &read[..] else {
            panic!("{read:?}")
        };
        assert_eq!(items.len(), 3);
    }
}
