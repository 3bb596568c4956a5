//! Versions on their way: where each stands, who reviewed it and what waits for the reader.

use std::collections::BTreeMap;

use radica_engine::Instance;
use radica_storage::committees::{self, Ballot};
use radica_storage::ids::{PersonId, TaskId};
use radica_storage::policies::{self as stored, DocumentVersion, Governed};
use radica_storage::tasks::{self, Task, TaskState};
use radica_storage::{instances, people};
use serde_json::Value;

use super::{Document, all, document};
use crate::access::{Act, Subject, allowed};
use crate::actor::{Actor, OfficeId};
use crate::app::App;
use crate::deciding;
use crate::problem::{Error, Refused, Result};
use crate::services::version_state::{COMMITTEE, DRAFT, IN_FORCE, REJECTED, REPLACED, REVIEW};

/// Act of the task of a reviewer.
const REVIEW_ACT: &str = "review";
/// Act of the task in which the author answers what reviewers sent back.
pub(super) const CORRECT_ACT: &str = "comment";

/// A document on the desk of those who keep it.
#[derive(Debug, Clone)]
pub struct OnTheDesk {
    /// The document with its versions.
    pub document: Document,
    /// Open tasks on it that the reader may do.
    pub tasks: Vec<Task>,
    /// Its ballot, when the vote is open.
    pub open_ballot: Option<Ballot>,
}

/// A version with everything that was done to approve it.
#[derive(Debug, Clone)]
pub struct Underway {
    /// The document with its versions.
    pub document: Document,
    /// The version in view.
    pub version: DocumentVersion,
    /// Its reviews, in the order they were asked for.
    pub reviews: Vec<Review>,
    /// Open tasks on it that the reader may do.
    pub tasks: Vec<Task>,
    /// Its last ballot.
    pub ballot: Option<Ballot>,
    /// Whether the reader may write and send it.
    pub may_write: bool,
}

/// A review asked for.
#[derive(Debug, Clone)]
pub struct Review {
    /// Its task.
    pub task: Task,
    /// Who did it, or has taken it.
    pub by: Option<String>,
    /// What it said, once done; `None` for one of an earlier round, whose answer the later one replaced.
    pub result: Option<ReviewResult>,
}

/// What a reviewer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewResult {
    /// Agreed.
    Agreed,
    /// Sent back, with what has to change.
    SentBack(String),
}

impl Document {
    /// The version on its way: a draft, or one in review or before the committee.
    #[must_use]
    pub fn coming(&self) -> Option<&DocumentVersion> {
        let on_its_way = |state: &str| [DRAFT, REVIEW, COMMITTEE].contains(&state);
        self.versions.iter().rev().find(|version| on_its_way(&version.state))
    }
}

/// Whether the actor may write versions of a document.
#[must_use]
pub fn may_write(actor: &Actor, document: &Governed) -> bool {
    let office = OfficeId::new(document.owner.clone());
    allowed(
        actor,
        Act::EditPolicy,
        &Subject {
            office: Some(&office),
            ..Subject::default()
        },
    )
}

/// Every document with what is on its way, for those who write, review or vote.
pub async fn desk(app: &App, actor: &Actor) -> Result<Vec<OnTheDesk>> {
    keeper(actor)?;
    let mut desk = Vec::new();
    for governed in all(app).await? {
        let document = document(app, &governed.code).await?;
        let (tasks, ballot) = match document.coming() {
            Some(coming) => (tasks_for(app, actor, coming).await?, last_ballot(app, coming).await?),
            None => (Vec::new(), None),
        };
        let open_ballot = ballot.filter(|ballot| ballot.closed_at.is_none());
        desk.push(OnTheDesk {
            document,
            tasks,
            open_ballot,
        });
    }
    Ok(desk)
}

/// A version of a document, published or not, for those who write, review or vote.
pub async fn version(app: &App, actor: &Actor, code: &str, number: &str) -> Result<Underway> {
    keeper(actor)?;
    let document = document(app, code).await?;
    let version = document.version(number)?.clone();
    Ok(Underway {
        reviews: reviews(app, &version).await?,
        tasks: tasks_for(app, actor, &version).await?,
        ballot: last_ballot(app, &version).await?,
        may_write: may_write(actor, &document.document),
        document,
        version,
    })
}

/// A task on a version that the actor may do, with the version.
pub async fn of_task(app: &App, actor: &Actor, id: TaskId) -> Result<(Task, Underway)> {
    let task = deciding::task(app, actor, id).await?;
    let decided = stored::version_of_instance(&app.db, task.instance)
        .await?
        .ok_or(Error::NotFound("version"))?;
    let governed = stored::get(&app.db, decided.document)
        .await?
        .ok_or(Error::NotFound("governed document"))?;
    let underway = version(app, actor, &governed.code, &super::number_of(&decided)).await?;
    Ok((task, underway))
}

