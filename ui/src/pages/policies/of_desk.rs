//! The pages of those who write and review governed documents, from the versions on their way.

use radica_storage::policies::DocumentVersion;
use radica_storage::tasks::{Task, TaskState};
use radica_workflows::App;
use radica_workflows::actor::Actor;
use radica_workflows::catalog::form::FieldError;
use radica_workflows::policies::underway::{self, OnTheDesk, ReviewResult, Underway};
use radica_workflows::policies::versions::{self, Draft};
use radica_workflows::policies::{Document, number_of};
use radica_workflows::services::version_state::{COMMITTEE, DRAFT, IN_FORCE, REJECTED, REPLACED};
use radica_workflows::time::in_zone;

use super::list::{Coming, PolicyDeskPage, PolicyListPage, PolicyRow};
use super::of_document::{facts, kind, owner};
use super::version::{Review, VersionPage};
use super::{ChangeRow, Comparison, NewVersionPage};
use crate::pages::chrome::Chrome;
use crate::pages::filing::of_draft::saved;
use crate::pages::format;
use crate::pages::icons::Icon;
use crate::pages::parts::{Field, FormErrors, Link, StepName, Tag, Tone};

/// The life of a version.
const LIFE: [&str; 4] = ["Borrador", "Revisión", "Comité", "Vigente"];

impl PolicyListPage {
    /// What is in force.
    pub fn of(chrome: Chrome, app: &App, documents: &[Document]) -> Self {
        Self {
            chrome,
            policies: documents.iter().map(|document| row(app, document)).collect(),
        }
    }
}

impl PolicyDeskPage {
    /// Every document with what is on its way and what waits for the reader.
    pub fn of(chrome: Chrome, app: &App, actor: &Actor, desk: &[OnTheDesk]) -> Self {
        let with_coming = |on: &OnTheDesk| PolicyRow {
            coming: on.document.coming().map(|version| coming(&on.document, version)),
            ..row(app, &on.document)
        };
        let waiting = desk.iter().flat_map(|on| {
            let ballot = on.open_ballot.iter().map(|ballot| {
                let subject = on.document.coming().map(number_of).unwrap_or_default();
                let text = format!("Votación abierta: {} {subject}", on.document.document.code);
                Link::new(format!("/votaciones/{}", ballot.id), text)
            });
            on.tasks.iter().map(task_link).chain(ballot).collect::<Vec<_>>()
        });
        Self {
            waiting: waiting.collect(),
            may_write: desk.iter().any(|on| underway::may_write(actor, &on.document.document)),
            policies: desk.iter().map(with_coming).collect(),
            chrome,
        }
    }
}

impl VersionPage {
    /// A version with what was done to approve it.
    pub fn of(chrome: Chrome, app: &App, underway: &Underway) -> Self {
        let (document, version) = (&underway.document, &underway.version);
        let head = &document.document;
        let base = document
            .in_force()
            .filter(|current| current.id != version.id && !current.body.is_empty());
        Self {
            chrome,
            id: head.code.clone(),
            name: head.name.clone(),
            facts: format!("{} · {}", head.code, facts(head, owner(app, head))),
            version: number_of(version),
            tags: tags(document, version),
            steps: StepName::path(&LIFE, underway::place(version)),
            actions: actions(underway),
            send: (underway.may_write && version.state == DRAFT)
                .then(|| format!("/gestion/politicas/{}/{}/revision", head.code, number_of(version))),
            comparison: base.map(|base| Comparison::of(base, version)),
            changes: ChangeRow::of(document, Some(version)),
            reviews: underway.reviews.iter().map(review).collect(),
        }
    }
}

impl NewVersionPage {
    /// The form: what was typed, or the draft, or the text in force.
    pub fn of(
        chrome: Chrome,
        app: &App,
        document: &Document,
        earlier: Option<&DocumentVersion>,
        typed: Option<(&Draft, &[FieldError])>,
    ) -> Self {
        let head = &document.document;
        let [minor, major] = versions::numbers(document);
        let is_major = |version: &DocumentVersion| version.state == DRAFT && number_of(version) == major;
        let text = || {
            document
                .in_force()
                .map(|version| version.body.clone())
                .unwrap_or_default()
        };
        let draft = typed.map(|(draft, _)| draft.clone()).unwrap_or_else(|| Draft {
            major: earlier.is_some_and(is_major),
            description: earlier.map(|version| version.description.clone()).unwrap_or_default(),
            body: earlier.map_or_else(text, |version| version.body.clone()),
        });
        let errors = typed.map(|(_, errors)| errors).unwrap_or_default();
        let sent_back = earlier.filter(|version| version.state != DRAFT);
        let mut fields = Self::fields(&minor, &major, draft.major, &draft.description, &draft.body);
        if sent_back.is_some() {
            // Its number was given when it was sent.
            fields.remove(0);
        }
        let fields: Vec<Field> = fields.into_iter().map(|field| with_error(field, errors)).collect();
        Self {
            chrome,
            id: head.code.clone(),
            name: head.name.clone(),
            errors: if errors.is_empty() {
                FormErrors::default()
            } else {
                FormErrors::of(&fields)
            },
            fields,
            saved: earlier.map(|version| saved(app, version.created_at)),
            sent_back: sent_back.map(number_of),
        }
    }
}

