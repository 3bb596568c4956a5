//! Working days: which days count, why the others do not, and when a filing counts as filed.
//!
//! No day is counted outside this module and [`crate::legal_clock`].

mod data;
mod easter;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

pub use data::{CalendarData, DayOfWeek, Holiday, HolidayRule, MonthDay, OfficeHours, OwnDay, Weekend};
pub use easter::easter_sunday;

/// A day that does not count, and the norm that says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NonWorking {
    /// The day.
    pub date: Date,
    /// Its name, in Spanish (`sábado`, `Batalla de Boyacá`).
    pub name: String,
    /// The norm that makes it non-working.
    pub norm: String,
}

/// The days that count, computed once from [`CalendarData`].
#[derive(Clone, Debug)]
pub struct Calendar {
    data: CalendarData,
    time_zone: TimeZone,
    holidays: BTreeMap<Date, Vec<NonWorking>>,
}

/// Calendars by name, as the engine asks for them.
pub trait Calendars {
    /// The calendar called `name`; the default one for `None`.
    fn calendar(&self, name: Option<&str>) -> Option<&Calendar>;
}

/// A calendar file that cannot be used. The texts are Spanish: whoever runs the entity reads them.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// Not YAML, or not of the expected shape.
    #[error("el calendario no se puede leer: {0}")]
    Syntax(#[from] serde_saphyr::Error),
    /// The time zone is not in the IANA database.
    #[error(
        "calendario `{calendar}`: la zona horaria `{zone}` no existe. Se esperaba un nombre de IANA, como `America/Bogota`."
    )]
    TimeZone {
        /// The calendar's name.
        calendar: String,
        /// What it says.
        zone: String,
    },
    /// A span of office hours ends before it begins.
    #[error("calendario `{calendar}`: el horario de {from} a {to} está vacío. Se esperaba `to` después de `from`.")]
    OfficeHours {
        /// The calendar's name.
        calendar: String,
        /// Opening.
        from: Time,
        /// Closing.
        to: Time,
    },
    /// No day of the week would ever count, so no term would ever end.
    #[error("calendario `{0}`: toda la semana es descanso. Se esperaba al menos un día hábil.")]
    NoWorkingDay(String),
}

/// Years whose holidays are known; outside them only the weekly rest is.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// The same day some calendar years later, as retention counts them; 29 February becomes 28 in a common year.
#[must_use]
pub fn years_later(day: Date, years: u16) -> Option<Date> {
    day.checked_add(jiff::Span::new().years(years)).ok()
}

impl Calendar {
    /// Computes the calendar.
    ///
    /// # Errors
    /// When the time zone is unknown, a span of office hours is empty, or no weekday is working.
    pub fn new(data: CalendarData) -> Result<Self, CalendarError> {
        let time_zone = TimeZone::get(&data.time_zone).map_err(|_| CalendarError::TimeZone {
            calendar: data.name.clone(),
            zone: data.time_zone.clone(),
        })?;
        if let Some(hours) = data.office_hours.iter().find(|hours| hours.from >= hours.to) {
            let (from, to) = (hours.from, hours.to);
            return Err(CalendarError::OfficeHours {
                calendar: data.name,
                from,
                to,
            });
        }
        if (1..=7).all(|n| {
            jiff::civil::Weekday::from_monday_one_offset(n).is_ok_and(|day| data.weekend.days.contains(&day.into()))
        }) {
            return Err(CalendarError::NoWorkingDay(data.name));
        }
        let holidays = holidays(&data);
        Ok(Self {
            data,
            time_zone,
            holidays,
        })
    }

    /// Reads a calendar file.
    ///
    /// # Errors
    /// With line and column when the file is not a calendar; as [`Calendar::new`] otherwise.
    pub fn from_yaml(source: &str) -> Result<Self, CalendarError> {
        Self::new(serde_saphyr::from_str(source)?)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.data.name
    }

    /// The zone in which its days begin and end.
    #[must_use]
    pub const fn time_zone(&self) -> &TimeZone {
        &self.time_zone
    }

    /// The local date and time of an instant.
    #[must_use]
    pub fn local(&self, at: Timestamp) -> DateTime {
        at.to_zoned(self.time_zone.clone()).datetime()
    }

    /// The last second of `date`, until which a term that ends on it can be met. `None` when the
    /// date is at the very end of representable time.
    #[must_use]
    pub fn end_of(&self, date: Date) -> Option<Timestamp> {
        let end = date.at(23, 59, 59, 0);
        end.to_zoned(self.time_zone.clone()).ok().map(|zoned| zoned.timestamp())
    }

    /// Whether the day counts.
    #[must_use]
    pub fn is_working(&self, date: Date) -> bool {
        !self.is_weekend(date) && !self.holidays.contains_key(&date)
    }

