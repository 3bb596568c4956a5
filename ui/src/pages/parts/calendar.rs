//! The term day by day, as a calendar of weeks.

use askama::Template;
use jiff::{ToSpan, civil::Date};
use radica_engine::legal_clock::{CountedDay, DayKind};

use super::piece;
use crate::pages::{format, icons::Icon};

/// Weeks from Monday to Sunday that hold every day of a count.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/calendar.html")]
pub struct Calendar {
    pub caption: String,
    pub weeks: Vec<Vec<Cell>>,
}

/// A day that the count has something to say about.
#[derive(Clone, Debug)]
pub struct Day {
    pub date: Date,
    pub mark: Mark,
    pub today: bool,
}

/// What a day means in the count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Saturday, Sunday, or a day outside the count.
    Off,
    /// A holiday, with the word for it.
    Holiday(String),
    /// The day it was filed: not counted yet.
    Filed,
    /// The nth day counted.
    Counted(i64),
    /// The nth day, still to come.
    Future(i64),
    /// The last day.
    Due(i64),
    /// The nth working day after the term passed.
    Overdue(i64),
    /// It arrived after hours: it counts as filed on a later day.
    Received,
    /// Another office received it: its own count begins the day after.
    Transferred,
    /// Answered, closed or withdrawn; the nth day when it was one of the term.
    Ended(Option<i64>),
    /// The clock stands still; the event of the day, if any.
    Suspended(Option<Pause>),
}

/// What happened on a day on which the clock stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// The requerimiento was opened: the clock stops.
    Notified,
    /// The filer delivered: the clock goes on the next day.
    Delivered,
}

/// A day ready to be shown.
#[derive(Clone, Debug)]
pub struct Cell {
    pub label: String,
    pub mark: Mark,
    pub today: bool,
}

piece!(Calendar);

impl Calendar {
    /// The count of a legal clock, as it stands today.
    pub fn of(count: &[CountedDay], today: Date) -> Self {
        let day = |counted: &CountedDay| Day {
            date: counted.date,
            mark: Mark::of(counted, today),
            today: counted.date == today,
        };
        Self::new(&count.iter().map(day).collect::<Vec<_>>())
    }

    /// Lays out days in order; the gaps before, between and after them are days off.
    pub fn new(days: &[Day]) -> Self {
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            return Self {
                caption: String::new(),
                weeks: Vec::new(),
            };
        };
        let caption = format!(
            "Conteo del término, del {} de {} al {}",
            first.date.day(),
            format::month(first.date.month()),
            format::plain_date(last.date)
        );
        let mut weeks = Vec::new();
        let mut monday = monday_of(first.date);
        while monday <= last.date {
            weeks.push(week(monday, days));
            monday = after(monday, 7);
        }
        Self { caption, weeks }
    }
}

impl Mark {
    fn of(counted: &CountedDay, today: Date) -> Self {
        match &counted.kind {
            DayKind::Received => Self::Received,
            DayKind::FiledOn => Self::Filed,
            DayKind::Counted(n) if counted.date > today => Self::Future(i64::from(*n)),
            DayKind::Counted(n) => Self::Counted(i64::from(*n)),
            DayKind::Due(n) => Self::Due(i64::from(*n)),
            DayKind::NonWorking { .. } if is_weekend(counted.date) => Self::Off,
            DayKind::NonWorking { .. } => Self::Holiday("festivo".into()),
            DayKind::Stopped => Self::Suspended(Some(Pause::Notified)),
            DayKind::Suspended => Self::Suspended(None),
            DayKind::Delivered => Self::Suspended(Some(Pause::Delivered)),
            DayKind::Transferred => Self::Transferred,
            DayKind::Ended(n) => Self::Ended(n.map(i64::from)),
            DayKind::Overdue(n) => Self::Overdue(i64::from(*n)),
        }
    }
}

/// Today's place in the count: day 12 of 15; `None` while it is stopped, before it starts and after it ends.
pub fn day_of(count: &[CountedDay], today: Date) -> Option<(i64, i64)> {
    let total = count.iter().find_map(|day| match day.kind {
        DayKind::Due(n) => Some(n),
        _ => None,
    })?;
    let counted = count
        .iter()
        .filter(|day| day.date <= today)
        .rev()
        .find_map(|day| match day.kind {
            DayKind::Counted(n) | DayKind::Due(n) => Some(n),
            _ => None,
        })?;
    Some((i64::from(counted), i64::from(total)))
}

fn is_weekend(date: Date) -> bool {
    date.weekday().to_monday_zero_offset() > 4
}

