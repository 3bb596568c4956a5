//! The only place that reads a clock.

use std::sync::Mutex;

use jiff::{Span, Timestamp, Zoned, civil::Date, tz::TimeZone};

/// Legal time of Colombia (Ley 1437/2011 art. 54 speaks of the entity's own hours; the country has one zone).
pub const ZONE: &str = "America/Bogota";

/// Tells the time. Everything that needs "now" asks one of these; nothing else reads a clock.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// The present moment in the entity's time zone.
    fn local(&self) -> Zoned {
        in_zone(self.now())
    }

    /// The entity's calendar date.
    fn today(&self) -> Date {
        self.local().date()
    }
}

/// A moment in the entity's time zone.
#[must_use]
pub fn in_zone(moment: Timestamp) -> Zoned {
    // The bundled time zone database always holds this zone; UTC is only what the type asks for.
    moment.to_zoned(TimeZone::get(ZONE).unwrap_or(TimeZone::UTC))
}

/// The moment at which a day begins there.
#[must_use]
pub fn start_of(day: Date) -> Timestamp {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    day.to_zoned(zone).map_or(Timestamp::MAX, |start| start.timestamp())
}

/// Microseconds since the epoch, as storage keeps times.
#[must_use]
pub fn micros(moment: Timestamp) -> i64 {
    moment.as_microsecond()
}

/// The moment of a stored count of microseconds; the epoch when the count is out of range.
#[must_use]
pub fn from_micros(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The machine's clock, moved by a fixed span when a demonstration asks for another day.
#[derive(Debug, Default)]
pub struct SystemClock {
    offset: Span,
}

impl SystemClock {
    /// A clock that runs `offset` ahead of the machine's (zero in production).
    #[must_use]
    pub fn moved_by(offset: Span) -> Self {
        Self { offset }
    }
}

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one clock of the program")]
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        now.to_zoned(TimeZone::UTC)
            .checked_add(self.offset)
            .map_or(now, |moved| moved.timestamp())
    }
}

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct FixedClock(Mutex<Timestamp>);

impl FixedClock {
    /// A clock that stands at `moment`.
    #[must_use]
    pub fn at(moment: Timestamp) -> Self {
        Self(Mutex::new(moment))
    }

    /// Moves the clock to `moment`.
    pub fn set(&self, moment: Timestamp) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = moment;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entitys_day_is_that_of_bogota_not_of_utc() {
        let clock = FixedClock::at("2026-11-20T03:00:00Z".parse().unwrap());
        assert_eq!(clock.today(), jiff::civil::date(2026, 11, 19));
    }
}
