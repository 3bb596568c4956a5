//! Command → events and effects. Pure: the same definition, instance, command and surroundings give
//! the same decision.

mod begin;
pub(crate) mod each;
mod join;
mod perform;
mod run;
pub(crate) mod scopes;

use jiff::Timestamp;

use crate::calendar::Calendars;
use crate::command::{Command, Rejection};
use crate::effect::Effect;
use crate::event::Event;
use crate::ids::Ids;
use crate::instance::Instance;
use crate::model::Definition;
pub(crate) use run::{Outcome, Run, Todo, closing};

/// What surrounds a decision.
pub struct Env<'a> {
    /// The time.
    pub now: Timestamp,
    /// Where new ids come from.
    pub ids: &'a mut dyn Ids,
    /// The calendars that count days.
    pub calendars: &'a dyn Calendars,
}

/// What a command leads to.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What happened, for the journal.
    pub events: Vec<Event>,
    /// What has to be done next.
    pub effects: Vec<Effect>,
    /// The instance with the events applied.
    pub instance: Instance,
}

/// Decides a command and runs the instance until every token waits.
///
/// # Errors
/// When the command does not fit the state. Nothing changed: `instance` is only read.
pub fn decide(
    definition: &Definition,
    instance: &Instance,
    command: &Command,
    env: &mut Env<'_>,
) -> Result<Decision, Rejection> {
    let mut run = Run::new(definition, instance.clone(), env);
    begin::begin(&mut run, command)?;
    run.settle()?;
    Ok(run.into_decision())
}
