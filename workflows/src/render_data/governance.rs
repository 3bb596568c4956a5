//! Documents of committees and of governed documents.

use jiff::civil::{Date, DateTime, date};
use serde::{Deserialize, Serialize};

use super::Printed;
use super::markdown::{Block, blocks};
use super::parts::{Frame, Signature};

/// `acta-votacion.typ` (Ley 1437 de 2011, art. 63 for votes at a distance).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActaVotacion {
    pub frame: Frame,
    pub committee: String,
    /// `ordinaria`, `extraordinaria`, `virtual`.
    pub session: String,
    pub place: String,
    pub opened_at: DateTime,
    pub closed_at: DateTime,
    pub attendees: Vec<Attendee>,
    pub quorum: Quorum,
    pub agenda: Vec<String>,
    pub motions: Vec<Motion>,
    pub commitments: Vec<Commitment>,
    /// Absent in a draft.
    pub chair: Option<Signature>,
    pub secretary: Option<Signature>,
}

/// A member at the session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attendee {
    pub name: String,
    /// `Preside`, `Principal`, `Suplente`, `Invitado, sin voto`.
    pub capacity: String,
    pub attendance: Attendance,
}

/// How a member attended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    InRoom,
    Remote,
    Excused,
    Absent,
}

/// The quorum check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quorum {
    pub entitled: u32,
    pub present: u32,
    pub needed: u32,
    /// The rule as a sentence.
    pub rule: String,
}

/// What was put to the vote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Motion {
    pub text: String,
    /// The majority rule as a sentence.
    pub rule: String,
    pub tally: Tally,
    pub approved: bool,
    /// Empty in a secret vote.
    pub ballots: Vec<Ballot>,
}

/// Votes counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub in_favour: u32,
    pub against: u32,
    pub abstentions: u32,
    pub impediments: u32,
}

/// A member's vote in a nominal motion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ballot {
    pub voter: String,
    /// `A favor`, `En contra`, `Abstención`, `Impedimento`.
    pub choice: String,
    pub at: DateTime,
}

/// What somebody undertook to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Commitment {
    pub what: String,
    pub who: String,
    pub due: Date,
}

impl Printed for ActaVotacion {
    fn template(&self) -> &str {
        "acta-votacion.typ"
    }

    fn title(&self) -> String {
        format!("Acta de sesión {}: {}", self.session, self.committee)
    }

    fn frame(&self) -> &Frame {
        &self.frame
    }
}

impl ActaVotacion {
    pub fn sample() -> Self {
        let opened = date(2026, 11, 19).at(10, 0, 0, 0);
        let member = |name: &str, capacity: &str, attendance| Attendee {
            name: name.into(),
            capacity: capacity.into(),
            attendance,
        };
        let ballot = |voter: &str, choice: &str, minute| Ballot {
            voter: voter.into(),
            choice: choice.into(),
            at: date(2026, 11, 19).at(10, minute, 9, 0),
        };
        Self {
            frame: Frame::sample(),
            committee: "Comité Institucional de Gestión y Desempeño".into(),
            session: "virtual".into(),
            place: "Deliberación y voto por medios electrónicos".into(),
            opened_at: opened,
            closed_at: date(2026, 11, 19).at(11, 20, 0, 0),
            attendees: vec![
                member("Amparo Delgado", "Preside", Attendance::InRoom),
                member("Carlos Bravo", "Principal", Attendance::Remote),
                member("Iván Mora", "Secretario", Attendance::InRoom),
                member("Omar Benavides", "Principal", Attendance::Excused),
            ],
            quorum: Quorum {
                entitled: 3,
                present: 3,
                needed: 2,
                rule: "Más de la mitad de los miembros con voto, presentes o en línea.".into(),
            },
            agenda: vec![
                "Verificación del quórum y orden del día".into(),
                "PETI, versión 2.4".into(),
            ],
            motions: vec![Motion {
                text: "Aprobar el PETI, versión 2.4".into(),
                rule: "Mayoría simple de los votos emitidos: al menos 2 de 3.".into(),
                tally: Tally {
                    in_favour: 2,
                    against: 0,
                    abstentions: 1,
                    impediments: 0,
                },
                approved: true,
                ballots: vec![
                    ballot("Amparo Delgado", "A favor", 14),
                    ballot("Carlos Bravo", "Abstención", 16),
                    ballot("Iván Mora", "A favor", 21),
                ],
            }],
            commitments: vec![Commitment {
                what: "Publicar la versión aprobada".into(),
                who: "Coordinación TI".into(),
                due: date(2026, 11, 27),
            }],
            chair: Some(Signature {
                name: "Amparo Delgado".into(),
                role: "Preside".into(),
                ..Signature::sample()
            }),
            secretary: Some(Signature {
                name: "Iván Mora".into(),
                role: "Secretaría técnica".into(),
                ..Signature::sample()
            }),
        }
    }
}

/// `version-politica.typ`: one version of a governed document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VersionPolitica {
    pub frame: Frame,
    /// `PLI02`, `PETI`.
    pub code: String,
    pub name: String,
    /// `Política`, `Plan`, `Instructivo`, `Lineamiento`.
    pub kind: String,
    pub owner: String,
    pub scope: String,
    /// `major.minor`.
    pub version: String,
    /// `Vigente`, `Aprobada`, …
    pub state: String,
    pub in_force_from: Option<Date>,
    pub body: Vec<Block>,
    pub changes: Vec<ChangeRow>,
}

/// A row of the control de cambios.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeRow {
    pub version: String,
    pub date: Date,
    pub responsible: String,
    pub description: String,
    pub approved_by: String,
}

impl Printed for VersionPolitica {
    fn template(&self) -> &str {
        "version-politica.typ"
    }

    fn title(&self) -> String {
        format!("{}, versión {}", self.name, self.version)
    }

    fn frame(&self) -> &Frame {
        &self.frame
    }
}

impl VersionPolitica {
    pub fn sample() -> Self {
        let row = |version: &str, date, responsible: &str, description: &str| ChangeRow {
            version: version.into(),
            date,
            responsible: responsible.into(),
            description: description.into(),
            approved_by: "Comité Institucional".into(),
        };
        Self {
            frame: Frame::sample(),
            code: "PETI".into(),
            name: "Plan Estratégico de Tecnologías de la Información".into(),
            kind: "Plan".into(),
            owner: "Coordinación de Tecnologías de la Información".into(),
            scope: "Todas las dependencias de la Gobernación".into(),
            version: "2.4".into(),
            state: "Vigente".into(),
            in_force_from: Some(date(2026, 11, 27)),
            body: blocks(SAMPLE_TEXT),
            changes: vec![
                row("1.0", date(2024, 1, 15), "Equipo de Sistemas", "Documento original."),
                row(
                    "2.4",
                    date(2026, 11, 19),
                    "Coordinador TI",
                    "Nuevos indicadores de servicio.",
                ),
            ],
        }
    }
}

const SAMPLE_TEXT: &str = "\
# Objetivo

Orientar las inversiones en **tecnologías de la información** de la entidad.

## Principios

1. El servicio a la ciudadanía es *primero*.
2. Los datos son un bien público.

## Indicadores

| Indicador | Meta |
|-----------|------|
| Ejecución | 90 % |
| Satisfacción | 80 % |
";
