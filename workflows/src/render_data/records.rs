//! Documents of the expediente: índice electrónico and hoja de control.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::Printed;
use super::parts::{Frame, Issue, Issued};
use crate::indice::{Entry, Indexed, indexed};

/// Header that index and control sheet share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExpedienteHead {
    pub code: String,
    pub title: String,
    /// Administrative unit and producing office.
    pub unit: String,
    /// TRD code: `1200.31.02`.
    pub trd_code: String,
    pub series: String,
    pub subseries: Option<String>,
    pub opened: Date,
    pub closed: Option<Date>,
    /// `Pública`, `Pública clasificada`, `Pública reservada`.
    pub access: String,
}

impl ExpedienteHead {
    pub fn sample() -> Self {
        Self {
            code: "1200.31.02-2026-0147".into(),
            title: "Asociación de Juntas Comunales del Afán, Mocoa: personería jurídica".into(),
            unit: "Secretaría de Gobierno, Participación Comunitaria".into(),
            trd_code: "1200.31.02".into(),
            series: "Personerías jurídicas".into(),
            subseries: Some("Comunales".into()),
            opened: date(2026, 11, 19),
            closed: Some(date(2027, 1, 5)),
            access: "Pública clasificada".into(),
        }
    }
}

/// `indice.typ`: the índice electrónico for people; the XML is the original.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indice {
    pub frame: Frame,
    pub expediente: ExpedienteHead,
    pub documents: Vec<IndiceRow>,
    pub total_pages: u64,
    /// SHA-256 of the signed XML, lowercase hex.
    pub xml_sha256: String,
}

/// A row of the index, as the XML has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndiceRow {
    pub order: u32,
    pub name: String,
    pub typology: String,
    pub created: Date,
    pub incorporated: Date,
    pub sha256: String,
    pub first_page: u64,
    pub last_page: u64,
    pub format: String,
    /// Bytes.
    pub size: u64,
    pub origin: String,
    pub observations: Option<String>,
}

impl From<&Indexed> for IndiceRow {
    fn from(row: &Indexed) -> Self {
        let Entry {
            name,
            typology,
            created,
            incorporated,
            sha256,
            format,
            size,
            origin,
            ..
        } = &row.entry;
        Self {
            order: row.order,
            name: name.clone(),
            typology: typology.clone(),
            created: *created,
            incorporated: *incorporated,
            sha256: sha256.clone(),
            first_page: row.first_page,
            last_page: row.last_page,
            format: format.clone(),
            size: *size,
            origin: origin.label().to_owned(),
            observations: row.entry.observations(),
        }
    }
}

impl Printed for Indice {
    fn template(&self) -> &str {
        "indice.typ"
    }

    fn title(&self) -> String {
        format!("Índice electrónico del expediente {}", self.expediente.code)
    }

    fn frame(&self) -> &Frame {
        &self.frame
    }
}

impl Indice {
    /// The index of `documents`, in order.
    pub fn of(frame: Frame, expediente: ExpedienteHead, documents: &[Indexed], xml_sha256: String) -> Self {
        Self {
            frame,
            expediente,
            documents: documents.iter().map(IndiceRow::from).collect(),
            total_pages: documents.last().map_or(0, |last| last.last_page),
            xml_sha256,
        }
    }

    pub fn sample() -> Self {
        let issued = Issued::sample_sealed("1200.31.02-2026-0147", date(2027, 1, 5).at(9, 12, 0, 0));
        Self::of(
            Frame {
                issue: Issue::Issued(issued),
                ..Frame::sample()
            },
            ExpedienteHead::sample(),
            &indexed(&Entry::samples()),
            "c3e1b2580f10ca71".repeat(4),
        )
    }
}

/// `hoja-de-control.typ`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HojaDeControl {
    pub frame: Frame,
    pub expediente: ExpedienteHead,
    pub rows: Vec<ControlRow>,
    pub total_pages: u64,
}

/// A document as the control sheet lists it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ControlRow {
    pub order: u32,
    pub date: Date,
    pub typology: String,
    pub description: String,
    pub radicado: Option<String>,
    /// `1–3`.
    pub pages: String,
    /// Who incorporated it.
    pub by: String,
}

impl Printed for HojaDeControl {
    fn template(&self) -> &str {
        "hoja-de-control.typ"
    }

    fn title(&self) -> String {
        format!("Hoja de control del expediente {}", self.expediente.code)
    }

    fn frame(&self) -> &Frame {
        &self.frame
    }
}

impl HojaDeControl {
    pub fn sample() -> Self {
        let indice = Indice::sample();
        let row = |document: &IndiceRow| ControlRow {
            order: document.order,
            date: document.incorporated,
            typology: document.typology.clone(),
            description: document.name.clone(),
            radicado: (document.order == 1).then(|| "E-2026-018427".into()),
            pages: format!("{}–{}", document.first_page, document.last_page),
            by: "Jairo Burbano".into(),
        };
        Self {
            rows: indice.documents.iter().map(row).collect(),
            total_pages: indice.total_pages,
            frame: indice.frame,
            expediente: indice.expediente,
        }
    }
}
