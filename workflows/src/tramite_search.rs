//! Finding a trámite by what people type in their own words.

use std::cmp::Reverse;

use radica_storage::search::catalog::{Catalog, Weighted};

use crate::catalog::tramite::Tramite;

/// Most words of a question that are looked at.
const MOST_WORDS: usize = 12;

/// Words that say how one asks and not what for, without accents. They are left out of a question.
const SMALL: &str = "a al como con cual cuando de debo del deseo donde e el en es esta hacer hago la las lo los me mi \
                     mis necesito o obtener obtengo para pedir pido por puedo que quiero quisiera sacar saco se si \
                     solicitar solicito su sus tengo tramitar tramite tramites tramito u un una unas unos y";

/// The trámites as people look for them, each known by its place.
pub struct TramiteSearch {
    /// All that a trámite is found by.
    texts: Catalog,
    /// Only what it is called.
    names: Catalog,
    /// How many there are.
    count: usize,
}

impl TramiteSearch {
    /// Takes the trámites in the order of the catalogue.
    pub fn new<'a>(tramites: impl Iterator<Item = &'a Tramite> + Clone) -> Self {
        Self {
            texts: Catalog::new(tramites.clone().map(texts_of)),
            names: Catalog::new(tramites.clone().map(names_of)),
            count: tramites.count(),
        }
    }

    /// The places of those that have every word that matters, the best first; where none has them all, of those that
    /// have most of them. A phrase between quotation marks is looked for as it was typed.
    #[must_use]
    pub fn find(&self, question: &str) -> Vec<usize> {
        if question.contains('"') {
            return self.texts.find(question);
        }
        let words = words_of(question);
        let found = self.texts.find(&words.join(" "));
        if found.is_empty() {
            self.with_most_of(&words)
        } else {
            found
        }
    }

    /// Those with half of the words at least: first those with more of them, then those with more of them in the name.
    fn with_most_of(&self, words: &[&str]) -> Vec<usize> {
        let mut counts = vec![(0_usize, 0_usize); self.count];
        let mut asked = 0;
        for word in words {
            let with_it = self.texts.find(word);
            // What all of them have tells none apart.
            if with_it.len() == self.count {
                continue;
            }
            asked += 1;
            for place in with_it {
                counts[place].0 += 1;
            }
            for place in self.names.find(word) {
                counts[place].1 += 1;
            }
        }
        let enough = counts.into_iter().enumerate();
        let mut found: Vec<_> = enough
            .filter(|(_, (words, _))| *words > 0 && words * 2 >= asked)
            .collect();
        found.sort_by_key(|&(place, (words, in_name))| (Reverse(words), Reverse(in_name), place));
        found.into_iter().map(|(place, _)| place).collect()
    }
}

/// The words of a question that say what is looked for.
fn words_of(question: &str) -> Vec<&str> {
    question
        .split_whitespace()
        .filter(|word| {
            let word = folded(word);
            !word.is_empty() && SMALL.split(' ').all(|small| small != word)
        })
        .take(MOST_WORDS)
        .collect()
}

/// A word without the punctuation around it, accents or capitals.
fn folded(word: &str) -> String {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    let plain = |letter| match letter {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        other => other,
    };
    word.to_lowercase().chars().map(plain).collect()
}

/// What a trámite is called.
fn names_of(tramite: &Tramite) -> Vec<Weighted<'_>> {
    [&tramite.name, &tramite.short_name]
        .into_iter()
        .map(String::as_str)
        .chain([tramite.id.as_str()])
        .map(|text| Weighted { text, weight: 4 })
        .collect()
}

/// The texts a trámite is found by: its name is worth more than what it is for.
fn texts_of(tramite: &Tramite) -> Vec<Weighted<'_>> {
    let keywords = tramite.keywords.iter().map(|keyword| (keyword.as_str(), 3));
    let rest = keywords.chain([(tramite.purpose.as_str(), 1)]);
    let rest = rest.map(|(text, weight)| Weighted { text, weight });
    names_of(tramite).into_iter().chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes of what is found, in order.
    fn find(question: &str) -> Vec<String> {
        let catalog = crate::catalog::Catalog::embedded().unwrap();
        let tramites: Vec<&Tramite> = catalog.tramites.values().map(|tramite| &**tramite).collect();
        let found = TramiteSearch::new(tramites.iter().copied()).find(question);
        found.into_iter().map(|place| tramites[place].id.to_string()).collect()
    }

    #[test]
    fn a_question_in_ones_own_words_finds_its_tramite_first() {
        for (question, first) in [
            ("como saco el paz y salvo", "SVT-135"),
            ("¿Cómo saco el paz y salvo?", "SVT-135"),
            ("el paz y salvo de impuestos", "SVT-135"),
            ("\"paz y salvo\" certificado", "SVT-135"),
            (
                "personeria juridica de la junta de accion comunal de mi vereda",
                "SVT-101",
            ),
        ] {
            assert_eq!(find(question).first().map(String::as_str), Some(first), "{question}");
        }
    }

    #[test]
    fn who_has_every_word_leaves_out_who_has_only_some() {
        let all = find("certificado de paz y salvo");
        assert!(all.contains(&"SVT-135".to_owned()) && all.len() < 5, "{all:?}");
    }

    #[test]
    fn one_unknown_word_finds_nothing_and_no_word_finds_everything() {
        assert!(find("xilófono").is_empty());
        assert_eq!(find("").len(), 135);
        assert_eq!(find("¿cómo hago?").len(), 135);
    }
}
