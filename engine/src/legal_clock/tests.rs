use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::*;
use crate::calendar::tests::{at, putumayo};

fn event(at: Timestamp, change: ClockChange) -> ClockEvent {
    ClockEvent {
        at,
        change,
        reason: "porque sí".into(),
        norm: "Ley 1755 de 2015".into(),
    }
}

fn start(at: Timestamp, term: &str) -> ClockEvent {
    event(
        at,
        ClockChange::Start {
            term: term.parse().unwrap(),
        },
    )
}

fn clock(events: &[ClockEvent]) -> LegalClock {
    LegalClock::from_events(events, &putumayo()).unwrap()
}

fn due(filed: Timestamp, term: &str) -> Date {
    clock(&[start(filed, term)]).due(&putumayo()).unwrap()
}

fn line(day: &CountedDay) -> String {
    let date = day.date.strftime("%d/%m");
    match &day.kind {
        DayKind::Counted(n) => format!("{date} {n}"),
        DayKind::Due(n) => format!("{date} due {n}"),
        DayKind::NonWorking { name, .. } => format!("{date} {name}"),
        DayKind::Overdue(n) => format!("{date} overdue {n}"),
        DayKind::Ended(n) => format!("{date} ended {n:?}"),
        other => format!("{date} {other:?}"),
    }
}

fn lines(days: &[CountedDay]) -> Vec<String> {
    days.iter()
        .filter(|day| !matches!(&day.kind, DayKind::NonWorking { name, .. } if name == "sábado" || name == "domingo"))
        .map(line)
        .collect()
}

#[test]
fn fifteen_working_days_run_from_the_day_after_filing_by_ley_1755_art_14() {
    assert_eq!(due(at(2026, 11, 20, 10, 0), "15 working days"), date(2026, 12, 14));
    assert_eq!(due(at(2026, 3, 27, 10, 0), "15 working days"), date(2026, 4, 21));
    assert_eq!(due(at(2026, 6, 26, 10, 0), "10 working days"), date(2026, 7, 14));
}

#[test]
fn a_filing_after_hours_starts_the_term_a_working_day_later_by_ley_1437_art_54() {
    let clock = clock(&[start(at(2026, 11, 19, 20, 14), "15 working days")]);
    assert_eq!(clock.due(&putumayo()), Some(date(2026, 12, 14)));
    let days = clock.days(&putumayo(), date(2026, 11, 20));
    assert_eq!(lines(&days)[..3], ["19/11 Received", "20/11 FiledOn", "23/11 1"]);
}

#[test]
fn terms_in_months_and_years_end_on_the_next_working_day_by_ley_4_of_1913_art_62() {
    assert_eq!(due(at(2026, 1, 30, 10, 0), "1 month"), date(2026, 3, 2));
    assert_eq!(due(at(2026, 3, 10, 10, 0), "1 month"), date(2026, 4, 10));
    assert_eq!(due(at(2026, 4, 13, 10, 0), "3 months"), date(2026, 7, 14));
    assert_eq!(due(at(2024, 2, 29, 10, 0), "1 year"), date(2025, 2, 28));
    assert_eq!(due(at(2026, 11, 20, 10, 0), "2 years"), date(2028, 11, 20));
}

#[test]
fn calendar_days_count_all_days_and_end_on_a_working_one() {
    assert_eq!(due(at(2026, 11, 20, 10, 0), "10 days"), date(2026, 11, 30));
    assert_eq!(due(at(2026, 11, 20, 10, 0), "8 days"), date(2026, 11, 30));
}

