//! The record of outages, which lets a filer prove that the platform was down.

use askama::Template;
use radica_workflows::outages;
use radica_workflows::time::in_zone;

use crate::pages::{chrome::Chrome, format, icons::Icon};

/// Interruptions, newest first (Ley 1437 de 2011, art. 62).
#[derive(Clone, Debug, Template)]
#[template(path = "info/outages.html")]
pub struct OutagesPage {
    pub chrome: Chrome,
    pub outages: Vec<Outage>,
}

/// One interruption.
#[derive(Clone, Debug)]
pub struct Outage {
    /// `martes 3 de noviembre de 2026, 14:02:10`
    pub from: String,
    pub until: String,
    /// `1 hora y 35 minutos`
    pub lasted: String,
}

impl Outage {
    /// As everyone reads it.
    pub fn of(outage: &outages::Outage) -> Self {
        let moment = |at| format::exact_moment(in_zone(at).datetime());
        let seconds = outage.ended_at.duration_since(outage.began_at).as_secs();
        Self {
            from: moment(outage.began_at),
            until: moment(outage.ended_at),
            lasted: lasted(seconds / 60),
        }
    }
}

fn lasted(minutes: i64) -> String {
    let words = |count, one, many| (count > 0).then(|| format::plural(count, one, many));
    let parts = [
        words(minutes / 60 / 24, "día", "días"),
        words(minutes / 60 % 24, "hora", "horas"),
        words(minutes % 60, "minuto", "minutos"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} y {last}", before.join(", ")),
        None => "menos de un minuto".to_owned(),
    }
}

#[cfg(test)]
impl OutagesPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            outages: vec![Outage {
                from: "martes 3 de noviembre de 2026, 14:02:10".into(),
                until: "martes 3 de noviembre de 2026, 15:37:04".into(),
                lasted: lasted(94),
            }],
        }
    }

    pub fn sample_empty() -> Self {
        Self {
            outages: Vec::new(),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn an_outage_has_its_hours_and_how_long_it_lasted() {
        let html = OutagesPage::sample().html().unwrap();
        assert!(html.contains("14:02:10") && html.contains("1 hora y 34 minutos"));
    }

    #[test]
    fn an_empty_record_says_that_there_was_none() {
        assert!(
            OutagesPage::sample_empty()
                .html()
                .unwrap()
                .contains("Ninguna interrupción")
        );
    }

    #[test]
    fn how_long_it_lasted_is_said_as_people_say_it() {
        assert_eq!(lasted(1), "1 minuto");
        assert_eq!(lasted(60), "1 hora");
        assert_eq!(lasted(24 * 60 * 2 + 61), "2 días, 1 hora y 1 minuto");
    }
}
