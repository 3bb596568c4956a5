//! The form of a task: review, visit, concept, decision; whatever its definition asks.

use askama::Template;

use radica_workflows::answered::Answered;

use super::CaseHead;
use crate::pages::{
    chrome::Chrome,
    icons::Icon,
    parts::{Field, FormErrors, Viewer},
};

/// Questions on one side, the document in view on the other.
#[derive(Clone, Debug, Template)]
#[template(path = "officials/task.html")]
pub struct TaskPage {
    pub chrome: Chrome,
    pub head: CaseHead,
    /// Id of the task.
    pub task: String,
    /// The version it was read at, sent back so that nothing is overwritten in silence.
    pub version: i64,
    /// `Revisar requisitos`
    pub title: String,
    /// What is expected, and until when.
    pub lead: Option<String>,
    /// What others answered in the case before.
    pub answered: Vec<Answered>,
    /// Whether a table filled in some of the answers.
    pub proposed: bool,
    pub errors: FormErrors,
    pub fields: Vec<Field>,
    /// Fields whose control is a file.
    pub files: Vec<Field>,
    pub viewer: Option<Viewer>,
    /// What completing does: `Según lo que responda, sigue el estudio jurídico o se requiere al solicitante.`
    pub effect: String,
    /// The verb of the button.
    pub button: String,
}

#[cfg(test)]
impl TaskPage {
    pub fn sample() -> Self {
        use crate::pages::parts::{Choice, Control};
        let missing = Field::new("falta", "¿Qué falta?", Control::LongText { value: String::new() })
            .hint("Lo lee el solicitante. Diga qué documento y quién lo expide.")
            .error("Escriba qué falta. Por ejemplo, el certificado de la oficina de planeación");
        let no = Choice {
            when: vec![missing],
            ..Choice::new("false", "No, hay que requerir", true)
        };
        let fields = vec![
            Field::new(
                "completa",
                "¿La solicitud está completa?",
                Control::Radio {
                    options: vec![Choice::new("true", "Sí, sigue el estudio jurídico", false), no],
                },
            ),
            Field::new("nota", "Nota interna", Control::LongText { value: String::new() })
                .hint("No la ve el solicitante.")
                .optional(),
        ];
        Self {
            chrome: Chrome::official(),
            head: CaseHead::sample(),
            task: "01JD0TASK".into(),
            version: 4,
            title: "Revisar requisitos".into(),
            lead: Some("A más tardar el martes 3 de noviembre.".into()),
            answered: vec![Answered {
                task: "Estudiar la solicitud".into(),
                by: "Yamile Rosero".into(),
                facts: vec![("Concepto".into(), "Favorable".into())],
            }],
            proposed: true,
            errors: FormErrors::of(&fields),
            fields,
            files: Vec::new(),
            viewer: Some(Viewer::sample()),
            effect: "Si está completa, pasa a estudio jurídico. Si no, se requiere al solicitante y el término se detiene cuando él abra el aviso.".into(),
            button: "Terminar la revisión".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn a_task_carries_the_version_it_was_read_at_and_says_what_completing_does() {
        let html = TaskPage::sample().html().unwrap();
        assert!(html.contains("Favorable"), "who decides reads what was answered before");
        assert!(html.contains("name=\"version\" value=\"4\"") && html.contains("el término se detiene"));
    }
}
