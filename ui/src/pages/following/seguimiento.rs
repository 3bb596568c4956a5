//! A case as the person who filed it sees it: what happens now, until when, who has it.

use askama::Template;

use super::ClockChange;
use crate::pages::{
    chrome::Chrome,
    icons::Icon,
    parts::{Calendar, Link, Note, Stage, TrafficLight, piece},
};

/// The answer first; then the count, the messages and the documents.
#[derive(Clone, Debug, Template)]
#[template(path = "following/seguimiento.html")]
pub struct FollowingPage {
    pub chrome: Chrome,
    pub radicado: String,
    pub tramite: String,
    /// `Estamos estudiando su solicitud`
    pub headline: String,
    /// What the person has to do, or that there is nothing to do.
    pub what_to_do: String,
    /// A requerimiento to open, a decision to read, a term that passed.
    pub notice: Option<Note>,
    /// `None` while the clock is stopped.
    pub due: Option<String>,
    pub light: TrafficLight,
    /// Office and the office above it.
    pub holder: (String, String),
    /// Today's place in the count: day 12 of 15; `None` while it is stopped or has ended.
    pub day_of: Option<(i64, i64)>,
    /// What else to say of the count: when it was stopped and why.
    pub remark: String,
    pub calendar: Calendar,
    pub changes: Vec<ClockChange>,
    /// `None` for who follows by number: messages may hold personal data.
    pub messages: Option<Vec<Message>>,
    /// False when the case ended: nothing more can be written.
    pub open: bool,
    pub documents: Vec<DocumentLink>,
    pub path: Vec<Stage>,
    /// Offered once, after the decision.
    pub rating: Option<Rating>,
}

/// Something said in the case.
#[derive(Clone, Debug)]
pub struct Message {
    pub from_entity: bool,
    pub who: String,
    pub at: String,
    pub text: String,
    pub files: Vec<Link>,
}

/// A document the person may open.
#[derive(Clone, Debug)]
pub struct DocumentLink {
    pub href: String,
    pub icon: Icon,
    pub name: String,
    /// Date, format and size in words.
    pub facts: String,
}

/// The question of the survey, which does not touch the case.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/rating.html")]
pub struct Rating {
    pub radicado: String,
    pub csrf: String,
}

piece!(Rating);

#[cfg(test)]
impl FollowingPage {
    pub fn sample() -> Self {
        use crate::pages::parts::StageState::{Done, Now, Todo};
        let document = |icon, name: &str, facts: &str| DocumentLink {
            href: "/casos/E-2026-016902/documentos/1".into(),
            icon,
            name: name.into(),
            facts: facts.into(),
        };
        Self {
            chrome: Chrome::citizen(),
            radicado: "E-2026-016902".into(),
            tramite: "Reconocimiento de personería jurídica comunal".into(),
            headline: "Estamos estudiando su solicitud".into(),
            what_to_do: "Ya recibimos lo que faltaba. No tiene que hacer nada ahora.".into(),
            notice: None,
            due: Some("martes 24 de noviembre".into()),
            light: TrafficLight::DueSoon(3),
            holder: ("Participación Comunitaria".into(), "Secretaría de Gobierno".into()),
            day_of: Some((12, 15)),
            remark:
                "El conteo se detuvo del 28 de octubre al 9 de noviembre, mientras usted completaba los documentos."
                    .into(),
            calendar: Calendar::sample(),
            changes: ClockChange::samples(),
            messages: Some(Message::samples()),
            open: true,
            documents: vec![
                document(Icon::Radicado, "Acuse de radicado", "20 oct · PDF, 96 kB"),
                document(
                    Icon::Documento,
                    "Requerimiento S-2026-009331",
                    "27 oct · PDF, 120 kB · abierto el 28 oct",
                ),
                document(Icon::Documento, "Sus anexos", "4 documentos · 10,7 MB"),
            ],
            path: vec![
                Stage::new(Done, "Radicado", "20 oct, 10:42"),
                Stage::new(Done, "Documentos revisados", "26 oct"),
                Stage::new(Done, "Documentos completados", "Pedidos el 28 oct, entregados el 9 nov"),
                Stage::new(Now, "En estudio jurídico", "Desde el 11 nov"),
                Stage::new(Todo, "Decisión", "A más tardar el 24 nov"),
                Stage::new(Todo, "Notificación", ""),
            ],
            rating: Some(Rating {
                radicado: "E-2026-016902".into(),
                csrf: "c5f0a1".into(),
            }),
        }
    }

