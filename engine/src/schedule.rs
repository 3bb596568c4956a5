//! When a timer is due: a term, an ISO 8601 duration or a date and time; or again and again, by an
//! interval or by cron.

mod cron;
mod cycle;

use std::fmt;
use std::str::FromStr;

use jiff::civil::DateTime;
use jiff::{Span, Timestamp};

use crate::calendar::{Calendar, Calendars};
use crate::legal_clock;
use crate::term::Term;
pub use cron::Cron;
pub use cycle::{Cycle, Step};

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
    /// Again and again, by an interval (`R3/PT10M`, `every 3 working days`).
    Every(Box<Cycle>),
    /// Again and again, by the clock and the calendar (`0 8 * * MON-FRI`).
    Cron(Box<Cron>),
}

/// Why a schedule gives no moment. The texts are Spanish: an operator reads them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// The text is not a schedule.
    #[error("`{0}` no es un plazo ni una fecha: escriba `3 working days`, `1 month`, `PT4H` o `2026-03-27T08:00`")]
    Syntax(String),
    /// The text is like cron, and is not.
    #[error("no es una expresión cron: {0}")]
    Cron(String),
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
            Self::Every(cycle) => write!(f, "{cycle}"),
            Self::Cron(cron) => write!(f, "{cron}"),
        }
    }
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    /// `3 working days`, `3 working days of NAME`, `1 month`, `PT4H`, `2026-03-27T08:00[-05:00]`,
    /// `R3/PT10M`, `R/2026-03-27T08:00/P1D`, `every 3 working days`, `0 8 * * MON-FRI`.
    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        let text = text.trim();
        if let Some(cycle) = Cycle::read(text) {
            return cycle.map(|cycle| Self::Every(Box::new(cycle)));
        }
        if let Some((term, calendar)) = read_term(text) {
            return Ok(Self::Term { term, calendar });
        }
        if let Some(cron) = Cron::read(text) {
            return cron.map(|cron| Self::Cron(Box::new(cron)));
        }
        let wrong = || ScheduleError::Syntax(text.to_owned());
        if text.starts_with('P') {
            return read_span(text).map(Self::Duration).ok_or_else(wrong);
        }
        if let Ok(at) = text.parse() {
            return Ok(Self::At(at));
        }
        text.parse().map(Self::Local).map_err(|_| wrong())
    }
}

/// A term, and the calendar it names.
fn read_term(text: &str) -> Option<(Term, Option<String>)> {
    let (term, calendar) = match text.split_once(" of ") {
        Some((term, name)) => (term, Some(name.trim().to_owned())),
        None => (text, None),
    };
    Some((term.parse().ok()?, calendar))
}

/// An ISO 8601 duration that is not negative.
fn read_span(text: &str) -> Option<Span> {
    let span: Span = text.parse().ok()?;
    (text.starts_with('P') && !span.is_negative()).then_some(span)
}

impl Schedule {
    /// The first moment, counted from `now`.
    ///
    /// # Errors
    /// When the calendar is unknown or the moment cannot be represented.
    pub fn moment(&self, now: Timestamp, calendars: &dyn Calendars) -> Result<Timestamp, ScheduleError> {
        match self {
            Self::At(at) => Ok(*at),
            Self::Term { term, calendar } => end_of_term(*term, calendar.as_deref(), now, calendars),
            Self::Duration(span) => after(*span, now, calendars),
            Self::Local(local) => {
                let zone = named(calendars, None)?.time_zone().clone();
                let at = local.to_zoned(zone).map_err(|_| ScheduleError::OutOfRange)?;
                Ok(at.timestamp())
            }
            Self::Every(cycle) => cycle.first(now, calendars),
            Self::Cron(cron) => cron.next(now, calendars),
        }
    }

    /// How often it happens at most: once when it does not repeat, `None` when without end.
    #[must_use]
    pub const fn times(&self) -> Option<u32> {
        match self {
            Self::Every(cycle) => cycle.times,
            Self::Cron(_) => None,
            Self::Term { .. } | Self::Duration(_) | Self::At(_) | Self::Local(_) => Some(1),
        }
    }

