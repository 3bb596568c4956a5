//! A legal clock in words, for the person who filed and for the official who answers.

use jiff::civil::Date;
use radica_engine::calendar::Calendar as WorkingDays;
use radica_engine::legal_clock::{self, ClockState, LegalClock};
use radica_workflows::spanish;

use super::{Calendar, TrafficLight, calendar};
use crate::pages::{following::ClockChange, format, officials::case::BarDay, officials::case::TermCard};

/// Everything that pages say of a clock on a day.
#[derive(Clone, Debug)]
pub struct ClockView {
    pub light: TrafficLight,
    pub state: ClockState,
    /// Today's place in the count: day 12 of 15.
    pub day_of: Option<(i64, i64)>,
    pub calendar: Calendar,
    pub changes: Vec<ClockChange>,
    pub bar: Vec<BarDay>,
    /// First and last day of each stop; without a last day, it still stands.
    pub stops: Vec<(Date, Option<Date>)>,
    /// What was added to the term, and when.
    pub extensions: Vec<String>,
}

impl ClockView {
    /// The clock as it stands `today`; `soon` working days left or fewer warn officials.
    pub fn of(clock: &LegalClock, days: &WorkingDays, today: Date, soon: u32) -> Self {
        let state = clock.state(days, today);
        let overdue = match state {
            ClockState::Expired { due } => days.working_days_between(due, today),
            _ => 0,
        };
        let count = clock.days(days, today);
        Self {
            light: TrafficLight::of(state, soon, overdue),
            state,
            day_of: calendar::day_of(&count, today).filter(|_| matches!(state, ClockState::Running { .. })),
            calendar: Calendar::of(&count, today),
            changes: clock.events().iter().map(|event| change(event, days)).collect(),
            bar: BarDay::bar(&count, today),
            stops: stops(clock, days),
            extensions: clock
                .events()
                .iter()
                .filter_map(|event| extension(event, days))
                .collect(),
        }
    }

    /// `martes 24 de noviembre`; `None` while it is stopped and after it ended.
    pub fn due(&self) -> Option<String> {
        match self.state {
            ClockState::Running { due, .. } | ClockState::Expired { due } => Some(format::long_date(due)),
            ClockState::Suspended { .. } | ClockState::Ended { .. } => None,
        }
    }

