//! What a process decides on, read together: the instance, its tasks, and the case or the policy version behind it.

use std::collections::BTreeMap;
use std::sync::Arc;

use radica_engine::ids::ScopeId;
use radica_engine::instance::{ROOT, Scope, Token};
use radica_engine::model::Node;
use radica_engine::{Definition, Instance};
use radica_storage::cases::Case;
use radica_storage::committees::{Ballot, Vote};
use radica_storage::expedientes::Expediente;
use radica_storage::ids::{CaseId, InstanceId, TaskId};
use radica_storage::policies::{DocumentVersion, Governed};
use radica_storage::tasks::Task;
use radica_storage::{Commit, cases, committees, expedientes, instances, policies, tasks};

use crate::app::App;
use crate::catalog::tramite::Tramite;
use crate::clock::CaseClock;
use crate::definitions::Versions;
use crate::kept::Kept;
use crate::positions::definition_of;
use crate::problem::{Error, Result};

/// An instance and what it decides on.
#[derive(Debug, Clone)]
pub struct Matter {
    /// The instance's row.
    pub row: Kept<instances::Instance>,
    /// Its state, as the engine knows it.
    pub instance: Instance,
    /// The definition it runs.
    pub process: Arc<Definition>,
    /// The processes it calls.
    pub versions: Versions,
    /// Its tasks, done ones included.
    pub tasks: BTreeMap<TaskId, Kept<Task>>,
    /// What it decides on.
    pub subject: Subject,
}

/// What an instance decides on.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A filed case.
    Case(Box<CaseFile>),
    /// A version of a governed document.
    Policy(Box<PolicyFile>),
    /// Nothing but its own variables.
    Alone,
}

/// A case with its expediente and its clock.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// The case.
    pub case: Kept<Case>,
    /// The file that gathers its documents.
    pub expediente: Kept<Expediente>,
    /// Its legal clock.
    pub clock: CaseClock,
    /// Its trámite, as the catalogue in force defines it.
    pub tramite: Arc<Tramite>,
}

/// A version of a governed document, with what its approval needs.
#[derive(Debug, Clone)]
pub struct PolicyFile {
    /// The document.
    pub document: Kept<Governed>,
    /// The version under approval.
    pub version: Kept<DocumentVersion>,
    /// The version in force, which the new one replaces.
    pub in_force: Option<Kept<DocumentVersion>>,
    /// The committee's ballot on it, once opened.
    pub ballot: Option<Kept<Ballot>>,
    /// The votes given.
    pub votes: Vec<Vote>,
}

impl Matter {
    /// Reads an instance and what it decides on.
    pub async fn read(app: &App, id: InstanceId) -> Result<Self> {
        let row = instances::get(&app.db, id).await?.ok_or(Error::NotFound("instance"))?;
        let instance: Instance = row
            .state
            .read()
            .map_err(|problem| Error::Internal(format!("state of instance {id}: {problem}")))?;
        let process = app.rules.definitions.get(&app.db, &row.definition).await?;
        let running = app.rules.definitions.called_by(&app.db, &instance).await?;
        let versions = running.with_named(&app.rules, &process);
        let subject = Subject::read(app, &row).await?;
        let tasks = tasks::of_instance(&app.db, id).await?;
        let tasks = tasks.into_iter().map(|task| (task.id, Kept::read(task))).collect();
        Ok(Self {
            row: Kept::read(row),
            instance,
            process,
            versions,
            tasks,
            subject,
        })
    }

    /// Asks the writer to refuse the commit if any of it was changed meanwhile. A task that the turn leaves alone may
    /// be taken or given back while it lasts.
    pub fn guard(&self, commit: Commit) -> Commit {
        let commit = self.row.guard(commit);
        let changed = self.tasks.values().filter(|task| task.is_changed());
        let commit = changed.fold(commit, |commit, task| task.guard(commit));
        match &self.subject {
            Subject::Case(file) => file.expediente.guard(file.case.guard(commit)),
            Subject::Policy(file) => {
                let commit = file.version.guard(file.document.guard(commit));
                let commit = file.in_force.iter().fold(commit, |commit, kept| kept.guard(commit));
                file.ballot.iter().fold(commit, |commit, kept| kept.guard(commit))
            }
            Subject::Alone => commit,
        }
    }

