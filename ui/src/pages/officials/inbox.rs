//! The inbox of an official: due date first.

use askama::Template;

use crate::pages::icons::Icon;
use crate::pages::{
    chrome::Chrome,
    format,
    parts::{Choice, Tag, TrafficLight},
};

/// Tasks of a view, with filters that live in the address.
#[derive(Clone, Debug, Template)]
#[template(path = "officials/inbox.html")]
pub struct InboxPage {
    pub chrome: Chrome,
    /// `Secretaría de Gobierno, Participación Comunitaria`
    pub office: String,
    /// `10:14`
    pub updated: String,
    pub tabs: Vec<Tab>,
    pub filters: Filters,
    pub rows: Vec<TaskRow>,
    /// What can be done with several at once; never an act with effect in law.
    pub bulk: Vec<BulkAct>,
    pub next: Option<String>,
}

/// A view of the inbox.
#[derive(Clone, Debug)]
pub struct Tab {
    pub href: String,
    pub label: String,
    pub count: usize,
    pub here: bool,
}

/// What was asked for.
#[derive(Clone, Debug)]
pub struct Filters {
    /// The view, kept when filtering.
    pub view: String,
    pub query: String,
    pub tramites: Vec<Choice>,
    pub activities: Vec<Choice>,
    pub lights: Vec<Choice>,
}

/// A task in a row.
#[derive(Clone, Debug)]
pub struct TaskRow {
    pub task: String,
    /// The case, or the page of a task that has none.
    pub href: String,
    /// The radicado, or the code of a governed document.
    pub radicado: String,
    /// `24 nov`; `None` while the clock is stopped.
    pub due: Option<String>,
    /// `mañana`, `martes`, `con la entrega`.
    pub due_detail: String,
    /// `None` for what has no legal term.
    pub light: Option<TrafficLight>,
    pub tramite: String,
    pub applicant: String,
    pub activity: String,
    pub received: String,
}

/// A button of the selection bar.
#[derive(Clone, Debug)]
pub struct BulkAct {
    pub value: String,
    pub label: String,
}

impl TaskRow {
    fn term(&self) -> Option<Tag> {
        self.light.map(TrafficLight::for_official)
    }
}

impl InboxPage {
    fn caption(&self) -> String {
        let view = self
            .tabs
            .iter()
            .find(|tab| tab.here)
            .map_or("Tareas", |tab| tab.label.as_str());
        format!("{view}, ordenadas por fecha límite")
    }

    fn total(&self) -> String {
        format::plural(i64::try_from(self.rows.len()).unwrap_or(i64::MAX), "tarea", "tareas")
    }
}

