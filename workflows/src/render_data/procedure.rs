//! Documents of the procedure: what is missing, its consequence, the notice.

use jiff::civil::{Date, DateTime, date};
use serde::{Deserialize, Serialize};

use super::Printed;
use super::act::Remedies;
use super::parts::{Case, Frame};

/// Something the filing lacks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Missing {
    pub label: String,
    /// How it must be, or why it is asked.
    pub detail: String,
    /// Norm that asks for it.
    pub basis: String,
}

impl Missing {
    pub fn samples() -> Vec<Self> {
        vec![Self {
            label: "Certificado de delimitación del territorio".into(),
            detail: "Expedido por la alcaldía, con los linderos del organismo.".into(),
            basis: "Ley 2166 de 2021".into(),
        }]
    }
}

/// `requerimiento.typ` (Ley 1755 de 2015, art. 17).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requerimiento {
    pub frame: Frame,
    pub case: Case,
    pub missing: Vec<Missing>,
    /// What the official adds in their own words.
    pub comment: Option<String>,
    /// Last day of the month, were the person notified on the day of issue.
    pub answer_by: Date,
    /// Where to complete it.
    pub complete_url: String,
}

impl Printed for Requerimiento {
    fn template(&self) -> &str {
        "requerimiento.typ"
    }

    fn title(&self) -> String {
        format!("Requerimiento para completar la solicitud {}", self.case.radicado)
    }

    fn frame(&self) -> &Frame {
        &self.frame
    }
}

impl Requerimiento {
    pub fn sample() -> Self {
        Self {
            frame: Frame::sample(),
            case: Case::sample(),
            missing: Missing::samples(),
            comment: Some("El plano aportado no indica los linderos por el oriente.".into()),
            answer_by: date(2027, 1, 12),
            complete_url: "https://tramites.ejemplo.gov.co/casos/E-2026-018427".into(),
        }
    }
}

/// `desistimiento.typ`: the reasoned act that closes an uncompleted filing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Desistimiento {
    pub frame: Frame,
    pub case: Case,
    pub requirement_number: String,
    pub notified_on: Date,
    pub expired_on: Date,
    /// Whether the person asked for more time and had it.
    pub extended: bool,
    pub missing: Vec<Missing>,
    /// What the official adds, one paragraph each, as they wrote it.
    pub reasons: Vec<String>,
    pub competence: String,
    pub remedies: Remedies,
}

impl Printed for Desistimiento {
    fn template(&self) -> &str {
        "desistimiento.typ"
    }

    fn title(&self) -> String {
        format!(
            "Resolución: desistimiento tácito de la solicitud {}",
            self.case.radicado
        )
    }

    fn frame(&self) -> &Frame {
        &self.frame
    }
}

impl Desistimiento {
    pub fn sample() -> Self {
        Self {
            frame: Frame::sample(),
            case: Case::sample(),
            requirement_number: "S-2026-009331".into(),
            notified_on: date(2026, 12, 10),
            expired_on: date(2027, 1, 12),
            extended: false,
            missing: Missing::samples(),
            reasons: vec!["La persona no respondió el recordatorio que se le envió a su correo.".into()],
            competence: "La Secretaria de Gobierno del departamento del Putumayo, en uso de sus \
                         facultades legales,"
                .into(),
            remedies: Remedies::Yes {
                authority: "la Secretaría de Gobierno".into(),
                superior: None,
            },
        }
    }
}

/// `notificacion.typ` (Ley 1437 de 2011, arts. 56 and 67).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notificacion {
    pub frame: Frame,
    pub case: Case,
    pub act: NotifiedAct,
    pub delivery: Delivery,
    pub remedies: Remedies,
}

/// The act of which a full copy is delivered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NotifiedAct {
    pub kind: String,
    pub number: String,
    pub date: Date,
    pub subject: String,
    pub pages: u32,
    /// Lowercase hex, of the delivered copy.
    pub sha256: String,
}

/// How and when the notice reached the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "means", rename_all = "snake_case")]
pub enum Delivery {
    /// Sent, not opened yet: it has no effect so far.
    Sent { address: String, at: DateTime },
    /// Opened by the person: effective from that moment (art. 56).
    Opened {
        address: String,
        sent_at: DateTime,
        at: DateTime,
    },
    /// Delivered in person.
    InPerson { place: String, at: DateTime },
}

impl Printed for Notificacion {
    fn template(&self) -> &str {
        "notificacion.typ"
    }

    fn title(&self) -> String {
        format!("Notificación de {} {}", self.act.kind, self.act.number)
    }

    fn frame(&self) -> &Frame {
        &self.frame
    }
}

impl Notificacion {
    pub fn sample() -> Self {
        Self {
            frame: Frame::sample(),
            case: Case::sample(),
            act: NotifiedAct {
                kind: "Resolución".into(),
                number: "0147".into(),
                date: date(2026, 12, 9),
                subject: "Por la cual se reconoce personería jurídica a la Asociación de Juntas \
                          Comunales del Afán"
                    .into(),
                pages: 2,
                sha256: "1a6916c73f9a61c0".repeat(4),
            },
            delivery: Delivery::Opened {
                address: "luzdary@correo.co".into(),
                sent_at: date(2026, 12, 9).at(10, 25, 2, 0),
                at: date(2026, 12, 9).at(16, 3, 44, 0),
            },
            remedies: Remedies::Yes {
                authority: "la Secretaría de Gobierno".into(),
                superior: Some("el despacho del Gobernador".into()),
            },
        }
    }
}