#[test]
fn the_clock_stops_when_notified_and_resumes_the_day_after_delivery_by_ley_1755_art_17() {
    let clock = clock(&[
        start(at(2026, 10, 20, 10, 42), "15 working days"),
        event(at(2026, 10, 28, 9, 15), ClockChange::Stop),
        event(at(2026, 11, 9, 16, 20), ClockChange::Resume),
    ]);
    let today = date(2026, 11, 19);
    assert_eq!(clock.due(&putumayo()), Some(date(2026, 11, 24)));
    assert_eq!(
        clock.state(&putumayo(), today),
        ClockState::Running {
            left: 3,
            due: date(2026, 11, 24)
        }
    );
    let expected = "20/10 FiledOn, 21/10 1, 22/10 2, 23/10 3, 26/10 4, 27/10 5, 28/10 Stopped, \
                    29/10 Suspended, 30/10 Suspended, 02/11 Todos los Santos, 03/11 Suspended, 04/11 Suspended, \
                    05/11 Suspended, 06/11 Suspended, 09/11 Delivered, 10/11 6, 11/11 7, 12/11 8, 13/11 9, \
                    16/11 Independencia de Cartagena, 17/11 10, 18/11 11, 19/11 12, 20/11 13, 23/11 14, 24/11 due 15";
    assert_eq!(lines(&clock.days(&putumayo(), today)).join(", "), expected);
}

#[test]
fn a_stopped_clock_shows_the_days_left_and_no_date() {
    let clock = clock(&[
        start(at(2026, 10, 20, 10, 42), "15 working days"),
        event(at(2026, 10, 28, 9, 15), ClockChange::Stop),
    ]);
    let today = date(2026, 11, 3);
    assert_eq!(clock.state(&putumayo(), today), ClockState::Suspended { left: 10 });
    assert_eq!(clock.due(&putumayo()), None);
    assert_eq!(clock.days(&putumayo(), today).last().unwrap().date, today);
}

#[test]
fn a_stopped_term_in_months_keeps_its_working_days_left() {
    let before = due(at(2026, 10, 20, 10, 0), "1 month");
    let clock = clock(&[
        start(at(2026, 10, 20, 10, 0), "1 month"),
        event(at(2026, 10, 28, 9, 0), ClockChange::Stop),
        event(at(2026, 10, 28, 15, 0), ClockChange::Resume),
    ]);
    assert_eq!(before, date(2026, 11, 20));
    assert_eq!(clock.due(&putumayo()), Some(date(2026, 11, 23)));
}

#[test]
fn a_delivery_after_hours_counts_as_delivered_the_next_working_day() {
    let clock = clock(&[
        start(at(2026, 10, 20, 10, 42), "15 working days"),
        event(at(2026, 10, 28, 9, 15), ClockChange::Stop),
        event(at(2026, 11, 8, 16, 20), ClockChange::Resume),
    ]);
    assert_eq!(clock.due(&putumayo()), Some(date(2026, 11, 24)));
}

#[test]
fn an_extension_may_not_exceed_double_the_term_by_ley_1755_art_14() {
    let mut clock = clock(&[start(at(2026, 10, 20, 10, 0), "15 working days")]);
    let extend = |n| {
        event(
            at(2026, 10, 30, 9, 0),
            ClockChange::Extend {
                by: Term::WorkingDays(n),
            },
        )
    };
    assert_eq!(
        clock.push(extend(16), &putumayo()),
        Err(ClockError::AboveDouble(Term::WorkingDays(15)))
    );
    clock.push(extend(10), &putumayo()).unwrap();
    assert_eq!(
        clock.push(extend(6), &putumayo()),
        Err(ClockError::AboveDouble(Term::WorkingDays(15)))
    );
    clock.push(extend(5), &putumayo()).unwrap();
    let days = clock.days(&putumayo(), date(2026, 10, 30));
    assert_eq!(days.last().unwrap().kind, DayKind::Due(30));
    assert_eq!(days.last().map(|day| day.date), clock.due(&putumayo()));
}

#[test]
fn an_extension_in_months_adds_months() {
    let mut clock = clock(&[start(at(2026, 10, 20, 10, 0), "2 months")]);
    let extend = event(at(2026, 10, 30, 9, 0), ClockChange::Extend { by: Term::Months(1) });
    clock.push(extend, &putumayo()).unwrap();
    assert_eq!(clock.due(&putumayo()), Some(date(2027, 1, 20)));
}

