//! A case as its filer follows it: how far it is, what it waits for, what it holds.

use jiff::Timestamp;
use radica_engine::event::Wait;
use radica_engine::model::{Kind, Node};
use radica_storage::cases::Case;
use radica_storage::documents::{self, Document, DocumentState};
use radica_storage::tasks::TaskState;
use radica_storage::{instances, ratings};

use crate::app::App;
use crate::case_data::CaseData;
use crate::catalog::tramite::Outcome;
use crate::effects::FILER_ROLE;
use crate::filing::completion::{MORE_TIME, OPENED};
use crate::matter::{CaseFile, Matter, instance_of};
use crate::problem::{Error, Result};
use crate::services::completion;

/// Status of a case that has an outcome.
pub const DECIDED: &str = "decidido";
/// Status of a case that ended.
pub const CLOSED: &str = "cerrado";

/// A case with its process and its documents.
pub struct Progress {
    /// The case, its process and its tasks.
    pub matter: Matter,
    /// Its documents in order, annulled ones left out.
    pub documents: Vec<Document>,
    /// What it waits for.
    pub waits: Waits,
    /// Whether the filer rated the service.
    pub rated: bool,
}

/// What a case waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// The office does its part.
    Office,
    /// The filer opens the requirement.
    Opening,
    /// The filer delivers; until when the law gives them.
    Delivery {
        /// The end of the month.
        until: Option<Timestamp>,
    },
    /// Nothing: it was decided, or it ended.
    Nothing,
}

/// A document that notifies when it is opened, and that was not opened yet.
#[derive(Debug, Clone, Copy)]
pub enum Sealed<'a> {
    /// The clock stops when it is opened (Ley 1755 de 2015, art. 17).
    Requirement(&'a Document),
    /// The time for remedies runs from the day after it is opened (Ley 1437 de 2011, arts. 56 and 76).
    Act(&'a Document),
}

impl<'a> Sealed<'a> {
    /// The document.
    #[must_use]
    pub const fn document(self) -> &'a Document {
        match self {
            Self::Requirement(document) | Self::Act(document) => document,
        }
    }
}

/// A stage of the way, as the process names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Its name.
    pub name: String,
    /// How far it is.
    pub when: When,
}

/// Whether a stage is behind, here or ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// It began then and is over.
    Past(Option<Timestamp>),
    /// It began then and goes on.
    Now(Option<Timestamp>),
    /// It has not begun.
    Ahead,
}

/// How far a case is. Whoever calls has found the case by `following::follow`, which decides who may.
pub async fn of(app: &App, case: &Case) -> Result<Progress> {
    let matter = Matter::read(app, instance_of(case)?).await?;
    let documents = documents::of_case(&app.db, case.id, 0, i64::from(u16::MAX)).await?;
    let documents = documents
        .into_iter()
        .filter(|document| document.state == DocumentState::Active)
        .collect();
    let rated = ratings::get(&app.db, case.id).await?.is_some();
    let waits = waits(&matter, case);
    Ok(Progress {
        matter,
        documents,
        waits,
        rated,
    })
}

/// Whether a requirement was issued that its addressee has not opened yet.
pub async fn unopened(app: &App, case: &Case) -> Result<bool> {
    let Some(id) = case.instance.filter(|_| !is_over(case)) else {
        return Ok(false);
    };
    let row = instances::get(&app.db, id).await?.ok_or(Error::NotFound("instance"))?;
    let instance: radica_engine::Instance = row
        .state
        .read()
        .map_err(|problem| Error::Internal(format!("state of instance {id}: {problem}")))?;
    Ok(instance.waiting_for(OPENED, &case.radicado).is_some())
}

impl Progress {
    /// The case.
    pub fn file(&self) -> Result<&CaseFile> {
        self.matter.case()
    }

    /// The document with this order in the expediente.
    #[must_use]
    pub fn document(&self, ordinal: i64) -> Option<&Document> {
        self.documents.iter().find(|document| document.ordinal == ordinal)
    }

    /// Whether the filer may ask for more time to deliver: once, before it ends.
    #[must_use]
    pub fn can_ask_for_time(&self) -> bool {
        let instance = &self.matter.instance;
        let radicado = self.file().map(|file| file.case.get().radicado.as_str());
        let listens = radicado.is_ok_and(|radicado| instance.waiting_for(MORE_TIME, radicado).is_some());
        listens && !completion::is_extended(instance)
    }

    /// The documents that the trámite asks for and that have not come.
    pub fn missing(&self) -> Result<Vec<String>> {
        let missing = CaseData::of(self.file()?.case.get())?.missing;
        Ok(missing.into_iter().map(|missing| missing.label).collect())
    }

    /// The last requirement that was issued.
    #[must_use]
    pub fn requirement(&self) -> Option<&Document> {
        let doctype = self.doctype(Outcome::Requirement)?;
        self.documents.iter().rev().find(|document| document.kind == doctype)
    }

    /// The act that decided the case, once it was issued.
    #[must_use]
    pub fn act(&self) -> Option<&Document> {
        let outcome = self.file().ok()?.case.get().outcome.clone()?;
        let outcome = serde_json::from_value(outcome.into()).ok()?;
        let doctype = self.doctype(outcome)?;
        let acts = self.documents.iter().rev();
        acts.filter(|document| document.number.is_some())
            .find(|document| document.kind == doctype)
    }