fn with_error(field: Field, errors: &[FieldError]) -> Field {
    match errors.iter().find(|error| error.field == field.name) {
        Some(error) => field.error(&error.message),
        None => field,
    }
}

fn row(app: &App, document: &Document) -> PolicyRow {
    let head = &document.document;
    let in_force = document.in_force().map(|version| match version.date {
        Some(date) => format!("{} desde el {}", number_of(version), format::short_date_year(date)),
        None => number_of(version),
    });
    PolicyRow {
        id: head.code.clone(),
        name: head.name.clone(),
        kind: kind(head),
        in_force,
        owner: owner(app, head).to_owned(),
        coming: None,
    }
}

fn coming(document: &Document, version: &DocumentVersion) -> Coming {
    let number = number_of(version);
    Coming {
        href: format!("/gestion/politicas/{}/{number}", document.document.code),
        state: state_tag(version, ""),
        version: number,
    }
}

fn tags(document: &Document, version: &DocumentVersion) -> Vec<Tag> {
    let current = document.in_force().filter(|current| current.id != version.id);
    let current = current.map(|current| state_tag(current, &format!("{} ", number_of(current))));
    current
        .into_iter()
        .chain([state_tag(version, &format!("{} ", number_of(version)))])
        .collect()
}

fn state_tag(version: &DocumentVersion, before: &str) -> Tag {
    let (tone, icon, words) = match version.state.as_str() {
        DRAFT => (Tone::Draft, Icon::Borrador, "en borrador"),
        COMMITTEE => (Tone::Stop, Icon::Reloj, "en comité"),
        IN_FORCE => (Tone::Ok, Icon::EnTermino, "vigente"),
        REPLACED => (Tone::Neutral, Icon::Info, "sustituida"),
        REJECTED => (Tone::Bad, Icon::Equis, "no aprobada"),
        _ => (Tone::Stop, Icon::Reloj, "en revisión"),
    };
    let mut text = format!("{before}{words}");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Tag::new(tone, icon, text)
}

fn task_link(task: &Task) -> Link {
    Link::new(
        format!("/gestion/revisiones/{}", task.id),
        format!("{}: {}", task.name, task.subject),
    )
}

fn actions(underway: &Underway) -> Vec<Link> {
    let (code, state) = (&underway.document.document.code, underway.version.state.as_str());
    let mut actions: Vec<Link> = underway.tasks.iter().map(task_link).collect();
    if underway.may_write && (state == DRAFT || !underway.tasks.is_empty()) {
        actions.push(Link::new(
            format!("/gestion/politicas/{code}/nueva"),
            "Corregir el texto",
        ));
    }
    if let Some(ballot) = &underway.ballot {
        let text = if ballot.closed_at.is_none() {
            "Ir a la votación"
        } else {
            "Ver la votación"
        };
        actions.push(Link::new(format!("/votaciones/{}", ballot.id), text));
    }
    if [IN_FORCE, REPLACED].contains(&state) {
        let number = number_of(&underway.version);
        actions.push(Link::new(
            format!("/politicas/{code}/{number}"),
            "Leer el texto publicado",
        ));
    }
    actions
}

fn review(review: &underway::Review) -> Review {
    let (tone, result) = match (&review.task.state, &review.result) {
        (TaskState::Done, Some(ReviewResult::Agreed)) => (Tone::Ok, "de acuerdo".to_owned()),
        (TaskState::Done, Some(ReviewResult::SentBack(why))) => (Tone::Warn, format!("devuelta: {why}")),
        (TaskState::Done, None) => (Tone::Neutral, "revisó un texto anterior".to_owned()),
        (TaskState::Cancelled, _) => (Tone::Neutral, "ya no hace falta".to_owned()),
        (TaskState::Open, _) => (Tone::Stop, "pendiente".to_owned()),
    };
    let date = review
        .task
        .ended_at
        .map(|at| format::short_moment(in_zone(at).datetime()));
    let detail: Vec<String> = date.into_iter().chain(review.by.clone()).collect();
    Review {
        tone,
        area: review.task.name.clone(),
        result,
        detail: (!detail.is_empty()).then(|| detail.join(", ")),
    }
}
