//! Expedientes: what enters them, in what order, and how long they are kept.
//!
//! Acuerdo AGN 001/2024; the electronic index and the TRD as ARCHITECTURE.md and the glossary describe them.

use jiff::Timestamp;
use jiff::civil::Date;
use radica_engine::calendar::years_later;
use radica_storage::documents::{Document, DocumentState};
use radica_storage::expedientes::Expediente;
use radica_storage::ids::{CaseId, DocumentId, ExpedienteId};
use radica_storage::{Json, blobs::Blob};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::catalog::trd::{Disposition, RetentionTrigger, TrdSubseries};
use crate::kept::Kept;
use crate::problem::{Error, Result};

/// The content of a document: a blob and what it was found to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// SHA-256 in hexadecimal, the blob's key.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Media type, found by content.
    pub media_type: String,
    /// Pages, counted.
    pub pages: u32,
}

/// Where a document came from, in the words of the electronic index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Nacido digital.
    BornDigital,
    /// Digitalizado.
    Digitised,
}

impl Origin {
    /// As the index writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BornDigital => "Nacido digital",
            Self::Digitised => "Digitalizado",
        }
    }

    /// What content suggests: images and their like are scans; the archivist may correct it.
    #[must_use]
    pub fn guess(media_type: &str) -> Self {
        if media_type.starts_with("image/") {
            Self::Digitised
        } else {
            Self::BornDigital
        }
    }
}

/// A document to be incorporated.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// Its id.
    pub id: DocumentId,
    /// Document type of the TRD.
    pub doctype: String,
    /// Its name.
    pub title: String,
    /// What it holds.
    pub content: Content,
    /// Where it came from.
    pub origin: Origin,
    /// When it was made.
    pub created_at: Timestamp,
    /// The filing number it entered or left with.
    pub radicado: Option<String>,
    /// The number of the act.
    pub number: Option<String>,
    /// The code anyone can verify it with.
    pub verification_code: Option<String>,
    /// Its signature.
    pub signature: Option<Json>,
}

impl NewDocument {
    /// A document without numbers, code or signature, made and brought in at the same moment.
    #[must_use]
    pub fn plain(id: DocumentId, doctype: &str, title: String, content: Content, at: Timestamp) -> Self {
        Self {
            id,
            doctype: doctype.to_owned(),
            title,
            origin: Origin::guess(&content.media_type),
            content,
            created_at: at,
            radicado: None,
            number: None,
            verification_code: None,
            signature: None,
        }
    }
}

/// Puts a document in its place in an expediente: the next order and the next pages, with no gaps.
///
/// # Errors
/// [`Error::Closed`] when the expediente is closed.
pub fn incorporate(
    expediente: &mut Kept<Expediente>,
    case_id: Option<CaseId>,
    new: NewDocument,
    now: Timestamp,
) -> Result<Document> {
    if expediente.get().closed_at.is_some() {
        return Err(Error::Closed(
            "El expediente está cerrado: no recibe documentos. Para agregar uno hay que reabrirlo con una justificación."
                .to_owned(),
        ));
    }
    let file = expediente.change();
    let pages = i64::from(new.content.pages.max(1));
    let document = Document {
        id: new.id,
        version: 1,
        expediente: file.id,
        case_id,
        kind: new.doctype,
        title: new.title,
        radicado: new.radicado,
        format: format_of(&new.content.media_type),
        sha256: new.content.sha256,
        size: i64::try_from(new.content.size).unwrap_or(i64::MAX),
        media_type: new.content.media_type,
        pages,
        origin: new.origin.as_str().to_owned(),
        class: file.access.clone(),
        created_at: new.created_at,
        incorporated_at: now,
        ordinal: file.next_ordinal,
        page_start: file.next_page,
        page_end: file.next_page + pages - 1,
        state: DocumentState::Active,
        reason: None,
        number: new.number,
        verification_code: new.verification_code,
        signature: new.signature,
        notified_at: None,
    };
    file.next_ordinal += 1;
    file.next_page += pages;
    Ok(document)
}

/// What the journal keeps of an incorporated document; search follows these entries.
#[must_use]
pub fn journal_of(document: &Document) -> serde_json::Value {
    json!({
        "expediente": document.expediente.to_string(),
        "case": document.case_id.map(|id| id.to_string()),
        "ordinal": document.ordinal,
        "title": document.title,
        "sha256": document.sha256,
        "size": document.size,
        "number": document.number,
    })
}