    /// Why the day does not count; `None` when it does. A holiday on a weekend is named as a holiday.
    #[must_use]
    pub fn why_not(&self, date: Date) -> Option<NonWorking> {
        if let Some(first) = self.holidays.get(&date).and_then(|days| days.first()) {
            return Some(first.clone());
        }
        self.is_weekend(date).then(|| NonWorking {
            date,
            name: spanish_weekday(date).to_owned(),
            norm: self.data.weekend.norm.clone(),
        })
    }

    /// The `days`-th working day after `date`. Zero gives `date` itself, working or not.
    #[must_use]
    pub fn add_working_days(&self, date: Date, days: u32) -> Date {
        let mut day = date;
        let mut left = days;
        while left > 0 {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            left -= u32::from(self.is_working(day));
        }
        day
    }

    /// The `days`-th working day before `date`. Zero gives `date` itself, working or not.
    #[must_use]
    pub fn subtract_working_days(&self, date: Date, days: u32) -> Date {
        let mut day = date;
        let mut left = days;
        while left > 0 {
            let Ok(previous) = day.yesterday() else { break };
            day = previous;
            left -= u32::from(self.is_working(day));
        }
        day
    }

    /// `date`, or the first working day after it.
    #[must_use]
    pub fn next_working_day(&self, date: Date) -> Date {
        if self.is_working(date) {
            date
        } else {
            self.add_working_days(date, 1)
        }
    }

    /// The working days after `a` up to and including `b`; negative when `b` is before `a`.
    #[must_use]
    pub fn working_days_between(&self, a: Date, b: Date) -> i64 {
        let (from, to, sign) = if a <= b { (a, b, 1) } else { (b, a, -1) };
        let mut count = 0;
        let mut day = from;
        while day < to {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            count += i64::from(self.is_working(day));
        }
        sign * count
    }

    /// The holidays and own days of a year, in order, with their norms. Weekly rest is not listed.
    #[must_use]
    pub fn year(&self, year: i16) -> Vec<NonWorking> {
        let (Ok(first), Ok(last)) = (Date::new(year, 1, 1), Date::new(year, 12, 31)) else {
            return Vec::new();
        };
        self.holidays
            .range(first..=last)
            .flat_map(|(_, days)| days.clone())
            .collect()
    }

    /// The day on which something delivered at `at` counts as delivered: that day until the office
    /// closes, the next working day after that (Ley 1437 de 2011, art. 54).
    #[must_use]
    pub fn counts_as_filed(&self, at: Timestamp) -> Date {
        let local = self.local(at);
        let date = local.date();
        let closes = self.closing_time(date);
        if self.is_working(date) && closes.is_some_and(|closes| local.time() <= closes) {
            date
        } else {
            self.add_working_days(date, 1)
        }
    }

    fn closing_time(&self, date: Date) -> Option<Time> {
        let weekday = DayOfWeek::from(date.weekday());
        let spans = self
            .data
            .office_hours
            .iter()
            .filter(|hours| hours.days.contains(&weekday));
        spans.map(|hours| hours.to).max()
    }

    fn is_weekend(&self, date: Date) -> bool {
        self.data.weekend.days.contains(&DayOfWeek::from(date.weekday()))
    }
}

/// One calendar, whatever name is asked for by default.
impl Calendars for Calendar {
    fn calendar(&self, name: Option<&str>) -> Option<&Calendar> {
        name.is_none_or(|name| name == self.data.name).then_some(self)
    }
}

fn holidays(data: &CalendarData) -> BTreeMap<Date, Vec<NonWorking>> {
    let mut days: BTreeMap<Date, Vec<NonWorking>> = BTreeMap::new();
    for holiday in &data.holidays {
        for date in YEARS.filter_map(|year| holiday.date_in(year)) {
            let (name, norm) = (holiday.name.clone(), holiday.norm.clone());
            days.entry(date).or_default().push(NonWorking { date, name, norm });
        }
    }
    for own in &data.own_days {
        let day = NonWorking {
            date: own.date,
            name: own.name.clone(),
            norm: own.norm.clone(),
        };
        days.entry(own.date).or_default().push(day);
    }
    days
}

fn spanish_weekday(date: Date) -> &'static str {
    match date.weekday() {
        jiff::civil::Weekday::Monday => "lunes",
        jiff::civil::Weekday::Tuesday => "martes",
        jiff::civil::Weekday::Wednesday => "miércoles",
        jiff::civil::Weekday::Thursday => "jueves",
        jiff::civil::Weekday::Friday => "viernes",
        jiff::civil::Weekday::Saturday => "sábado",
        jiff::civil::Weekday::Sunday => "domingo",
    }
}

#[cfg(test)]
pub(crate) mod tests;
