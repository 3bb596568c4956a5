//! A case as the officials who answer it read it: where it stands, its documents, its tasks and its history.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;
use jiff::Timestamp;
use radica_engine::model::Kind;
use radica_storage::cases;
use radica_storage::documents::{self, Document};
use radica_storage::ids::{CaseId, PersonId};
use radica_storage::journal::{self, Recorded};
use radica_storage::messages::Message;
use radica_storage::objects::{self, Sha256};
use radica_storage::people;
use radica_storage::tasks::{Task, TaskState};
use serde_json::Value;

use crate::access::{Act, Subject, allowed};
use crate::actor::{Actor, OfficeId};
use crate::app::App;
use crate::closing::class_of;
use crate::decided::{self, Decided};
use crate::matter::{CaseFile, Matter, instance_of};
use crate::messages;
use crate::problem::{Error, Refused, Result};

/// Entries of the history of one case at most.
const LONGEST_HISTORY: i64 = 2_000;

/// Everything that an official sees of a case.
pub struct Dossier {
    /// The case, its process and its tasks.
    pub matter: Matter,
    /// Its documents, in the order of the expediente.
    pub documents: Vec<Document>,
    /// What happened, the newest first.
    pub history: Vec<Happened>,
    /// What tables decided in it, the newest first.
    pub decided: Vec<Decided>,
    /// What the office and the filer wrote to each other, the first message first.
    pub messages: Vec<Message>,
    /// Names of the people in it.
    pub names: BTreeMap<PersonId, String>,
}

/// Something that happened in a case.
#[derive(Debug, Clone)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// Who; none for the system.
    pub by: Option<PersonId>,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum What {
    /// The case was filed.
    Filed,
    /// The clock changed: why, and by what norm.
    Clock {
        /// Why.
        reason: String,
        /// By what norm.
        norm: String,
    },
    /// A task was completed.
    Done(String),
    /// Somebody took a task.
    Claimed(String),
    /// Somebody gave a task back to the office.
    GivenBack(String),
    /// A task was given to somebody.
    Reassigned(String, Option<PersonId>),
    /// A document entered the expediente.
    Incorporated(i64, String),
    /// The outcome was recorded: `granted`, `refused`, `withdrawal`.
    Decided(String),
    /// The case was closed.
    Closed,
    /// The filer rated the service.
    Rated,
    /// The filer was notified of a document by opening it.
    Notified,
    /// The filer was notified of a requirement when the term had already expired.
    NotStopped,
    /// The filer has more time to complete, until then.
    MoreTime(Option<Timestamp>),
    /// The process stopped and an operator must look.
    Incident(String),
}

/// A case by its radicado, for officials who may see the inside of it.
///
/// # Errors
/// [`Error::NotFound`] whether it does not exist or is not theirs to see.
pub async fn read(app: &App, actor: &Actor, radicado: &str) -> Result<Dossier> {
    let case = cases::by_radicado(&app.db, radicado)
        .await?
        .ok_or(Error::NotFound("case"))?;
    of_case(app, actor, case.id).await
}

/// As [`read`], by the case's id.
pub async fn of_case(app: &App, actor: &Actor, id: CaseId) -> Result<Dossier> {
    if actor.person().is_none() {
        return Err(Error::SignInRequired);
    }
    let case = cases::get(&app.db, id).await?.ok_or(Error::NotFound("case"))?;
    let matter = Matter::read(app, instance_of(&case)?).await?;
    if !inspects(actor, &matter)? {
        return Err(Error::Hidden(Refused::new(Act::Inspect, "case", id)));
    }
    let documents = documents::of_case(&app.db, id, 0, i64::MAX).await?;
    let entries = entries(app, &matter, &documents).await?;
    let history: Vec<Happened> = entries.iter().filter_map(|entry| happened(&matter, entry)).collect();
    let decided = decided::of(app, &entries).await?;
    let messages = messages::of(app, &case).await?;
    let names = names(app, &matter, &history, &messages).await?;
    Ok(Dossier {
        matter,
        documents,
        history,
        decided,
        messages,
        names,
    })
}

impl Dossier {
    /// The case's file.
    pub fn file(&self) -> Result<&CaseFile> {
        self.matter.case()
    }

    /// The open tasks.
    pub fn open_tasks(&self) -> impl Iterator<Item = &Task> {
        self.matter
            .tasks
            .values()
            .map(|kept| kept.get())
            .filter(|task| task.state == TaskState::Open)
    }

    /// The open tasks that the actor may work on.
    pub fn tasks_of<'a>(&'a self, actor: &'a Actor) -> impl Iterator<Item = &'a Task> {
        self.open_tasks()
            .filter(move |task| works_on(actor, &self.matter, task))
    }

    /// What completing a task changes in law, as its definition says it.
    #[must_use]
    pub fn consequence(&self, task: &Task) -> Option<&str> {
        match &self.matter.element(&task.element)?.kind {
            Kind::UserTask(asked) => asked.consequence.as_deref(),
            _ => None,
        }
    }

    /// A document by its order in the expediente.
    #[must_use]
    pub fn document(&self, order: i64) -> Option<&Document> {
        self.documents.iter().find(|document| document.ordinal == order)
    }

    /// A person's name.
    #[must_use]
    pub fn name(&self, id: PersonId) -> Option<&str> {
        self.names.get(&id).map(String::as_str)
    }
}