/// The blob's row of a document.
#[must_use]
pub fn blob_of(document: &Document) -> Blob {
    Blob {
        sha256: document.sha256.clone(),
        size: document.size,
        media_type: document.media_type.clone(),
        created_at: document.incorporated_at,
    }
}

/// Format, as the index writes it.
fn format_of(media_type: &str) -> String {
    let known = match media_type {
        "application/pdf" => "PDF",
        "image/jpeg" => "JPG",
        "image/png" => "PNG",
        "text/plain" => "TXT",
        "text/csv" => "CSV",
        "application/xml" | "text/xml" => "XML",
        other => other.rsplit(['/', '.', '-']).next().unwrap_or(other),
    };
    known.to_uppercase()
}

/// How long an expediente is kept, by the TRD in force when it was opened. Years are of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// The recorded event that it counts from; none until it happens.
    pub starts_on: Option<Date>,
    /// Which event that is.
    pub trigger: RetentionTrigger,
    /// Years in the archivo de gestión.
    pub gestion_years: u16,
    /// Years in the archivo central.
    pub central_years: u16,
    /// What happens in the end.
    pub disposition: Disposition,
    /// Valuation, sample and method.
    pub procedure: String,
}

impl Retention {
    /// What the TRD says, before the event that starts it.
    #[must_use]
    pub fn of(row: &TrdSubseries) -> Self {
        Self {
            starts_on: None,
            trigger: row.trigger,
            gestion_years: row.gestion_years,
            central_years: row.central_years,
            disposition: row.disposition,
            procedure: row.procedure.clone(),
        }
    }

    /// Recomputed from the day of the event.
    #[must_use]
    pub fn starting_on(self, day: Date) -> Self {
        Self {
            starts_on: Some(day),
            ..self
        }
    }

    /// When it goes to the archivo central (transferencia primaria), if it has started.
    #[must_use]
    pub fn to_central_on(&self) -> Option<Date> {
        years_later(self.starts_on?, self.gestion_years)
    }

    /// When the final disposition is due, if it has started.
    #[must_use]
    pub fn disposition_on(&self) -> Option<Date> {
        years_later(self.to_central_on()?, self.central_years)
    }
}

/// The code of an expediente: office, series and subseries of the TRD, year and consecutive.
#[must_use]
pub fn code(classification: &str, year: i16, consecutive: i64) -> String {
    format!("{classification}-{year}-{consecutive:04}")
}

/// An expediente opened for a matter.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Its id.
    pub id: ExpedienteId,
    /// Its code.
    pub code: String,
    /// Version of the TRD in force: it stays bound to it.
    pub trd_version: String,
    /// The series.
    pub series: String,
    /// The subseries.
    pub subseries: String,
    /// The office that keeps it.
    pub office: String,
    /// What it is about.
    pub title: String,
    /// Class of its information.
    pub access: String,
    /// How long it is kept.
    pub retention: Retention,
}

/// Opens an expediente, empty.
pub fn open(opening: Opening, now: Timestamp) -> Result<Expediente> {
    Ok(Expediente {
        id: opening.id,
        version: 1,
        code: opening.code,
        trd_version: opening.trd_version,
        series: opening.series,
        subseries: Some(opening.subseries),
        office: opening.office,
        title: opening.title,
        access: opening.access,
        opened_at: now,
        closed_at: None,
        index_document: None,
        retention: crate::turn::json(&opening.retention)?,
        next_ordinal: 1,
        next_page: 1,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn retention() -> Retention {
        Retention {
            starts_on: None,
            trigger: RetentionTrigger::Close,
            gestion_years: 5,
            central_years: 15,
            disposition: Disposition::Conservation,
            procedure: String::new(),
        }
    }

    #[test]
    fn retention_does_not_run_before_its_event() {
        assert_eq!(retention().to_central_on(), None);
        assert_eq!(retention().disposition_on(), None);
    }

    #[test]
    fn retention_counts_calendar_years_from_its_event() {
        let kept = retention().starting_on(date(2026, 11, 19));
        assert_eq!(kept.to_central_on(), Some(date(2031, 11, 19)));
        assert_eq!(kept.disposition_on(), Some(date(2046, 11, 19)));
    }

    #[test]
    fn a_leap_day_ends_on_the_last_of_february() {
        let kept = Retention {
            gestion_years: 1,
            ..retention()
        }
        .starting_on(date(2028, 2, 29));
        assert_eq!(kept.to_central_on(), Some(date(2029, 2, 28)));
    }
}
