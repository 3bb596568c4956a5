//! Runs an instance to its end by itself: every task is done, every message arrives, time passes when nothing
//! else can happen.

use super::{Simulation, StepError};
use crate::command::Command;
use crate::event::{BoundaryOn, Holder, Wait};
use crate::ids::{ElementId, Ids as _, InstanceId, ScopeId, TokenId};
use crate::instance::Status;
use crate::limits;
use crate::model::{Kind, Subprocess, Variety};
use crate::trace::Line;
use crate::variables::{Value, Variables};

/// Why a run by itself stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The instance ended.
    Ended,
    /// Something waits for an operator.
    Incident,
    /// What is waited for does not come by itself: a condition, a signal that nobody throws.
    Waiting,
    /// It went on for too long.
    TooLong,
}

impl Simulation<'_> {
    /// Starts, when that has not happened, and goes on until nothing more happens by itself. `each` gets the
    /// lines as they come.
    ///
    /// # Errors
    /// When the process cannot be started by hand, or the engine refuses what it asked for itself.
    pub fn auto(&mut self, variables: &Variables, mut each: impl FnMut(&Line)) -> Result<Stopped, StepError> {
        let mut give = |lines: Vec<Line>| lines.iter().for_each(&mut each);
        if *self.instance.status() == Status::New {
            let start = self.first_command(variables);
            give(self.send(start)?);
        }
        for _ in 0..limits::AUTO_STEPS {
            if *self.instance.status() != Status::Running {
                return Ok(Stopped::Ended);
            }
            let Some(command) = self.next_by_itself() else {
                let incident = self.instance.incidents().next().is_some();
                return Ok(if incident { Stopped::Incident } else { Stopped::Waiting });
            };
            give(self.send(command)?);
        }
        Ok(Stopped::TooLong)
    }

    /// By hand, or when it only starts with something that happens, with the first of those.
    fn first_command(&mut self, variables: &Variables) -> Command {
        let (instance, variables) = (InstanceId(self.ids.next()), variables.clone());
        let starts: Vec<_> = self.definition.starts().collect();
        let by_hand = starts
            .iter()
            .any(|node| node.on().is_none_or(|on| on.triggers.is_empty()));
        match starts.first() {
            Some(first) if !by_hand => Command::StartAt {
                instance,
                variables,
                element: first.id.clone(),
                content: Value::Null,
            },
            _ => Command::Start { instance, variables },
        }
    }

    /// The next command that somebody would give by and by; time passes when nothing else can happen.
    pub fn next_by_itself(&mut self) -> Option<Command> {
        let waits = self
            .instance
            .tokens()
            .find_map(|(id, token)| self.answer(id, token.wait.as_ref()?));
        waits.or_else(|| self.ad_hoc_command()).or_else(|| self.timer_command())
    }

    /// What ends a token's own wait, when it does not take time.
    fn answer(&self, id: TokenId, wait: &Wait) -> Option<Command> {
        match wait {
            Wait::Task { task, .. } => Some(Command::CompleteTask {
                task: *task,
                result: self.known_result(id),
                by: None,
            }),
            Wait::Job { job } => Some(Command::CompleteJob {
                job: *job,
                result: self.known_result(id),
            }),
            Wait::Message { subscription, .. } => Some(Command::Message {
                subscription: *subscription,
                content: self.known_result(id),
            }),
            Wait::Event => {
                let armed = self.instance.armed_at(Holder::Token(id)).iter();
                armed.map(|wait| &wait.on).find_map(|on| match on {
                    BoundaryOn::Message { subscription, .. } => Some(Command::Message {
                        subscription: *subscription,
                        content: Value::Null,
                    }),
                    BoundaryOn::Signal { signal, .. } => Some(Command::Signal {
                        signal: signal.clone(),
                        content: Value::Null,
                    }),
                    BoundaryOn::Timer { .. } | BoundaryOn::Condition { .. } => None,
                })
            }
            _ => None,
        }
    }

    /// What the result variable of a token's element holds already: a value given at the start stays.
    fn known_result(&self, id: TokenId) -> Value {
        let token = self.instance.token(id);
        let element = token.map(|token| token.element.as_str()).unwrap_or_default();
        let result = self.definition.element(element).and_then(|node| node.result());
        let seen = self.instance.variables();
        result.and_then(|name| seen?.get(name)).cloned().unwrap_or_default()
    }

    /// Begins an activity of an ad-hoc subprocess that was not begun yet, or says that it is done.
    fn ad_hoc_command(&self) -> Option<Command> {
        let mut tokens = self.instance.tokens();
        tokens.find_map(|(token, there)| {
            let at = self.definition.ix(&there.element)?;
            let node = self.definition.node(at);
            let ad_hoc = matches!(
                &node.kind,
                Kind::Subprocess(Subprocess {
                    variety: Variety::AdHoc(_),
                    ..
                })
            );
            let scope = self.instance.scope(ScopeId::of(token))?;
            let idle =
                ad_hoc && matches!(there.wait, Some(Wait::Scope)) && self.instance.index().is_empty(ScopeId::of(token));
            if !idle {
                return None;
            }
            let done = scope.variables.get("$done").cloned().unwrap_or_default();
            let done: Vec<ElementId> = done
                .as_list()
                .unwrap_or_default()
                .iter()
                .filter_map(Value::as_str)
                .map(ElementId::from)
                .collect();
            let mut activities = self.definition.inside(Some(at)).map(|ix| self.definition.node(ix));
            let next = activities.find(|node| {
                node.kind.is_activity()
                    && node.incoming.is_empty()
                    && !node.for_compensation
                    && !node.is_event_subprocess()
                    && !self.instance.passed(node.id.as_str())
                    && !done.contains(&node.id)
            });
            Some(match next {
                Some(activity) => Command::Activate {
                    token,
                    element: activity.id.clone(),
                    by: None,
                },
                None => Command::EndAdHoc { token, by: None },
            })
        })
    }

    /// Lets time pass until the next timer.
    fn timer_command(&mut self) -> Option<Command> {
        let next = self.instance.timers().min_by_key(|(timer, at, _)| (*at, *timer));
        let (timer, at) = next.map(|(timer, at, _)| (timer, at))?;
        self.now = self.now.max(at);
        Some(Command::FireTimer { timer })
    }
}
