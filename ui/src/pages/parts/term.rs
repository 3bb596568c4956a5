//! The traffic light of a term, as officials and citizens read it.

use radica_engine::legal_clock::ClockState;

use super::{Tag, Tone};
use crate::pages::{format, icons::Icon};

/// The state of the legal clock of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrafficLight {
    /// Working days left.
    OnTime(i64),
    /// Few working days left; shown to officials only.
    DueSoon(i64),
    /// Working days past.
    Overdue(i64),
    /// The clock is stopped, with these working days left.
    Suspended(i64),
    /// The case was answered, or has no term.
    Ended,
}

impl TrafficLight {
    /// The light of a clock. `soon` working days left or fewer warn officials; `overdue` is how many passed
    /// since the term, which the caller counts with the calendar.
    pub fn of(state: ClockState, soon: u32, overdue: i64) -> Self {
        match state {
            ClockState::Running { left, .. } if left <= soon => Self::DueSoon(i64::from(left)),
            ClockState::Running { left, .. } => Self::OnTime(i64::from(left)),
            ClockState::Suspended { left } => Self::Suspended(i64::from(left)),
            ClockState::Expired { .. } => Self::Overdue(overdue),
            ClockState::Ended { .. } => Self::Ended,
        }
    }

    /// Short, for a list of an official.
    pub fn for_official(self) -> Tag {
        match self {
            Self::OnTime(left) => tag(Tone::Ok, Icon::EnTermino, format!("En término, {}", days(left))),
            Self::DueSoon(left) => tag(Tone::Warn, Icon::PorVencer, format!("Por vencer, {}", days(left))),
            Self::Overdue(past) => tag(Tone::Bad, Icon::Vencido, format!("Vencido, {}", days(past))),
            Self::Suspended(left) => tag(Tone::Stop, Icon::Suspendido, format!("Suspendido, quedan {left}")),
            Self::Ended => tag(Tone::Neutral, Icon::Listo, "Respondido".into()),
        }
    }

    /// In full, for the person who filed; an inner warning is not theirs to carry.
    pub fn for_citizen(self) -> Tag {
        match self {
            Self::OnTime(left) | Self::DueSoon(left) => {
                tag(Tone::Ok, Icon::EnTermino, format!("En término: {}", remain(left)))
            }
            Self::Overdue(past) => tag(
                Tone::Bad,
                Icon::Vencido,
                format!("Vencido hace {}", format::working_days(past)),
            ),
            Self::Suspended(left) => tag(Tone::Stop, Icon::Suspendido, format!("Suspendido: {}", remain(left))),
            Self::Ended => tag(Tone::Neutral, Icon::Listo, "Respondido".into()),
        }
    }
}

fn tag(tone: Tone, icon: Icon, text: String) -> Tag {
    Tag::new(tone, icon, text)
}

fn days(count: i64) -> String {
    if count == 0 {
        "hoy".into()
    } else {
        format::plural(count, "día", "días")
    }
}

fn remain(left: i64) -> String {
    match left {
        0 => "vence hoy".into(),
        1 => "queda 1 día hábil".into(),
        _ => format!("quedan {}", format::working_days(left)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_citizen_reads_on_time_until_the_date_passes() {
        assert_eq!(
            TrafficLight::DueSoon(3).for_citizen().text,
            "En término: quedan 3 días hábiles"
        );
        assert_eq!(TrafficLight::DueSoon(3).for_official().text, "Por vencer, 3 días");
    }

    #[test]
    fn the_light_warns_when_few_days_are_left() {
        let running = |left| ClockState::Running {
            left,
            due: jiff::civil::date(2026, 11, 24),
        };
        assert_eq!(TrafficLight::of(running(3), 3, 0), TrafficLight::DueSoon(3));
        assert_eq!(TrafficLight::of(running(4), 3, 0), TrafficLight::OnTime(4));
        let expired = ClockState::Expired {
            due: jiff::civil::date(2026, 11, 24),
        };
        assert_eq!(TrafficLight::of(expired, 3, 2), TrafficLight::Overdue(2));
    }

    #[test]
    fn a_suspended_term_shows_the_days_left_and_no_date() {
        assert_eq!(TrafficLight::Suspended(9).for_official().text, "Suspendido, quedan 9");
    }
}
