//! Following a case with its number and the filer's identification, without an account.

use askama::Template;

use crate::pages::{
    chrome::Chrome,
    parts::{Field, FormErrors, InputKind},
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
    fn a_case_that_is_not_found_keeps_what_was_typed_and_does_not_say_which_answer_failed() {
        let html = FindCasePage::sample().html().unwrap();
        assert!(html.contains("value=\"E-2026-01842\"") && html.contains("Revise los dos"));
    }
}
