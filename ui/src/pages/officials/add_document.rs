//! The page on which an official adds a document to a case.

use askama::Template;
use radica_workflows::adding::{DOCTYPE, FILE, TITLE};
use radica_workflows::catalog::form::FieldError;
use radica_workflows::catalog::trd::DocumentType;

use crate::form_body::{Pairs, value};
use crate::pages::chrome::Chrome;
use crate::pages::parts::field::InputKind;
use crate::pages::parts::{Choice, Control, Field, FileState, FormErrors};

/// A name, a type of the TRD and the file.
#[derive(Clone, Debug, Template)]
#[template(path = "officials/add_document.html")]
pub struct AddDocumentPage {
    pub chrome: Chrome,
    pub radicado: String,
    pub errors: FormErrors,
    pub fields: Vec<Field>,
    pub file: Field,
    /// `PDF, JPG o PNG, hasta 200 MB.`
    pub accepted_files: String,
}

impl AddDocumentPage {
    /// The form, with what was typed and what is wrong with it.
    pub fn of(
        chrome: Chrome,
        radicado: &str,
        types: &[DocumentType],
        typed: &Pairs,
        errors: &[FieldError],
        accepted_files: String,
    ) -> Self {
        let typed = |name: &str| value(typed, name).unwrap_or_default();
        let options = types
            .iter()
            .map(|kind| Choice::new(&kind.id, &kind.name, kind.id == typed(DOCTYPE)))
            .collect();
        let name = Field::input(TITLE, "¿Cómo se llama el documento?", InputKind::Text, typed(TITLE))
            .hint("Con este nombre queda en el índice del expediente.");
        let kind = Field::new(DOCTYPE, "Tipo de documento", Control::Select { options });
        let accept = ".pdf,image/jpeg,image/png".to_owned();
        let file = Field::new(FILE, "Archivo", Control::File(FileState::Empty { accept }));
        let told = |field: Field| match errors.iter().find(|error| error.field == field.name) {
            Some(error) => field.error(&error.message),
            None => field,
        };
        let (fields, file) = ([name, kind].map(told).to_vec(), told(file));
        let mut all = fields.clone();
        all.push(file.clone());
        Self {
            chrome,
            radicado: radicado.to_owned(),
            errors: FormErrors::of(&all),
            fields,
            file,
            accepted_files,
        }
    }
}

#[cfg(test)]
impl AddDocumentPage {
    pub fn sample() -> Self {
        let types: Vec<DocumentType> = serde_json::from_value(serde_json::json!([
            { "id": "acta-visita", "name": "Acta de visita", "support": "electronico", "format": "PDF/A" },
            { "id": "fotografia", "name": "Fotografía de la visita", "support": "electronico", "format": "JPG o PNG" },
        ]))
        .unwrap_or_default();
        let errors = [FieldError {
            field: FILE.to_owned(),
            message: "Elija el archivo".to_owned(),
        }];
        let typed = vec![(TITLE.to_owned(), "Fachada del local".to_owned())];
        let accepted = "PDF, JPG o PNG, hasta 200 MB.".to_owned();
        Self::of(Chrome::official(), "E-2026-016902", &types, &typed, &errors, accepted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn what_was_typed_stays_beside_what_is_wrong() {
        let html = AddDocumentPage::sample().html().unwrap();
        assert!(html.contains("Fachada del local") && html.contains("Elija el archivo"));
        assert!(html.contains("Fotografía de la visita"));
    }
}
