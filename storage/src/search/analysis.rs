//! How Spanish text becomes words to find: without accents, without case, with and without endings.

use std::ops::Range;

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, StopWordFilter, TextAnalyzer,
};
use unicode_normalization::UnicodeNormalization;

/// Longest word that is indexed, in bytes.
const LONGEST_WORD: usize = 40;

/// A word in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub text: String,
    /// Number of the word in its text, counting those left out.
    pub position: usize,
    /// Where it stands in its text, in bytes.
    pub place: Range<usize>,
}

/// Words as they are looked up: no stop words, no endings.
pub(super) fn stemmed() -> TextAnalyzer {
    let stop_words = StopWordFilter::new(Language::Spanish).unwrap_or_else(|| StopWordFilter::remove([]));
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(stop_words)
        .filter(AsciiFoldingFilter)
        .filter(Stemmer::new(Language::Spanish))
        .build()
}

/// Words as they are written, for beginnings of words and spelling errors.
pub(super) fn plain() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build()
}

/// The words of `text`.
pub(super) fn words(analyzer: &mut TextAnalyzer, text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    analyzer.token_stream(text).process(&mut |token| {
        words.push(Word {
            text: token.text.clone(),
            position: token.position,
            place: token.offset_from..token.offset_to,
        });
    });
    words
}

/// One spelling of accented letters: PDFs and some systems write the accent apart from its letter,
/// which would cut the word in two.
pub(super) fn compose(text: &str) -> String {
    text.nfc().collect()
}

/// A number as it is looked up: `900.123.456-7` and `9001234567` are the same.
pub(super) fn number(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// How many spelling errors are forgiven in a word of this length.
pub(super) fn forgiven_errors(word: &str) -> u8 {
    match word.chars().count() {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(analyzer: &mut TextAnalyzer, text: &str) -> Vec<String> {
        words(analyzer, text).into_iter().map(|w| w.text).collect()
    }

    #[test]
    fn accents_case_and_endings_do_not_matter() {
        let mut analyzer = stemmed();
        for (one, other) in [
            ("Tránsito", "TRANSITO"),
            ("certificado", "Certificados"),
            ("pensión", "pensiones"),
            ("Ñapanga", "napanga"),
        ] {
            assert_eq!(texts(&mut analyzer, one), texts(&mut analyzer, other), "{one} {other}");
        }
    }

    #[test]
    fn stop_words_leave_their_place_empty() {
        let words = words(&mut stemmed(), "Certificado de paz y salvo");
        assert_eq!(words.iter().map(|w| w.position).collect::<Vec<_>>(), [0, 2, 4]);
    }

    #[test]
    fn an_accent_written_apart_does_not_cut_a_word() {
        assert_eq!(texts(&mut plain(), &compose("resolucio\u{301}n")), ["resolucion"]);
    }

    #[test]
    fn a_number_is_the_same_with_and_without_punctuation() {
        assert_eq!(number("900.123.456-7"), number("9001234567"));
        assert_eq!(number(" SVT-135 "), "svt135");
    }
}