/// Whether the stored bytes of a document are still those that were received: all of them are read and hashed.
pub async fn is_intact(app: &App, document: &Document) -> Result<bool> {
    let Ok(key) = document.sha256.parse::<Sha256>() else {
        return Ok(false);
    };
    match read_through(app, key).await {
        Ok(()) => Ok(true),
        Err(objects::Error::Corrupt { .. } | objects::Error::Missing { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

async fn read_through(app: &App, key: Sha256) -> std::result::Result<(), objects::Error> {
    let mut chunks = std::pin::pin!(app.objects.get(key).await?.into_stream());
    while chunks.try_next().await?.is_some() {}
    Ok(())
}

/// Who may read the case from inside, and who has work in it for another office.
fn inspects(actor: &Actor, matter: &Matter) -> Result<bool> {
    let file = matter.case()?;
    let case = file.case.get();
    let office = OfficeId::new(case.office.clone());
    let subject = Subject {
        office: Some(&office),
        filer: Some(&case.filer),
        role: None,
        class: class_of(&file.expediente.get().access),
    };
    let works = || matter.tasks.values().any(|task| works_on(actor, matter, task.get()));
    Ok(allowed(actor, Act::Inspect, &subject) || works())
}

fn works_on(actor: &Actor, matter: &Matter, task: &Task) -> bool {
    let filer = matter.case().ok().map(|file| file.case.get().filer);
    let office = OfficeId::new(task.office.clone());
    let subject = Subject {
        office: Some(&office),
        filer: filer.as_ref(),
        role: Some(&task.role),
        ..Subject::default()
    };
    allowed(actor, Act::Work, &subject)
}

/// What the journal keeps of a case, the newest first.
async fn entries(app: &App, matter: &Matter, documents: &[Document]) -> Result<Vec<Recorded>> {
    let case = matter.case()?.case.get().id.to_string();
    let instance = matter.row.get().id.to_string();
    let tasks: Vec<String> = matter.tasks.keys().map(ToString::to_string).collect();
    let documents: Vec<String> = documents.iter().map(|document| document.id.to_string()).collect();
    let mut entries = Vec::new();
    for (kind, ids) in [
        ("case", vec![case]),
        ("instance", vec![instance]),
        ("task", tasks),
        ("document", documents),
    ] {
        entries.extend(journal::of_subjects(&app.db, kind, &ids, LONGEST_HISTORY).await?);
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.position));
    Ok(entries)
}

fn happened(matter: &Matter, entry: &Recorded) -> Option<Happened> {
    let data: Value = entry.data.read().ok()?;
    let what = match (entry.subject_kind.as_str(), entry.kind.as_str()) {
        ("case", "filed") => What::Filed,
        ("case", "clock") => What::Clock {
            reason: text(&data["event"]["reason"]),
            norm: text(&data["event"]["norm"]),
        },
        ("case", "outcome-recorded") => What::Decided(text(&data["outcome"])),
        ("case", "closed") => What::Closed,
        ("case", "rated") => What::Rated,
        ("case", "clock-not-stopped") => What::NotStopped,
        ("case", "completion-extended") => What::MoreTime(data["until"].as_str().and_then(|until| until.parse().ok())),
        ("document", "notified") => What::Notified,
        ("task", "claimed") => What::Claimed(task_name(matter, &entry.subject_id)?),
        ("task", "given-back") => What::GivenBack(task_name(matter, &entry.subject_id)?),
        ("task", "reassigned") => {
            What::Reassigned(task_name(matter, &entry.subject_id)?, data["to"].as_str()?.parse().ok())
        }
        ("document", "incorporated") => What::Incorporated(data["ordinal"].as_i64()?, text(&data["title"])),
        ("instance", "incident-raised") => What::Incident(text(&data["incident"]["message"])),
        ("instance", "decided") => What::Done(task_name(matter, &completed(&data["command"])?)?),
        _ => return None,
    };
    let by = entry.actor.strip_prefix("person:").and_then(|id| id.parse().ok());
    Some(Happened { at: entry.at, by, what })
}

/// The task that a command completed, if that is what it did.
fn completed(command: &Value) -> Option<String> {
    match serde_json::from_value(command.clone()).ok()? {
        radica_engine::Command::CompleteTask { task, .. } => Some(task.to_string()),
        _ => None,
    }
}

fn task_name(matter: &Matter, id: &str) -> Option<String> {
    matter.tasks.get(&id.parse().ok()?).map(|task| task.get().name.clone())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

async fn names(
    app: &App,
    matter: &Matter,
    history: &[Happened],
    messages: &[Message],
) -> Result<BTreeMap<PersonId, String>> {
    let given = history.iter().filter_map(|entry| match entry.what {
        What::Reassigned(_, to) => to,
        _ => None,
    });
    let mut ids: Vec<PersonId> = history.iter().filter_map(|entry| entry.by).chain(given).collect();
    ids.extend(matter.tasks.values().filter_map(|task| task.get().assignee));
    ids.extend(messages.iter().map(|message| message.author));
    ids.push(matter.case()?.case.get().filer);
    ids.sort();
    ids.dedup();
    let people = people::get_many(&app.db, &ids).await?;
    Ok(people.into_iter().map(|person| (person.id, person.name)).collect())
}
