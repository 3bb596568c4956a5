//! Trámites: that what each names exists, and that what it asks can be classified and answered.

use std::collections::BTreeMap;

use super::asked::Asked;
use super::fields;
use crate::catalog::load::Parts;
use crate::catalog::problem::{Loaded, Report};
use crate::catalog::tramite::{ActText, Filing, Outcome, Term, Tramite};

pub(super) fn check(parts: &Parts, tramites: &[Loaded<Tramite>], report: &mut Report) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for tramite in tramites {
        if let Some(first) = seen.insert(tramite.value.id.as_str(), &tramite.path) {
            let wrong = format!("`{}` ya está en {first}", tramite.value.id);
            report.at(tramite, "tramite", wrong, "un trámite por identificador");
        }
        card(tramite, parts, report);
        if let Some(filing) = &tramite.value.filing {
            references(tramite, filing, parts, report);
            term(tramite, &filing.term, report);
            form(tramite, filing, report);
            wording(tramite, filing, report);
            records(tramite, filing, parts, report);
        }
    }
}

fn card(tramite: &Loaded<Tramite>, parts: &Parts, report: &mut Report) {
    let value = &tramite.value;
    if !parts.themes.value.themes.iter().any(|theme| theme.id == value.theme) {
        report.at(
            tramite,
            "theme",
            format!("el tema `{}` no existe", value.theme),
            "uno de `themes.yaml`",
        );
    }
    if parts.entity.value.office(&value.office).is_none() {
        report.at(
            tramite,
            "office",
            format!("la dependencia `{}` no existe", value.office),
            "una de `entity.yaml`",
        );
    }
}

fn references(tramite: &Loaded<Tramite>, filing: &Filing, parts: &Parts, report: &mut Report) {
    for (part, process) in [
        ("process", Some(&filing.process)),
        ("assessment", filing.assessment.as_ref()),
    ] {
        if let Some(process) = process.filter(|process| !super::processes::exists(parts, process)) {
            let wrong = format!("el proceso `{process}` no existe");
            report.at(tramite, part, wrong, "uno de `processes/`");
        }
    }
    for (event, notice) in &filing.notices {
        if !parts.notices.contains_key(notice) {
            let part = format!("notices.{}", key_of(event));
            report.at(
                tramite,
                &part,
                format!("el mensaje `{notice}` no existe"),
                "uno de `notices/`",
            );
        }
    }
    for (task, form) in &filing.task_forms {
        if !parts.forms.contains_key(form) {
            let part = format!("task_forms.{task}");
            report.at(
                tramite,
                &part,
                format!("el formulario `{form}` no existe"),
                "uno de `forms/`",
            );
        }
    }
    for outcome in [
        Outcome::Granted,
        Outcome::Refused,
        Outcome::Requirement,
        Outcome::Withdrawal,
        Outcome::Receipt,
    ] {
        if !filing.results.contains_key(&outcome) {
            let wrong = format!("falta el documento de `{}`", key_of(&outcome));
            report.at(
                tramite,
                "results",
                wrong,
                format!("`{}: {{ template: …, title: …, doctype: … }}`", key_of(&outcome)),
            );
        }
    }
    for (outcome, document) in &filing.results {
        let part = format!("results.{}", key_of(outcome));
        if !parts.templates.contains_key(&document.template) {
            let wrong = format!("la plantilla `{}` no existe", document.template);
            report.at(tramite, &format!("{part}.template"), wrong, "una de `templates/`");
        }
        if document
            .series
            .as_ref()
            .is_some_and(|series| !parts.entity.value.series.contains_key(series))
        {
            report.at(
                tramite,
                &format!("{part}.series"),
                "la serie de números no existe",
                "una de `entity.yaml`",
            );
        }
    }
}

fn term(tramite: &Loaded<Tramite>, term: &Term, report: &mut Report) {
    let amount = term.days.or(term.months);
    if term.days.is_some() == term.months.is_some() || amount == Some(0) {
        report.at(
            tramite,
            "term",
            "el término no dice cuánto dura, o lo dice dos veces",
            "`days: 15` o `months: 2`",
        );
    }
}

