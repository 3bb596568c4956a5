//! Pages of a form, from the draft and its definition.

use jiff::Timestamp;
use radica_workflows::App;
use radica_workflows::catalog::form::{FieldError, Input, Step};
use radica_workflows::filing::drafts::{OpenDraft, REVISE};
use radica_workflows::filing::uploads::{Upload, accepted_words};
use radica_workflows::problem::Result;
use radica_workflows::time::in_zone;
use radica_workflows::{clock, forms, printing};

use super::{Answered, Draft, ReviewPage, StepPage};
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::forms::{Filled, RowChange, UploadView, document_field};
use crate::pages::home::TramiteLink;
use crate::pages::parts::{Field, FormErrors, Link, StepName};

/// Name of the step that every form ends with.
const LAST_STEP: &str = "Revisar y radicar";

/// What was typed into a step and has to be corrected.
#[derive(Clone, Copy, Default)]
pub struct Correction<'a> {
    /// As it was typed.
    pub typed: Option<&'a Input>,
    /// What is wrong.
    pub errors: &'a [FieldError],
    /// A row that was asked for or taken out.
    pub rows: RowChange<'a>,
}

impl StepPage {
    /// A step of a draft.
    pub fn of(chrome: Chrome, app: &App, open: &OpenDraft, step: &str, now: Correction<'_>) -> Result<Self> {
        let filing = open.filing()?;
        let asked = open.step(step)?;
        let place = filing
            .steps
            .iter()
            .position(|each| each.step == step)
            .unwrap_or_default();
        let moment = app.clock.local();
        let filled = Filled {
            stored: &open.data.answers,
            typed: now.typed,
            errors: now.errors,
            rows: now.rows,
            now: &moment,
        };
        let fields = filled.fields(&asked.fields);
        let documents = documents(open, asked, now.errors)?;
        let back = place.checked_sub(1).and_then(|before| filing.steps.get(before));
        Ok(Self {
            tramite: link(open),
            draft: draft(app, open),
            step: step.to_owned(),
            number: place + 1,
            steps: step_names(&filing.steps, place),
            title: asked.title.clone(),
            lead: asked.lead.clone(),
            errors: FormErrors::of(&[fields.clone(), documents.clone()].concat()),
            accepted_files: accepted(app, open, asked)?,
            back: back.map(|before| address(open, &before.step)),
            fields,
            documents,
            chrome,
        })
    }
}

impl ReviewPage {
    /// The last page of a draft.
    pub fn of(chrome: Chrome, app: &App, open: &OpenDraft, errors: &[FieldError]) -> Result<Self> {
        let filing = open.filing()?;
        let moment = app.clock.local();
        let loaded = |id: &str| open.data.files.contains_key(id);
        let missing = forms::missing(&filing.documents, &open.data.answers, &moment, loaded);
        let files = filing.documents.iter().filter_map(|asked| {
            let upload = open.data.files.get(&asked.id)?;
            Some((asked.label.clone(), format!("{} · {}", upload.name, facts(upload))))
        });
        let due = clock::due_if_filed(&filing.term, app.clock.now(), &app.catalog().calendar);
        Ok(Self {
            tramite: link(open),
            draft: draft(app, open),
            steps: step_names(&filing.steps, filing.steps.len()),
            errors: summary(open, errors)?,
            answers: filing.steps.iter().map(|step| answered(app, open, step)).collect(),
            files: files.collect(),
            missing: missing.into_iter().map(|document| document.label.clone()).collect(),
            consequence: due.map_or_else(String::new, |due| {
                format!(
                    "Si radica ahora, le responderemos a más tardar el {}.",
                    format::full_date(due)
                )
            }),
            back: filing
                .steps
                .last()
                .map_or_else(String::new, |step| address(open, &step.step)),
            chrome,
        })
    }
}

/// The address of a step of a draft.
pub fn address(open: &OpenDraft, step: &str) -> String {
    format!("/borradores/{}/{step}", open.row.id)
}

