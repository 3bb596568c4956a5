//! The decision: certificate, authorisation, resolution or refusal.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Printable, answers};
use crate::catalog::tramite::{ActText, IssuedDocument};
use crate::notices::fill;
use crate::render_data::{Act, Issue, Remedies};

/// What officials wrote while they decided, by the variable that keeps it: `decision`, `firma`, `revision`.
pub type Decided = serde_json::Map<String, Value>;

/// The act of a case. Its wording is the definition's; the reasons are the officials'.
#[must_use]
pub fn act(of: &Printable<'_>, document: &IssuedDocument, decided: &Decided, issue: Issue) -> Act {
    let steps = of
        .tramite
        .filing
        .as_ref()
        .map(|filing| filing.steps.as_slice())
        .unwrap_or_default();
    let facts = answers::facts(&of.rules.catalog, steps, &of.data.answers);
    let mut values: BTreeMap<String, String> = facts.iter().map(|fact| (fact.id.clone(), fact.value.clone())).collect();
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
    let filled = |template: &String| fill(template, &values, str::to_owned);
    Act {
        frame: of.frame(issue),
        template: document.template.clone(),
        case: cited,
        kind: document.title.clone(),
        subject: filled(&text.subject),
        competence: text.competence.as_ref().map_or_else(|| competence(of), filled),
        tables: answers::tables(&of.rules.catalog, steps, &of.data.answers),
        reasons: reasons(&text, decided, filled),
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

fn reasons(text: &ActText, decided: &Decided, filled: impl Fn(&String) -> String) -> Vec<String> {
    let written = [
        ("decision", "hechos"),
        ("decision", "consideraciones"),
        ("firma", "motivos"),
    ];
    let written = written
        .iter()
        .filter_map(|(variable, field)| decided.get(*variable)?.get(field)?.as_str());
    text.reasons
        .iter()
        .map(filled)
        .chain(written.flat_map(paragraphs))
        .collect()
}

/// What an official wrote, one paragraph each.
#[must_use]
pub fn paragraphs(written: &str) -> Vec<String> {
    let lines = written.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}
