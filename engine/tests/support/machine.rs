//! An instance under watch: every command is checked against all that is promised of it.

use std::collections::HashMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use radica_engine::calendar::Calendar;
use radica_engine::ids::{Ids, TokenId};
use radica_engine::instance::{Status, Token};
use radica_engine::library::Library as _;
use radica_engine::model::Node;
use radica_engine::trace::Tracer;
use radica_engine::{Command, Decided, Definition, Env, Instance, Rejection, decide, decide_in_place};
use ulid::Ulid;

use super::explained::{Ways, unexplained};
use super::shelf::Shelf;
use super::{Outside, json, waited_for};

/// What was promised and does not hold.
pub type Broken = String;

/// Tokens after which an instance is left alone.
const CROWD: usize = 60;
/// Events of one command after which it is: it goes round without waiting.
const LONG: usize = 1_000;
/// Bytes of its state after which it is.
const LARGE: usize = 50_000;

/// An instance, what it did, and what is open outside.
pub struct Machine<'a> {
    definition: &'a Definition,
    shelf: &'a Shelf,
    calendar: &'a Calendar,
    now: Timestamp,
    ids: Counter,
    instance: Instance,
    /// The state that the journal gives.
    replayed: Instance,
    outside: Outside,
    tracer: Tracer<'a>,
    trace: String,
    sent: Vec<Command>,
    ways: HashMap<String, Ways>,
    crowded: bool,
}

impl<'a> Machine<'a> {
    pub fn new(definition: &'a Definition, shelf: &'a Shelf, calendar: &'a Calendar) -> Self {
        Self {
            definition,
            shelf,
            calendar,
            now: "2026-11-20T15:00:00Z".parse().unwrap(),
            ids: Counter(0),
            instance: Instance::new(),
            replayed: Instance::new(),
            outside: Outside::default(),
            tracer: Tracer::new(definition, shelf),
            trace: String::new(),
            sent: Vec::new(),
            ways: HashMap::new(),
            crowded: false,
        }
    }

    pub const fn instance(&self) -> &Instance {
        &self.instance
    }

