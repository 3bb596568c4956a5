use super::*;
use jiff::civil::date;

/// The entity's calendar, as it ships.
pub fn putumayo() -> Calendar {
    Calendar::from_yaml(include_str!("../../../workflows/calendar.yaml")).unwrap()
}

/// A local time in Mocoa.
pub fn at(year: i16, month: i8, day: i8, hour: i8, minute: i8) -> Timestamp {
    date(year, month, day)
        .at(hour, minute, 0, 0)
        .to_zoned(TimeZone::get("America/Bogota").unwrap())
        .unwrap()
        .timestamp()
}

fn dates(calendar: &Calendar, year: i16) -> Vec<String> {
    calendar
        .year(year)
        .iter()
        .map(|day| day.date.strftime("%m-%d").to_string())
        .collect()
}

#[test]
fn ley_51_of_1983_gives_eighteen_holidays_a_year() {
    let expected = "01-01 01-06 03-24 04-17 04-18 05-01 06-02 06-23 06-30 06-30 07-20 08-07 \
                    08-18 10-13 11-03 11-17 12-08 12-25";
    assert_eq!(dates(&putumayo(), 2025).join(" "), expected);
}

#[test]
fn ley_2578_of_2026_adds_the_ninth_of_july_moved_to_monday() {
    let calendar = putumayo();
    assert_eq!(calendar.year(2025).len(), 18);
    assert_eq!(calendar.year(2026).len(), 19);
    let day = calendar.why_not(date(2026, 7, 13)).unwrap();
    assert_eq!(day.norm, "Ley 2578 de 2026");
    assert!(calendar.is_working(date(2026, 7, 9)));
    assert!(calendar.is_working(date(2025, 7, 14)));
}

#[test]
fn the_holidays_of_2026_are_those_of_the_almanac() {
    let expected = "01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-13 07-20 \
                    08-07 08-17 10-12 11-02 11-16 12-08 12-25";
    assert_eq!(dates(&putumayo(), 2026).join(" "), expected);
}

#[test]
fn weekends_do_not_count_by_ley_4_of_1913_art_62() {
    let saturday = putumayo().why_not(date(2026, 11, 21)).unwrap();
    assert_eq!(
        (saturday.name.as_str(), saturday.norm.as_str()),
        ("sábado", "Ley 4 de 1913, art. 62")
    );
    assert!(putumayo().why_not(date(2026, 11, 20)).is_none());
}

#[test]
fn a_filing_after_hours_counts_from_the_next_working_day_by_ley_1437_art_54() {
    let calendar = putumayo();
    assert_eq!(calendar.counts_as_filed(at(2026, 11, 19, 17, 59)), date(2026, 11, 19));
    assert_eq!(calendar.counts_as_filed(at(2026, 11, 19, 20, 14)), date(2026, 11, 20));
    assert_eq!(calendar.counts_as_filed(at(2026, 11, 20, 23, 59)), date(2026, 11, 23));
    assert_eq!(calendar.counts_as_filed(at(2026, 11, 15, 10, 0)), date(2026, 11, 17));
}

#[test]
fn a_filing_before_opening_or_at_noon_counts_that_same_working_day() {
    let calendar = putumayo();
    assert_eq!(calendar.counts_as_filed(at(2026, 11, 19, 6, 0)), date(2026, 11, 19));
    assert_eq!(calendar.counts_as_filed(at(2026, 11, 19, 13, 0)), date(2026, 11, 19));
}

#[test]
fn adding_and_counting_working_days_agree() {
    let calendar = putumayo();
    for start in [date(2026, 3, 27), date(2026, 12, 24), date(2027, 1, 9)] {
        for days in 1..60 {
            let end = calendar.add_working_days(start, days);
            assert!(calendar.is_working(end));
            assert_eq!(calendar.working_days_between(start, end), i64::from(days));
        }
    }
}

#[test]
fn the_entitys_own_days_do_not_count() {
    let source = include_str!("../../../workflows/calendar.yaml").replace(
        "own_days: []",
        "own_days: [{date: 2026-12-24, name: Cierre de fin de año, norm: Decreto 100 de 2026}]",
    );
    let calendar = Calendar::from_yaml(&source).unwrap();
    assert_eq!(
        calendar.why_not(date(2026, 12, 24)).unwrap().norm,
        "Decreto 100 de 2026"
    );
    assert_eq!(calendar.year(2026).len(), 20);
}

#[test]
fn a_broken_calendar_says_where_and_what() {
    let source = include_str!("../../../workflows/calendar.yaml").replace("fixed: 05-01", "fixed: 05-41");
    let message = Calendar::from_yaml(&source).unwrap_err().to_string();
    assert!(message.contains("MM-DD") && message.contains("line 14"), "{message}");
    let source = include_str!("../../../workflows/calendar.yaml").replace("America/Bogota", "America/Mocoa");
    assert!(
        Calendar::from_yaml(&source)
            .unwrap_err()
            .to_string()
            .contains("America/Mocoa")
    );
}
