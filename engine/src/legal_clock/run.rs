//! How a clock moves: what is left, and what each change does to it.

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::{ClockChange, ClockError};
use crate::calendar::Calendar;
use crate::term::Term;

/// A clock between two changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub term: Term,
    pub extended: u32,
    pub phase: Phase,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Phase {
    /// Counts from the day after `after`.
    Counting { after: Date, left: Left },
    /// Stopped on `on`, which does not count.
    Stopped { on: Date, left: Left },
    /// Ended; `due` is the date it had, `None` when it was stopped.
    Ended { on: Date, due: Option<Date> },
}

/// What is left to count.
#[derive(Clone, Copy, Debug)]
pub(super) enum Left {
    Working(u32),
    Calendar(u32),
    /// Months and years run to a date, before it is moved to a working day.
    Until {
        date: Date,
        working: u32,
    },
}

impl Left {
    fn whole(term: Term, from: Date, calendar: &Calendar) -> Self {
        match term {
            Term::WorkingDays(n) => Self::Working(n),
            Term::CalendarDays(n) => Self::Calendar(n),
            Term::Months(n) => Self::until(plus(from, months(n)), from, calendar),
            Term::Years(n) => Self::until(plus(from, months(n.saturating_mul(12))), from, calendar),
        }
    }

    fn until(date: Date, from: Date, calendar: &Calendar) -> Self {
        let end = calendar.next_working_day(date);
        let working = calendar.working_days_between(from, end);
        Self::Until {
            date,
            working: u32::try_from(working).unwrap_or(0),
        }
    }

    /// The last day, when counting begins the day after `after`. A last day that is not working moves
    /// to the next one (Ley 4 de 1913, art. 62).
    pub fn due(self, after: Date, calendar: &Calendar) -> Date {
        match self {
            Self::Working(n) => calendar.add_working_days(after, n),
            Self::Calendar(n) => calendar.next_working_day(plus(after, Span::new().days(i64::from(n)))),
            Self::Until { date, .. } => calendar.next_working_day(date),
        }
    }

    /// Days left, in its unit.
    pub const fn days(self) -> u32 {
        match self {
            Self::Working(n) | Self::Calendar(n) | Self::Until { working: n, .. } => n,
        }
    }

    /// What is left when the clock stops on `on`, which does not count itself.
    fn stopped(self, after: Date, on: Date, calendar: &Calendar) -> Self {
        let Ok(last_counted) = on.yesterday() else {
            return self;
        };
        if last_counted <= after {
            return match self {
                Self::Until { working, .. } => Self::Working(working),
                other => other,
            };
        }
        match self {
            Self::Calendar(n) => Self::Calendar(n.saturating_sub(days_between(after, last_counted))),
            Self::Working(_) | Self::Until { .. } => {
                let due = self.due(after, calendar);
                let left = calendar.working_days_between(last_counted, due);
                Self::Working(u32::try_from(left).unwrap_or(0))
            }
        }
    }

    fn extended(self, by: Term, after: Date, calendar: &Calendar) -> Self {
        match (self, by) {
            (Self::Working(n), Term::WorkingDays(more)) => Self::Working(n.saturating_add(more)),
            (Self::Calendar(n), Term::CalendarDays(more)) => Self::Calendar(n.saturating_add(more)),
            (Self::Until { date, .. }, _) => Self::whole_from(date, by, after, calendar),
            (left, _) => Self::whole_from(left.due(after, calendar), by, after, calendar),
        }
    }

    fn whole_from(date: Date, by: Term, after: Date, calendar: &Calendar) -> Self {
        let months_more = match by {
            Term::Years(n) => n.saturating_mul(12),
            other => other.amount(),
        };
        Self::until(plus(date, months(months_more)), after, calendar)
    }
}

impl Run {
    pub fn start(at: Timestamp, term: Term, calendar: &Calendar) -> Self {
        Self::from_day(calendar.counts_as_filed(at), term, calendar)
    }

