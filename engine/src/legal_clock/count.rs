//! The count of a term, one line per day, as the case page and the CLI show it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::run::{Left, Phase, Run};
use super::{ClockChange, ClockEvent};
use crate::calendar::{Calendar, NonWorking};
use crate::term::Term;

/// One day of the count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedDay {
    /// The day.
    pub date: Date,
    /// What it is.
    pub kind: DayKind,
}

/// What a day is in the count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// It arrived after hours: it counts as filed on a later day (Ley 1437/2011 art. 54).
    Received,
    /// It counts as filed on this day; the count begins the day after.
    FiledOn,
    /// The n-th day of the term.
    Counted(u32),
    /// The last day of the term, with its number.
    Due(u32),
    /// It does not count.
    NonWorking {
        /// Its name, in Spanish.
        name: String,
        /// The norm.
        norm: String,
    },
    /// The filer was notified of a requirement: the count stops.
    Stopped,
    /// The count is stopped.
    Suspended,
    /// The filer delivered: the count goes on the day after.
    Delivered,
    /// Another office received it: its count begins the day after.
    Transferred,
    /// The clock ended; the number of the day when it was one of the term.
    Ended(Option<u32>),
    /// The n-th working day after the term passed.
    Overdue(u32),
}

/// Counts `term` from `filed`, day by day, to its last day. A `filed` that is not a working day counts
/// as the next one.
#[must_use]
pub fn count_term(calendar: &Calendar, filed: Date, term: Term) -> Vec<CountedDay> {
    let counts = calendar.next_working_day(filed);
    let mut days = Vec::new();
    let mut day = filed;
    while day < counts {
        days.push(CountedDay {
            date: day,
            kind: plain(calendar, day),
        });
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    days.push(CountedDay {
        date: counts,
        kind: DayKind::FiledOn,
    });
    let run = Run::from_day(counts, term, calendar);
    let mut counter = Counter { calendar, days, n: 0 };
    counter.phase(run.phase, counts, run.last_day(calendar));
    counter.days
}

/// See [`super::LegalClock::days`]. The events were checked when the clock was made.
pub(super) fn days(events: &[ClockEvent], calendar: &Calendar, today: Date) -> Vec<CountedDay> {
    let Some((first, rest)) = events.split_first() else {
        return Vec::new();
    };
    let ClockChange::Start { term } = first.change else {
        return Vec::new();
    };
    let mut run = Run::start(first.at, term, calendar);
    let mut counter = Counter {
        calendar,
        days: Vec::new(),
        n: 0,
    };
    let filed = calendar.counts_as_filed(first.at);
    counter.received(calendar.local(first.at).date(), filed, DayKind::FiledOn);
    for event in rest {
        let arrived = calendar.local(event.at).date();
        let Ok(next) = run.after(event.at, event.change, calendar) else {
            break;
        };
        match event.change {
            ClockChange::Start { .. } | ClockChange::Extend { .. } => {}
            ClockChange::Stop => counter.marked(run, arrived, DayKind::Stopped),
            ClockChange::Resume | ClockChange::Transfer => {
                let effective = calendar.counts_as_filed(event.at);
                let kind = if matches!(event.change, ClockChange::Resume) {
                    DayKind::Delivered
                } else {
                    DayKind::Transferred
                };
                counter.marked(run, effective, kind);
                if matches!(event.change, ClockChange::Transfer) {
                    counter.n = 0;
                }
            }
            ClockChange::End => counter.ended(run, arrived),
        }
        run = next;
    }
    match run.phase {
        Phase::Ended { .. } => {}
        Phase::Stopped { on, .. } => counter.phase(run.phase, on.max(counter.last()), today),
        Phase::Counting { .. } => {
            let due = run.last_day(calendar);
            counter.phase(run.phase, counter.last(), due.max(today));
        }
    }
    counter.days
}

struct Counter<'a> {
    calendar: &'a Calendar,
    days: Vec<CountedDay>,
    n: u32,
}

impl Counter<'_> {
    fn last(&self) -> Date {
        self.days.last().map_or(Date::MIN, |day| day.date)
    }

    fn received(&mut self, arrived: Date, effective: Date, kind: DayKind) {
        let mut day = arrived;
        while day < effective {
            let plain = if day == arrived {
                DayKind::Received
            } else {
                plain(self.calendar, day)
            };
            self.days.push(CountedDay { date: day, kind: plain });
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        self.days.push(CountedDay { date: effective, kind });
    }

    /// Counts up to `date`, then marks it. Two changes on one day leave the mark of the later.
    fn marked(&mut self, run: Run, date: Date, kind: DayKind) {
        if let Ok(before) = date.yesterday() {
            self.phase(run.phase, self.last(), before);
        }
        match self.days.last_mut() {
            Some(last) if last.date >= date => last.kind = kind,
            _ => self.days.push(CountedDay { date, kind }),
        }
    }

    fn ended(&mut self, run: Run, date: Date) {
        self.phase(run.phase, self.last(), date);
        if let Some(last) = self.days.last_mut() {
            last.kind = DayKind::Ended(match last.kind {
                DayKind::Counted(n) | DayKind::Due(n) => Some(n),
                _ => None,
            });
        }
    }

    /// Lists the days after `after` up to and including `to`, as `phase` counts them.
    fn phase(&mut self, phase: Phase, after: Date, to: Date) {
        let mut day = after;
        let mut overdue = 0;
        while day < to {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            let kind = self.kind(phase, day, &mut overdue);
            self.days.push(CountedDay { date: day, kind });
        }
    }

    fn kind(&mut self, phase: Phase, day: Date, overdue: &mut u32) -> DayKind {
        let working = self.calendar.is_working(day);
        match phase {
            Phase::Counting { after, left } => {
                let due = left.due(after, self.calendar);
                let counts = working || matches!(left, Left::Calendar(_)) && day <= due;
                if !counts {
                    return plain(self.calendar, day);
                }
                if day > due {
                    *overdue += 1;
                    return DayKind::Overdue(*overdue);
                }
                self.n += 1;
                if day == due {
                    DayKind::Due(self.n)
                } else {
                    DayKind::Counted(self.n)
                }
            }
            Phase::Stopped { .. } if working => DayKind::Suspended,
            Phase::Stopped { .. } | Phase::Ended { .. } => plain(self.calendar, day),
        }
    }
}

fn plain(calendar: &Calendar, date: Date) -> DayKind {
    match calendar.why_not(date) {
        Some(NonWorking { name, norm, .. }) => DayKind::NonWorking { name, norm },
        None => DayKind::Suspended,
    }
}
