//! Two versions side by side: by paragraph, and within a changed paragraph by word.

use similar::{ChangeTag, TextDiff};

/// A piece of text and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// Only in the earlier one.
    Removed(String),
    /// Only in the later one.
    Added(String),
}

/// A paragraph that changed, on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The title it stands under.
    pub section: String,
    /// The earlier side: what stayed and what was removed.
    pub before: Vec<Piece>,
    /// The later side: what stayed and what was added.
    pub after: Vec<Piece>,
}

/// Every paragraph that differs between two Markdown texts, in order.
#[must_use]
pub fn compare(before: &str, after: &str) -> Vec<Changed> {
    let (old, new) = (paragraphs(before), paragraphs(after));
    let (old_texts, new_texts): (Vec<&str>, Vec<&str>) = (
        old.iter().map(|each| each.text).collect(),
        new.iter().map(|each| each.text).collect(),
    );
    let diff = TextDiff::from_slices(&old_texts, &new_texts);
    let mut changes = Vec::new();
    for op in diff.ops() {
        if op.tag() == similar::DiffTag::Equal {
            continue;
        }
        let (olds, news) = (&old[op.old_range()], &new[op.new_range()]);
        for place in 0..olds.len().max(news.len()) {
            let section = news.get(place).or(olds.get(place)).map(|each| each.section.to_owned());
            let text = |side: &[Paragraph<'_>]| side.get(place).map_or("", |each| each.text).to_owned();
            changes.push(by_word(section.unwrap_or_default(), &text(olds), &text(news)));
        }
    }
    changes
}

fn by_word(section: String, before: &str, after: &str) -> Changed {
    let diff = TextDiff::from_words(before, after);
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for change in diff.iter_all_changes() {
        let text = change.value().to_owned();
        match change.tag() {
            ChangeTag::Equal => {
                join(&mut old, Piece::Same(text.clone()));
                join(&mut new, Piece::Same(text));
            }
            ChangeTag::Delete => join(&mut old, Piece::Removed(text)),
            ChangeTag::Insert => join(&mut new, Piece::Added(text)),
        }
    }
    Changed {
        section,
        before: old,
        after: new,
    }
}

fn join(pieces: &mut Vec<Piece>, piece: Piece) {
    match (pieces.last_mut(), &piece) {
        (Some(Piece::Same(last)), Piece::Same(text))
        | (Some(Piece::Removed(last)), Piece::Removed(text))
        | (Some(Piece::Added(last)), Piece::Added(text)) => last.push_str(text),
        _ => pieces.push(piece),
    }
}

struct Paragraph<'a> {
    section: &'a str,
    text: &'a str,
}

/// A row of a table is compared as a paragraph, so that one changed cell does not mark the whole table.
fn rows_apart(block: &str) -> std::str::Split<'_, &'static str> {
    block.split(if block.starts_with('|') { "\n" } else { "\n\n" })
}

fn paragraphs(markdown: &str) -> Vec<Paragraph<'_>> {
    let mut section = "";
    let blocks = markdown
        .split("\n\n")
        .map(str::trim)
        .flat_map(rows_apart)
        .filter(|text| !text.is_empty());
    blocks
        .map(|text| {
            if text.starts_with('#') {
                section = text.lines().next().unwrap_or_default().trim_start_matches('#').trim();
            }
            Paragraph { section, text }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_that_change_are_marked() {
        let before = "# Copias\n\nLas copias se hacen cada mes.\n\n# Otros\n\nIgual.";
        let after = "# Copias\n\nLas copias se hacen cada semana.\n\n# Otros\n\nIgual.";
        let changes = compare(before, after);
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].section, "Copias");
        assert!(
            changes[0]
                .before
                .iter()
                .any(|piece| matches!(piece, Piece::Removed(text) if text.contains("mes")))
        );
        assert!(
            changes[0]
                .after
                .iter()
                .any(|piece| matches!(piece, Piece::Added(text) if text.contains("semana")))
        );
    }

    #[test]
    fn one_changed_row_does_not_mark_the_whole_table() {
        let table = |cell: &str| format!("| a | b |\n| - | - |\n| 1 | 2 |\n| 3 | {cell} |");
        let changes = compare(&table("4"), &table("5"));
        assert_eq!(changes.len(), 1);
        assert!(
            changes[0].before.contains(&Piece::Removed("4".to_owned())),
            "{changes:?}"
        );
    }

    #[test]
    fn a_text_does_not_differ_from_itself() {
        assert!(compare("# A\n\nb", "# A\n\nb").is_empty());
    }

    #[test]
    fn a_new_paragraph_has_nothing_before_it() {
        let changes = compare("Uno.", "Uno.\n\nDos.");
        assert_eq!((changes[0].before.len(), changes[0].after.len()), (0, 1));
    }
}