    /// The moment after `last`, when it was due. What was missed while nobody looked is not made up for:
    /// when more than one would lie before `now`, the next is the first after `now`.
    ///
    /// # Errors
    /// When the calendar is unknown or the moment cannot be represented.
    pub fn again(
        &self,
        last: Timestamp,
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Timestamp, ScheduleError> {
        match self {
            Self::Every(cycle) => cycle.again(last, now, calendars),
            Self::Cron(cron) => {
                let next = cron.next(last, calendars)?;
                let missed = next < now && cron.next(next, calendars)? <= now;
                if missed { cron.next(now, calendars) } else { Ok(next) }
            }
            Self::Term { .. } | Self::Duration(_) | Self::At(_) | Self::Local(_) => self.moment(last, calendars),
        }
    }
}

/// The end of the last day of a term.
fn end_of_term(
    term: Term,
    calendar: Option<&str>,
    from: Timestamp,
    calendars: &dyn Calendars,
) -> Result<Timestamp, ScheduleError> {
    let calendar = named(calendars, calendar)?;
    let due = legal_clock::last_day(calendar, calendar.local(from).date(), term);
    calendar.end_of(due).ok_or(ScheduleError::OutOfRange)
}

/// A duration later, with days and months as the default calendar's zone has them.
fn after(span: Span, from: Timestamp, calendars: &dyn Calendars) -> Result<Timestamp, ScheduleError> {
    let zone = named(calendars, None)?.time_zone().clone();
    let due = from.to_zoned(zone).checked_add(span);
    due.map(|due| due.timestamp()).map_err(|_| ScheduleError::OutOfRange)
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
    fn what_repeats_happens_again_and_reads_back() {
        let now = at(2026, 11, 20, 10, 0);
        let again = |text: &str, last: Timestamp| {
            let schedule: Schedule = text.parse().unwrap();
            schedule.again(last, now, &putumayo()).unwrap()
        };
        for (text, times) in [
            ("R3/PT10M", Some(3)),
            ("R/P1D", None),
            ("R5/2026-01-01T08:00:00/PT1H", Some(5)),
            ("every 3 working days", None),
            ("every 3 working days of putumayo", None),
            ("R2/1 month", Some(2)),
            ("0 8 * * MON-FRI", None),
            ("0 0/5 14 * * ?", None),
            ("@daily", None),
            ("PT4H", Some(1)),
            ("3 working days", Some(1)),
        ] {
            let schedule: Schedule = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(schedule.times(), times, "{text}");
            let written = schedule.to_string();
            assert_eq!(written.parse::<Schedule>().unwrap().to_string(), written);
            assert_eq!(due(&written), due(text), "{text}");
        }
        assert_eq!(due("R3/PT10M"), at(2026, 11, 20, 10, 10));
        assert_eq!(again("R3/PT10M", now), at(2026, 11, 20, 10, 10));
        assert_eq!(due("R5/2026-12-01T08:00/PT1H"), at(2026, 12, 1, 8, 0));
        assert_eq!(due("0 8 * * MON-FRI"), at(2026, 11, 23, 8, 0));
        assert_eq!(again("0 8 * * MON-FRI", at(2026, 11, 23, 8, 0)), at(2026, 11, 24, 8, 0));
        assert_eq!(due("every 3 working days"), due("3 working days"));
    }

    #[test]
    fn what_was_missed_is_not_made_up_for() {
        let now = at(2026, 11, 20, 10, 0);
        let again = |text: &str, last: Timestamp| {
            let schedule: Schedule = text.parse().unwrap();
            schedule.again(last, now, &putumayo()).unwrap()
        };
        assert_eq!(again("R/PT10M", at(2026, 11, 20, 9, 45)), at(2026, 11, 20, 9, 55));
        assert_eq!(again("R/PT10M", at(2020, 1, 1, 9, 45)), at(2026, 11, 20, 10, 5));
        assert_eq!(again("R/P1M", at(2020, 1, 31, 8, 0)), at(2026, 11, 30, 8, 0));
        assert_eq!(again("0 8 * * *", at(2020, 1, 31, 8, 0)), at(2026, 11, 21, 8, 0));
        let term = again("every 2 working days", at(2026, 1, 5, 8, 0));
        assert!(term > now && term < at(2026, 11, 26, 0, 0), "{term}");
    }

    /// The moments of a schedule in New York, from one on.
    fn in_new_york(text: &str, from: &str, many: usize) -> Vec<String> {
        let data = include_str!("../../workflows/calendar.yaml").replace("America/Bogota", "America/New_York");
        let calendar = Calendar::from_yaml(&data).unwrap();
        let schedule: Schedule = text.parse().unwrap();
        let mut at: Timestamp = from.parse().unwrap();
        let next = |_| {
            at = schedule.again(at, at, &calendar).unwrap();
            at.to_string()
        };
        (0..many).map(next).collect()
    }

    #[test]
    fn where_clocks_go_forward_a_day_still_has_its_moment_once() {
        let daily = in_new_york("30 2 * * *", "2026-03-07T07:30:00Z", 2);
        assert_eq!(
            daily,
            ["2026-03-08T07:30:00Z", "2026-03-09T06:30:00Z"],
            "half past two is half past three"
        );
        let each_day = in_new_york("R/P1D", "2026-03-07T13:00:00Z", 2);
        assert_eq!(
            each_day,
            ["2026-03-08T12:00:00Z", "2026-03-09T12:00:00Z"],
            "by the wall clock"
        );
        let hours = in_new_york("R/PT12H", "2026-03-07T13:00:00Z", 3);
        assert_eq!(hours[2], "2026-03-09T01:00:00Z", "hours are hours");
    }

    #[test]
    fn where_clocks_go_back_a_moment_that_comes_twice_counts_once() {
        let daily = in_new_york("30 1 * * *", "2026-10-31T05:30:00Z", 2);
        assert_eq!(daily, ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"]);
        // Begun in the hour that comes again: its minutes have passed, none of them is due at once.
        let often = in_new_york("0/20 * * * *", "2026-11-01T06:10:00Z", 2);
        assert_eq!(often, ["2026-11-01T07:00:00Z", "2026-11-01T07:20:00Z"]);
    }

    #[test]
    fn cycles_without_an_interval_and_weekdays_by_number_are_refused() {
        for text in [
            "R3/",
            "R0/PT1H",
            "R3/PT0S",
            "R/P1D/2027-01-01",
            "every",
            "every 0 days",
            "R-1/PT1H",
            "R3/PT0.1S",
        ] {
            assert!(text.parse::<Schedule>().is_err(), "{text}");
        }
        let error = "0 8 * * 1-5".parse::<Schedule>().unwrap_err();
        assert!(error.to_string().contains("MON"), "{error}");
        assert!("61 8 * * MON".parse::<Schedule>().is_err());
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
