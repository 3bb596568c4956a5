//! Two people changed the same thing: both values, and which one stays.

use askama::Template;

use crate::pages::{chrome::Chrome, icons::Icon, parts::Link};

/// Nothing is overwritten in silence.
#[derive(Clone, Debug, Template)]
#[template(path = "problem/conflict.html")]
pub struct ConflictPage {
    pub chrome: Chrome,
    /// What was being done: `Revisar requisitos, E-2026-016902`.
    pub what: String,
    /// `Jairo Burbano guardó un cambio a las 10:12, mientras usted escribía.`
    pub who: String,
    pub values: Vec<BothValues>,
    /// Where the choice is posted.
    pub action: String,
    /// The version that is stored now.
    pub version: i64,
    /// Set when there is nothing left to do: the task was completed.
    pub closed: bool,
    pub back: Link,
}

/// A question with the stored answer and the one that was typed.
#[derive(Clone, Debug)]
pub struct BothValues {
    pub name: String,
    pub label: String,
    pub stored: String,
    pub typed: String,
}

#[cfg(test)]
impl ConflictPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::official(),
            what: "Revisar requisitos, E-2026-016902".into(),
            who: "Jairo Burbano guardó un cambio a las 10:12, mientras usted escribía.".into(),
            values: vec![BothValues {
                name: "nota".into(),
                label: "Nota interna".into(),
                stored: "Llamé al solicitante.".into(),
                typed: "Falta el certificado.".into(),
            }],
            action: "/tareas/01JD0TASK".into(),
            version: 5,
            closed: false,
            back: Link::new("/bandeja/E-2026-016902", "Volver sin cambiar nada"),
        }
    }

    pub fn sample_closed() -> Self {
        Self {
            who: "Jairo Burbano terminó esta tarea a las 10:12. Lo que usted escribió está abajo; no se guardó.".into(),
            closed: true,
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn both_values_are_shown_and_one_is_chosen() {
        let html = ConflictPage::sample().html().unwrap();
        assert!(html.contains("Llamé al solicitante.") && html.contains("Falta el certificado."));
        assert_eq!(html.matches("type=\"radio\"").count(), 2);
    }

    #[test]
    fn when_the_task_was_completed_what_was_typed_is_kept_in_sight() {
        let html = ConflictPage::sample_closed().html().unwrap();
        assert!(html.contains("Falta el certificado.") && !html.contains("<form"));
    }
}
