//! What happens again after an interval.

use std::fmt;

use jiff::{Span, SpanRelativeTo, Timestamp};

use super::{Schedule, ScheduleError, after, end_of_term, named, read_span, read_term};
use crate::calendar::Calendars;
use crate::term::Term;

/// A number of times, or without end, an interval apart.
#[derive(Clone, Debug)]
pub struct Cycle {
    /// How often; without end when none.
    pub times: Option<u32>,
    /// The first moment, a date and time; an interval from now when none.
    pub from: Option<Schedule>,
    /// The interval.
    pub step: Step,
}

/// The interval of a cycle.
#[derive(Clone, Debug)]
pub enum Step {
    /// An ISO 8601 duration.
    Duration(Span),
    /// A legal term; each ends at the end of its last day.
    Term {
        /// The term.
        term: Term,
        /// The calendar that counts it; the default one when none.
        calendar: Option<String>,
    },
}

impl Cycle {
    /// Reads `R3/PT10M`, `R/P1D`, `R5/2026-01-01T08:00/PT1H`, `R2/3 working days`, `every 3 working days`;
    /// nothing when it is not like one.
    pub(super) fn read(text: &str) -> Option<Result<Self, ScheduleError>> {
        let wrong = || ScheduleError::Syntax(text.to_owned());
        if let Some(step) = text.strip_prefix("every ") {
            let step = Step::read(step.trim());
            let cycle = step.map(|step| Self {
                times: None,
                from: None,
                step,
            });
            return Some(cycle.ok_or_else(wrong));
        }
        let (times, rest) = text.strip_prefix('R')?.split_once('/')?;
        Some(Self::repeating(times, rest).ok_or_else(wrong))
    }

    fn repeating(times: &str, rest: &str) -> Option<Self> {
        let times = match times {
            "" => None,
            number => Some(number.parse().ok().filter(|times| *times > 0)?),
        };
        let (from, step) = match rest.split_once('/') {
            Some((from, step)) => {
                let from: Schedule = from.parse().ok()?;
                let moment = matches!(from, Schedule::At(_) | Schedule::Local(_));
                (Some(from).filter(|_| moment).map(Some)?, step)
            }
            None => (None, rest),
        };
        let step = Step::read(step)?;
        Some(Self { times, from, step })
    }

    pub(super) fn first(&self, now: Timestamp, calendars: &dyn Calendars) -> Result<Timestamp, ScheduleError> {
        match &self.from {
            Some(from) => from.moment(now, calendars),
            None => self.step.after(1, now, calendars),
        }
    }

    pub(super) fn again(
        &self,
        last: Timestamp,
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Timestamp, ScheduleError> {
        let next = self.step.after(1, last, calendars)?;
        if self.step.after(2, last, calendars)? >= now {
            return Ok(next);
        }
        // The first after now, by halving: a step is at least a second, so this many are enough.
        let (mut before, mut beyond) = (2, now.as_second().saturating_sub(last.as_second()).saturating_add(2));
        while beyond - before > 1 {
            let middle = before + (beyond - before) / 2;
            match self.step.after(middle, last, calendars) {
                Ok(moment) if moment <= now => before = middle,
                _ => beyond = middle,
            }
        }
        self.step.after(beyond, last, calendars)
    }
}

impl Step {
    fn read(text: &str) -> Option<Self> {
        if let Some((term, calendar)) = read_term(text) {
            return (term.amount() > 0).then_some(Self::Term { term, calendar });
        }
        let span = read_span(text)?;
        let days = SpanRelativeTo::days_are_24_hours();
        let months = span.get_months() > 0 || span.get_years() > 0;
        let long = months
            || span
                .total((jiff::Unit::Second, days))
                .is_ok_and(|seconds| seconds >= 1.0);
        long.then_some(Self::Duration(span))
    }

    /// So many steps after a moment.
    fn after(&self, steps: i64, from: Timestamp, calendars: &dyn Calendars) -> Result<Timestamp, ScheduleError> {
        match self {
            Self::Duration(span) => {
                let span = span.checked_mul(steps).map_err(|_| ScheduleError::OutOfRange)?;
                after(span, from, calendars)
            }
            Self::Term { term, calendar } => {
                // No calendar reaches farther than this many days.
                let amount = i64::from(term.amount())
                    .checked_mul(steps)
                    .filter(|days| *days < 3_000_000);
                let amount = amount.and_then(|amount| u32::try_from(amount).ok());
                let amount = amount.ok_or(ScheduleError::OutOfRange)?;
                named(calendars, calendar.as_deref())?;
                end_of_term(term.with_amount(amount), calendar.as_deref(), from, calendars)
            }
        }
    }
}

impl fmt::Display for Cycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { times, from, step } = self;
        match (times, from, step) {
            (None, None, Step::Term { .. }) => return write!(f, "every {step}"),
            (Some(times), _, _) => write!(f, "R{times}/")?,
            (None, _, _) => write!(f, "R/")?,
        }
        if let Some(from) = from {
            write!(f, "{from}/")?;
        }
        write!(f, "{step}")
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duration(span) => write!(f, "{span}"),
            Self::Term {
                term,
                calendar: Some(calendar),
            } => write!(f, "{term} of {calendar}"),
            Self::Term { term, calendar: None } => write!(f, "{term}"),
        }
    }
}
