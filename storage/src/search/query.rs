//! From what a person types to what the index looks up.

use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, FuzzyTermQuery, Occur, PhraseQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::analysis::{self, Word, compose, forgiven_errors, number};
use super::schema::Fields;
use super::{Cursor, Highlighted};

/// Longest question that is looked at, in characters, and most words of it.
const LONGEST: usize = 200;
const MOST_CLAUSES: usize = 12;
/// Shortest beginning of a word, and of a number, that finds the whole.
const SHORTEST_PREFIX: usize = 3;
const SHORTEST_NUMBER_PREFIX: usize = 4;

/// A question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What the person typed: words, numbers, `"phrases in quotation marks"`. All must be found.
    pub text: String,
    /// The groups the person belongs to.
    pub groups: Vec<String>,
    /// The kinds of entries wanted; empty for all.
    pub kinds: Vec<String>,
    /// Most hits to give.
    pub limit: usize,
    /// Where the page before ended.
    pub after: Option<Cursor>,
}

/// The answer: one page of hits, the best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The hits.
    pub hits: Vec<Hit>,
    /// How many entries were found in all, within the caller's groups.
    pub total: usize,
    /// Where the next page begins, when there is one.
    pub next: Option<Cursor>,
    /// Whether nothing was found as written, and spelling errors were forgiven.
    pub approximate: bool,
}

/// An entry that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// Its title, with what was found marked.
    pub title: Highlighted,
    /// The part of its text where most was found, with that marked.
    pub excerpt: Highlighted,
    /// When it happened, in microseconds since 1970.
    pub date: i64,
}

/// One thing that must be found: a word, a number, or a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clause {
    /// The number it may be.
    pub number: Option<String>,
    /// Its words without endings, in their places.
    pub stems: Vec<Word>,
    /// Its only word as written, when it is a single word outside quotation marks.
    pub word: Option<String>,
}

/// Points for finding a word there.
mod points {
    pub const NUMBER: f32 = 64.0;
    pub const NUMBER_PREFIX: f32 = 16.0;
    pub const TITLE: f32 = 8.0;
    pub const TITLE_PREFIX: f32 = 4.0;
    pub const BODY: f32 = 2.0;
    pub const BODY_PREFIX: f32 = 1.0;
    pub const APPROXIMATE: f32 = 1.0;
}

/// What must be found for `text`; nothing when it has only stop words and punctuation.
pub(super) fn clauses(text: &str) -> Vec<Clause> {
    let text: String = compose(text).chars().take(LONGEST).collect();
    let mut clauses = Vec::new();
    // Every second part stands between quotation marks.
    for (i, part) in text.split('"').enumerate() {
        if i % 2 == 1 {
            clauses.push(clause(part, true));
        } else {
            clauses.extend(part.split_whitespace().map(|piece| clause(piece, false)));
        }
    }
    clauses.retain(|c| c.number.is_some() || !c.stems.is_empty());
    clauses.truncate(MOST_CLAUSES);
    clauses
}

fn clause(piece: &str, quoted: bool) -> Clause {
    let has_digit = piece.contains(|c: char| c.is_ascii_digit());
    let plain = analysis::words(&mut analysis::plain(), piece);
    let word = match plain.as_slice() {
        [only] if !quoted => Some(only.text.clone()),
        _ => None,
    };
    Clause {
        number: has_digit.then(|| number(piece)),
        stems: analysis::words(&mut analysis::stemmed(), piece),
        word,
    }
}

/// The query for `clauses` among what `groups` may see.
pub(super) fn compile(fields: &Fields, clauses: &[Clause], query: &Query, approximate: bool) -> BooleanQuery {
    let mut all: Vec<(Occur, Box<dyn tantivy::query::Query>)> =
        vec![(Occur::Must, one_of(fields.groups, &query.groups))];
    if !query.kinds.is_empty() {
        all.push((Occur::Must, one_of(fields.kind, &query.kinds)));
    }
    for clause in clauses {
        let mut alternatives = exact(fields, clause);
        if approximate && let Some(word) = &clause.word {
            alternatives.extend(misspelt(fields, word));
        }
        let alternatives = alternatives.into_iter().map(|a| (Occur::Should, a)).collect();
        all.push((Occur::Must, Box::new(BooleanQuery::new(alternatives))));
    }
    BooleanQuery::new(all)
}

fn one_of(field: Field, values: &[String]) -> Box<dyn tantivy::query::Query> {
    let terms = values.iter().map(|value| Term::from_field_text(field, value));
    scored(TermSetQuery::new(terms), 0.0)
}

fn exact(fields: &Fields, clause: &Clause) -> Vec<Box<dyn tantivy::query::Query>> {
    let mut found = Vec::new();
    if let Some(number) = &clause.number {
        found.push(scored(term(fields.numbers, number), points::NUMBER));
        if number.chars().count() >= SHORTEST_NUMBER_PREFIX {
            found.push(scored(prefix(fields.numbers, number), points::NUMBER_PREFIX));
        }
    }
    for (field, points) in [(fields.title, points::TITLE), (fields.body, points::BODY)] {
        match clause.stems.as_slice() {
            [] => {}
            [only] => found.push(scored(term(field, &only.text), points)),
            several => found.push(scored(phrase(field, several), points)),
        }
    }
    if let Some(word) = clause.word.as_ref().filter(|w| w.chars().count() >= SHORTEST_PREFIX) {
        found.push(scored(prefix(fields.title_plain, word), points::TITLE_PREFIX));
        found.push(scored(prefix(fields.body_plain, word), points::BODY_PREFIX));
    }
    found
}

fn misspelt(fields: &Fields, word: &str) -> Vec<Box<dyn tantivy::query::Query>> {
    let errors = forgiven_errors(word);
    if errors == 0 {
        return Vec::new();
    }
    let similar = |field| FuzzyTermQuery::new(Term::from_field_text(field, word), errors, true);
    [fields.title_plain, fields.body_plain]
        .map(|field| scored(similar(field), points::APPROXIMATE))
        .into()
}

fn term(field: Field, text: &str) -> TermQuery {
    TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic)
}

// An automaton that forgives no error finds exactly the words that begin so.
fn prefix(field: Field, text: &str) -> FuzzyTermQuery {
    FuzzyTermQuery::new_prefix(Term::from_field_text(field, text), 0, true)
}

fn phrase(field: Field, words: &[Word]) -> PhraseQuery {
    let terms = words
        .iter()
        .map(|w| (w.position, Term::from_field_text(field, &w.text)));
    PhraseQuery::new_with_offset(terms.collect())
}

fn scored(query: impl tantivy::query::Query, points: f32) -> Box<dyn tantivy::query::Query> {
    Box::new(ConstScoreQuery::new(Box::new(query), points))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_and_punctuation_ask_for_nothing() {
        assert_eq!(clauses("de la y ¿? \"\" - "), []);
    }

    #[test]
    fn words_numbers_and_phrases_are_told_apart() {
        let clauses = clauses("certificado \"paz y salvo\" 900.123.456-7");
        assert_eq!(clauses.len(), 3);
        assert_eq!(clauses[0].word.as_deref(), Some("certificado"));
        assert_eq!(clauses[1].stems.iter().map(|w| w.position).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(clauses[1].word, None);
        assert_eq!(clauses[2].number.as_deref(), Some("9001234567"));
    }

    #[test]
    fn an_endless_question_is_cut() {
        assert_eq!(clauses(&"palabra ".repeat(10_000)).len(), MOST_CLAUSES);
        assert_eq!(clauses(&"x".repeat(10_000)), []);
    }
}
