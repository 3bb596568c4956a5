//! Reviewing a version: what changes on one side, the answer on the other.

use askama::Template;

use super::Comparison;
use crate::pages::{
    chrome::Chrome,
    icons::Icon,
    parts::{Field, FormErrors},
};

/// The task of a reviewer.
#[derive(Clone, Debug, Template)]
#[template(path = "policies/review.html")]
pub struct PolicyReviewPage {
    pub chrome: Chrome,
    pub id: String,
    pub name: String,
    pub version: String,
    /// Id of the task.
    pub task: String,
    /// The version of the task that was read.
    pub task_version: i64,
    /// `Revisión de Jurídica`
    pub title: String,
    pub errors: FormErrors,
    pub fields: Vec<Field>,
    pub comparison: Option<Comparison>,
    /// What reviewers asked to change: who and what.
    pub remarks: Vec<(String, String)>,
    /// Where the author corrects the text, when it was sent back.
    pub edit: Option<String>,
    /// The verb of the button.
    pub button: String,
    /// What completing does.
    pub effect: String,
}

#[cfg(test)]
impl PolicyReviewPage {
    pub fn sample() -> Self {
        use crate::pages::parts::{Choice, Control};
        let why = Field::new(
            "comentario",
            "¿Qué debe cambiar?",
            Control::LongText { value: String::new() },
        )
        .hint("Lo lee quien la escribió. Diga el artículo.");
        let back = Choice {
            when: vec![why],
            ..Choice::new("devuelta", "La devuelvo con comentarios", false)
        };
        Self {
            chrome: Chrome::official(),
            id: "PLI02".into(),
            name: "Política de Seguridad de la Información".into(),
            version: "1.1".into(),
            task: "01JD0TASK".into(),
            task_version: 2,
            title: "Revisión de Jurídica".into(),
            errors: FormErrors::default(),
            fields: vec![Field::new(
                "resultado",
                "Su revisión",
                Control::Radio {
                    options: vec![Choice::new("conforme", "Conforme", false), back],
                },
            )],
            comparison: Some(Comparison::sample()),
            remarks: Vec::new(),
            edit: None,
            button: "Terminar la revisión".into(),
            effect: "Si la devuelve, quien la escribió la corrige.".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn the_reviewer_sees_what_changes_and_may_send_it_back_with_a_comment() {
        let html = PolicyReviewPage::sample().html().unwrap();
        assert!(html.contains("La devuelvo con comentarios") && html.contains("<table class=\"diff"));
    }
}
