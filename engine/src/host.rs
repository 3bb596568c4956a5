//! The calendar's functions, for expressions: no day is counted in FEEL itself.

use jiff::civil;
use radica_feel::{Date, Host, HostError};

use crate::calendar::{Calendar, Calendars};

/// Gives expressions the calendars that the command came with.
pub struct CalendarHost<'a>(pub &'a dyn Calendars);

/// The farthest an expression may count, in working days: some eight centuries.
const FARTHEST: u32 = 200_000;

impl CalendarHost<'_> {
    fn calendar(&self, name: Option<&str>) -> Result<&Calendar, HostError> {
        let unknown = || HostError(format!("no existe el calendario `{}`", name.unwrap_or("(por omisión)")));
        self.0.calendar(name).ok_or_else(unknown)
    }
}

impl Host for CalendarHost<'_> {
    fn add_working_days(&self, date: Date, days: i64, calendar: Option<&str>) -> Result<Date, HostError> {
        let calendar = self.calendar(calendar)?;
        let date = civil_date(date)?;
        let count = u32::try_from(days.unsigned_abs()).ok().filter(|n| *n <= FARTHEST);
        let count = count.ok_or_else(|| HostError(format!("{days} días hábiles son demasiados")))?;
        let day = if days < 0 {
            calendar.subtract_working_days(date, count)
        } else {
            calendar.add_working_days(date, count)
        };
        feel_date(day)
    }

    fn working_days_between(&self, from: Date, to: Date, calendar: Option<&str>) -> Result<i64, HostError> {
        let calendar = self.calendar(calendar)?;
        Ok(calendar.working_days_between(civil_date(from)?, civil_date(to)?))
    }

    fn is_working_day(&self, date: Date, calendar: Option<&str>) -> Result<bool, HostError> {
        Ok(self.calendar(calendar)?.is_working(civil_date(date)?))
    }
}

fn civil_date(date: Date) -> Result<civil::Date, HostError> {
    let text = date.to_string();
    text.parse()
        .map_err(|_| HostError(format!("la fecha {text} queda fuera del calendario")))
}

fn feel_date(date: civil::Date) -> Result<Date, HostError> {
    let text = date.to_string();
    text.parse()
        .map_err(|_| HostError(format!("la fecha {text} queda fuera del calendario")))
}