#[test]
fn nothing_is_extended_after_expiry() {
    let mut clock = clock(&[start(at(2026, 10, 20, 10, 0), "3 working days")]);
    let extend = event(
        at(2026, 10, 26, 9, 0),
        ClockChange::Extend {
            by: Term::WorkingDays(1),
        },
    );
    assert_eq!(
        clock.push(extend, &putumayo()),
        Err(ClockError::Expired(date(2026, 10, 23)))
    );
    assert_eq!(clock.events().len(), 1);
}

#[test]
fn a_transfer_starts_the_whole_term_the_day_after_the_competent_office_receives_it_by_art_21() {
    let clock = clock(&[
        start(at(2026, 10, 20, 10, 0), "15 working days"),
        event(at(2026, 10, 26, 11, 0), ClockChange::Transfer),
    ]);
    assert_eq!(clock.due(&putumayo()), Some(date(2026, 11, 18)));
    let days = clock.days(&putumayo(), date(2026, 10, 27));
    assert_eq!(lines(&days)[3..6], ["23/10 3", "26/10 Transferred", "27/10 1"]);
}

#[test]
fn an_answer_after_the_due_date_is_not_in_time() {
    let events = [
        start(at(2026, 10, 20, 10, 0), "3 working days"),
        event(at(2026, 10, 27, 9, 0), ClockChange::End),
    ];
    let late = clock(&events);
    let today = date(2026, 11, 1);
    assert_eq!(
        late.state(&putumayo(), today),
        ClockState::Ended {
            on: date(2026, 10, 27),
            in_time: false
        }
    );
    assert_eq!(
        lines(&late.days(&putumayo(), today))[3..],
        ["23/10 due 3", "26/10 overdue 1", "27/10 ended None"]
    );
    let running = clock(&events[..1]);
    assert_eq!(
        running.state(&putumayo(), today),
        ClockState::Expired {
            due: date(2026, 10, 23)
        }
    );
}

#[test]
fn changes_that_do_not_fit_are_refused() {
    let filed = start(at(2026, 10, 20, 10, 0), "15 working days");
    let mut clock = clock(std::slice::from_ref(&filed));
    let later = |change| event(at(2026, 10, 21, 10, 0), change);
    assert_eq!(clock.push(filed, &putumayo()), Err(ClockError::Start));
    assert_eq!(
        clock.push(later(ClockChange::Resume), &putumayo()),
        Err(ClockError::NotStopped)
    );
    assert_eq!(
        clock.push(event(at(2026, 10, 19, 10, 0), ClockChange::Stop), &putumayo()),
        Err(ClockError::Order)
    );
    clock.push(later(ClockChange::Stop), &putumayo()).unwrap();
    assert_eq!(
        clock.push(later(ClockChange::Stop), &putumayo()),
        Err(ClockError::NotRunning)
    );
    clock.push(later(ClockChange::End), &putumayo()).unwrap();
    assert_eq!(
        clock.push(later(ClockChange::Resume), &putumayo()),
        Err(ClockError::Ended)
    );
    assert!(LegalClock::from_events(&[], &putumayo()).is_err());
}

#[test]
fn a_term_is_counted_day_by_day_from_a_date() {
    let days = count_term(&putumayo(), date(2026, 3, 27), Term::WorkingDays(15));
    assert_eq!(days.first().map(|day| day.kind.clone()), Some(DayKind::FiledOn));
    assert_eq!(line(days.last().unwrap()), "21/04 due 15");
    assert!(lines(&days).contains(&"02/04 Jueves Santo".to_owned()));
    let holiday = count_term(&putumayo(), date(2026, 11, 16), Term::WorkingDays(1));
    assert_eq!(
        lines(&holiday),
        ["16/11 Independencia de Cartagena", "17/11 FiledOn", "18/11 due 1"]
    );
}

#[test]
fn events_keep_their_json_form() {
    let json = serde_json::to_value(start(at(2026, 10, 20, 10, 42), "15 working days")).unwrap();
    assert_eq!(
        json["change"],
        serde_json::json!({"kind": "start", "term": "15 working days"})
    );
    assert_eq!(
        serde_json::from_value::<ClockEvent>(json).unwrap(),
        start(at(2026, 10, 20, 10, 42), "15 working days")
    );
}
