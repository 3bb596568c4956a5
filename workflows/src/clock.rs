//! The legal clock of a case: the engine counts, this module keeps the events with the case.

use jiff::Timestamp;
use jiff::civil::Date;
use radica_engine::calendar::Calendar;
use radica_engine::legal_clock::{ClockChange, ClockError, ClockEvent, ClockState, LegalClock, Term};
use radica_storage::Json;

use crate::catalog::tramite::{self, TermLength};
use crate::problem::{Error, Result};

/// How long a filer has to complete a filing, from the day after being notified; once more as long when it is asked for
/// before it ends (Ley 1755 de 2015, art. 17).
pub const TO_COMPLETE: Term = Term::Months(1);

/// The engine's term for a trámite's.
#[must_use]
pub fn term_of(term: &tramite::Term) -> Term {
    match term.length() {
        TermLength::WorkingDays(days) => Term::WorkingDays(days.into()),
        TermLength::CalendarDays(days) => Term::CalendarDays(days.into()),
        TermLength::Months(months) => Term::Months(months.into()),
    }
}

/// A clock that starts when a case is filed.
pub fn started(at: Timestamp, term: &tramite::Term, calendar: &Calendar) -> Result<CaseClock> {
    let event = ClockEvent {
        at,
        change: ClockChange::Start { term: term_of(term) },
        reason: "Radicado. El término corre desde el día siguiente.".to_owned(),
        norm: term.basis.clone(),
    };
    CaseClock::from_events(vec![event], calendar)
}

/// The last day to answer what is filed at a moment.
#[must_use]
pub fn due_if_filed(term: &tramite::Term, at: Timestamp, calendar: &Calendar) -> Option<Date> {
    started(at, term, calendar).ok()?.due(calendar)
}

/// The events of a case's clock and the clock they make.
#[derive(Debug, Clone)]
pub struct CaseClock {
    clock: LegalClock,
}

impl CaseClock {
    /// The clock as a case keeps it.
    pub fn read(stored: &Json, calendar: &Calendar) -> Result<Self> {
        let events: Vec<ClockEvent> = stored
            .read()
            .map_err(|problem| Error::Internal(format!("events of a legal clock: {problem}")))?;
        Self::from_events(events, calendar)
    }

    fn from_events(events: Vec<ClockEvent>, calendar: &Calendar) -> Result<Self> {
        let clock = LegalClock::from_events(&events, calendar).map_err(corrupt)?;
        Ok(Self { clock })
    }

    /// Adds a change; the clock is as it was when the law does not admit it.
    pub fn push(&mut self, event: ClockEvent, calendar: &Calendar) -> std::result::Result<(), ClockError> {
        self.clock.push(event, calendar)
    }

    /// As the case keeps it.
    pub fn to_json(&self) -> Result<Json> {
        Json::of(&self.clock.events()).map_err(|problem| Error::Internal(problem.to_string()))
    }

    /// The last day to answer; none while it is stopped or after it ended.
    #[must_use]
    pub fn due(&self, calendar: &Calendar) -> Option<Date> {
        self.clock.due(calendar)
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self, calendar: &Calendar, today: Date) -> ClockState {
        self.clock.state(calendar, today)
    }

    /// The engine's clock, for the count day by day.
    #[must_use]
    pub fn legal(&self) -> &LegalClock {
        &self.clock
    }
}

fn corrupt(problem: ClockError) -> Error {
    Error::Internal(format!("a legal clock does not follow from its events: {problem}"))
}
