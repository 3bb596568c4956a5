//! The command that a step of a script means.

use super::{Activated, Delivered, Done, Failed, Modified, Named, Retried, Signalled, Simulation, StartedAt, Step};
use super::{StepError, Thrown};
use crate::command::{Command, Modification, Placement};
use crate::event::Wait;
use crate::ids::Ids as _;
use crate::ids::{ElementId, InstanceId, JobId, TaskId, TokenId};
use crate::instance::Status;
use crate::model::BegunBy;
use crate::trace::Line;
use crate::variables::{Value, Variables};

impl Simulation<'_> {
    pub(super) fn command(&mut self, step: &Step) -> Result<Command, StepError> {
        match step {
            Step::Start(variables) => Ok(Command::Start {
                instance: InstanceId(self.ids.next()),
                variables: Variables::from_json(variables),
            }),
            Step::StartAt(StartedAt { at, variables, content }) => Ok(Command::StartAt {
                instance: InstanceId(self.ids.next()),
                variables: Variables::from_json(variables),
                element: ElementId::from(at.as_str()),
                content: Value::from_json(content),
            }),
            Step::Complete(Done { at, result, by }) => Ok(Command::CompleteTask {
                task: self.task(at)?,
                result: Value::from_json(result),
                by: by.clone(),
            }),
            Step::Job(Done { at, result, .. }) => Ok(Command::CompleteJob {
                job: self.job(at)?,
                result: Value::from_json(result),
            }),
            Step::Throw(thrown) => self.throw(thrown),
            Step::Fail(Failed { at, error }) => Ok(Command::FailJob {
                job: self.job(at)?,
                error: error.clone(),
            }),
            Step::Signal(signalled) => Ok(self.signal(signalled)),
            Step::Set(variables) => Ok(Command::SetVariables {
                variables: Variables::from_json(variables),
                by: None,
            }),
            Step::Activate(Activated { at, activity }) => Ok(Command::Activate {
                token: self.ad_hoc(at)?,
                element: ElementId::from(activity.as_str()),
                by: None,
            }),
            Step::EndAdHoc(Named { at }) => Ok(Command::EndAdHoc {
                token: self.ad_hoc(at)?,
                by: None,
            }),
            Step::Retry(Retried { at, variables }) => Ok(Command::Retry {
                token: self.incident(at)?,
                variables: Variables::from_json(variables),
                by: None,
            }),
            Step::Skip(Done { at, result, by }) => Ok(Command::Skip {
                token: self.incident(at)?,
                result: Value::from_json(result),
                by: by.clone(),
            }),
            Step::Modify(modified) => self.modify(modified),
            Step::Suspend(reason) => Ok(Command::Suspend {
                reason: reason.clone(),
                by: None,
            }),
            Step::Resume(_) => Ok(Command::Resume { by: None }),
            Step::Cancel(reason) => Ok(Command::Cancel {
                reason: reason.clone(),
                by: None,
            }),
            Step::Repeat(_) | Step::Advance(_) | Step::Message(_) => {
                let nothing = || StepError::NothingWaits {
                    what: "a repetition",
                    at: String::new(),
                };
                self.last.clone().ok_or_else(nothing)
            }
        }
    }

    /// Brings a message to whoever waits for it; else it starts the process when it can; else it is kept, when
    /// it says so by the definition.
    pub(super) fn message(&mut self, message: &Delivered) -> Result<Vec<Line>, StepError> {
        let content = Value::from_json(&message.content);
        if *self.instance.status() == Status::New {
            let element = self.started_by(|by| matches!(by, BegunBy::Message(name) if *name == message.name));
            let element = element.ok_or_else(|| self.nobody(&message.name))?;
            let command = self.start_at(element, content);
            return self.send(command);
        }
        let own = || self.instance.id().map(|id| id.to_string()).unwrap_or_default();
        let key = message.key.clone().unwrap_or_else(own);
        match self.instance.waiting_for(&message.name, &key) {
            Some(subscription) => self.send(Command::Message { subscription, content }),
            None => Err(self.nobody(&message.name)),
        }
    }

    fn nobody(&self, name: &str) -> StepError {
        let what = "that message";
        let at = name.to_owned();
        StepError::NothingWaits { what, at }
    }

    fn signal(&mut self, Signalled { name, content }: &Signalled) -> Command {
        let content = Value::from_json(content);
        let starts = |by: &BegunBy<'_>| matches!(by, BegunBy::Signal(signal) if signal == name);
        match self
            .started_by(starts)
            .filter(|_| *self.instance.status() == Status::New)
        {
            Some(element) => self.start_at(element, content),
            None => Command::Signal {
                signal: name.clone(),
                content,
            },
        }
    }

    fn start_at(&mut self, element: ElementId, content: Value) -> Command {
        Command::StartAt {
            instance: InstanceId(self.ids.next()),
            variables: Variables::default(),
            element,
            content,
        }
    }

    /// The element that starts the process when this happens.
    fn started_by(&self, is_it: impl Fn(&BegunBy<'_>) -> bool) -> Option<ElementId> {
        let mut beginnings = self.definition.begun_by().into_iter();
        let found = beginnings.find(|beginning| is_it(&beginning.by));
        found.map(|beginning| beginning.element.id.clone())
    }

    fn throw(&self, Thrown { at, code, detail }: &Thrown) -> Result<Command, StepError> {
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

    fn modify(&self, modified: &Modified) -> Result<Command, StepError> {
        let end = modified
            .end
            .iter()
            .map(|at| self.find(at, "an end", |token, _| Some(token)));
        let start = modified.start.iter().map(|element| Placement {
            element: ElementId::from(element.as_str()),
            scope: None,
        });
        Ok(Command::Modify(Box::new(Modification {
            end: end.collect::<Result<_, _>>()?,
            start: start.collect(),
            variables: Variables::from_json(&modified.variables),
            reason: modified.reason.clone(),
            by: None,
        })))
    }

    pub(super) fn task(&self, at: &str) -> Result<TaskId, StepError> {
        self.find(at, "a person", |_, wait| match wait {
            Wait::Task { task, .. } => Some(*task),
            _ => None,
        })
    }

    pub(super) fn job(&self, at: &str) -> Result<JobId, StepError> {
        self.find(at, "a worker", |_, wait| match wait {
            Wait::Job { job } => Some(*job),
            _ => None,
        })
    }

    fn incident(&self, at: &str) -> Result<TokenId, StepError> {
        self.find(at, "an operator", |token, wait| {
            matches!(wait, Wait::Incident { .. }).then_some(token)
        })
    }

    fn ad_hoc(&self, at: &str) -> Result<TokenId, StepError> {
        // In a repeated one, the token of a round is meant, not that of the whole.
        let here = self.instance.tokens().filter(|(_, token)| token.element.as_str() == at);
        let scopes = here.filter(|(_, token)| matches!(token.wait, Some(Wait::Scope)));
        let found = scopes.last().map(|(id, _)| id);
        found.ok_or_else(|| StepError::NothingWaits {
            what: "an activity",
            at: at.to_owned(),
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