    /// What the filer reads beside the count: when it was stopped and why.
    pub fn remark(&self) -> String {
        let told = |(from, until): &(Date, Option<Date>)| match until {
            Some(until) if until == from => {
                format!(
                    "El conteo se detuvo el {}, mientras usted completaba los documentos.",
                    day(*from)
                )
            }
            Some(until) => format!(
                "El conteo se detuvo del {} al {}, mientras usted completaba los documentos.",
                day(*from),
                day(*until)
            ),
            None => format!(
                "El conteo está detenido desde el {}; sigue el día hábil después de su entrega.",
                day(*from)
            ),
        };
        let stops = self.stops.iter().map(told);
        stops
            .chain(self.extensions.iter().cloned())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// `Vence el martes 24 de noviembre.`
    pub fn headline(&self) -> String {
        match self.state {
            ClockState::Running { due, .. } => format!("Vence el {}.", format::long_date(due)),
            ClockState::Expired { due } => format!("Venció el {}.", format::long_date(due)),
            ClockState::Suspended { left } => {
                format!("Suspendido; quedan {}.", format::working_days(i64::from(left)))
            }
            ClockState::Ended { on, in_time: true } => {
                format!("Respondido a tiempo el {}.", format::long_date(on))
            }
            ClockState::Ended { on, in_time: false } => {
                format!("Respondido tarde, el {}.", format::long_date(on))
            }
        }
    }

    /// The card of an official.
    pub fn card(&self) -> TermCard {
        let stopped = |(from, until): &(Date, Option<Date>)| match until {
            Some(until) if until == from => format!("Suspendido el {}.", format::short_date(*from)),
            Some(until) => format!(
                "Suspendido del {} al {}.",
                format::short_date(*from),
                format::short_date(*until)
            ),
            None => format!("Suspendido desde el {}.", format::short_date(*from)),
        };
        TermCard {
            headline: self.headline(),
            place: self
                .day_of
                .map(|(day, total)| format!("Hoy es el día {day} de {total}."))
                .unwrap_or_default(),
            bar: self.bar.clone(),
            remark: self.stops.iter().map(stopped).collect::<Vec<_>>().join(" "),
        }
    }
}

fn extension(event: &legal_clock::ClockEvent, days: &WorkingDays) -> Option<String> {
    let legal_clock::ClockChange::Extend { by } = event.change else {
        return None;
    };
    let on = format::plain_date(days.local(event.at).date());
    Some(format!("La entidad prorrogó el término {} el {on}.", spanish::term(by)))
}

/// A change with the moment it happened, its reason and its norm.
fn change(event: &legal_clock::ClockEvent, days: &WorkingDays) -> ClockChange {
    let at = format::short_moment(days.local(event.at));
    ClockChange::new(
        &at,
        &format!("{} ({}).", event.reason.trim_end_matches('.'), event.norm),
    )
}

fn stops(clock: &LegalClock, days: &WorkingDays) -> Vec<(Date, Option<Date>)> {
    let mut stops: Vec<(Date, Option<Date>)> = Vec::new();
    for event in clock.events() {
        let date = days.local(event.at).date();
        match event.change {
            legal_clock::ClockChange::Stop => stops.push((date, None)),
            legal_clock::ClockChange::Resume => {
                if let Some(open) = stops.last_mut() {
                    open.1 = Some(date);
                }
            }
            _ => {}
        }
    }
    stops
}

fn day(date: Date) -> String {
    format!("{} de {}", date.day(), format::month(date.month()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use radica_engine::legal_clock::{ClockChange as Change, ClockEvent, Term};

    use super::*;

    /// Filed on 20 October 2026, required on the 28th, delivered on 9 November.
    fn clock() -> (LegalClock, WorkingDays) {
        let days = radica_workflows::catalog::Catalog::embedded().unwrap().calendar;
        let event = |month, day, hour, change| ClockEvent {
            at: date(2026, month, day)
                .at(hour, 0, 0, 0)
                .in_tz("America/Bogota")
                .unwrap()
                .timestamp(),
            change,
            reason: "Por una razón.".into(),
            norm: "Ley 1755 de 2015".into(),
        };
        let events = [
            event(
                10,
                20,
                10,
                Change::Start {
                    term: Term::WorkingDays(15),
                },
            ),
            event(10, 28, 9, Change::Stop),
            event(11, 9, 16, Change::Resume),
        ];
        (LegalClock::from_events(&events, &days).unwrap(), days)
    }

    #[test]
    fn the_case_of_the_design_reads_as_the_design_says() {
        let (clock, days) = clock();
        let view = ClockView::of(&clock, &days, date(2026, 11, 19), 3);
        assert_eq!(view.light, TrafficLight::DueSoon(3));
        assert_eq!(view.day_of, Some((12, 15)));
        assert_eq!(view.due().unwrap(), "martes 24 de noviembre");
        assert_eq!(view.card().headline, "Vence el martes 24 de noviembre.");
        assert!(
            view.remark()
                .starts_with("El conteo se detuvo del 28 de octubre al 9 de noviembre")
        );
        assert_eq!(view.changes[1].text, "Por una razón (Ley 1755 de 2015).");
        assert_eq!(view.calendar.to_string(), Calendar::sample().to_string());
    }

    #[test]
    fn a_passed_term_counts_the_working_days_since() {
        let (clock, days) = clock();
        let view = ClockView::of(&clock, &days, date(2026, 11, 30), 3);
        assert_eq!(view.light, TrafficLight::Overdue(4));
        assert_eq!(view.day_of, None);
        assert_eq!(view.headline(), "Venció el martes 24 de noviembre.");
    }
}
