//! Calendar dates of the proleptic Gregorian calendar, years −999,999,999 to 999,999,999.

use super::duration::Months;
use super::scan::Scanner;
use std::fmt;
use std::str::FromStr;

/// Largest year of a FEEL date, either side of zero (XML Schema processors agree on nine digits).
pub const MAX_YEAR: i32 = 999_999_999;

/// A calendar date. Wider than `jiff::civil::Date`, which ends at the year 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

/// The text or the parts are not a date that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no es una fecha como 2026-03-27")]
pub struct DateError;

impl Date {
    /// The date of these parts; `None` when it does not exist.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Date> {
        let exists =
            year.abs() <= MAX_YEAR && (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
        exists.then_some(Date { year, month, day })
    }

    /// The year; negative before the common era.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01.
    pub fn to_days(self) -> i64 {
        // Years start in March, so that the leap day is the last of its year.
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = (i64::from(self.month) + 9) % 12;
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The date `days` after 1970-01-01; `None` beyond the largest year.
    pub fn from_days(days: i64) -> Option<Date> {
        let shifted = days.checked_add(719_468)?;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year + era * 400 + i64::from(month <= 2);
        Date::new(
            i32::try_from(year).ok()?,
            u8::try_from(month).ok()?,
            u8::try_from(day).ok()?,
        )
    }

    /// The date `months` later; the day is cut to the end of a shorter month.
    pub fn add_months(self, months: Months) -> Option<Date> {
        let total = i64::from(self.year) * 12 + i64::from(self.month) - 1;
        let total = total.checked_add(months.0)?;
        let year = i32::try_from(total.div_euclid(12))
            .ok()
            .filter(|y| y.abs() <= MAX_YEAR)?;
        let month = u8::try_from(total.rem_euclid(12) + 1).ok()?;
        Date::new(year, month, self.day.min(days_in_month(year, month)))
    }

    /// Monday is 1, Sunday is 7.
    pub fn weekday(self) -> u8 {
        ((self.to_days() + 3).rem_euclid(7) + 1) as u8
    }

    /// Day of the year, from 1.
    pub fn day_of_year(self) -> u16 {
        let start = Date {
            month: 1,
            day: 1,
            ..self
        };
        (self.to_days() - start.to_days() + 1) as u16
    }

    /// Week of the year, as ISO 8601 counts it.
    pub fn week_of_year(self) -> u8 {
        // The week belongs to the year of its Thursday.
        let thursday = self.to_days() + 4 - i64::from(self.weekday());
        let day = Date::from_days(thursday).map_or(self.day_of_year(), Date::day_of_year);
        ((day - 1) / 7 + 1) as u8
    }

    pub(super) fn scan(scanner: &mut Scanner<'_>) -> Option<Date> {
        let negative = scanner.take(b'-');
        let (digits, length) = scanner.digits(4, 9)?;
        if length > 4 && digits < 10i64.pow(length as u32 - 1) {
            return None;
        }
        let year = i32::try_from(digits).ok()?;
        scanner.expect(b'-')?;
        let (month, _) = scanner.digits(2, 2)?;
        scanner.expect(b'-')?;
        let (day, _) = scanner.digits(2, 2)?;
        Date::new(if negative { -year } else { year }, month as u8, day as u8)
    }
}

/// Days of a month; 0 for a month that does not exist.
pub fn days_in_month(year: i32, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Date, DateError> {
        let mut scanner = Scanner::new(text);
        let date = Date::scan(&mut scanner).filter(|_| scanner.at_end());
        date.ok_or(DateError)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(
            f,
            "{sign}{:04}-{:02}-{:02}",
            self.year.unsigned_abs(),
            self.month,
            self.day
        )
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(date: jiff::civil::Date) -> Date {
        Date {
            year: date.year().into(),
            month: date.month() as u8,
            day: date.day() as u8,
        }
    }
}

impl TryFrom<Date> for jiff::civil::Date {
    type Error = DateError;

    fn try_from(date: Date) -> Result<jiff::civil::Date, DateError> {
        let year = i16::try_from(date.year).map_err(|_| DateError)?;
        jiff::civil::Date::new(year, date.month as i8, date.day as i8).map_err(|_| DateError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree_over_leap_years_and_eras() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("2000-02-29", 11_016),
            ("1969-12-31", -1),
            ("0000-03-01", -719_468),
        ] {
            let date: Date = text.parse().unwrap();
            assert_eq!(date.to_days(), days);
            assert_eq!(Date::from_days(days), Some(date));
        }
    }

    #[test]
    fn adding_a_month_to_the_end_of_january_stays_in_february() {
        let date: Date = "2026-01-31".parse().unwrap();
        assert_eq!(date.add_months(Months(1)).unwrap().to_string(), "2026-02-28");
        assert_eq!(date.add_months(Months(-2)).unwrap().to_string(), "2025-11-30");
    }

    #[test]
    fn weeks_are_counted_as_iso_8601_does() {
        let week = |text: &str| text.parse::<Date>().unwrap().week_of_year();
        assert_eq!(
            (week("2005-01-01"), week("2003-12-29"), week("2026-11-22")),
            (53, 1, 47)
        );
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        for text in [
            "2026-02-29",
            "2026-13-01",
            "998-12-31",
            "01211-12-31",
            "+2026-01-01",
            "2026-1-1",
            "2026-01-01x",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