    /// As it stands in the database once what the turn made of it was committed.
    pub async fn written(self, app: &App) -> Result<Self> {
        let versions = match self.instance.scopes().any(|(_, scope)| scope.calls.is_some()) {
            true => {
                let running = app.rules.definitions.called_by(&app.db, &self.instance).await?;
                running.with_named(&app.rules, &self.process)
            }
            false => self.versions,
        };
        let tasks = self.tasks.into_iter().map(|(id, task)| (id, task.written()));
        Ok(Self {
            row: self.row.written(),
            tasks: tasks.collect(),
            subject: self.subject.written(),
            versions,
            ..self
        })
    }

    /// An element of the process, or of one that it calls, by its id: for what is over and left no position.
    #[must_use]
    pub fn element(&self, id: &str) -> Option<&Node> {
        let own = self.process.element(id);
        own.or_else(|| self.versions.elements().find(|node| node.id.as_str() == id))
    }

    /// The elements of the process, then those of the processes that it calls.
    pub fn elements(&self) -> impl Iterator<Item = &Node> {
        self.process.elements().chain(self.versions.elements())
    }

    /// The process whose elements stand in a scope.
    #[must_use]
    pub fn process_in(&self, scope: ScopeId) -> &Arc<Definition> {
        let called = definition_of(&self.instance, scope).and_then(|hash| self.versions.running(hash));
        called.unwrap_or(&self.process)
    }

    /// The processes that it called and that still run, each under the name of the activity that called it.
    pub fn called(&self) -> impl Iterator<Item = (&str, &Arc<Definition>)> {
        self.instance.scopes().filter_map(|(id, scope)| {
            let process = self.versions.running(scope.calls.as_ref()?)?;
            let node = self.place_of(self.instance.token(id.owner())?)?;
            Some((node.name.as_deref().unwrap_or(node.id.as_str()), process))
        })
    }

    /// Where a token is.
    #[must_use]
    pub fn place_of(&self, token: &Token) -> Option<&Node> {
        self.process_in(token.scope).element(token.element.as_str())
    }

    /// What the process knows: its variables and, over them, those of the processes that it called and that still run.
    #[must_use]
    pub fn variables(&self) -> serde_json::Value {
        known(&self.instance)
    }

    /// The case, when that is what the process decides on.
    pub fn case(&self) -> Result<&CaseFile> {
        match &self.subject {
            Subject::Case(file) => Ok(file),
            Subject::Policy(_) | Subject::Alone => Err(Error::Internal("this service needs a case".to_owned())),
        }
    }

    /// The case, to be changed.
    pub fn case_mut(&mut self) -> Result<&mut CaseFile> {
        match &mut self.subject {
            Subject::Case(file) => Ok(file),
            Subject::Policy(_) | Subject::Alone => Err(Error::Internal("this service needs a case".to_owned())),
        }
    }

    /// The policy version.
    pub fn policy(&self) -> Result<&PolicyFile> {
        match &self.subject {
            Subject::Policy(file) => Ok(file),
            Subject::Case(_) | Subject::Alone => {
                Err(Error::Internal("this service needs a governed document".to_owned()))
            }
        }
    }

    /// The policy version, to be changed.
    pub fn policy_mut(&mut self) -> Result<&mut PolicyFile> {
        match &mut self.subject {
            Subject::Policy(file) => Ok(file),
            Subject::Case(_) | Subject::Alone => {
                Err(Error::Internal("this service needs a governed document".to_owned()))
            }
        }
    }
}

impl Subject {
    async fn read(app: &App, row: &instances::Instance) -> Result<Self> {
        match row.case_id {
            Some(case) => Ok(Self::Case(Box::new(CaseFile::read(app, case).await?))),
            None => Ok(match PolicyFile::read(app, row.id).await? {
                Some(file) => Self::Policy(Box::new(file)),
                None => Self::Alone,
            }),
        }
    }

