//! Runs an instance to its end by itself: every task is done, every message arrives, time passes when nothing
//! else can happen.

use radica_feel::Scope as _;

use super::{Simulation, StepError};
use crate::command::Command;
use crate::decide::{At, Scoped};
use crate::elements::ad_hoc;
use crate::event::{BoundaryOn, Holder, Wait};
use crate::ids::{Ids as _, InstanceId, TokenId};
use crate::instance::{ROOT, Status};
use crate::limits;
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
        let result = self.at(id).and_then(|at| at.node().result());
        let scope = self.instance.token(id).map_or(ROOT, |token| token.scope);
        let seen = Scoped::of(&self.instance, scope);
        result.and_then(|name| seen.get(name)).unwrap_or_default()
    }

    fn at(&self, id: TokenId) -> Option<At<'_>> {
        let called = self.instance.called_in(self.instance.stands_in(id)?);
        let graph = called
            .and_then(|hash| self.library.version(hash))
            .unwrap_or(self.definition);
        let ix = graph.ix(&self.instance.token(id)?.element)?;
        Some(At { graph, ix })
    }

    /// Begins an activity of an ad-hoc subprocess that was not begun yet, or says that it is done.
    fn ad_hoc_command(&self) -> Option<Command> {
        let mut tokens = self.instance.tokens();
        tokens.find_map(|(token, _)| {
            let next = ad_hoc::next_undone(&self.instance, token, self.at(token)?)?;
            Some(match next.cloned() {
                Some(element) => Command::Activate {
                    token,
                    element,
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
