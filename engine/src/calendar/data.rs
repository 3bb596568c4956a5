//! The calendar as data: what a YAML file says about holidays, own days and office hours.

use std::fmt;

use jiff::civil::{Date, Time, Weekday};
use serde::{Deserialize, Serialize};

use super::easter::easter_sunday;

/// A calendar file: everything that makes a day non-working, and the office hours.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarData {
    /// The name by which definitions refer to it.
    pub name: String,
    /// IANA time zone in which days begin and end.
    pub time_zone: String,
    /// The weekly rest.
    pub weekend: Weekend,
    /// Holidays by law.
    pub holidays: Vec<Holiday>,
    /// The entity's own non-working days.
    #[serde(default)]
    pub own_days: Vec<OwnDay>,
    /// When the office attends; a filing outside counts from the next working day.
    pub office_hours: Vec<OfficeHours>,
}

/// The weekly rest and the norm that makes it non-working.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weekend {
    /// Days of the week, in English (`saturday`).
    pub days: Vec<DayOfWeek>,
    /// The norm.
    pub norm: String,
}

/// A holiday: its rule, and the years in which a law makes it one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// Its name, in Spanish.
    pub name: String,
    /// How its date follows from the year.
    pub rule: HolidayRule,
    /// First year in which it is a holiday.
    pub from: i16,
    /// Last year in which it is a holiday, if it was repealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i16>,
    /// The norm that makes it one.
    pub norm: String,
}

/// How a holiday's date follows from the year.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolidayRule {
    /// The same day every year.
    Fixed(MonthDay),
    /// That day, or the Monday after it when it is not a Monday (Ley 51 de 1983, art. 2).
    MovedToMonday(MonthDay),
    /// Days from Easter Sunday.
    Easter(i32),
}

/// A non-working day that the entity itself decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnDay {
    /// The day.
    pub date: Date,
    /// Its name, in Spanish.
    pub name: String,
    /// The act that decided it.
    pub norm: String,
}

/// A span of office hours on some days of the week.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeHours {
    /// The days of the week.
    pub days: Vec<DayOfWeek>,
    /// Opening, local time.
    pub from: Time,
    /// Closing, local time.
    pub to: Time,
}

/// A month and a day, written `MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MonthDay {
    month: i8,
    day: i8,
}

/// A day of the week, written in English.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOfWeek {
    /// lunes
    Monday,
    /// martes
    Tuesday,
    /// miércoles
    Wednesday,
    /// jueves
    Thursday,
    /// viernes
    Friday,
    /// sábado
    Saturday,
    /// domingo
    Sunday,
}

impl Holiday {
    /// Its date in `year`; `None` when it is no holiday that year.
    #[must_use]
    pub fn date_in(&self, year: i16) -> Option<Date> {
        if year < self.from || self.until.is_some_and(|last| year > last) {
            return None;
        }
        match self.rule {
            HolidayRule::Fixed(day) => day.in_year(year),
            HolidayRule::MovedToMonday(day) => day.in_year(year).and_then(monday_on_or_after),
            HolidayRule::Easter(days) => easter_sunday(year)?
                .checked_add(jiff::Span::new().try_days(days).ok()?)
                .ok(),
        }
    }
}

impl MonthDay {
    fn in_year(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}

impl TryFrom<String> for MonthDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parsed = text
            .split_once('-')
            .and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
        // A leap year, so that 29 February is a date that can be written.
        match parsed {
            Some((month, day)) if Date::new(2024, month, day).is_ok() => Ok(Self { month, day }),
            _ => Err(format!(
                "`{text}` no es un día del año: se esperaba `MM-DD`, como `07-20`"
            )),
        }
    }
}

impl From<MonthDay> for String {
    fn from(day: MonthDay) -> Self {
        day.to_string()
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl From<Weekday> for DayOfWeek {
    fn from(day: Weekday) -> Self {
        match day {
            Weekday::Monday => Self::Monday,
            Weekday::Tuesday => Self::Tuesday,
            Weekday::Wednesday => Self::Wednesday,
            Weekday::Thursday => Self::Thursday,
            Weekday::Friday => Self::Friday,
            Weekday::Saturday => Self::Saturday,
            Weekday::Sunday => Self::Sunday,
        }
    }
}

fn monday_on_or_after(date: Date) -> Option<Date> {
    let days = i64::from(7 - date.weekday().to_monday_zero_offset()) % 7;
    date.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}
