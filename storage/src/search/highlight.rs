//! Showing where something was found.

use std::collections::HashSet;
use std::ops::Range;

use tantivy::tokenizer::TextAnalyzer;

use super::analysis::{self, forgiven_errors};
use super::query::Clause;

/// Length of an excerpt, in bytes, and how much of it stands before the first mark.
const EXCERPT: usize = 240;
const BEFORE: usize = 60;

/// A text in pieces, some of them marked. The pieces are plain text: who shows them escapes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Highlighted {
    /// The pieces in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its text, not escaped.
    pub text: String,
    /// Whether this is what was found.
    pub marked: bool,
}

impl Highlighted {
    /// The text without marks.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// The text as HTML: escaped, with what was found in `<mark>`.
    pub fn to_html(&self) -> String {
        let mut html = String::new();
        for piece in &self.pieces {
            let escaped = escape(&piece.text);
            match piece.marked {
                true => html.extend(["<mark>", &escaped, "</mark>"]),
                false => html.push_str(&escaped),
            }
        }
        html
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Marks what a question asks for.
pub(super) struct Marker {
    stemmed: TextAnalyzer,
    plain: TextAnalyzer,
    stems: HashSet<String>,
    words: Vec<String>,
    approximate: bool,
}

impl Marker {
    pub fn new(clauses: &[Clause], approximate: bool) -> Self {
        Self {
            stemmed: analysis::stemmed(),
            plain: analysis::plain(),
            stems: clauses.iter().flat_map(|c| &c.stems).map(|w| w.text.clone()).collect(),
            words: clauses
                .iter()
                .filter_map(|c| c.word.clone())
                .filter(|w| w.chars().count() > 2)
                .collect(),
            approximate,
        }
    }

    /// All of `text`.
    pub fn whole(&mut self, text: &str) -> Highlighted {
        let places = self.places(text);
        cut(text, 0..text.len(), &places)
    }

    /// The part of `text` where most was found, or its beginning.
    pub fn excerpt(&mut self, text: &str) -> Highlighted {
        let places = self.places(text);
        let best = (0..places.len()).max_by_key(|&i| {
            let end = places[i].start + EXCERPT - BEFORE;
            // Of equally good parts the first.
            (
                places[i..].iter().take_while(|p| p.end <= end).count(),
                std::cmp::Reverse(i),
            )
        });
        let start = best.map_or(0, |i| places[i].start.saturating_sub(BEFORE));
        let mut excerpt = cut(text, window(text, start), &places);
        excerpt
            .pieces
            .iter_mut()
            .for_each(|piece| piece.text = join_white_space(&piece.text));
        excerpt
    }

    fn places(&mut self, text: &str) -> Vec<Range<usize>> {
        let stems = &self.stems;
        let stemmed = analysis::words(&mut self.stemmed, text)
            .into_iter()
            .filter(|w| stems.contains(&w.text));
        let (words, approximate) = (&self.words, self.approximate);
        let written = analysis::words(&mut self.plain, text).into_iter().filter(|w| {
            words
                .iter()
                .any(|wanted| w.text.starts_with(wanted.as_str()) || (approximate && is_similar(&w.text, wanted)))
        });
        let mut places: Vec<_> = stemmed.chain(written).map(|w| w.place).collect();
        places.sort_unstable_by_key(|place| place.start);
        places.dedup();
        places
    }
}

/// Whether `word` is `wanted` with no more errors than are forgiven.
pub(super) fn is_similar(word: &str, wanted: &str) -> bool {
    strsim::osa_distance(word, wanted) <= usize::from(forgiven_errors(wanted))
}

// Begins and ends between words, unless a word is longer than the excerpt.
fn window(text: &str, start: usize) -> Range<usize> {
    let begin = text.floor_char_boundary(start);
    let begin = match begin {
        0 => 0,
        cut => text[cut..]
            .find(char::is_whitespace)
            .filter(|&skip| skip < BEFORE)
            .map_or(cut, |skip| cut + skip),
    };
    let end = text.ceil_char_boundary(begin + EXCERPT);
    let end = match text[begin..end].rfind(char::is_whitespace) {
        Some(last) if end < text.len() && last > BEFORE * 2 => begin + last,
        _ => end,
    };
    begin..end
}

fn cut(text: &str, window: Range<usize>, places: &[Range<usize>]) -> Highlighted {
    let mut pieces = Vec::new();
    let mut push = |text: &str, marked| {
        if !text.is_empty() {
            pieces.push(Piece {
                text: text.to_owned(),
                marked,
            });
        }
    };
    push(if window.start > 0 { "…" } else { "" }, false);
    let mut shown = window.start;
    for place in places.iter().filter(|p| p.start >= window.start && p.end <= window.end) {
        if place.start >= shown {
            push(&text[shown..place.start], false);
            push(&text[place.clone()], true);
            shown = place.end;
        }
    }
    push(&text[shown..window.end], false);
    push(if window.end < text.len() { "…" } else { "" }, false);
    Highlighted { pieces }
}

fn join_white_space(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_whitespace() || c.is_control() {
            true if joined.ends_with(' ') => {}
            true => joined.push(' '),
            false => joined.push(c),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::super::query::clauses;
    use super::*;

    fn marker(question: &str) -> Marker {
        Marker::new(&clauses(question), false)
    }

    #[test]
    fn what_was_found_is_marked_as_it_is_written() {
        let html = marker("certificado transito")
            .whole("Certificados de Tránsito")
            .to_html();
        assert_eq!(html, "<mark>Certificados</mark> de <mark>Tránsito</mark>");
    }

    #[test]
    fn hostile_text_is_escaped() {
        let html = marker("alert").whole("<script>alert('1')</script> & \"x\"").to_html();
        assert_eq!(
            html,
            "&lt;script&gt;<mark>alert</mark>(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;"
        );
    }

    #[test]
    fn an_excerpt_shows_the_part_where_most_was_found() {
        let filler = "palabras sin importancia ".repeat(100);
        let text = format!("licencia {filler}la licencia de conducción\n\n  vence pronto {filler}");
        let excerpt = marker("licencia conduccion").excerpt(&text);
        let html = excerpt.to_html();
        assert!(
            html.contains("la <mark>licencia</mark> de <mark>conducción</mark> vence pronto"),
            "{html}"
        );
        assert!(html.starts_with('…') && html.ends_with('…'), "{html}");
        assert!(excerpt.text().len() <= EXCERPT + 10);
    }

    #[test]
    fn an_excerpt_of_any_text_is_cut_between_characters() {
        for text in [
            "",
            "ñ",
            &"ñ".repeat(1000),
            &"ñ ".repeat(1000),
            &"\u{1f600}a licencia ".repeat(50),
        ] {
            let excerpt = marker("licencia").excerpt(text);
            assert!(excerpt.text().len() <= EXCERPT + 16, "{text}");
        }
    }

    #[test]
    fn a_misspelt_word_is_marked_only_when_errors_are_forgiven() {
        let question = clauses("lisencia");
        assert_eq!(
            Marker::new(&question, true).whole("licencia").to_html(),
            "<mark>licencia</mark>"
        );
        assert_eq!(Marker::new(&question, false).whole("licencia").to_html(), "licencia");
    }
}
