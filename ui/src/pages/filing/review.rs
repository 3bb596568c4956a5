//! The last step: everything that was answered, before filing it.

use askama::Template;

use super::Draft;
use crate::pages::{
    chrome::Chrome,
    home::TramiteLink,
    icons::Icon,
    parts::{FormErrors, StageState, StepName},
};

/// Says that the term starts, and that what is missing does not block.
#[derive(Clone, Debug, Template)]
#[template(path = "filing/review.html")]
pub struct ReviewPage {
    pub chrome: Chrome,
    pub tramite: TramiteLink,
    pub draft: Draft,
    pub steps: Vec<StepName>,
    /// Answers that cannot be stored as they are; links lead to their step.
    pub errors: FormErrors,
    pub answers: Vec<Answered>,
    pub files: Vec<(String, String)>,
    /// Documents that may come later.
    pub missing: Vec<String>,
    /// `Si radica ahora, le responderemos a más tardar el lunes 14 de diciembre de 2026.`
    pub consequence: String,
    /// The step before.
    pub back: String,
}

/// The answers of a step.
#[derive(Clone, Debug)]
pub struct Answered {
    pub title: String,
    /// The address where they are changed.
    pub change: String,
    pub facts: Vec<(String, String)>,
}

#[cfg(test)]
impl ReviewPage {
    pub fn sample() -> Self {
        let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let step = |title: &str, facts| Answered {
            title: title.into(),
            change: "/borradores/01JD0RAFT/quien".into(),
            facts,
        };
        Self {
            chrome: Chrome::citizen(),
            tramite: TramiteLink::new("SVT-101", "Personería jurídica comunal", true),
            draft: Draft::sample(),
            steps: StepName::path(
                &[
                    "Quién solicita",
                    "La asamblea",
                    "Organización y documentos",
                    "Notificaciones",
                    "Revisar y radicar",
                ],
                4,
            ),
            errors: FormErrors::default(),
            answers: vec![
                step(
                    "Quién solicita",
                    vec![
                        fact("Nombre", "Luz Dary Chindoy Jacanamijoy"),
                        fact("Cédula", "41.122.482"),
                    ],
                ),
                step(
                    "La asamblea",
                    vec![fact("Fecha", "12 de septiembre de 2026"), fact("Municipio", "Mocoa")],
                ),
            ],
            files: vec![fact(
                "Acta de constitución",
                "acta-asamblea-12-oct.pdf · 1,2 MB · 8 páginas",
            )],
            missing: vec!["Certificado de delimitación del territorio".into()],
            consequence: "Si radica ahora, le responderemos a más tardar el viernes 11 de diciembre de 2026.".into(),
            back: "/borradores/01JD0RAFT/notificaciones".into(),
        }
    }

    pub fn sample_with_error() -> Self {
        use crate::pages::parts::Link;
        let links = vec![Link::new(
            "/borradores/01JD0RAFT/organizacion#afiliados",
            "Escriba cuántas personas están afiliadas",
        )];
        Self {
            errors: FormErrors {
                title: "Corrija un dato para radicar".into(),
                links,
            },
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn missing_documents_are_told_and_do_not_block_filing() {
        let html = ReviewPage::sample().html().unwrap();
        assert!(html.contains("Certificado de delimitación del territorio"));
        assert!(html.contains(">Radicar</button>"));
    }

    #[test]
    fn an_answer_that_cannot_be_stored_has_to_be_corrected_first() {
        let html = ReviewPage::sample_with_error().html().unwrap();
        assert!(html.contains("Error: Revisar y radicar"));
        assert!(html.contains("disabled aria-describedby"));
    }
}
