//! What the person filed, and what they only saved.

use askama::Template;

use crate::pages::{
    chrome::Chrome,
    icons::Icon,
    parts::{Tag, TrafficLight},
};

/// Cases first, drafts after: never with the same shape.
#[derive(Clone, Debug, Template)]
#[template(path = "filing/my_cases.html")]
pub struct MyCasesPage {
    pub chrome: Chrome,
    pub cases: Vec<OwnCase>,
    pub drafts: Vec<OwnDraft>,
    /// The page that follows this one.
    pub next: Option<String>,
}

/// A case of the person who reads.
#[derive(Clone, Debug)]
pub struct OwnCase {
    pub radicado: String,
    pub tramite: String,
    /// `En estudio jurídico`
    pub stage: String,
    /// Set when the person has to do something.
    pub asked: Option<String>,
    pub due: Option<String>,
    pub light: TrafficLight,
}

/// A draft of the person who reads.
#[derive(Clone, Debug)]
pub struct OwnDraft {
    /// The step where it was left.
    pub href: String,
    pub id: String,
    pub tramite: String,
    pub saved: String,
    pub kept_until: String,
}

impl OwnCase {
    fn tag(&self) -> Tag {
        self.light.for_citizen()
    }

    fn ended(&self) -> bool {
        matches!(self.light, TrafficLight::Ended)
    }
}

#[cfg(test)]
impl MyCasesPage {
    pub fn sample() -> Self {
        let case = |radicado: &str, tramite: &str, stage: &str, light| OwnCase {
            radicado: radicado.into(),
            tramite: tramite.into(),
            stage: stage.into(),
            asked: None,
            due: Some("martes 24 de noviembre".into()),
            light,
        };
        let waiting = OwnCase {
            asked: Some("Le pedimos un documento".into()),
            due: None,
            ..case(
                "E-2026-018001",
                "Certificado de paz y salvo",
                "Esperamos lo que falta",
                TrafficLight::Suspended(9),
            )
        };
        Self {
            chrome: Chrome::citizen(),
            cases: vec![
                waiting,
                case(
                    "E-2026-016902",
                    "Reconocimiento de personería jurídica comunal",
                    "En estudio jurídico",
                    TrafficLight::OnTime(3),
                ),
            ],
            drafts: vec![OwnDraft {
                href: "/borradores/01JD0RAFT/organizacion".into(),
                id: "01JD0RAFT".into(),
                tramite: "Renovación de la licencia de conducción".into(),
                saved: "hoy a las 10:14".into(),
                kept_until: "19 de diciembre de 2026".into(),
            }],
            next: None,
        }
    }

    pub fn sample_empty() -> Self {
        Self {
            cases: Vec::new(),
            drafts: Vec::new(),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn drafts_are_dashed_and_have_no_number() {
        let html = MyCasesPage::sample().html().unwrap();
        assert!(html.contains("note draft") && html.contains("Seguir el borrador"));
        assert!(html.contains("Le pedimos un documento"));
    }

    #[test]
    fn an_empty_list_says_why_and_what_next() {
        let html = MyCasesPage::sample_empty().html().unwrap();
        assert!(html.contains("Todavía no ha radicado nada"));
    }
}
