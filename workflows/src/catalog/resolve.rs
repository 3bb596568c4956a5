//! Puts together what files share: lists of choices in fields, shared pages in forms, and what filing needs.

use super::form::{Field, Step};
use super::load::Parts;
use super::problem::{Loaded, Report};
use super::tramite::{Filing, Tramite};
use super::tramite_file::{FormStep, TramiteFile};

/// Writes the choices of lists into the fields that use them.
pub(super) fn lists(parts: &mut Parts, report: &mut Report) {
    let Parts {
        forms, lists, tramites, ..
    } = parts;
    let find = |field: &mut Field| -> Option<String> {
        let id = field.options_from.as_ref()?;
        match lists.get(id) {
            Some(list) => {
                let own = std::mem::take(&mut field.options);
                field.options = list.value.options.iter().cloned().chain(own).collect();
                None
            }
            None => Some(format!("la lista `{id}` no existe")),
        }
    };
    for form in forms.values_mut() {
        let wrong = fill(&mut form.value.fields, "fields", &find);
        wrong
            .into_iter()
            .for_each(|(part, wrong)| report.at(form, &part, wrong, "una lista de `lists/`"));
    }
    for tramite in tramites {
        let mut wrong = Vec::new();
        for (n, step) in tramite.value.form.iter_mut().enumerate() {
            if let FormStep::Own(step) = step {
                wrong.extend(fill(&mut step.fields, &format!("form.{n}.fields"), &find));
            }
        }
        wrong
            .into_iter()
            .for_each(|(part, wrong)| report.at(tramite, &part, wrong, "una lista de `lists/`"));
    }
}

fn fill(fields: &mut [Field], part: &str, find: &dyn Fn(&mut Field) -> Option<String>) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    for (n, field) in fields.iter_mut().enumerate() {
        let here = format!("{part}.{n}");
        wrong.extend(find(field).map(|text| (format!("{here}.options_from"), text)));
        wrong.extend(fill(&mut field.columns, &format!("{here}.columns"), find));
    }
    wrong
}

/// Trámites with their shared pages in place. One that lacks something to be filed is reported and left without filing.
pub(super) fn tramites(parts: &Parts, report: &mut Report) -> Vec<Loaded<Tramite>> {
    parts
        .tramites
        .iter()
        .map(|file| file.clone().map(|tramite| resolve(tramite, file, parts, report)))
        .collect()
}

fn resolve(tramite: TramiteFile, file: &Loaded<TramiteFile>, parts: &Parts, report: &mut Report) -> Tramite {
    let steps = steps(&tramite.form, file, parts, report);
    let filing = filing(&tramite, steps, file, report);
    Tramite {
        short_name: tramite.short_name.unwrap_or_else(|| tramite.name.clone()),
        id: tramite.tramite,
        name: tramite.name,
        purpose: tramite.purpose,
        theme: tramite.theme,
        users: tramite.users,
        office: tramite.office,
        keywords: tramite.keywords,
        channels: tramite.channels,
        unconfirmed: tramite.unconfirmed,
        filing,
    }
}

fn steps(form: &[FormStep], file: &Loaded<TramiteFile>, parts: &Parts, report: &mut Report) -> Vec<Step> {
    let mut steps = Vec::with_capacity(form.len());
    for (n, step) in form.iter().enumerate() {
        match step {
            FormStep::Own(step) => steps.push(step.clone()),
            FormStep::Shared(shared) => match parts.forms.get(&shared.form) {
                Some(found) => steps.push(Step {
                    step: found.value.form.to_string(),
                    title: found.value.title.clone(),
                    lead: found.value.lead.clone(),
                    fields: found.value.fields.clone(),
                    documents: Vec::new(),
                }),
                None => {
                    let wrong = format!("el formulario `{}` no existe", shared.form);
                    report.at(file, &format!("form.{n}.use"), wrong, "un formulario de `forms/`");
                }
            },
        }
    }
    steps
}

/// What filing needs, when the trámite names a process and lacks nothing.
fn filing(tramite: &TramiteFile, steps: Vec<Step>, file: &Loaded<TramiteFile>, report: &mut Report) -> Option<Filing> {
    let process = tramite.process.clone()?;
    let before = report.len();
    let mut need = |key: &str, there: bool| {
        if !there {
            let wrong = format!("falta la clave `{key}`, que necesita un trámite con `process`");
            report.at(file, "process", wrong, format!("`{key}: …`"));
        }
    };
    need("form", !steps.is_empty());
    need("legal_basis", !tramite.legal_basis.is_empty());
    need("path", !tramite.path.is_empty());
    macro_rules! take {
        ($($key:ident),*) => {
            $(need(stringify!($key), tramite.$key.is_some());)*
        };
    }
    take!(lead, who, receives, mode, term, cost, record, class, silence, reviewed);
    if report.len() > before {
        return None;
    }
    Some(Filing {
        lead: tramite.lead.clone()?,
        who: tramite.who.clone()?,
        receives: tramite.receives.clone()?,
        mode: tramite.mode.clone()?,
        process,
        assessment: tramite.assessment.clone(),
        term: tramite.term.clone()?,
        cost: tramite.cost.clone()?,
        record: tramite.record.clone()?,
        class: tramite.class.clone()?,
        silence: tramite.silence.clone()?,
        steps,
        documents: tramite.documents.clone(),
        already_held: tramite.already_held.clone(),
        legal_basis: tramite.legal_basis.clone(),
        results: tramite.results.clone(),
        path: tramite.path.clone(),
        notices: tramite.notices.clone(),
        task_forms: tramite.task_forms.clone(),
        reviewed: tramite.reviewed?,
    })
}
