//! Search in a short list that everybody may see, such as the trámites: in memory, as one types.
//!
//! A word is found as written, by its beginning, with another ending, or with few spelling errors,
//! and the better the match the more points. All words asked for must be found.

use super::analysis::{self, compose, number};
use super::highlight::is_similar;
use super::query::clauses;

/// A searchable list of items, each known by its place in the list.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    items: Vec<Vec<Known>>,
}

/// A text of an item, and how much finding something there is worth.
#[derive(Clone, Copy, Debug)]
pub struct Weighted<'a> {
    /// The text.
    pub text: &'a str,
    /// Worth, compared with the item's other texts: a name may be worth 4, a description 1.
    pub weight: u32,
}

/// A word that an item is known by.
#[derive(Clone, Debug)]
struct Known {
    word: String,
    stem: String,
    weight: u32,
}

/// What a person typed, ready to compare.
struct Wanted {
    word: String,
    stem: String,
}

impl Catalog {
    /// A list of items, each given by its texts.
    pub fn new<'a, I, T>(items: I) -> Self
    where
        I: IntoIterator<Item = T>,
        T: IntoIterator<Item = Weighted<'a>>,
    {
        let mut analyzers = (analysis::plain(), analysis::stemmed());
        let mut known = |item: Weighted<'_>| {
            let text = compose(item.text);
            // A code such as SVT-135 is also known without its punctuation.
            let codes = text
                .split_whitespace()
                .filter(|w| w.contains(|c: char| c.is_ascii_digit()))
                .map(number);
            let codes: Vec<_> = codes
                .map(|code| Known {
                    stem: code.clone(),
                    word: code,
                    weight: item.weight,
                })
                .collect();
            let words = analysis::words(&mut analyzers.0, &text).into_iter().map(|w| w.text);
            let words = words.map(|word| {
                let stem = analysis::words(&mut analyzers.1, &word)
                    .pop()
                    .map_or_else(String::new, |w| w.text);
                Known {
                    word,
                    stem,
                    weight: item.weight,
                }
            });
            words.chain(codes).collect::<Vec<_>>()
        };
        Self {
            items: items
                .into_iter()
                .map(|texts| texts.into_iter().flat_map(&mut known).collect())
                .collect(),
        }
    }

    /// The places of the items that have every word of `question`, the best first and otherwise in
    /// the order of the list; all of them when it asks for nothing.
    pub fn find(&self, question: &str) -> Vec<usize> {
        let wanted = wanted(question);
        let mut found: Vec<(u32, usize)> = self
            .items
            .iter()
            .enumerate()
            .filter_map(|(place, item)| Some((points(item, &wanted)?, place)))
            .collect();
        found.sort_by_key(|&(points, place)| (std::cmp::Reverse(points), place));
        found.into_iter().map(|(_, place)| place).collect()
    }
}

fn wanted(question: &str) -> Vec<Wanted> {
    clauses(question)
        .into_iter()
        .flat_map(|clause| match (clause.number, clause.word) {
            (Some(number), _) => vec![Wanted {
                stem: number.clone(),
                word: number,
            }],
            (None, Some(word)) => {
                vec![Wanted {
                    stem: clause.stems.into_iter().next().map_or_else(String::new, |w| w.text),
                    word,
                }]
            }
            (None, None) => clause
                .stems
                .into_iter()
                .map(|w| Wanted {
                    word: w.text.clone(),
                    stem: w.text,
                })
                .collect(),
        })
        .collect()
}

fn points(item: &[Known], wanted: &[Wanted]) -> Option<u32> {
    wanted.iter().try_fold(0, |sum, wanted| {
        let best = item.iter().map(|known| known.weight * closeness(known, wanted)).max()?;
        (best > 0).then_some(sum + best)
    })
}

fn closeness(known: &Known, wanted: &Wanted) -> u32 {
    if known.word == wanted.word {
        10
    } else if !known.stem.is_empty() && known.stem == wanted.stem {
        8
    } else if known.word.starts_with(&wanted.word) {
        6
    } else if !has_digit(&wanted.word) && is_similar(&known.word, &wanted.word) {
        3
    } else {
        0
    }
}

// One wrong digit is another number, not a spelling error.
fn has_digit(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 6] = [
        "SVT-135 Certificado de paz y salvo",
        "SVT-030 Certificado de libertad y tradición",
        "SVT-117 Renovación de licencia de conducción",
        "SVT-101 Personería jurídica de acción comunal",
        "SVT-033 Cesantías parciales de docentes",
        "SVT-013 Impuesto de vehículos",
    ];

    fn find(question: &str) -> Vec<usize> {
        let items = NAMES.iter().map(|name| {
            [
                Weighted { text: name, weight: 4 },
                Weighted {
                    text: "Trámite en línea",
                    weight: 1,
                },
            ]
        });
        Catalog::new(items).find(question)
    }

    #[test]
    fn accents_case_endings_and_beginnings_do_not_matter() {
        assert_eq!(find("TRADICION"), [1]);
        assert_eq!(find("licencias de conduccion"), [2]);
        assert_eq!(find("cesan"), [4]);
        assert_eq!(find("vehiculo"), [5]);
        assert_eq!(find("certif"), [0, 1]);
    }

    #[test]
    fn few_spelling_errors_are_forgiven() {
        assert_eq!(find("lisencia"), [2]);
        assert_eq!(find("sertificado salvo"), [0]);
        assert_eq!(find("personeria juridicca"), [3]);
    }

    #[test]
    fn a_code_is_found_exactly() {
        for code in ["SVT-135", "svt135", "135"] {
            assert_eq!(find(code), [0], "{code}");
        }
        assert_eq!(find("SVT-999"), Vec::<usize>::new());
    }

    #[test]
    fn every_word_must_be_found_and_the_name_counts_most() {
        assert_eq!(find("licencia certificado"), Vec::<usize>::new());
        assert_eq!(find("\"paz y salvo\""), [0]);
        assert_eq!(find("tramite").len(), NAMES.len());
    }

    #[test]
    fn a_question_for_nothing_gives_the_whole_list() {
        assert_eq!(find(""), [0, 1, 2, 3, 4, 5]);
        assert_eq!(find("de la"), [0, 1, 2, 3, 4, 5]);
    }
}
