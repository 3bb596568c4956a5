//! The date of Easter Sunday, from which five holidays are counted.

use jiff::civil::Date;

/// Easter Sunday of `year` in the Gregorian calendar (the anonymous algorithm of Meeus, Jones and
/// Butcher). `None` outside the years 1 to 9999.
#[must_use]
pub fn easter_sunday(year: i16) -> Option<Date> {
    if year < 1 {
        return None;
    }
    let y = i32::from(year);
    let golden = y % 19;
    let (century, of_century) = (y / 100, y % 100);
    let leap_correction = century - century / 4;
    let moon_correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + leap_correction - moon_correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    Date::new(year, i8::try_from(days / 31).ok()?, i8::try_from(days % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn easter_falls_where_almanacs_say() {
        for day in [
            date(1984, 4, 22),
            date(2000, 4, 23),
            date(2008, 3, 23),
            date(2025, 4, 20),
            date(2026, 4, 5),
            date(2027, 3, 28),
            date(2038, 4, 25),
        ] {
            assert_eq!(easter_sunday(day.year()), Some(day));
        }
    }
}