    pub const fn definition(&self) -> &'a Definition {
        self.definition
    }

    /// The commands so far, refused ones too.
    pub fn sent(&self) -> &[Command] {
        &self.sent
    }

    /// What happened, line by line; for a refused command, why.
    pub fn trace(&self) -> &str {
        &self.trace
    }

    /// Whether it is left alone: it makes ever more tokens, or runs on for too long.
    pub const fn is_crowded(&self) -> bool {
        self.crowded
    }

    pub fn is_running(&self) -> bool {
        *self.instance.status() == Status::Running
    }

    /// The element of a token, and the definition that it is in.
    pub fn node_of(&self, id: TokenId, token: &Token) -> Option<(&'a Definition, &'a Node)> {
        let own = token.scope.owner() == id;
        let mut scope = Some(token.scope);
        if own {
            scope = self.instance.scope(token.scope)?.parent;
        }
        let graph = loop {
            let here = self.instance.scope(scope?)?;
            match (&here.calls, here.parent) {
                (Some(called), _) => break self.shelf.version(called)?,
                (None, None) => break self.definition,
                (None, parent) => scope = parent,
            }
        };
        Some((graph, graph.element(token.element.as_str())?))
    }

    /// Sends a command and checks everything; says whether it was taken.
    ///
    /// # Errors
    /// When something does not hold.
    pub fn send(&mut self, command: &Command) -> Result<bool, Broken> {
        if let Command::FireTimer { timer } = command {
            let due = self.instance.timers().find(|(id, _, _)| id == timer);
            self.now = due.map_or(self.now, |(_, at, _)| self.now.max(at));
        }
        self.sent.push(command.clone());
        let taken = self.take(command)?;
        if taken && !self.is_crowded() && answers_one_thing(command) {
            // A repeated command is refused: what it answers is no longer asked.
            if self.take(command)? {
                return Err(format!("taken twice: {command:?}"));
            }
        }
        Ok(taken)
    }

    fn take(&mut self, command: &Command) -> Result<bool, Broken> {
        let before = json(&self.instance);
        let mut ids = self.ids.clone();
        let mut instance = std::mem::take(&mut self.instance);
        let here = decide_in_place(self.definition, &mut instance, command, &mut self.env(&mut ids));
        self.instance = instance;
        let ids = std::mem::replace(&mut self.ids, ids);
        let long = here.as_ref().is_ok_and(|here| here.events.len() > LONG);
        self.crowded |= long || before.len() > LARGE || self.instance.tokens().nth(CROWD).is_some();
        if self.crowded {
            return Ok(true);
        }
        self.same_elsewhere(&before, ids, command, &here)?;
        match here {
            Ok(here) => {
                for event in &here.events {
                    writeln!(self.trace, "{}", self.tracer.line(self.now, event)).unwrap();
                    self.replayed.apply(event).map_err(|error| error.to_string())?;
                }
                for effect in &here.effects {
                    self.outside.take(effect)?;
                }
                self.check()?;
                Ok(true)
            }
            Err(Rejection::Damaged(error)) => Err(format!("damaged by {command:?}: {error}")),
            Err(why) => {
                writeln!(self.trace, "{why}").unwrap();
                if json(&self.instance) == before {
                    Ok(false)
                } else {
                    Err(format!("refused, and changed: {command:?}"))
                }
            }
        }
    }

    /// Somebody else read the state from where it is kept, and decides the same command in the same way.
    fn same_elsewhere(
        &self,
        kept: &str,
        mut ids: Counter,
        command: &Command,
        here: &Result<Decided, Rejection>,
    ) -> Result<(), Broken> {
        let kept: Instance = serde_json::from_str(kept).unwrap();
        let elsewhere = decide(self.definition, &kept, command, &mut self.env(&mut ids));
        let same = match (here, &elsewhere) {
            (Ok(here), Ok(elsewhere)) => {
                format!("{:?}", (&here.events, &here.effects))
                    == format!("{:?}", (&elsewhere.events, &elsewhere.effects))
            }
            (Err(here), Err(elsewhere)) => here == elsewhere,
            _ => false,
        };
        if same {
            Ok(())
        } else {
            Err(format!("decided otherwise from the kept state: {command:?}"))
        }
    }

    fn env<'e>(&'e self, ids: &'e mut Counter) -> Env<'e> {
        Env {
            now: self.now,
            ids,
            calendars: self.calendar,
            library: self.shelf,
        }
    }

    fn check(&mut self) -> Result<(), Broken> {
        if json(&self.replayed) != json(&self.instance) {
            return Err("the journal does not give the state".to_owned());
        }
        let (open, waits) = (self.outside.open(&self.instance), waited_for(&self.instance));
        if open != waits {
            return Err(format!("open outside: {open:?}; waited for: {waits:?}"));
        }
        let mut ways = std::mem::take(&mut self.ways);
        let unexplained = unexplained(self, &mut ways);
        self.ways = ways;
        unexplained.map_or(Ok(()), Err)
    }
}

/// Whether a command names one thing that is asked, which is over once it is answered. Others ask for something
/// new each time: a signal happens again, variables are set again, tokens are put again, an incident that comes
/// back is tried again.
fn answers_one_thing(command: &Command) -> bool {
    !matches!(
        command,
        Command::Signal { .. }
            | Command::SetVariables { .. }
            | Command::Modify(_)
            | Command::Activate { .. }
            | Command::Retry { .. }
            | Command::Skip { .. }
    )
}

#[derive(Clone)]
struct Counter(u128);

impl Ids for Counter {
    fn next(&mut self) -> Ulid {
        self.0 += 1;
        Ulid::from(self.0)
    }
}