/// The row of one document, as the page of its step shows it.
pub fn document_row(open: &OpenDraft, document: &str, error: Option<&str>) -> Result<Option<Field>> {
    let asked = open.filing()?.documents.iter().find(|asked| asked.id == document);
    let upload = open.data.files.get(document);
    Ok(asked.map(|asked| document_field(asked, upload.filter(|_| error.is_none()).map(view), error)))
}

fn documents(open: &OpenDraft, step: &Step, errors: &[FieldError]) -> Result<Vec<Field>> {
    let error = |id: &String| {
        errors
            .iter()
            .find(|error| error.field == *id)
            .map(|error| error.message.as_str())
    };
    let rows: Result<Vec<_>> = step
        .documents
        .iter()
        .map(|id| document_row(open, id, error(id)))
        .collect();
    Ok(rows?.into_iter().flatten().collect())
}

fn accepted(app: &App, open: &OpenDraft, step: &Step) -> Result<String> {
    let documents = open
        .filing()?
        .documents
        .iter()
        .filter(|asked| step.documents.contains(&asked.id));
    let mut kinds = Vec::new();
    for kind in documents.flat_map(|asked| &asked.accept) {
        if !kinds.contains(kind) {
            kinds.push(*kind);
        }
    }
    let limit = app.catalog().entity.limits.file_mb;
    Ok(format!("{}, hasta {limit} MB cada uno.", accepted_words(&kinds)))
}

fn answered(app: &App, open: &OpenDraft, step: &Step) -> Answered {
    let given = printing::answers::facts(app.catalog(), std::slice::from_ref(step), &open.data.answers);
    let tables = printing::answers::tables(app.catalog(), std::slice::from_ref(step), &open.data.answers);
    let rows = tables.into_iter().map(|table| {
        let lines: Vec<String> = table.rows.iter().map(|row| format::cells(row)).collect();
        (table.caption, lines.join("; "))
    });
    Answered {
        title: step.title.clone(),
        change: address(open, &step.step),
        facts: given
            .into_iter()
            .map(|fact| (fact.label, fact.value))
            .chain(rows)
            .collect(),
    }
}

/// Each error leads to its field in its step.
fn summary(open: &OpenDraft, errors: &[FieldError]) -> Result<FormErrors> {
    let steps = &open.filing()?.steps;
    let place = |field: &str| {
        let id = field.split('.').next().unwrap_or(field);
        steps.iter().find(|step| step.fields.iter().any(|each| each.id == id))
    };
    let links = errors.iter().map(|error| {
        let step = place(&error.field).map_or(REVISE, |step| step.step.as_str());
        Link::new(
            format!("{}#{}", address(open, step), error.field),
            error.message.clone(),
        )
    });
    Ok(FormErrors::with_links(links.collect()))
}

fn draft(app: &App, open: &OpenDraft) -> Draft {
    Draft {
        id: open.row.id.to_string(),
        saved: saved(app, open.row.updated_at),
        kept_until: format::plain_date(in_zone(open.row.expires_at).date()),
    }
}

/// `hoy a las 10:14`, `el 18 de noviembre a las 10:14`
pub fn saved(app: &App, at: Timestamp) -> String {
    let at = in_zone(at);
    let clock = format::clock(at.time());
    if at.date() == app.clock.today() {
        format!("hoy a las {clock}")
    } else {
        format!("el {} a las {clock}", format::plain_date(at.date()))
    }
}

fn link(open: &OpenDraft) -> TramiteLink {
    TramiteLink::new(open.tramite.id.as_str(), &open.tramite.short_name, true)
}

fn step_names(steps: &[Step], here: usize) -> Vec<StepName> {
    let names: Vec<&str> = steps
        .iter()
        .map(|step| step.title.as_str())
        .chain([LAST_STEP])
        .collect();
    StepName::path(&names, here)
}

fn view(upload: &Upload) -> UploadView<'_> {
    UploadView {
        name: &upload.name,
        size: upload.content.size,
        pages: upload.content.pages,
    }
}

fn facts(upload: &Upload) -> String {
    let pages = format::plural(i64::from(upload.content.pages), "página", "páginas");
    format!("{} · {pages}", format::size(upload.content.size))
}