fn form(tramite: &Loaded<Tramite>, filing: &Filing, report: &mut Report) {
    let mut known = Asked::default();
    let mut asked: Vec<&str> = Vec::new();
    for (n, step) in filing.steps.iter().enumerate() {
        fields::check(&step.fields, tramite, &format!("form.{n}.fields"), &mut known, report);
        for document in &step.documents {
            if asked.contains(&document.as_str()) || !filing.documents.iter().any(|known| known.id == *document) {
                let wrong = format!("el documento `{document}` no existe, o ya se pide en otra página");
                report.at(tramite, &format!("form.{n}.documents"), wrong, "uno de `documents`");
            }
            asked.push(document);
        }
    }
    for (n, document) in filing.documents.iter().enumerate() {
        fields::required(
            &document.required,
            tramite,
            &format!("documents.{n}.required"),
            &known,
            report,
        );
        if !asked.contains(&document.id.as_str()) {
            let wrong = format!("ninguna página pide el documento `{}`", document.id);
            report.at(
                tramite,
                &format!("documents.{n}.id"),
                wrong,
                "una página con él en `documents`",
            );
        }
        if document.accept.is_empty() {
            report.at(
                tramite,
                &format!("documents.{n}.accept"),
                "no acepta ningún formato",
                "`[pdf, image]`",
            );
        }
    }
}

/// The wording of decisions only mentions answers of the form and what every case knows.
fn wording(tramite: &Loaded<Tramite>, filing: &Filing, report: &mut Report) {
    const ALWAYS: [&str; 4] = ["interesado", "solicitante", "radicado", "tramite"];
    let asked = |name: &str| {
        filing
            .steps
            .iter()
            .flat_map(|step| &step.fields)
            .any(|field| field.id == name)
    };
    for (outcome, document) in &filing.results {
        let Some(text) = &document.text else { continue };
        let part = format!("results.{}.text", key_of(outcome));
        let single = [Some(&text.subject), text.competence.as_ref(), text.validity.as_ref()];
        for sentence in single.into_iter().flatten().chain(&text.reasons).chain(&text.decisions) {
            if sentence.matches("[[").count() != sentence.matches("]]").count() {
                report.at(
                    tramite,
                    &part,
                    "hay un `[[` sin `]]`, o al contrario",
                    "`[[, {{campo}}]]`",
                );
            }
            for name in ActText::names_in(sentence).filter(|name| !ALWAYS.contains(name) && !asked(name)) {
                let wrong = format!("`{name}` no es un campo del formulario");
                report.at(
                    tramite,
                    &part,
                    wrong,
                    format!("un campo del formulario, o {}", ALWAYS.join(", ")),
                );
            }
        }
    }
}

/// Whatever is received or issued has its place in the TRD.
fn records(tramite: &Loaded<Tramite>, filing: &Filing, parts: &Parts, report: &mut Report) {
    let record = &filing.record;
    for trd in &parts.trds {
        let Some((_, _, subseries)) = trd.value.find(&tramite.value.office, &record.series, &record.subseries) else {
            let wrong = format!(
                "la TRD {} no tiene `{}/{}` en `{}`",
                trd.value.trd, record.series, record.subseries, tramite.value.office
            );
            report.at(tramite, "record", wrong, "una subserie de esa dependencia en `trd/`");
            continue;
        };
        let received = filing
            .documents
            .iter()
            .enumerate()
            .map(|(n, document)| (format!("documents.{n}.doctype"), &document.doctype));
        let issued = filing
            .results
            .iter()
            .map(|(outcome, document)| (format!("results.{}.doctype", key_of(outcome)), &document.doctype));
        for (part, kind) in received.chain(issued) {
            if trd.value.document_type(subseries, kind).is_none() {
                let wrong = format!(
                    "el tipo documental `{kind}` no está en `{}` de la TRD",
                    record.subseries
                );
                report.at(tramite, &part, wrong, "un tipo de la subserie o uno común");
            }
        }
    }
}

/// How YAML writes a unit variant.
fn key_of(variant: &impl serde::Serialize) -> String {
    serde_json::to_value(variant)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
