//! When a timer is due: a term, an ISO 8601 duration or a date and time.

use std::fmt;
use std::str::FromStr;

use jiff::civil::DateTime;
use jiff::{Span, Timestamp};

use crate::calendar::{Calendar, Calendars};
use crate::legal_clock;
use crate::term::Term;

/// When something is due, counted from a moment.
#[derive(Clone, Debug)]
pub enum Schedule {
    /// A legal term; due at the end of its last day. The calendar is the default one when unnamed.
    Term {
        /// The term.
        term: Term,
        /// The calendar that counts it.
        calendar: Option<String>,
    },
    /// An ISO 8601 duration (`PT4H`, `P3D`); days and months by the calendar's time zone.
    Duration(Span),
    /// A moment.
    At(Timestamp),
    /// A local date and time in the default calendar's zone.
    Local(DateTime),
}

/// Why a schedule gives no moment. The texts are Spanish: an operator reads them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// The text is not a schedule.
    #[error("`{0}` no es un plazo ni una fecha: escriba `3 working days`, `1 month`, `PT4H` o `2026-03-27T08:00`")]
    Syntax(String),
    /// No calendar of that name.
    #[error("no existe el calendario `{0}`")]
    UnknownCalendar(String),
    /// Past the end of representable time.
    #[error("la fecha queda fuera del calendario")]
    OutOfRange,
}

/// What reads back as the same schedule.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term {
                term,
                calendar: Some(calendar),
            } => write!(f, "{term} of {calendar}"),
            Self::Term { term, calendar: None } => write!(f, "{term}"),
            Self::Duration(span) => write!(f, "{span}"),
            Self::At(at) => write!(f, "{at}"),
            Self::Local(local) => write!(f, "{local}"),
        }
    }
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    /// `3 working days`, `3 working days of NAME`, `1 month`, `PT4H`, `2026-03-27T08:00[-05:00]`.
    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        let text = text.trim();
        let (term, calendar) = match text.split_once(" of ") {
            Some((term, name)) => (term, Some(name.trim().to_owned())),
            None => (text, None),
        };
        if let Ok(term) = term.parse() {
            return Ok(Self::Term { term, calendar });
        }
        let wrong = || ScheduleError::Syntax(text.to_owned());
        if text.starts_with('P') {
            let span: Span = text.parse().map_err(|_| wrong())?;
            return if span.is_negative() {
                Err(wrong())
            } else {
                Ok(Self::Duration(span))
            };
        }
        if let Ok(at) = text.parse() {
            return Ok(Self::At(at));
        }
        text.parse().map(Self::Local).map_err(|_| wrong())
    }
}

impl Schedule {
    /// The moment, counted from `now`.
    ///
    /// # Errors
    /// When the calendar is unknown or the moment cannot be represented.
    pub fn moment(&self, now: Timestamp, calendars: &dyn Calendars) -> Result<Timestamp, ScheduleError> {
        match self {
            Self::At(at) => Ok(*at),
            Self::Term { term, calendar } => {
                let calendar = named(calendars, calendar.as_deref())?;
                let due = legal_clock::last_day(calendar, calendar.local(now).date(), *term);
                calendar.end_of(due).ok_or(ScheduleError::OutOfRange)
            }
            Self::Duration(span) => {
                let zone = named(calendars, None)?.time_zone().clone();
                let due = now.to_zoned(zone).checked_add(*span);
                due.map(|due| due.timestamp()).map_err(|_| ScheduleError::OutOfRange)
            }
            Self::Local(local) => {
                let zone = named(calendars, None)?.time_zone().clone();
                let at = local.to_zoned(zone).map_err(|_| ScheduleError::OutOfRange)?;
                Ok(at.timestamp())
            }
        }
    }
}

fn named<'a>(calendars: &'a dyn Calendars, name: Option<&str>) -> Result<&'a Calendar, ScheduleError> {
    let unknown = || ScheduleError::UnknownCalendar(name.unwrap_or("(por omisión)").to_owned());
    calendars.calendar(name).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::tests::{at, putumayo};

    fn due(text: &str) -> Timestamp {
        let now = at(2026, 11, 20, 10, 0);
        text.parse::<Schedule>().unwrap().moment(now, &putumayo()).unwrap()
    }

    #[test]
    fn working_days_are_due_at_the_end_of_the_last_day() {
        let end = putumayo().end_of(jiff::civil::date(2026, 11, 25)).unwrap();
        assert_eq!(due("3 working days"), end);
        assert_eq!(due("3 working days of putumayo"), end);
        assert_eq!(
            due("1 month"),
            putumayo().end_of(jiff::civil::date(2026, 12, 21)).unwrap()
        );
    }

    #[test]
    fn iso_durations_and_moments_are_exact() {
        assert_eq!(due("PT4H"), at(2026, 11, 20, 14, 0));
        assert_eq!(due("P3D"), at(2026, 11, 23, 10, 0));
        assert_eq!(due("2026-12-01T08:00"), at(2026, 12, 1, 8, 0));
        assert_eq!(due("2026-12-01T08:00-05:00"), at(2026, 12, 1, 8, 0));
    }

    #[test]
    fn what_is_no_schedule_or_names_no_calendar_is_refused() {
        for text in ["mañana", "-P3D", "P", "3 weeks", ""] {
            assert!(text.parse::<Schedule>().is_err(), "{text}");
        }
        let other: Schedule = "3 working days of marte".parse().unwrap();
        let error = other.moment(at(2026, 11, 20, 10, 0), &putumayo()).unwrap_err();
        assert_eq!(error, ScheduleError::UnknownCalendar("marte".into()));
    }
}