/// Those who take part in the life of governed documents see what is not in force yet.
pub(crate) fn keeper(actor: &Actor) -> Result<()> {
    if actor.person().is_none() {
        return Err(Error::SignInRequired);
    }
    if allowed(actor, Act::FollowPolicy, &Subject::default()) {
        return Ok(());
    }
    Err(Refused::part(Act::FollowPolicy)
        .because("Solo quienes escriben, revisan o votan los documentos ven las versiones en trámite."))
}

/// The author's open task to answer what reviewers sent back, if it was sent back.
pub(super) async fn correction(app: &App, version: &DocumentVersion) -> Result<Option<Task>> {
    let tasks = tasks_of(app, version).await?;
    Ok(tasks
        .into_iter()
        .find(|task| task.state == TaskState::Open && task.act.as_deref() == Some(CORRECT_ACT)))
}

async fn tasks_of(app: &App, version: &DocumentVersion) -> Result<Vec<Task>> {
    match version.instance {
        Some(instance) => Ok(tasks::of_instance(&app.db, instance).await?),
        None => Ok(Vec::new()),
    }
}

async fn tasks_for(app: &App, actor: &Actor, version: &DocumentVersion) -> Result<Vec<Task>> {
    let may_do = |task: &Task| {
        let office = OfficeId::new(task.office.clone());
        allowed(
            actor,
            Act::Work,
            &Subject {
                office: Some(&office),
                role: Some(&task.role),
                ..Subject::default()
            },
        )
    };
    let tasks = tasks_of(app, version).await?;
    Ok(tasks
        .into_iter()
        .filter(|task| task.state == TaskState::Open && may_do(task))
        .collect())
}

async fn last_ballot(app: &App, version: &DocumentVersion) -> Result<Option<Ballot>> {
    Ok(committees::ballots_on(&app.db, version.id)
        .await?
        .into_iter()
        .next_back())
}

async fn reviews(app: &App, version: &DocumentVersion) -> Result<Vec<Review>> {
    let asked: Vec<Task> = tasks_of(app, version)
        .await?
        .into_iter()
        .filter(|task| task.act.as_deref() == Some(REVIEW_ACT))
        .collect();
    let who: Vec<PersonId> = asked.iter().filter_map(|task| task.assignee).collect();
    let names: BTreeMap<PersonId, String> = people::get_many(&app.db, &who)
        .await?
        .into_iter()
        .map(|person| (person.id, person.name))
        .collect();
    let answers = answers(app, version).await?;
    let is_last = |task: &Task| {
        asked
            .iter()
            .rev()
            .find(|other| other.element == task.element)
            .map(|last| last.id)
    };
    let review = |task: &Task| {
        let answered = task.state == TaskState::Done && is_last(task) == Some(task.id);
        Review {
            by: task.assignee.and_then(|person| names.get(&person).cloned()),
            result: answered.then(|| result_of(&answers, &task.element)).flatten(),
            task: task.clone(),
        }
    };
    Ok(asked.iter().map(review).collect())
}

/// The variables of the instance: what each review said is there.
async fn answers(app: &App, version: &DocumentVersion) -> Result<Value> {
    let Some(id) = version.instance else {
        return Ok(Value::Null);
    };
    let row = instances::get(&app.db, id).await?.ok_or(Error::NotFound("instance"))?;
    let state: Instance = row
        .state
        .read()
        .map_err(|problem| Error::Internal(format!("state of instance {id}: {problem}")))?;
    Ok(state.variables().map_or(Value::Null, radica_engine::Variables::to_json))
}

/// `revisar-ti` leaves its result in `revision_ti`.
fn result_of(answers: &Value, element: &str) -> Option<ReviewResult> {
    let office = element.strip_prefix("revisar-")?;
    let answer = answers.get(format!("revision_{office}"))?;
    match answer["resultado"].as_str()? {
        "devolver" => Some(ReviewResult::SentBack(
            answer["observaciones"].as_str().unwrap_or_default().to_owned(),
        )),
        _ => Some(ReviewResult::Agreed),
    }
}

/// Where a version stands, in the order of its life; a rejected one stands at the committee.
#[must_use]
pub fn place(version: &DocumentVersion) -> usize {
    match version.state.as_str() {
        DRAFT => 0,
        REVIEW => 1,
        COMMITTEE | REJECTED => 2,
        IN_FORCE | REPLACED => 3,
        _ => 0,
    }
}