impl Cell {
    /// The classes of the table cell, with the attribute, or nothing.
    pub fn class(&self) -> &'static str {
        match (&self.mark, self.today) {
            (Mark::Off | Mark::Holiday(_), false) => r#" class="off""#,
            (Mark::Off | Mark::Holiday(_), true) => r#" class="off now""#,
            (Mark::Filed | Mark::Received | Mark::Transferred | Mark::Ended(_), false) => "",
            (Mark::Filed | Mark::Received | Mark::Transferred | Mark::Ended(_), true) => r#" class="now""#,
            (Mark::Counted(_), false) => r#" class="cnt""#,
            (Mark::Counted(_), true) => r#" class="cnt now""#,
            (Mark::Suspended(_), false) => r#" class="sus""#,
            (Mark::Suspended(_), true) => r#" class="sus now""#,
            (Mark::Future(_), false) => r#" class="fut""#,
            (Mark::Future(_), true) => r#" class="fut now""#,
            (Mark::Due(_), false) => r#" class="due""#,
            (Mark::Due(_), true) => r#" class="due now""#,
            (Mark::Overdue(_), false) => r#" class="late""#,
            (Mark::Overdue(_), true) => r#" class="late now""#,
        }
    }
}

fn week(monday: Date, days: &[Day]) -> Vec<Cell> {
    (0..7)
        .map(|offset| {
            let date = after(monday, offset);
            let found = days.iter().find(|day| day.date == date);
            Cell {
                label: label(date, offset == 0),
                mark: found.map_or(Mark::Off, |day| day.mark.clone()),
                today: found.is_some_and(|day| day.today),
            }
        })
        .collect()
}

/// The month is written on Mondays and on the first of the month.
fn label(date: Date, monday: bool) -> String {
    if monday || date.day() == 1 {
        format::short_date(date)
    } else {
        date.day().to_string()
    }
}

fn monday_of(date: Date) -> Date {
    after(date, -i64::from(date.weekday().to_monday_zero_offset()))
}

fn after(date: Date, days: i64) -> Date {
    date.saturating_add(days.days())
}

#[cfg(test)]
impl Calendar {
    /// The design's own case: filed on 20 October, stopped from 28 October to 9 November, due on the 24th.
    pub fn sample() -> Self {
        use jiff::civil::date;
        let day = |date, mark| Day {
            date,
            mark,
            today: date == jiff::civil::date(2026, 11, 19),
        };
        let mut days = vec![day(date(2026, 10, 20), Mark::Filed)];
        let mut counted = 0;
        let mut at = date(2026, 10, 21);
        while counted < 15 {
            let stopped = at >= date(2026, 10, 28) && at <= date(2026, 11, 9);
            let holiday = [date(2026, 11, 2), date(2026, 11, 16)].contains(&at);
            let mark = if at.weekday().to_monday_zero_offset() > 4 {
                Mark::Off
            } else if holiday {
                Mark::Holiday("festivo".into())
            } else if at == date(2026, 10, 28) {
                Mark::Suspended(Some(Pause::Notified))
            } else if at == date(2026, 11, 9) {
                Mark::Suspended(Some(Pause::Delivered))
            } else if stopped {
                Mark::Suspended(None)
            } else {
                counted += 1;
                match counted {
                    15 => Mark::Due(15),
                    n if at > date(2026, 11, 19) => Mark::Future(n),
                    n => Mark::Counted(n),
                }
            };
            days.push(day(at, mark));
            at = after(at, 1);
        }
        Self::new(&days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_of_the_design_fits_six_weeks_and_marks_today_and_the_end() {
        let calendar = Calendar::sample();
        assert_eq!(
            calendar.caption,
            "Conteo del término, del 20 de octubre al 24 de noviembre de 2026"
        );
        assert_eq!(calendar.weeks.len(), 6);
        let html = calendar.to_string();
        assert!(html.contains(r#"<td class="cnt now"><div>19<b>12</b>hoy</div></td>"#));
        assert!(html.contains(r#"<td class="due"><div>24<b>15</b>vence</div></td>"#));
        assert!(html.contains(r#"<td class="off"><div>16 nov<br>festivo</div></td>"#));
    }

    #[test]
    fn the_count_of_a_clock_is_shown_as_the_law_counts_it() {
        let day = |day, kind| CountedDay {
            date: jiff::civil::date(2026, 11, day),
            kind,
        };
        let today = jiff::civil::date(2026, 11, 18);
        let festive = DayKind::NonWorking {
            name: "Independencia de Cartagena".into(),
            norm: "Ley 51 de 1983".into(),
        };
        let count = vec![
            day(13, DayKind::FiledOn),
            day(16, festive),
            day(17, DayKind::Counted(1)),
            day(18, DayKind::Counted(2)),
            day(19, DayKind::Counted(3)),
            day(20, DayKind::Due(4)),
        ];
        let html = Calendar::of(&count, today).to_string();
        assert!(html.contains("<td class=\"off\"><div>16 nov<br>festivo</div></td>"));
        assert!(html.contains("<td class=\"fut\"><div>19<b>3</b></div></td>"));
        assert_eq!(day_of(&count, today), Some((2, 4)));
    }

    #[test]
    fn a_day_after_the_term_says_that_it_is_late() {
        let late = CountedDay {
            date: jiff::civil::date(2026, 11, 23),
            kind: DayKind::Overdue(1),
        };
        let html = Calendar::of(&[late], jiff::civil::date(2026, 11, 23)).to_string();
        assert!(html.contains("class=\"late now\"") && html.contains("tarde"));
    }
}
