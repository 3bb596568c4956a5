//! Runs a definition in memory with a virtual clock: what golden tests and `radica run` do.

mod auto;
mod commands;
mod post;
mod script;

use std::collections::BTreeMap;

use jiff::Timestamp;
use ulid::Ulid;

use crate::calendar::Calendars;
use crate::command::{Command, Rejection};
use crate::decide::{Decided, Env, decide_in_place};
use crate::effect::Effect;
use crate::event::Event;
use crate::ids::{ElementId, Ids};
use crate::instance::Instance;
use crate::library::{Library, NoLibrary};
use crate::migrate::{Migration, MigrationError};
use crate::model::Definition;
use crate::schedule::{Schedule, ScheduleError};
use crate::trace::{Line, Tracer};
pub use auto::Stopped;
use post::Post;
pub use script::{
    Activated, Delivered, Done, Failed, Modified, Named, Repeated, Retried, Script, Signalled, StartedAt, Step, Thrown,
};

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
    library: &'a dyn Library,
    instance: Instance,
    now: Timestamp,
    ids: Counter,
    tracer: Tracer<'a>,
    last: Option<Command>,
    post: Post,
    decisions: Vec<Decided>,
}

impl<'a> Simulation<'a> {
    /// A simulation to which nothing happened.
    #[must_use]
    pub fn new(definition: &'a Definition, calendars: &'a dyn Calendars, now: Timestamp) -> Self {
        Self::with_library(definition, calendars, &NoLibrary, now)
    }

    /// A simulation that can make decisions and call processes.
    #[must_use]
    pub fn with_library(
        definition: &'a Definition,
        calendars: &'a dyn Calendars,
        library: &'a dyn Library,
        now: Timestamp,
    ) -> Self {
        Self {
            definition,
            calendars,
            library,
            instance: Instance::new(),
            now,
            ids: Counter(0),
            tracer: Tracer::new(definition, library),
            last: None,
            post: Post::default(),
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
        match step {
            Step::Advance(by) => self.advance(by),
            Step::Message(message) => self.message(message),
            _ => {
                let command = self.command(step)?;
                self.send(command)
            }
        }
    }

    /// Sends a command and gives its lines, and those of the messages that the instance then sends itself.
    ///
    /// # Errors
    /// When the engine refuses it.
    pub fn send(&mut self, command: Command) -> Result<Vec<Line>, StepError> {
        let mut lines = self.take(&command)?;
        self.last = Some(command);
        lines.extend(self.deliver()?);
        Ok(lines)
    }

    /// Moves the instance to another version of its definition, and gives the lines.
    ///
    /// # Errors
    /// When it does not fit; nothing changed.
    pub fn migrate(
        &mut self,
        to: &'a Definition,
        moves: &BTreeMap<ElementId, ElementId>,
        reason: &str,
    ) -> Result<Vec<Line>, MigrationError> {
        let migration = Migration {
            from: self.definition,
            to,
            moves,
            reason,
            by: None,
        };
        let mut env = Env {
            now: self.now,
            ids: &mut self.ids,
            calendars: self.calendars,
            library: self.library,
        };
        let (decided, instance) = migration.migrate(&self.instance, &mut env)?;
        self.tracer.migrated(&self.definition.hash, to, moves);
        self.instance = instance;
        self.definition = to;
        let now = self.now;
        let lines = decided
            .events
            .iter()
            .map(|event| self.tracer.line(now, event))
            .collect();
        self.decisions.push(decided);
        Ok(lines)
    }

    fn take(&mut self, command: &Command) -> Result<Vec<Line>, StepError> {
        let mut env = Env {
            now: self.now,
            ids: &mut self.ids,
            calendars: self.calendars,
            library: self.library,
        };
        let decided = match decide_in_place(self.definition, &mut self.instance, command, &mut env) {
            Ok(decided) => decided,
            Err(rejection) => {
                self.last = Some(command.clone());
                return Err(rejection.into());
            }
        };
        let now = self.now;
        let lines = decided
            .events
            .iter()
            .map(|event| self.tracer.line(now, event))
            .collect();
        for effect in &decided.effects {
            if let Effect::SendMessage(sent) = effect {
                let content = sent.content.clone();
                self.post.keep(&sent.message, &sent.key, content, now, sent.keep_until);
            }
        }
        self.decisions.push(decided);
        Ok(lines)
    }

    /// Brings messages that are kept to whoever waits for them now.
    fn deliver(&mut self) -> Result<Vec<Line>, StepError> {
        let mut lines = Vec::new();
        while let Some((subscription, content)) = self.post.next(&self.instance, self.now) {
            if self.instance.suspended() {
                break;
            }
            lines.extend(self.take(&Command::Message { subscription, content })?);
        }
        Ok(lines)
    }

    fn advance(&mut self, by: &str) -> Result<Vec<Line>, StepError> {
        let until = by.parse::<Schedule>()?.moment(self.now, self.calendars)?;
        let lines = self.fire_until(until)?;
        self.now = self.now.max(until);
        Ok(lines)
    }

    /// Fires what falls due up to a moment, in order.
    fn fire_until(&mut self, until: Timestamp) -> Result<Vec<Line>, StepError> {
        let mut lines = Vec::new();
        while let Some((timer, at, _)) = self.instance.timers().min_by_key(|(timer, at, _)| (*at, *timer)) {
            if at > until || self.instance.suspended() {
                break;
            }
            self.now = self.now.max(at);
            lines.extend(self.send(Command::FireTimer { timer })?);
        }
        Ok(lines)
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
