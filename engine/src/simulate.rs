//! Runs a definition in memory with a virtual clock: what golden tests and `radica run` do.

use jiff::{Timestamp, Zoned};
use serde::Deserialize;
use ulid::Ulid;

use crate::calendar::Calendars;
use crate::command::{Command, Rejection};
use crate::decide::{Decision, Env, decide};
use crate::effect::Effect;
use crate::event::{Event, Wait};
use crate::ids::{Ids, InstanceId, JobId, TaskId, TokenId};
use crate::instance::Instance;
use crate::model::Definition;
use crate::schedule::{Schedule, ScheduleError};
use crate::trace::{Line, Tracer};
use crate::variables::{Value, Variables};

/// A script: when it begins, and what is done.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// The moment it begins, with its zone (`2026-11-20T10:00-05:00[America/Bogota]`).
    pub at: Zoned,
    /// What is done, in order.
    pub steps: Vec<Step>,
}

/// One thing done to the instance. Elements are named by id; the oldest wait at one is meant.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Start with these variables.
    Start(serde_json::Value),
    /// Do a task.
    Complete(Done),
    /// Do a job.
    Job(Done),
    /// Throw an error from a task or a job.
    Throw(Thrown),
    /// Give up on a job.
    Fail(Failed),
    /// Let time pass (`2 working days`, `PT4H`); timers that fall due fire in order.
    Advance(String),
    /// Deliver a message.
    Message(Delivered),
    /// Retry the incident at an element.
    Retry(Retried),
    /// End the instance, for a reason.
    Cancel(String),
    /// Send the last command again.
    Repeat(Repeated),
}

/// A task or job that is done.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// The element.
    pub at: String,
    /// What came out.
    #[serde(default)]
    pub result: serde_json::Value,
    /// Who did it.
    #[serde(default)]
    pub by: Option<String>,
}

/// An error that is thrown.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thrown {
    /// The element.
    pub at: String,
    /// The error's code.
    pub code: String,
    /// What is known about it.
    #[serde(default)]
    pub detail: serde_json::Value,
}

/// A job that failed for good.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failed {
    /// The element.
    pub at: String,
    /// Why.
    pub error: String,
}

/// A message that arrives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivered {
    /// Its name.
    pub name: String,
    /// What it is about; the instance itself when left out.
    #[serde(default)]
    pub key: Option<String>,
    /// What it says.
    #[serde(default)]
    pub content: serde_json::Value,
}

/// An incident that is tried again.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retried {
    /// The element.
    pub at: String,
    /// Variables to set first.
    #[serde(default)]
    pub variables: serde_json::Value,
}

/// No parameters: `repeat: {}`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeated {}

/// Why a step could not be taken. The instance is as it was.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// Nothing waits there for that.
    #[error("nothing waits for {what} at `{at}`")]
    NothingWaits {
        /// For what.
        what: &'static str,
        /// Where.
        at: String,
    },
    /// The engine refused the command.
    #[error("rejected: {0}")]
    Rejected(#[from] Rejection),
    /// The text is not a schedule, or has no moment.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
}

/// An instance in memory, with its virtual clock.
pub struct Simulation<'a> {
    definition: &'a Definition,
    calendars: &'a dyn Calendars,
    instance: Instance,
    now: Timestamp,
    ids: Counter,
    tracer: Tracer<'a>,
    last: Option<Command>,
    decisions: Vec<Decision>,
}

impl<'a> Simulation<'a> {
    /// A simulation to which nothing happened.
    #[must_use]
    pub fn new(definition: &'a Definition, calendars: &'a dyn Calendars, now: Timestamp) -> Self {
        let (instance, tracer) = (Instance::new(), Tracer::new(definition));
        Self {
            definition,
            calendars,
            instance,
            now,
            ids: Counter(0),
            tracer,
            last: None,
            decisions: Vec::new(),
        }
    }

    /// The instance as it is.
    #[must_use]
    pub const fn instance(&self) -> &Instance {
        &self.instance
    }

