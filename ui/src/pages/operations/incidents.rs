//! What runs, what waits, and what somebody has to look at.

use askama::Template;

use crate::pages::{
    chrome::Chrome,
    home::tramite::Fact,
    icons::Icon,
    parts::{Flow, Tag, TrafficLight},
};

/// Counts, a process with its live positions, and the incidents.
#[derive(Clone, Debug, Template)]
#[template(path = "operations/incidents.html")]
pub struct OperationsPage {
    pub chrome: Chrome,
    /// `10:14:05`
    pub updated: String,
    pub facts: Vec<Fact>,
    pub process: Option<ProcessView>,
    pub incidents: Vec<Incident>,
}

/// A process with how many cases are at each activity.
#[derive(Clone, Debug)]
pub struct ProcessView {
    pub title: String,
    pub flow: Flow,
    /// Activity, cases, incidents: what the drawing says.
    pub counts: Vec<(String, u32, u32)>,
}

/// A case that stopped where it is until somebody looks.
#[derive(Clone, Debug)]
pub struct Incident {
    pub id: String,
    pub since: String,
    pub radicado: String,
    /// Where its instance is shown.
    pub href: Option<String>,
    pub activity: String,
    pub what: String,
    /// Whether it tries again by itself, and when.
    pub next: String,
    /// `3 de 8`
    pub attempts: String,
    /// `None` for what has no legal term.
    pub light: Option<TrafficLight>,
    pub can_retry: bool,
}

impl Incident {
    fn term(&self) -> Option<Tag> {
        self.light.map(TrafficLight::for_official)
    }
}

#[cfg(test)]
impl OperationsPage {
    pub fn sample() -> Self {
        let count = |name: &str, cases, incidents| (name.to_owned(), cases, incidents);
        let incident = |radicado: &str, what: &str, next: &str, attempts: &str, can_retry| Incident {
            id: format!("01JD{radicado}"),
            since: "09:52".into(),
            radicado: radicado.into(),
            href: Some("/operacion/instancias/01JD".into()),
            activity: "Firmar y notificar".into(),
            what: what.into(),
            next: next.into(),
            attempts: attempts.into(),
            light: Some(TrafficLight::OnTime(6)),
            can_retry,
        };
        Self {
            chrome: Chrome::official(),
            updated: "10:14:05".into(),
            facts: vec![
                Fact::new("Casos en curso", "587", ""),
                Fact::new("Incidentes abiertos", "2", ""),
                Fact::new("Trabajos en cola", "14", "el más viejo, 6 s"),
                Fact::new("Temporizadores de hoy", "22", "ninguno atrasado"),
            ],
            process: Some(ProcessView {
                title: "SVT-101 Reconocimiento de personería jurídica comunal".into(),
                flow: Flow::sample_of_operation(),
                counts: vec![count("Revisar requisitos", 31, 0), count("Estudio jurídico", 24, 2)],
            }),
            incidents: vec![
                incident(
                    "E-2026-017444",
                    "El servidor de correo no respondió en 30 s",
                    "Vuelve a intentarlo solo a las 10:22",
                    "3 de 8",
                    true,
                ),
                incident(
                    "E-2026-017391",
                    "La regla «reparto» no dio resultado: «municipio» está vacío",
                    "No se reintenta solo: hay que corregir el dato",
                    "1",
                    false,
                ),
            ],
        }
    }

    pub fn sample_quiet() -> Self {
        Self {
            incidents: Vec::new(),
            process: None,
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn an_incident_says_whether_it_tries_again_by_itself() {
        let html = OperationsPage::sample().html().unwrap();
        assert!(html.contains("Vuelve a intentarlo solo") && html.contains("hay que corregir el dato"));
        assert_eq!(html.matches(">Reintentar<").count(), 1);
    }

    #[test]
    fn without_incidents_the_page_says_so() {
        assert!(
            OperationsPage::sample_quiet()
                .html()
                .unwrap()
                .contains("Ningún incidente abierto")
        );
    }
}
