//! Changes of the legal clock that a process asks for. Each is an event with its date, its reason and its norm.

use jiff::Timestamp;
use jiff::civil::Date;
use radica_engine::legal_clock::{ClockChange, ClockError, ClockEvent, ClockState, Term};
use serde::Deserialize;
use serde_json::json;

use crate::problem::{Error, Result};
use crate::time::in_zone;
use crate::turn::Turn;

/// Why the clock changes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// In Spanish, as the case page shows it.
    reason: String,
    /// The norm.
    norm: String,
}

/// A notification, and why it stops the clock.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notified {
    reason: String,
    norm: String,
    /// The day an aviso was delivered; without it the person was notified now.
    #[serde(default)]
    delivered: Option<Date>,
}

/// By how much the term is extended, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// How much is added, in the unit of the term.
    pub by: Term,
    /// In Spanish, as the case page shows it.
    pub reason: String,
    /// The norm.
    pub norm: String,
}

/// The filer was notified of a requirement (Ley 1755/2015 art. 17). A term that had expired by then stays expired: the
/// filer may complete all the same, and nothing stops.
pub fn stop(turn: &mut Turn, notified: Notified) -> Result<Timestamp> {
    let Notified {
        reason,
        norm,
        delivered,
    } = notified;
    let at = delivered.map_or(turn.now, |day| after_aviso(turn, day));
    if has_expired(turn, at)? {
        let file = turn.matter.case_mut()?;
        let (id, version) = (file.case.get().id, file.case.next_version());
        let data =
            json!({ "reason": reason, "norm": norm, "due_on": file.case.get().due_on.map(|day| day.to_string()) });
        turn.journal(("case", &id, version), "clock-not-stopped", data);
        return Ok(at);
    }
    apply_at(turn, at, ClockChange::Stop, Change { reason, norm })?;
    "suspendido".clone_into(&mut turn.matter.case_mut()?.case.change().status);
    Ok(at)
}

/// An aviso notifies at the end of the day after its delivery (Ley 1437/2011 art. 69); it is told to the clock then or
/// later, never before what the clock already knows.
fn after_aviso(turn: &Turn, delivered: Date) -> Timestamp {
    let calendar = &turn.rules.catalog.calendar;
    let effect = delivered.tomorrow().ok().and_then(|day| calendar.end_of(day));
    let known = turn
        .matter
        .case()
        .ok()
        .and_then(|file| file.clock.legal().events().last().map(|event| event.at));
    let effect = effect.unwrap_or(turn.now).min(turn.now);
    known.map_or(effect, |known| effect.max(known))
}

/// The filer delivered (art. 17). A clock that had not stopped goes on as it was.
pub fn resume(turn: &mut Turn, change: Change) -> Result<()> {
    if !is_stopped(turn)? {
        return Ok(());
    }
    apply(turn, ClockChange::Resume, change)?;
    "abierto".clone_into(&mut turn.matter.case_mut()?.case.change().status);
    Ok(())
}

fn has_expired(turn: &Turn, at: Timestamp) -> Result<bool> {
    let due = turn.matter.case()?.clock.due(&turn.rules.catalog.calendar);
    Ok(due.is_some_and(|due| in_zone(at).date() > due))
}

fn is_stopped(turn: &Turn) -> Result<bool> {
    let today = in_zone(turn.now).date();
    let state = turn.matter.case()?.clock.state(&turn.rules.catalog.calendar, today);
    Ok(matches!(state, ClockState::Suspended { .. }))
}

/// The term is extended before it expires (art. 14, parágrafo).
pub fn extend(turn: &mut Turn, Extension { by, reason, norm }: Extension) -> Result<()> {
    apply(turn, ClockChange::Extend { by }, Change { reason, norm })
}

/// The case was answered, closed or withdrawn. A clock that ended stays as it is.
pub fn end(turn: &mut Turn, reason: &str, norm: &str) -> Result<()> {
    match apply(
        turn,
        ClockChange::End,
        Change {
            reason: reason.to_owned(),
            norm: norm.to_owned(),
        },
    ) {
        Err(Error::Closed(_)) => Ok(()),
        outcome => outcome,
    }
}

fn apply(turn: &mut Turn, change: ClockChange, why: Change) -> Result<()> {
    apply_at(turn, turn.now, change, why)
}

fn apply_at(turn: &mut Turn, at: Timestamp, change: ClockChange, Change { reason, norm }: Change) -> Result<()> {
    let rules = turn.rules.clone();
    let file = turn.matter.case_mut()?;
    let event = ClockEvent {
        at,
        change,
        reason,
        norm,
    };
    file.clock
        .push(event.clone(), &rules.catalog.calendar)
        .map_err(refused)?;
    let due = file.clock.due(&rules.catalog.calendar);
    let case = file.case.change();
    case.due_on = due;
    let id = case.id;
    let version = file.case.next_version();
    turn.journal(
        ("case", &id, version),
        "clock",
        json!({ "event": event, "due_on": due.map(|day| day.to_string()) }),
    );
    Ok(())
}

fn refused(error: ClockError) -> Error {
    let why = match error {
        ClockError::Ended => "El término ya terminó.",
        ClockError::Expired(_) => "El término ya venció: no se puede cambiar (Ley 1755 de 2015, art. 14, parágrafo).",
        ClockError::AboveDouble(_) => {
            "La prórroga no puede pasar del doble del término (Ley 1755 de 2015, art. 14, parágrafo)."
        }
        ClockError::ExtendStopped => "El término está suspendido: se prorroga cuando vuelva a correr.",
        ClockError::NotRunning => "El término ya está suspendido.",
        ClockError::NotStopped => "El término no está suspendido.",
        other => return Error::Internal(other.to_string()),
    };
    Error::Closed(why.to_owned())
}
