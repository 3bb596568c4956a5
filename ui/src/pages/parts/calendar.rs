//! The term day by day, as a calendar of weeks.

use askama::Template;
use jiff::{ToSpan, civil::Date};

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

impl Cell {
    /// The classes of the table cell, with the attribute, or nothing.
    pub fn class(&self) -> &'static str {
        match (&self.mark, self.today) {
            (Mark::Off | Mark::Holiday(_), false) => r#" class="off""#,
            (Mark::Off | Mark::Holiday(_), true) => r#" class="off now""#,
            (Mark::Filed, false) => "",
            (Mark::Filed, true) => r#" class="now""#,
            (Mark::Counted(_), false) => r#" class="cnt""#,
            (Mark::Counted(_), true) => r#" class="cnt now""#,
            (Mark::Suspended(_), false) => r#" class="sus""#,
            (Mark::Suspended(_), true) => r#" class="sus now""#,
            (Mark::Future(_), false) => r#" class="fut""#,
            (Mark::Future(_), true) => r#" class="fut now""#,
            (Mark::Due(_), false) => r#" class="due""#,
            (Mark::Due(_), true) => r#" class="due now""#,
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
}
