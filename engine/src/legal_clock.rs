//! The legal clock: a term, what stopped, extended or moved it, and the count day by day.
//!
//! Ley 1755 de 2015 (arts. 14, 17, 21), Ley 1437 de 2011 (arts. 54, 62), Ley 4 de 1913 (art. 62).
//! A clock is made from its events only; every change carries its date, its reason and its norm.

mod count;
mod run;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
pub use crate::term::{Term, TermError};
pub use count::{CountedDay, DayKind, count_term};
pub use run::last_day;
use run::{Phase, Run};

/// Something that changed the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockEvent {
    /// When it happened.
    pub at: Timestamp,
    /// What it did to the clock.
    pub change: ClockChange,
    /// Why, in Spanish, as the case page shows it.
    pub reason: String,
    /// The norm.
    pub norm: String,
}

/// What an event does to the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ClockChange {
    /// Filed: the term runs from the day after the day that counts as filed (Ley 1437/2011 art. 54).
    Start {
        /// The legal term.
        term: Term,
    },
    /// The filer was notified of a requirement: that day no longer counts (Ley 1755/2015 art. 17).
    Stop,
    /// The filer delivered: the count goes on the day after, with what was left (art. 17).
    Resume,
    /// Extended before expiry; all extensions together at most double the term (art. 14, par.).
    Extend {
        /// How much is added, in the unit of the term.
        by: Term,
    },
    /// The competent office received it: its whole term runs from the day after (art. 21).
    Transfer,
    /// Answered, closed or withdrawn.
    End,
}

/// Where a clock stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockState {
    /// It counts.
    Running {
        /// Working days after today up to and including the due date.
        left: u32,
        /// The last day of the term.
        due: Date,
    },
    /// It is stopped, so it has no due date.
    Suspended {
        /// Days that will count once it resumes, in the unit of the term (working days for terms in
        /// months or years).
        left: u32,
    },
    /// The term passed without an answer.
    Expired {
        /// The last day of the term.
        due: Date,
    },
    /// It no longer counts.
    Ended {
        /// The day.
        on: Date,
        /// Whether the term was met.
        in_time: bool,
    },
}

/// A change that the clock does not admit; the clock is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// The first event, and only the first, starts it.
    #[error("the clock has not started, or starts twice")]
    Start,
    /// Events come in order of time.
    #[error("the change is earlier than the one before it")]
    Order,
    /// Only a running clock stops.
    #[error("the clock is not running, so it cannot stop")]
    NotRunning,
    /// Only a stopped clock resumes.
    #[error("the clock is not stopped, so it cannot resume")]
    NotStopped,
    /// Extensions are decided before expiry (Ley 1755 de 2015, art. 14, par.).
    #[error("the term expired on {0}, so it can no longer change")]
    Expired(Date),
    /// Extensions together may not exceed the term itself (Ley 1755 de 2015, art. 14, par.).
    #[error("the total would exceed double the term of {0}")]
    AboveDouble(Term),
    /// An extension is in the unit of its term.
    #[error("the term is of {0}, so its extension is too")]
    OtherUnit(Term),
    /// A stopped term in months or years has no date to extend from.
    #[error("a term in months or years cannot be extended while it is stopped")]
    ExtendStopped,
    /// Nothing follows the end.
    #[error("the clock has ended")]
    Ended,
}

/// A clock, computed from its events.
#[derive(Clone, Debug)]
pub struct LegalClock {
    events: Vec<ClockEvent>,
    run: Run,
}

impl LegalClock {
    /// Computes the clock.
    ///
    /// # Errors
    /// When the events are none, out of order, or one is not admitted after the others.
    pub fn from_events(events: &[ClockEvent], calendar: &Calendar) -> Result<Self, ClockError> {
        let (first, rest) = events.split_first().ok_or(ClockError::Start)?;
        let ClockChange::Start { term } = first.change else {
            return Err(ClockError::Start);
        };
        let run = Run::start(first.at, term, calendar);
        let mut clock = Self {
            events: vec![first.clone()],
            run,
        };
        for event in rest {
            clock.push(event.clone(), calendar)?;
        }
        Ok(clock)
    }

    /// Adds one change.
    ///
    /// # Errors
    /// When it is not admitted; the clock is then as it was.
    pub fn push(&mut self, event: ClockEvent, calendar: &Calendar) -> Result<(), ClockError> {
        if self.events.last().is_some_and(|last| last.at > event.at) {
            return Err(ClockError::Order);
        }
        self.run = self.run.after(event.at, event.change, calendar)?;
        self.events.push(event);
        Ok(())
    }

    /// Its events, in order.
    #[must_use]
    pub fn events(&self) -> &[ClockEvent] {
        &self.events
    }

    /// The legal term, without extensions.
    #[must_use]
    pub const fn term(&self) -> Term {
        self.run.term
    }

    /// What extensions may still add: all of them together at most the term itself (Ley 1755 de 2015, art. 14, par.).
    #[must_use]
    pub const fn extendable(&self) -> Term {
        let left = self.run.term.amount().saturating_sub(self.run.extended);
        self.run.term.with_amount(left)
    }

    /// The last day of the term; `None` while it is stopped or once it ended.
    #[must_use]
    pub fn due(&self, calendar: &Calendar) -> Option<Date> {
        match self.run.phase {
            Phase::Counting { after, left } => Some(left.due(after, calendar)),
            Phase::Stopped { .. } | Phase::Ended { .. } => None,
        }
    }

    /// Where the clock stands on `today`.
    #[must_use]
    pub fn state(&self, calendar: &Calendar, today: Date) -> ClockState {
        match self.run.phase {
            Phase::Stopped { left, .. } => ClockState::Suspended { left: left.days() },
            Phase::Ended { on, due } => ClockState::Ended {
                on,
                in_time: due.is_none_or(|due| on <= due),
            },
            Phase::Counting { after, left } => {
                let due = left.due(after, calendar);
                if today > due {
                    return ClockState::Expired { due };
                }
                let left = calendar.working_days_between(today.max(after), due);
                ClockState::Running {
                    left: u32::try_from(left).unwrap_or(0),
                    due,
                }
            }
        }
    }

    /// Working days left after `today` (days in the term's unit while it is stopped); zero once it
    /// expired or ended.
    #[must_use]
    pub fn remaining(&self, calendar: &Calendar, today: Date) -> u32 {
        match self.state(calendar, today) {
            ClockState::Running { left, .. } | ClockState::Suspended { left } => left,
            ClockState::Expired { .. } | ClockState::Ended { .. } => 0,
        }
    }

    /// The count, day by day, from the filing to the due date, to today when that is later, or to the end.
    #[must_use]
    pub fn days(&self, calendar: &Calendar, today: Date) -> Vec<CountedDay> {
        count::days(&self.events, calendar, today)
    }
}

#[cfg(test)]
mod tests;
