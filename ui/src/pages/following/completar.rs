//! Delivering what was missing, asked for or not yet.

use askama::Template;

use crate::pages::{
    chrome::Chrome,
    icons::Icon,
    parts::{Field, FormErrors},
};

/// What is asked, until when, and what happens to the term.
#[derive(Clone, Debug, Template)]
#[template(path = "following/completar.html")]
pub struct CompletionPage {
    pub chrome: Chrome,
    pub radicado: String,
    pub tramite: String,
    /// What the office asked, in its words; `None` when the person delivers unasked.
    pub asked: Option<Asked>,
    pub errors: FormErrors,
    pub fields: Vec<Field>,
    pub documents: Vec<Field>,
    pub accepted_files: String,
    /// `Su entrega queda radicada. El término sigue el martes 10 de noviembre, con los 10 días que quedaban.`
    pub consequence: String,
}

/// A requerimiento that was opened.
#[derive(Clone, Debug)]
pub struct Asked {
    pub text: String,
    /// The last day to deliver.
    pub until: String,
    /// False when the extra month was already asked for.
    pub can_extend: bool,
}

#[cfg(test)]
impl CompletionPage {
    pub fn sample() -> Self {
        use crate::pages::parts::{Control, FileState};
        let file = Control::File(FileState::Empty {
            accept: ".pdf,image/*".into(),
        });
        Self {
            chrome: Chrome::citizen(),
            radicado: "E-2026-016902".into(),
            tramite: "Reconocimiento de personería jurídica comunal".into(),
            asked: Some(Asked {
                text: "Falta el certificado de delimitación del territorio, de la oficina de planeación municipal."
                    .into(),
                until: "lunes 30 de noviembre de 2026".into(),
                can_extend: true,
            }),
            errors: FormErrors::default(),
            fields: vec![
                Field::new(
                    "mensaje",
                    "Mensaje para la dependencia",
                    Control::LongText { value: String::new() },
                )
                .optional(),
            ],
            documents: vec![Field::new("delim", "Certificado de delimitación del territorio", file)],
            accepted_files: "PDF, JPG o PNG, hasta 20 MB cada uno.".into(),
            consequence: "El término sigue el día hábil después de su entrega, con los 10 días que quedaban.".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn the_completion_says_until_when_and_that_the_clock_goes_on() {
        let html = CompletionPage::sample().html().unwrap();
        assert!(html.contains("lunes 30 de noviembre de 2026"));
        assert!(html.contains("El término sigue") && html.contains("Pedir un mes más"));
    }
}
