//! The acuse: proof that a filing was received (Ley 1755 de 2015, arts. 15 and 16).

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::Printed;
use super::parts::{Case, Frame, Issue, Issued, sample_day};
use super::procedure::Missing;

/// `acuse.typ`. Its number is the radicado.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Acuse {
    pub frame: Frame,
    pub case: Case,
    pub term: Term,
    /// Set when it was filed outside working time (Ley 1437 de 2011, art. 54).
    pub counts_as: Option<CountsAs>,
    pub annexes: Vec<Annex>,
    pub missing: Vec<Missing>,
    /// Where to follow the case.
    pub follow_url: String,
    /// How the person asked to be notified, as a sentence.
    pub notifications: String,
    /// Notice of Ley 1581 de 2012, as the entity words it.
    pub personal_data: String,
}

/// Until when the entity must answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// In words: `15 días hábiles`.
    pub length: String,
    pub first_day: Date,
    pub due: Date,
    /// Norm that sets the term.
    pub basis: String,
}

/// The working day on which an after-hours filing counts as made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountsAs {
    pub day: Date,
}

/// A received file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Annex {
    pub name: String,
    /// `PDF`, `Imagen JPEG`.
    pub format: String,
    /// Unknown for formats without pages.
    pub pages: Option<u32>,
    /// Bytes.
    pub size: u64,
    /// Lowercase hex.
    pub sha256: String,
}

impl Printed for Acuse {
    fn template(&self) -> &str {
        "acuse.typ"
    }

    fn title(&self) -> String {
        format!("Acuse de radicación {}", self.case.radicado)
    }

    fn frame(&self) -> &Frame {
        &self.frame
    }
}

impl Acuse {
    pub fn sample() -> Self {
        let case = Case::sample();
        let issued = Issued::sample_sealed(&case.radicado, case.filed_at);
        Self {
            frame: Frame {
                issue: Issue::Issued(issued),
                ..Frame::sample()
            },
            case,
            term: Term {
                length: "15 días hábiles".into(),
                first_day: date(2026, 11, 23),
                due: sample_day(),
                basis: "Ley 1755 de 2015, art. 14".into(),
            },
            counts_as: Some(CountsAs {
                day: date(2026, 11, 20),
            }),
            annexes: sample_annexes(),
            missing: Missing::samples(),
            follow_url: "https://tramites.ejemplo.gov.co/seguimiento".into(),
            notifications: "Por correo electrónico, aceptadas por quien radica.".into(),
            personal_data: "Sus datos se usan para este trámite y para archivar el expediente. \
                            Usted puede conocerlos, actualizarlos y corregirlos (Ley 1581 de 2012)."
                .into(),
        }
    }
}

fn sample_annexes() -> Vec<Annex> {
    let annex = |name: &str, pages, size, digit: &str| Annex {
        name: name.into(),
        format: "PDF".into(),
        pages,
        size,
        sha256: digit.repeat(64 / digit.len()),
    };
    vec![
        annex("Formulario de solicitud", Some(3), 184_320, "3f9a61c02d7be851"),
        annex("Acta de constitución", Some(8), 1_228_800, "b81e02f7ac9d4361"),
        annex("Estatutos", Some(26), 8_400_000, "07c4d5ea91b36f28"),
        annex("Listado de afiliados", None, 640_000, "e620b94d187f5ac3"),
    ]
}