    /// The document that its addressee has not opened: nobody reads it before being notified by it. Whoever did not
    /// accept electronic notification is notified in person, and reads the decision without a seal.
    #[must_use]
    pub fn sealed(&self) -> Option<Sealed<'_>> {
        if self.waits == Waits::Opening {
            return self.requirement().map(Sealed::Requirement);
        }
        let electronic = CaseData::of(self.file().ok()?.case.get()).ok()?.accepts_electronic;
        let act = self.act().filter(|act| electronic && act.notified_at.is_none());
        act.map(Sealed::Act)
    }

    /// The seal on the document with this order, if there is one.
    #[must_use]
    pub fn seal_on(&self, ordinal: i64) -> Option<Sealed<'_>> {
        self.sealed().filter(|sealed| sealed.document().ordinal == ordinal)
    }

    /// The acuse, once it was printed.
    #[must_use]
    pub fn acuse(&self) -> Option<&Document> {
        let doctype = self.doctype(Outcome::Receipt).unwrap_or("acuse");
        self.documents.iter().find(|document| document.kind == doctype)
    }

    /// The documents that came with the filing.
    pub fn filed(&self) -> Result<Vec<&Document>> {
        let filed_at = self.file()?.case.get().filed_at;
        Ok(self
            .documents
            .iter()
            .filter(|document| document.incorporated_at == filed_at)
            .collect())
    }

    /// What the office asked for in its requirement, in its words.
    #[must_use]
    pub fn asked(&self) -> Option<String> {
        let variables = self.matter.variables();
        let asked = variables["revision"]["que_falta"]
            .as_str()
            .or(variables["visita"]["hallazgos"].as_str());
        asked.map(str::to_owned)
    }

    /// The stages in the order of the process; a detour only when the case went that way.
    pub fn stages(&self) -> Result<Vec<Reached>> {
        let case = self.file()?.case.get();
        // Notified is who opened the act, not who was sent it.
        let unopened = matches!(self.sealed(), Some(Sealed::Act(_)));
        let here = self
            .stage_now()
            .or_else(|| unopened.then(|| self.last_stage()).flatten());
        let mut stages: Vec<Reached> = Vec::new();
        for name in self.matter.process.elements().filter_map(|node| node.stage.as_deref()) {
            if stages.iter().any(|known| known.name == name) {
                continue;
            }
            let first = stages.is_empty();
            let since = if first { Some(case.filed_at) } else { self.since(name) };
            let when = match here {
                Some(now) if now == name => When::Now(since),
                _ if first || since.is_some() || here.is_none() => When::Past(since),
                _ => When::Ahead,
            };
            if since.is_some() || !self.is_detour(name) || matches!(when, When::Now(_)) {
                stages.push(Reached {
                    name: name.to_owned(),
                    when,
                });
            }
        }
        Ok(stages)
    }

    fn last_stage(&self) -> Option<&str> {
        self.matter
            .process
            .elements()
            .filter_map(|node| node.stage.as_deref())
            .last()
    }

    /// The stage where it is; none once it ended.
    #[must_use]
    pub fn stage_now(&self) -> Option<&str> {
        let stage = |token| self.matter.place_of(token)?.stage.as_deref();
        let tokens = || self.matter.instance.tokens().map(|(_, token)| token);
        // What goes on inside an activity says it better than the activity.
        let innermost = tokens().filter(|token| !matches!(token.wait, Some(Wait::Scope)));
        innermost.chain(tokens()).find_map(stage)
    }

    fn stage_of(&self, element: &str) -> Option<&str> {
        self.matter.element(element)?.stage.as_deref()
    }

    /// When the first task of a stage was asked for.
    fn since(&self, stage: &str) -> Option<Timestamp> {
        let tasks = self.matter.tasks.values().map(|task| task.get());
        tasks
            .filter(|task| self.stage_of(&task.element) == Some(stage))
            .map(|task| task.created_at)
            .min()
    }

    /// A stage in which the filer has to do something is passed only when something was missing.
    fn is_detour(&self, stage: &str) -> bool {
        let of_filer = |node: &Node| matches!(&node.kind, Kind::UserTask(task) if task.assign.filer);
        self.matter
            .elements()
            .any(|node| node.stage.as_deref() == Some(stage) && of_filer(node))
    }

    fn doctype(&self, kind: Outcome) -> Option<&str> {
        let filing = self.file().ok()?.tramite.filing.as_ref()?;
        Some(filing.results.get(&kind)?.doctype.as_str())
    }
}

/// Whether the case was decided or ended.
#[must_use]
pub fn is_over(case: &Case) -> bool {
    [DECIDED, CLOSED].contains(&case.status.as_str())
}

fn waits(matter: &Matter, case: &Case) -> Waits {
    if is_over(case) {
        return Waits::Nothing;
    }
    if matter.instance.waiting_for(OPENED, &case.radicado).is_some() {
        return Waits::Opening;
    }
    let mut tasks = matter.tasks.values().map(|task| task.get());
    match tasks.find(|task| task.state == TaskState::Open && task.role == FILER_ROLE) {
        Some(task) => Waits::Delivery { until: task.due_at },
        None => Waits::Office,
    }
}
