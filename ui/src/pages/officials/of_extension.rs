//! The page on which an official extends the term of a case.

use radica_engine::legal_clock::Term;
use radica_storage::cases::Case;
use radica_workflows::catalog::form::FieldError;
use radica_workflows::extending::{BY, REASON};
use radica_workflows::spanish::{self, unit_of};

use super::ConfirmPage;
use crate::form_body::{Pairs, value};
use crate::pages::chrome::Chrome;
use crate::pages::icons::Icon;
use crate::pages::parts::field::InputKind;
use crate::pages::parts::{Control, Field, FormErrors, Link};

impl ConfirmPage {
    /// How much, at most `most`, and why; with what was typed and what is wrong with it.
    pub fn extend(chrome: Chrome, (case, most): &(Case, Term), typed: &Pairs, errors: &[FieldError]) -> Self {
        let radicado = case.radicado.as_str();
        let typed = |name: &str| value(typed, name).unwrap_or_default().to_owned();
        let (_, many) = unit_of(*most);
        let limit = spanish::term(*most);
        let fields = vec![
            Field::input(BY, &format!("¿Cuántos {many} más?"), InputKind::Number, &typed(BY))
                .hint(&format!("Máximo {limit}: el total no pasa del doble del término.")),
            Field::new(REASON, "Motivo", Control::LongText { value: typed(REASON) })
                .hint("Lo lee la persona: diga qué falta por hacer y por qué no alcanzó."),
        ];
        let fields: Vec<Field> = fields.into_iter().map(|field| with_error(field, errors)).collect();
        Self {
            crumbs: vec![
                Link::new("/bandeja", "Bandeja"),
                Link::new(format!("/bandeja/{radicado}"), radicado),
                Link::new(format!("/bandeja/{radicado}/termino"), "Término"),
            ],
            title: format!("Va a prorrogar el término de {radicado}"),
            consequences: vec![
                (
                    Icon::Reloj,
                    "El término se alarga desde hoy (Ley 1755 de 2015, art. 14, parágrafo).".to_owned(),
                ),
                (
                    Icon::Persona,
                    "Se le avisa a la persona el motivo y la nueva fecha.".to_owned(),
                ),
            ],
            errors: FormErrors::of(&fields),
            fields,
            action: format!("/bandeja/{radicado}/prorroga"),
            version: Some(case.version),
            button: "Prorrogar".to_owned(),
            risk: false,
            back: Link::new(format!("/bandeja/{radicado}/termino"), "Volver sin prorrogar"),
            chrome,
        }
    }
}

fn with_error(field: Field, errors: &[FieldError]) -> Field {
    match errors.iter().find(|error| error.field == field.name) {
        Some(error) => field.error(&error.message),
        None => field,
    }
}
