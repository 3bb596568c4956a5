//! The decision: certificate, authorisation, resolution or refusal.

use serde_json::Value;

use super::{Printable, answers, wording};
use crate::catalog::tramite::IssuedDocument;
use crate::render_data::{Act, Issue, Remedies};

/// What officials wrote while they decided, by the variable that keeps it: `decision`, `firma`, `revision`.
pub type Decided = serde_json::Map<String, Value>;

/// The act of a case. Its wording is the definition's; what officials wrote stands in it as they wrote it.
#[must_use]
pub fn act(of: &Printable<'_>, document: &IssuedDocument, decided: &Decided, issue: Issue) -> Act {
    let steps = of
        .tramite
        .filing
        .as_ref()
        .map(|filing| filing.steps.as_slice())
        .unwrap_or_default();
    let facts = answers::facts(&of.rules.catalog, steps, &of.data.answers);
    let mut values = answers::phrases(&of.rules.catalog, steps, &of.data.answers);
    let facts = facts.into_iter().filter(|fact| !is_contact(of, &fact.id)).collect();
    let cited = of.cited();
    let about = cited
        .represented
        .as_ref()
        .map_or(&cited.filer.name, |party| &party.name);
    values.insert("interesado".to_owned(), about.clone());
    values.insert("solicitante".to_owned(), cited.filer.name.clone());
    values.insert("radicado".to_owned(), cited.radicado.clone());
    values.insert("tramite".to_owned(), cited.tramite_name.clone());
    let text = document.text.clone().unwrap_or_default();
    let filled = |sentence: &String| wording::fill(sentence, &values);
    Act {
        frame: of.frame(issue),
        template: document.template.clone(),
        case: cited,
        kind: document.title.clone(),
        subject: filled(&text.subject),
        competence: text.competence.as_ref().map_or_else(|| competence(of), filled),
        tables: answers::tables(&of.rules.catalog, steps, &of.data.answers),
        reasons: text.reasons.iter().map(filled).collect(),
        written: written(decided),
        decisions: text.decisions.iter().map(filled).collect(),
        validity: text.validity.as_ref().map(filled),
        remedies: text
            .no_remedies
            .clone()
            .map_or_else(|| remedies(of), |reason| Remedies::No { reason }),
        facts,
    }
}

/// Whether an answer is of a form that trámites share (who asks, how to notify): an act does not publish addresses and
/// telephones (Ley 1581/2012 art. 4, restricted circulation).
fn is_contact(of: &Printable<'_>, field: &str) -> bool {
    let shared = ["solicitante", "notificaciones"]
        .iter()
        .filter_map(|form| of.rules.catalog.forms.get(*form));
    shared.flat_map(|form| &form.fields).any(|shared| shared.id == field)
}

/// Who decides, in general.
#[must_use]
pub fn competence(of: &Printable<'_>) -> String {
    let office = of.frame(Issue::Draft).office;
    format!(
        "{office} de la {}, en uso de sus facultades legales,",
        of.rules.catalog.entity.entity
    )
}

/// Remedies before who decided (Ley 1437 de 2011, arts. 74 to 76).
#[must_use]
pub fn remedies(of: &Printable<'_>) -> Remedies {
    Remedies::Yes {
        authority: of.frame(Issue::Draft).office,
        superior: None,
    }
}

/// What officials wrote while they decided.
fn written(decided: &Decided) -> Vec<String> {
    let fields = [
        ("decision", "hechos"),
        ("decision", "consideraciones"),
        ("firma", "motivos"),
    ];
    let written = fields
        .iter()
        .filter_map(|(variable, field)| decided.get(*variable)?.get(field)?.as_str());
    written.flat_map(paragraphs).collect()
}

/// What an official wrote, one paragraph each. A blank line parts paragraphs; the lines of one stay apart.
#[must_use]
pub fn paragraphs(written: &str) -> Vec<String> {
    let lines: Vec<&str> = written.lines().map(str::trim).collect();
    lines
        .split(|line| line.is_empty())
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| paragraph.join("\n"))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn blank_lines_part_paragraphs_and_nothing_else() {
        let written = "  La asamblea se reunió.\r\nAprobó los estatutos.\n\n \nLa junta tiene 46 afiliados.\n";
        assert_eq!(
            paragraphs(written),
            [
                "La asamblea se reunió.\nAprobó los estatutos.",
                "La junta tiene 46 afiliados."
            ]
        );
        assert!(paragraphs(" \n\n").is_empty());
    }

    #[test]
    fn what_officials_wrote_keeps_its_order_and_its_words() {
        let decided = json!({
            "firma": { "motivos": "Falta el acta." },
            "decision": { "hechos": "La asamblea se reunió.", "consideraciones": "Cumple la ley." },
        });
        let written = written(decided.as_object().unwrap());
        assert_eq!(written, ["La asamblea se reunió.", "Cumple la ley.", "Falta el acta."]);
    }
}
