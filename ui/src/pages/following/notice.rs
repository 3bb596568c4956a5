//! An act that is notified by opening it: a requerimiento or a decision.

use askama::Template;

use crate::pages::{chrome::Chrome, icons::Icon};

/// Before it is opened, the page says what opening means; after, what it says and since when it counts.
#[derive(Clone, Debug, Template)]
#[template(path = "following/notice.html")]
pub struct NoticePage {
    pub chrome: Chrome,
    pub radicado: String,
    /// `Requerimiento S-2026-009331`
    pub act: String,
    /// Id of the document.
    pub document: String,
    pub state: NoticeState,
}

/// Whether the person already opened it.
#[derive(Clone, Debug)]
pub enum NoticeState {
    /// What opening does, in sentences.
    Closed { consequences: Vec<String> },
    Opened {
        /// `28 de octubre de 2026, 09:15`
        at: String,
        text: Option<String>,
        /// Remedies, authority and term, when it decides (Ley 1437 de 2011, art. 67).
        remedies: Option<String>,
        /// What to do next: address and words.
        next: Option<(String, String)>,
    },
}

#[cfg(test)]
impl NoticePage {
    pub fn sample_closed() -> Self {
        Self {
            chrome: Chrome::citizen(),
            radicado: "E-2026-016902".into(),
            act: "Requerimiento S-2026-009331".into(),
            document: "6".into(),
            state: NoticeState::Closed {
                consequences: vec![
                    "Queda notificado en este momento; la entidad certifica la hora.".into(),
                    "El término se detiene mientras usted completa.".into(),
                    "Tiene un mes desde hoy para entregar lo que se pide.".into(),
                ],
            },
        }
    }

    pub fn sample_opened() -> Self {
        Self {
            state: NoticeState::Opened {
                at: "28 de octubre de 2026, 09:15".into(),
                text: Some(
                    "Falta el certificado de delimitación del territorio, de la oficina de planeación municipal."
                        .into(),
                ),
                remedies: None,
                next: Some(("/casos/E-2026-016902/completar".into(), "Completar la solicitud".into())),
            },
            ..Self::sample_closed()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn opening_is_an_act_with_its_consequence_told_before() {
        let html = NoticePage::sample_closed().html().unwrap();
        assert!(html.contains("Abrir y quedar notificado") && html.contains("El término se detiene"));
        assert!(!html.contains("certificado de delimitación"));
    }

    #[test]
    fn an_opened_act_says_since_when_it_is_notified_and_leads_on() {
        let html = NoticePage::sample_opened().html().unwrap();
        assert!(html.contains("28 de octubre de 2026, 09:15") && html.contains("Completar la solicitud"));
    }
}
