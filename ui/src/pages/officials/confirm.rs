//! A page before an act: what happens, who is told, what cannot be undone.

use askama::Template;

use crate::pages::{
    chrome::Chrome,
    icons::Icon,
    parts::{Field, FormErrors, Link},
};

/// The title names the act and its object; the button repeats the verb; the way back says what is kept.
#[derive(Clone, Debug, Template)]
#[template(path = "officials/confirm.html")]
pub struct ConfirmPage {
    pub chrome: Chrome,
    pub crumbs: Vec<Link>,
    pub title: String,
    /// Three at most.
    pub consequences: Vec<(Icon, String)>,
    pub errors: FormErrors,
    /// A reason, a person to choose, a number to type.
    pub fields: Vec<Field>,
    pub action: String,
    /// Version of what is changed, when it has one.
    pub version: Option<i64>,
    pub button: String,
    /// True for what destroys or cannot be repaired.
    pub risk: bool,
    pub back: Link,
}

#[cfg(test)]
impl ConfirmPage {
    pub fn sample() -> Self {
        use crate::pages::parts::{Choice, Control};
        let people = vec![
            Choice::new("jairo", "Jairo Burbano", false),
            Choice::new("nancy", "Nancy Legarda", false),
        ];
        Self {
            chrome: Chrome::official(),
            crumbs: vec![
                Link::new("/bandeja", "Bandeja"),
                Link::new("/bandeja/E-2026-016902", "E-2026-016902"),
            ],
            title: "Va a reasignar el caso E-2026-016902".into(),
            consequences: vec![
                (Icon::Persona, "Pasa a la bandeja de quien elija; se le avisa.".into()),
                (Icon::Reloj, "El término sigue corriendo.".into()),
            ],
            errors: FormErrors::default(),
            fields: vec![
                Field::new("a", "¿A quién?", Control::Select { options: people }),
                Field::new("motivo", "Motivo", Control::LongText { value: String::new() }),
            ],
            action: "/bandeja/E-2026-016902/reasignar".into(),
            version: Some(4),
            button: "Reasignar".into(),
            risk: false,
            back: Link::new("/bandeja/E-2026-016902", "Volver sin reasignar"),
        }
    }

    pub fn sample_close() -> Self {
        use crate::pages::parts::InputKind;
        let fields = vec![
            Field::input(
                "codigo",
                "Escriba el número del expediente",
                InputKind::Text,
                "1200.31.02-2026-014",
            )
            .hint("1200.31.02-2026-0147")
            .error("El número no coincide con el del expediente"),
        ];
        Self {
            crumbs: vec![
                Link::new("/expedientes", "Expedientes"),
                Link::new("/expedientes/1200.31.02-2026-0147", "2026-0147"),
            ],
            title: "Va a cerrar el expediente 1200.31.02-2026-0147".into(),
            consequences: vec![
                (
                    Icon::Firma,
                    "Se firma el índice electrónico con sus 9 documentos.".into(),
                ),
                (
                    Icon::Reloj,
                    "Empieza la retención: 5 años en gestión, 15 en central.".into(),
                ),
                (
                    Icon::Candado,
                    "No entran más documentos; abrirlo otra vez exige una justificación.".into(),
                ),
            ],
            errors: FormErrors::of(&fields),
            fields,
            action: "/expedientes/1200.31.02-2026-0147/cerrar".into(),
            version: None,
            button: "Cerrar y firmar el índice".into(),
            risk: true,
            back: Link::new("/expedientes/1200.31.02-2026-0147", "Volver sin cerrar"),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn the_button_repeats_the_verb_and_the_way_back_says_what_is_kept() {
        let html = ConfirmPage::sample().html().unwrap();
        assert!(html.contains(">Reasignar</button>") && html.contains("Volver sin reasignar"));
    }

    #[test]
    fn closing_asks_to_type_the_number_of_the_expediente() {
        let html = ConfirmPage::sample_close().html().unwrap();
        assert!(html.contains("<title>Error: ") && html.contains("btn risk"));
    }
}