    /// Followed by number: no messages, no documents.
    pub fn sample_by_number() -> Self {
        Self {
            chrome: Chrome::sample(),
            messages: None,
            documents: Vec::new(),
            rating: None,
            ..Self::sample()
        }
    }

    /// Waiting for the filer, with the clock stopped.
    pub fn sample_suspended() -> Self {
        use crate::pages::parts::Tone;
        Self {
            headline: "Esperamos lo que falta".into(),
            what_to_do: "Tiene hasta el lunes 28 de diciembre para entregarlo.".into(),
            notice: Some(Note {
                link: Some(Link::new("/casos/E-2026-016902/completar", "Completar la solicitud")),
                ..Note::new(
                    Tone::Warn,
                    Icon::PorVencer,
                    "Le pedimos completar su solicitud",
                    "Mientras usted completa, el término está detenido. Sigue el día siguiente a su entrega.",
                )
            }),
            due: None,
            day_of: None,
            light: TrafficLight::Suspended(10),
            rating: None,
            ..Self::sample()
        }
    }
}

#[cfg(test)]
impl Message {
    pub fn samples() -> Vec<Self> {
        vec![
            Self {
                from_entity: true,
                who: "Participación Comunitaria".into(),
                at: "27 oct, 15:08".into(),
                text: "Falta el certificado de delimitación del territorio, de la oficina de planeación municipal. Tiene un mes desde que abra este aviso para entregarlo.".into(),
                files: Vec::new(),
            },
            Self {
                from_entity: false,
                who: "Usted".into(),
                at: "9 nov, 16:20".into(),
                text: "Adjunto el certificado. Lo expidieron el viernes.".into(),
                files: vec![Link::new("/casos/E-2026-016902/documentos/8", "delimitacion-san-antonio.pdf")],
            },
        ]
    }
}

#[cfg(test)]
impl ClockChange {
    pub fn samples() -> Vec<Self> {
        vec![
            Self::new(
                "20 oct, 10:42",
                "Radicado. Corre desde el 21 de octubre (Ley 1755 de 2015, art. 14).",
            ),
            Self::new(
                "28 oct, 09:15",
                "Usted abrió el requerimiento: el término se detiene con 10 días por contar (art. 17).",
            ),
            Self::new(
                "9 nov, 16:20",
                "Usted entregó el certificado: el término sigue el 10 de noviembre.",
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn whoever_follows_by_number_sees_the_term_and_no_message_or_document() {
        let html = FollowingPage::sample_by_number().html().unwrap();
        assert!(html.contains("El término, día por día"));
        assert!(!html.contains("delimitacion-san-antonio.pdf"));
        assert!(!html.contains("<textarea"));
    }

    #[test]
    fn a_closed_case_in_which_nobody_wrote_has_no_messages() {
        let page = FollowingPage {
            messages: Some(Vec::new()),
            open: false,
            ..FollowingPage::sample()
        };
        assert!(!page.html().unwrap().contains("id=\"men\""));
    }

    #[test]
    fn what_has_to_be_done_is_a_button() {
        let html = FollowingPage::sample_suspended().html().unwrap();
        assert!(html.contains("<a class=\"btn\" href=\"/casos/E-2026-016902/completar\">Completar la solicitud</a>"));
    }

    #[test]
    fn while_the_clock_is_stopped_no_date_is_promised() {
        let html = FollowingPage::sample_suspended().html().unwrap();
        assert!(html.contains("Suspendido: quedan 10 días hábiles"));
        assert!(!html.contains("Le responderemos a más tardar"));
    }
}
