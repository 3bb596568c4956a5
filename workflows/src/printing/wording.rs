//! The sentences of acts: `{{name}}` stands for an answer, and what depends on one stands between `[[` and `]]`.

use std::collections::BTreeMap;

use crate::catalog::tramite::ActText;
use crate::notices;

/// Fills a sentence. A part between `[[` and `]]` is left out when a name in it has no value.
#[must_use]
pub fn fill(sentence: &str, values: &BTreeMap<String, String>) -> String {
    let filled = |part: &str| notices::fill(part, values, str::to_owned);
    let mut whole = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once("[[") {
        let Some((part, next)) = after.split_once("]]") else {
            break;
        };
        whole.push_str(&filled(before));
        if ActText::names_in(part).all(|name| values.contains_key(name)) {
            whole.push_str(&filled(part));
        }
        rest = next;
    }
    whole.push_str(&filled(rest));
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::catalog::form::Rule;

    fn values(given: &[(&str, &str)]) -> BTreeMap<String, String> {
        let given = given.iter();
        given
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_part_stands_only_with_all_that_it_names() {
        let sentence = "Que cubre {{rentas}}[[, del vehículo de placa {{placa}}]].";
        let without = values(&[("rentas", "el impuesto de registro")]);
        assert_eq!(fill(sentence, &without), "Que cubre el impuesto de registro.");
        let with = values(&[("rentas", "el impuesto sobre vehículos"), ("placa", "ABC123")]);
        assert_eq!(
            fill(sentence, &with),
            "Que cubre el impuesto sobre vehículos, del vehículo de placa ABC123."
        );
    }

    #[test]
    fn brackets_in_an_answer_are_text() {
        let answered = values(&[("lugar", "[[Salón {{dos}}]]")]);
        assert_eq!(fill("En {{lugar}}.", &answered), "En [[Salón {{dos}}]].");
    }

    #[test]
    fn a_part_that_never_closes_stays_as_it_is() {
        assert_eq!(fill("uno [[dos", &values(&[])), "uno [[dos");
    }

    /// With only the answers that every filing gives, and with all of them.
    #[test]
    fn no_sentence_of_the_seven_is_left_with_a_hole() {
        let catalog = Catalog::embedded().unwrap();
        for filing in catalog.tramites.values().filter_map(|tramite| tramite.filing.as_ref()) {
            for all in [false, true] {
                let fields = filing.steps.iter().flat_map(|step| &step.fields);
                let given =
                    fields.filter(|field| all || (field.when.is_none() && matches!(field.required, Rule::Always)));
                let mut answered: BTreeMap<String, String> =
                    given.map(|field| (field.id.clone(), "Algo".to_owned())).collect();
                answered.extend(values(&[
                    ("interesado", "Luz Dary Chindoy"),
                    ("solicitante", "Luz Dary Chindoy"),
                    ("radicado", "E-2026-000001"),
                    ("tramite", "Certificado de paz y salvo"),
                ]));
                for text in filing.results.values().filter_map(|document| document.text.as_ref()) {
                    let sentences = text.reasons.iter().chain(&text.decisions).chain([&text.subject]);
                    for sentence in sentences.chain(&text.validity) {
                        let filled = fill(sentence, &answered);
                        let holes = [" .", " ,", "  ", ": .", "()", "«»", "{{", "[[", "]]"];
                        let hole = holes.iter().find(|hole| filled.contains(**hole));
                        assert!(hole.is_none(), "{filled}");
                    }
                }
            }
        }
    }
}
