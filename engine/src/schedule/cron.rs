//! What happens again by the clock and the calendar.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{ScheduleError, named};
use crate::calendar::Calendars;

/// A cron expression, in the default calendar's zone.
#[derive(Clone)]
pub struct Cron {
    text: String,
    parsed: cron::Schedule,
}

impl Cron {
    /// Reads minute, hour, day, month and weekday, with seconds before them and a year after them when
    /// there are more; nothing when it is not like one.
    pub(super) fn read(text: &str) -> Option<Result<Self, ScheduleError>> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let like = text.starts_with('@')
            || (5..=7).contains(&fields.len()) && text.starts_with(['*', '?'])
            || (5..=7).contains(&fields.len()) && text.starts_with(|c: char| c.is_ascii_digit());
        like.then(|| Self::parse(text, &fields))
    }

    fn parse(text: &str, fields: &[&str]) -> Result<Self, ScheduleError> {
        let weekday = fields.get(if fields.len() == 5 { 4 } else { 5 });
        if weekday.is_some_and(|day| day.contains(|c: char| c.is_ascii_digit())) {
            let why = "el día de la semana va con su nombre (`MON-FRI`), porque los números no significan lo mismo en \
                       todas partes";
            return Err(ScheduleError::Cron(why.to_owned()));
        }
        // The crate wants seconds.
        let whole = if fields.len() == 5 {
            format!("0 {text}")
        } else {
            text.to_owned()
        };
        let parsed = cron::Schedule::from_str(&whole);
        let parsed =
            parsed.map_err(|_| ScheduleError::Cron("se esperaba `minuto hora día mes día-de-la-semana`".into()))?;
        let text = fields.join(" ");
        Ok(Self { text, parsed })
    }

    /// The first moment after another. The crate counts in its own time, given the local one as if it
    /// were universal. Where clocks go back, a local time that comes twice counts once, the first time.
    pub(super) fn next(&self, from: Timestamp, calendars: &dyn Calendars) -> Result<Timestamp, ScheduleError> {
        let out = |_| ScheduleError::OutOfRange;
        let zone = named(calendars, None)?.time_zone().clone();
        let local = from.to_zoned(zone.clone()).datetime();
        let local = local.to_zoned(TimeZone::UTC).map_err(out)?.timestamp().as_second();
        let local = chrono::DateTime::from_timestamp(local, 0).ok_or(ScheduleError::OutOfRange)?;
        for next in self.parsed.after(&local) {
            let next = Timestamp::from_second(next.timestamp()).map_err(out)?;
            let next = next
                .to_zoned(TimeZone::UTC)
                .datetime()
                .to_zoned(zone.clone())
                .map_err(out)?;
            if next.timestamp() > from {
                return Ok(next.timestamp());
            }
        }
        Err(ScheduleError::OutOfRange)
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cron({})", self.text)
    }
}