    /// The virtual time.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Every event so far.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.decisions.iter().flat_map(|decision| &decision.events)
    }

    /// Every effect so far.
    pub fn effects(&self) -> impl Iterator<Item = &Effect> {
        self.decisions.iter().flat_map(|decision| &decision.effects)
    }

    /// Takes a step and gives its lines.
    ///
    /// # Errors
    /// When nothing waits for it or the engine refuses it.
    pub fn step(&mut self, step: &Step) -> Result<Vec<Line>, StepError> {
        if let Step::Advance(by) = step {
            return self.advance(by);
        }
        let command = self.command(step)?;
        self.send(command)
    }

    /// Sends a command and gives its lines.
    ///
    /// # Errors
    /// When the engine refuses it.
    pub fn send(&mut self, command: Command) -> Result<Vec<Line>, StepError> {
        let mut env = Env {
            now: self.now,
            ids: &mut self.ids,
            calendars: self.calendars,
        };
        let decision = decide(self.definition, &self.instance, &command, &mut env);
        self.last = Some(command);
        let decision = decision?;
        let lines = decision
            .events
            .iter()
            .map(|event| self.tracer.line(self.now, event))
            .collect();
        self.instance = decision.instance.clone();
        self.decisions.push(decision);
        Ok(lines)
    }

    fn advance(&mut self, by: &str) -> Result<Vec<Line>, StepError> {
        let until = by.parse::<Schedule>()?.moment(self.now, self.calendars)?;
        let mut lines = Vec::new();
        while let Some((timer, at, _)) = self.instance.timers().min_by_key(|(timer, at, _)| (*at, *timer)) {
            if at > until {
                break;
            }
            self.now = self.now.max(at);
            lines.extend(self.send(Command::FireTimer { timer })?);
        }
        self.now = self.now.max(until);
        Ok(lines)
    }

    fn command(&mut self, step: &Step) -> Result<Command, StepError> {
        match step {
            Step::Start(variables) => {
                let instance = InstanceId(self.ids.next());
                Ok(Command::Start {
                    instance,
                    variables: Variables::from_json(variables),
                })
            }
            Step::Complete(Done { at, result, by }) => {
                let (task, result) = (self.task(at)?, Value::from_json(result));
                Ok(Command::CompleteTask {
                    task,
                    result,
                    by: by.clone(),
                })
            }
            Step::Job(Done { at, result, .. }) => Ok(Command::CompleteJob {
                job: self.job(at)?,
                result: Value::from_json(result),
            }),
            Step::Throw(Thrown { at, code, detail }) => {
                let (code, detail) = (code.clone(), Value::from_json(detail));
                match self.task(at) {
                    Ok(task) => Ok(Command::ThrowTaskError {
                        task,
                        code,
                        detail,
                        by: None,
                    }),
                    Err(_) => Ok(Command::ThrowJobError {
                        job: self.job(at)?,
                        code,
                        detail,
                    }),
                }
            }
            Step::Fail(Failed { at, error }) => Ok(Command::FailJob {
                job: self.job(at)?,
                error: error.clone(),
            }),
            Step::Message(message) => self.message(message),
            Step::Retry(Retried { at, variables }) => {
                let token = self.find(at, "an operator", |token, wait| {
                    matches!(wait, Wait::Incident { .. }).then_some(token)
                })?;
                Ok(Command::Retry {
                    token,
                    variables: Variables::from_json(variables),
                    by: None,
                })
            }
            Step::Cancel(reason) => Ok(Command::Cancel {
                reason: reason.clone(),
                by: None,
            }),
            Step::Repeat(_) | Step::Advance(_) => {
                let nothing = || StepError::NothingWaits {
                    what: "a repetition",
                    at: String::new(),
                };
                self.last.clone().ok_or_else(nothing)
            }
        }
    }

    fn message(&self, message: &Delivered) -> Result<Command, StepError> {
        let own = || self.instance.id().map(|id| id.to_string()).unwrap_or_default();
        let key = message.key.clone().unwrap_or_else(own);
        let nobody = || StepError::NothingWaits {
            what: "that message",
            at: message.name.clone(),
        };
        let subscription = self.instance.waiting_for(&message.name, &key).ok_or_else(nobody)?;
        Ok(Command::Message {
            subscription,
            content: Value::from_json(&message.content),
        })
    }

    fn task(&self, at: &str) -> Result<TaskId, StepError> {
        self.find(at, "a person", |_, wait| match wait {
            Wait::Task { task, .. } => Some(*task),
            _ => None,
        })
    }

    fn job(&self, at: &str) -> Result<JobId, StepError> {
        self.find(at, "a worker", |_, wait| match wait {
            Wait::Job { job } => Some(*job),
            _ => None,
        })
    }

    fn find<T>(
        &self,
        at: &str,
        what: &'static str,
        pick: impl Fn(TokenId, &Wait) -> Option<T>,
    ) -> Result<T, StepError> {
        let mut here = self.instance.tokens().filter(|(_, token)| token.element.as_str() == at);
        here.find_map(|(id, token)| pick(id, token.wait.as_ref()?))
            .ok_or_else(|| StepError::NothingWaits {
                what,
                at: at.to_owned(),
            })
    }
}

/// Ids in order: a simulation gives the same trace every time.
struct Counter(u128);

impl Ids for Counter {
    fn next(&mut self) -> Ulid {
        self.0 += 1;
        Ulid::from(self.0)
    }
}
