//! Command → events and effects. Pure: the same definition, instance, command and surroundings give
//! the same decision.

mod begin;
mod conditions;
pub(crate) mod data;
mod happen;
pub(crate) mod join;
mod operate;
mod perform;
pub(crate) mod repeat;
mod run;
pub(crate) mod scopes;
mod start;
mod visible;

use jiff::Timestamp;

use crate::calendar::Calendars;
use crate::command::{Command, Rejection};
use crate::effect::Effect;
use crate::event::Event;
use crate::ids::Ids;
use crate::instance::Instance;
use crate::library::Library;
use crate::model::Definition;
pub(crate) use happen::{begin_event, happen, interrupt, proceed_beside};
pub(crate) use run::{At, Outcome, Run, Todo, closing};
pub(crate) use visible::Scoped;

/// What surrounds a decision.
pub struct Env<'a> {
    /// The time.
    pub now: Timestamp,
    /// Where new ids come from.
    pub ids: &'a mut dyn Ids,
    /// The calendars that count days.
    pub calendars: &'a dyn Calendars,
    /// Decisions and processes that are called.
    pub library: &'a dyn Library,
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

/// What a command led to, when the instance was changed in place.
#[derive(Clone, Debug)]
pub struct Decided {
    /// What happened, for the journal.
    pub events: Vec<Event>,
    /// What has to be done next.
    pub effects: Vec<Effect>,
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
    let mut instance = instance.clone();
    let Decided { events, effects } = decide_in_place(definition, &mut instance, command, env)?;
    Ok(Decision {
        events,
        effects,
        instance,
    })
}

/// Like [`decide`], and changes the instance itself: the cost does not depend on how large it is.
///
/// # Errors
/// When the command does not fit the state, which is then as it was; but for [`Rejection::Damaged`], after
/// which the instance must be thrown away.
pub fn decide_in_place(
    definition: &Definition,
    instance: &mut Instance,
    command: &Command,
    env: &mut Env<'_>,
) -> Result<Decided, Rejection> {
    let mut run = Run::new(definition, std::mem::take(instance), env);
    let settled = begin::begin(&mut run, command).and_then(|()| Ok(run.settle()?));
    let (events, effects, after) = run.into_parts();
    *instance = after;
    settled.map(|()| Decided { events, effects })
}