#[cfg(test)]
impl InboxPage {
    pub fn sample() -> Self {
        let tab = |href: &str, label: &str, count| Tab {
            href: href.into(),
            label: label.into(),
            count,
            here: href.ends_with("mias"),
        };
        let row =
            |number: u32, due: &str, detail: &str, light, tramite: &str, applicant: &str, activity: &str| TaskRow {
                task: format!("01JD{number}"),
                href: format!("/bandeja/E-2026-0{number}"),
                radicado: format!("E-2026-0{number}"),
                due: (!due.is_empty()).then(|| due.into()),
                due_detail: detail.into(),
                light: Some(light),
                tramite: tramite.into(),
                applicant: applicant.into(),
                activity: activity.into(),
                received: "26 oct".into(),
            };
        use TrafficLight::{DueSoon, OnTime, Overdue, Suspended};
        Self {
            chrome: Chrome::official(),
            office: "Secretaría de Gobierno, Participación Comunitaria".into(),
            updated: "10:14".into(),
            tabs: vec![
                tab("/bandeja?vista=mias", "Mis tareas", 10),
                tab("/bandeja?vista=sin-asignar", "Sin asignar", 7),
                tab("/bandeja?vista=por-vencer", "Por vencer", 3),
                tab("/bandeja?vista=esperan", "Esperan al ciudadano", 9),
            ],
            filters: Filters {
                view: "mias".into(),
                query: String::new(),
                tramites: vec![
                    Choice::new("SVT-101", "SVT-101", false),
                    Choice::new("SVT-066", "SVT-066", false),
                ],
                activities: vec![Choice::new("revisar", "Revisar requisitos", false)],
                lights: vec![
                    Choice::new("vencido", "Vencido", false),
                    Choice::new("por-vencer", "Por vencer", false),
                ],
            },
            rows: vec![
                row(
                    17012,
                    "18 nov",
                    "ayer",
                    Overdue(1),
                    "SVT-066 Inscripción de dignatarios comunales",
                    "JAC barrio Obrero, Orito",
                    "Firmar y notificar",
                ),
                row(
                    17158,
                    "20 nov",
                    "mañana",
                    DueSoon(1),
                    "SVT-004 Registro de libros comunales",
                    "JAC vereda La Esmeralda, Puerto Asís",
                    "Decidir",
                ),
                row(
                    17204,
                    "23 nov",
                    "lunes",
                    DueSoon(2),
                    "SVT-133 Certificación de personería jurídica comunal",
                    "JAC vereda El Líbano, Villagarzón",
                    "Firmar y notificar",
                ),
                row(
                    16902,
                    "24 nov",
                    "martes",
                    DueSoon(3),
                    "SVT-101 Reconocimiento de personería jurídica comunal",
                    "JAC vereda San Antonio, Mocoa",
                    "Estudio jurídico",
                ),
                row(
                    17418,
                    "27 nov",
                    "viernes",
                    OnTime(6),
                    "SVT-074 Inscripción o reforma de estatutos",
                    "JAC inspección Puerto Limón, Mocoa",
                    "Estudio jurídico",
                ),
                row(
                    17466,
                    "30 nov",
                    "lunes",
                    OnTime(7),
                    "SVT-066 Inscripción de dignatarios comunales",
                    "Asojuntas de Sibundoy",
                    "Revisar requisitos",
                ),
                row(
                    17655,
                    "2 dic",
                    "miércoles",
                    OnTime(9),
                    "SVT-024 Cancelación de la personería jurídica comunal",
                    "JAC vereda Brisas, San Miguel",
                    "Revisar requisitos",
                ),
                row(
                    17790,
                    "4 dic",
                    "viernes",
                    OnTime(11),
                    "SVT-101 Reconocimiento de personería jurídica comunal",
                    "JAC barrio Las Américas, Colón",
                    "Revisar requisitos",
                ),
                row(
                    17090,
                    "",
                    "con la entrega",
                    Suspended(9),
                    "SVT-074 Inscripción o reforma de estatutos",
                    "JAC vereda Alto Mecaya, Puerto Guzmán",
                    "Espera la entrega",
                ),
                row(
                    17560,
                    "",
                    "con la entrega",
                    Suspended(12),
                    "SVT-101 Reconocimiento de personería jurídica comunal",
                    "JAC resguardo Inga, Santiago",
                    "Espera la entrega",
                ),
            ],
            bulk: vec![
                BulkAct {
                    value: "claim".into(),
                    label: "Tomar".into(),
                },
                BulkAct {
                    value: "assign".into(),
                    label: "Asignar a…".into(),
                },
            ],
            next: None,
        }
    }

    pub fn sample_empty() -> Self {
        Self {
            rows: Vec::new(),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn acts_with_effect_in_law_are_not_offered_in_bulk() {
        let html = InboxPage::sample().html().unwrap();
        assert!(html.contains("value=\"claim\"") && html.contains("Decidir y requerir se hacen caso por caso."));
    }

    #[test]
    fn the_date_of_the_task_and_the_term_of_the_case_are_told_apart() {
        let html = InboxPage::sample().html().unwrap();
        assert!(html.contains("Vence la tarea") && html.contains("Término del caso"));
        assert!(html.contains("data-l=\"Tarea\"") && html.contains("data-l=\"Caso\""));
    }

    #[test]
    fn a_stopped_case_shows_no_date() {
        let html = InboxPage::sample().html().unwrap();
        assert_eq!(html.matches("<b>sin fecha</b>").count(), 2);
    }

    #[test]
    fn an_empty_view_says_why_and_where_to_look() {
        assert!(
            InboxPage::sample_empty()
                .html()
                .unwrap()
                .contains("No hay tareas en esta vista")
        );
    }
}
