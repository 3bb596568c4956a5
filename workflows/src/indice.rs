//! The índice electrónico of an expediente: order, folios and XML.
//!
//! Pure functions. Rules (Acuerdo AGN 001 de 2024 and the AGN's structure for
//! the índice): orden from 1 without gaps; `Pagina_Fin = Pagina_Inicio + pages − 1`
//! and the next document starts at `Pagina_Fin + 1`; a document is never taken
//! out, it is annulled with a reason and keeps its place.

mod check;
mod xml;

use std::num::NonZeroU32;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

pub use check::{Fault, Rule, check};
pub use xml::to_xml;

/// A document of the expediente, before it is numbered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Unique in the expediente.
    pub id: String,
    pub name: String,
    /// Document type of the TRD.
    pub typology: String,
    pub created: Date,
    pub incorporated: Date,
    /// Lowercase hex.
    pub sha256: String,
    /// Counted from the file. A format without pages (sound, image, sheet)
    /// counts as one folio.
    pub pages: NonZeroU32,
    /// `PDF/A`, `JPEG`.
    pub format: String,
    /// Bytes.
    pub size: u64,
    pub origin: Origin,
    pub standing: Standing,
    pub note: Option<String>,
}

/// Where the electronic document comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    BornDigital,
    Digitised,
}

impl Origin {
    /// The word that the índice uses.
    pub fn label(self) -> &'static str {
        match self {
            Self::BornDigital => "Nacido digital",
            Self::Digitised => "Digitalizado",
        }
    }
}

/// Whether the document counts; it stays in the índice either way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    Valid,
    Annulled { reason: String },
}

/// A document with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indexed {
    pub order: u32,
    pub first_page: u64,
    pub last_page: u64,
    pub entry: Entry,
}

impl Entry {
    /// The text of `Observaciones`: the annulment first, then the note.
    pub fn observations(&self) -> Option<String> {
        let annulled = match &self.standing {
            Standing::Valid => None,
            Standing::Annulled { reason } => Some(format!("Anulado: {reason}")),
        };
        match (annulled, self.note.clone()) {
            (Some(annulled), Some(note)) => Some(format!("{annulled}. {note}")),
            (annulled, note) => annulled.or(note),
        }
    }

    pub fn samples() -> Vec<Self> {
        let entry = |id: &str, name: &str, typology: &str, pages, origin| Self {
            id: id.into(),
            name: name.into(),
            typology: typology.into(),
            created: date(2026, 11, 19),
            incorporated: date(2026, 11, 19),
            sha256: "3c6da5d79f2c41d0".repeat(4),
            pages,
            format: "PDF".into(),
            size: 184_320,
            origin,
            standing: Standing::Valid,
            note: None,
        };
        let three = NonZeroU32::MIN.saturating_add(2);
        vec![
            entry("01", "Formulario de solicitud", "Solicitud", three, Origin::BornDigital),
            entry("02", "Acta de constitución", "Acta", three, Origin::Digitised),
            Self {
                standing: Standing::Annulled {
                    reason: "pertenece a otro expediente".into(),
                },
                ..entry(
                    "03",
                    "Comunicación interna",
                    "Oficio",
                    NonZeroU32::MIN,
                    Origin::BornDigital,
                )
            },
            entry("04", "Resolución 0147", "Resolución", three, Origin::BornDigital),
        ]
    }
}

/// Numbers the documents in the order in which they were incorporated.
pub fn indexed(entries: &[Entry]) -> Vec<Indexed> {
    let mut next_page = 1;
    (1..)
        .zip(entries)
        .map(|(order, entry)| {
            let first_page = next_page;
            next_page += u64::from(entry.pages.get());
            Indexed {
                order,
                first_page,
                last_page: next_page - 1,
                entry: entry.clone(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_starts_at_one_and_each_document_starts_after_the_last_folio() {
        let rows = indexed(&Entry::samples());
        let places: Vec<(u32, u64, u64)> = rows
            .iter()
            .map(|row| (row.order, row.first_page, row.last_page))
            .collect();
        assert_eq!(places, [(1, 1, 3), (2, 4, 6), (3, 7, 7), (4, 8, 10)]);
    }

    #[test]
    fn an_annulled_document_keeps_its_place_and_says_why() {
        let rows = indexed(&Entry::samples());
        assert_eq!(rows[2].order, 3);
        assert_eq!(
            rows[2].entry.observations().as_deref(),
            Some("Anulado: pertenece a otro expediente")
        );
    }

    #[test]
    fn an_empty_expediente_has_an_empty_index() {
        assert!(indexed(&[]).is_empty());
    }
}
