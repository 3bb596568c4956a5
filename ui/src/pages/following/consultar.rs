//! Following a case with its number and the filer's identification, without an account.

use askama::Template;

use crate::pages::{
    chrome::Chrome,
    parts::{Control, Field, FormErrors, InputKind},
};

/// Two questions; a wrong answer does not say which one was wrong.
#[derive(Clone, Debug, Template)]
#[template(path = "following/consultar.html")]
pub struct FindCasePage {
    pub chrome: Chrome,
    pub errors: FormErrors,
    pub fields: Vec<Field>,
}

impl FindCasePage {
    /// The form with what was typed; `problem` when no case matches both.
    pub fn new(chrome: Chrome, radicado: &str, identification: &str, problem: Option<&str>) -> Self {
        let mut number = Field::input("radicado", "Número de radicado", InputKind::Cedula, radicado)
            .hint("Está en su acuse. Por ejemplo, E-2026-018427.");
        number.error = problem.map(str::to_owned);
        let person = Field::input(
            "documento",
            "Documento de quien radicó",
            InputKind::Cedula,
            identification,
        )
        .hint("Cédula o NIT, sin puntos ni guiones.");
        let fields = vec![number, person];
        let errors = FormErrors::of(&fields);
        Self { chrome, errors, fields }
    }

    /// The page with what has to be written first, unless both were.
    pub fn incomplete(mut self) -> Option<Self> {
        let asked = ["Escriba el número de radicado", "Escriba el documento de quien radicó"];
        for (field, message) in self.fields.iter_mut().zip(asked) {
            let empty = matches!(&field.control, Control::Input { value, .. } if value.trim().is_empty());
            field.error = empty.then(|| message.to_owned());
        }
        self.errors = FormErrors::of(&self.fields);
        (!self.errors.is_empty()).then_some(self)
    }
}

#[cfg(test)]
impl FindCasePage {
    pub fn sample() -> Self {
        let problem = "No encontramos un caso con ese número y ese documento. Revise los dos";
        Self::new(Chrome::sample(), "E-2026-01842", "41122482", Some(problem))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn what_was_left_empty_is_asked_for_by_name() {
        let half = FindCasePage::new(Chrome::sample(), "E-2026-018427", " ", None).incomplete();
        let html = half.unwrap().html().unwrap();
        assert!(html.contains("Escriba el documento") && !html.contains("Escriba el número"));
        assert!(
            FindCasePage::new(Chrome::sample(), "E-2026-018427", "41", None)
                .incomplete()
                .is_none()
        );
    }

    #[test]
    fn a_case_that_is_not_found_keeps_what_was_typed_and_does_not_say_which_answer_failed() {
        let html = FindCasePage::sample().html().unwrap();
        assert!(html.contains("value=\"E-2026-01842\"") && html.contains("Revise los dos"));
    }
}