    fn written(self) -> Self {
        match self {
            Self::Case(file) => Self::Case(Box::new(CaseFile {
                case: file.case.written(),
                expediente: file.expediente.written(),
                ..*file
            })),
            Self::Policy(file) => Self::Policy(Box::new(PolicyFile {
                document: file.document.written(),
                version: file.version.written(),
                in_force: file.in_force.map(Kept::written),
                ballot: file.ballot.map(Kept::written),
                ..*file
            })),
            Self::Alone => Self::Alone,
        }
    }

    /// The case's id, when it is a case.
    #[must_use]
    pub fn case_id(&self) -> Option<CaseId> {
        match self {
            Self::Case(file) => Some(file.case.get().id),
            Self::Policy(_) | Self::Alone => None,
        }
    }

    /// What an inbox shows: a radicado, or a document's code and version.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Case(file) => file.case.get().radicado.clone(),
            Self::Policy(file) => {
                let version = file.version.get();
                format!("{} {}.{}", file.document.get().code, version.major, version.minor)
            }
            Self::Alone => String::new(),
        }
    }
}

/// As [`Matter::variables`], of an instance alone.
#[must_use]
pub fn known(instance: &Instance) -> serde_json::Value {
    let seen = |(id, scope): &(ScopeId, &Scope)| *id == ROOT || scope.calls.is_some();
    let variables = instance.scopes().filter(seen).flat_map(|(_, scope)| {
        let written = scope.variables.iter();
        written.filter(|(name, _)| !name.starts_with('$'))
    });
    variables
        .map(|(name, value)| (name.to_string(), value.to_json()))
        .collect()
}

/// The process of a case; every case has one.
pub fn instance_of(case: &Case) -> Result<InstanceId> {
    case.instance
        .ok_or_else(|| Error::Internal(format!("case {} has no process", case.id)))
}

impl CaseFile {
    /// Reads a case with its expediente and clock.
    pub async fn read(app: &App, id: CaseId) -> Result<Self> {
        let case = cases::get(&app.db, id).await?.ok_or(Error::NotFound("case"))?;
        Self::of(app, case).await
    }

    /// What belongs to a case already read.
    pub async fn of(app: &App, case: Case) -> Result<Self> {
        let expediente = match case.expediente {
            Some(expediente) => expedientes::get(&app.db, expediente).await?,
            None => None,
        };
        let expediente = expediente.ok_or_else(|| Error::Internal(format!("case {} has no expediente", case.id)))?;
        let tramite = app.rules.tramite(&case.tramite).cloned().ok_or_else(|| {
            Error::Internal(format!(
                "case {} is of {}, which is not in the catalogue",
                case.id, case.tramite
            ))
        })?;
        let clock = CaseClock::read(&case.clock, &app.rules.catalog.calendar)?;
        Ok(Self {
            case: Kept::read(case),
            expediente: Kept::read(expediente),
            clock,
            tramite,
        })
    }
}

impl PolicyFile {
    /// The governed document that an instance approves, if it does.
    async fn read(app: &App, instance: InstanceId) -> Result<Option<Self>> {
        let Some(version) = policies::version_of_instance(&app.db, instance).await? else {
            return Ok(None);
        };
        let document = policies::get(&app.db, version.document)
            .await?
            .ok_or(Error::NotFound("governed document"))?;
        let in_force = match document.in_force {
            Some(id) => policies::get_version(&app.db, id).await?.map(Kept::read),
            None => None,
        };
        let ballot = committees::ballots_on(&app.db, version.id)
            .await?
            .into_iter()
            .next_back();
        let votes = match &ballot {
            Some(ballot) => committees::votes(&app.db, ballot.id).await?,
            None => Vec::new(),
        };
        let ballot = ballot.map(Kept::read);
        Ok(Some(Self {
            document: Kept::read(document),
            version: Kept::read(version),
            in_force,
            ballot,
            votes,
        }))
    }
}
