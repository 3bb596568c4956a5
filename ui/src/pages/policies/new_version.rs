//! Writing a new version of a governed document.

use askama::Template;

use crate::pages::{
    chrome::Chrome,
    icons::Icon,
    parts::{Choice, Control, Field, FormErrors},
};

/// Number, reason and text in Markdown; saved is not sent to review.
#[derive(Clone, Debug, Template)]
#[template(path = "policies/new_version.html")]
pub struct NewVersionPage {
    pub chrome: Chrome,
    pub id: String,
    pub name: String,
    pub errors: FormErrors,
    pub fields: Vec<Field>,
    /// When the draft was begun: `hoy a las 10:14`.
    pub saved: Option<String>,
    /// Its number, when its reviewers sent it back.
    pub sent_back: Option<String>,
}

impl NewVersionPage {
    /// The form of a version, with what was typed. `minor` and `major` are the numbers it could take.
    pub fn fields(minor: &str, major: &str, is_major: bool, description: &str, text: &str) -> Vec<Field> {
        let kind = |value: &str, label: &str, number: &str, chosen| {
            Choice::new(value, &format!("{label}: versión {number}"), chosen)
        };
        let kinds = vec![
            kind("menor", "Aclara o corrige", minor, !is_major),
            kind("mayor", "Cambia obligaciones", major, is_major),
        ];
        vec![
            Field::new("clase", "¿Qué clase de cambio es?", Control::Radio { options: kinds }),
            Field::new(
                "descripcion",
                "Qué cambia y por qué",
                Control::LongText {
                    value: description.to_owned(),
                },
            )
            .hint("Va al control de cambios."),
            Field::new("texto", "Texto", Control::LongText { value: text.to_owned() })
                .hint("En Markdown. Un título por artículo o capítulo: así se compara parte por parte."),
        ]
    }
}

#[cfg(test)]
impl NewVersionPage {
    pub fn sample() -> Self {
        let text = "## Artículo 1. Objeto\n\nProteger los activos digitales de la Gobernación.";
        Self {
            chrome: Chrome::official(),
            id: "PLI02".into(),
            name: "Política de Seguridad de la Información".into(),
            errors: FormErrors::default(),
            fields: Self::fields("1.1", "2.0", false, "", text),
            saved: Some("hoy a las 10:14".into()),
            sent_back: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn a_version_is_saved_as_a_draft_until_it_is_sent_to_review() {
        let html = NewVersionPage::sample().html().unwrap();
        assert!(html.contains("note draft") && html.contains("Pasar a revisión"));
        assert!(html.contains("## Artículo 1. Objeto"));
    }
}