    /// A run that counts from the day after `after`.
    pub fn from_day(after: Date, term: Term, calendar: &Calendar) -> Self {
        let phase = Phase::Counting {
            after,
            left: Left::whole(term, after, calendar),
        };
        Self {
            term,
            extended: 0,
            phase,
        }
    }

    /// The due date while it counts; the day it stopped or ended otherwise.
    pub fn last_day(self, calendar: &Calendar) -> Date {
        match self.phase {
            Phase::Counting { after, left } => left.due(after, calendar),
            Phase::Stopped { on, .. } | Phase::Ended { on, .. } => on,
        }
    }

    /// The clock after a change.
    pub fn after(self, at: Timestamp, change: ClockChange, calendar: &Calendar) -> Result<Self, ClockError> {
        match (self.phase, change) {
            (Phase::Ended { .. }, _) => Err(ClockError::Ended),
            (_, ClockChange::Start { .. }) => Err(ClockError::Start),
            (Phase::Counting { after, left }, ClockChange::Stop) => {
                let on = calendar.local(at).date();
                not_expired(left.due(after, calendar), on)?;
                Ok(self.with(Phase::Stopped {
                    on,
                    left: left.stopped(after, on, calendar),
                }))
            }
            (Phase::Stopped { .. }, ClockChange::Stop) => Err(ClockError::NotRunning),
            (Phase::Stopped { on, left }, ClockChange::Resume) => {
                let after = calendar.counts_as_filed(at).max(on);
                Ok(self.with(Phase::Counting { after, left }))
            }
            (Phase::Counting { .. }, ClockChange::Resume) => Err(ClockError::NotStopped),
            (_, ClockChange::Extend { by }) => self.extend(at, by, calendar),
            (_, ClockChange::Transfer) => Ok(Self::start(at, self.term, calendar)),
            (Phase::Counting { after, left }, ClockChange::End) => {
                let due = Some(left.due(after, calendar));
                Ok(self.with(Phase::Ended {
                    on: calendar.local(at).date(),
                    due,
                }))
            }
            (Phase::Stopped { .. }, ClockChange::End) => Ok(self.with(Phase::Ended {
                on: calendar.local(at).date(),
                due: None,
            })),
        }
    }

    fn extend(self, at: Timestamp, by: Term, calendar: &Calendar) -> Result<Self, ClockError> {
        if !self.term.same_unit(by) {
            return Err(ClockError::OtherUnit(self.term));
        }
        let extended = self.extended.saturating_add(by.amount());
        if extended > self.term.amount() {
            return Err(ClockError::AboveDouble(self.term));
        }
        let phase = match self.phase {
            Phase::Counting { after, left } => {
                not_expired(left.due(after, calendar), calendar.local(at).date())?;
                Phase::Counting {
                    after,
                    left: left.extended(by, after, calendar),
                }
            }
            Phase::Stopped {
                on,
                left: left @ (Left::Working(_) | Left::Calendar(_)),
            } if matches!(by, Term::WorkingDays(_) | Term::CalendarDays(_)) => Phase::Stopped {
                on,
                left: left.extended(by, on, calendar),
            },
            Phase::Stopped { .. } => return Err(ClockError::ExtendStopped),
            Phase::Ended { .. } => return Err(ClockError::Ended),
        };
        Ok(Self {
            extended,
            phase,
            ..self
        })
    }

    const fn with(self, phase: Phase) -> Self {
        Self { phase, ..self }
    }
}

/// The last day of `term` when it is counted from the day after `from`.
#[must_use]
pub fn last_day(calendar: &Calendar, from: Date, term: Term) -> Date {
    Left::whole(term, from, calendar).due(from, calendar)
}

fn not_expired(due: Date, on: Date) -> Result<(), ClockError> {
    if on > due {
        Err(ClockError::Expired(due))
    } else {
        Ok(())
    }
}

fn months(n: u32) -> Span {
    Span::new().months(i64::from(n))
}

/// A date past the end of time stays at the end of time.
fn plus(date: Date, span: Span) -> Date {
    date.saturating_add(span)
}

fn days_between(a: Date, b: Date) -> u32 {
    (b - a).get_days().unsigned_abs()
}
