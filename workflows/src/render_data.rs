//! What each printed document takes: one struct per template, so that a caller
//! cannot forget a field.
//!
//! To add a document: 1. write `templates/<name>.typ` on top of `entidad.typ`;
//! 2. add its struct here with [`Frame`] as its first field, [`Printed`] and
//! `sample()`; 3. add the sample to [`samples`], which the conformance tests
//! render. Data reach the template as a dictionary, never as Typst source.

mod act;
mod governance;
mod markdown;
mod parts;
mod procedure;
mod receipt;
mod records;

pub use act::{Act, DataTable, Remedies};
pub use governance::{
    ActaVotacion, Attendance, Attendee, Ballot, ChangeRow, Commitment, Motion, Quorum, Tally, VersionPolitica,
};
pub use markdown::{Block, Run, blocks};
pub use parts::{Case, Entity, Fact, Frame, Issue, Issued, Party, Seal, Signature, Verification};
pub use procedure::{Delivery, Desistimiento, Missing, Notificacion, NotifiedAct, Requerimiento};
pub use receipt::{Acuse, Annex, CountsAs, Term};
pub use records::{ControlRow, ExpedienteHead, HojaDeControl, Indice, IndiceRow};

/// A document that a template can print.
pub trait Printed: serde::Serialize {
    /// File under `workflows/templates`.
    fn template(&self) -> &str;

    /// Title in the PDF's metadata and in the reader's window.
    fn title(&self) -> String;

    /// Entity, office and state of issue.
    fn frame(&self) -> &Frame;
}

/// A document ready to be handed to the renderer.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// File under `workflows/templates`.
    pub template: String,
    pub title: String,
    pub data: serde_json::Value,
    /// Address in the QR code; a draft has none.
    pub qr: Option<String>,
}

impl Job {
    /// Turns a document into data for its template.
    ///
    /// # Errors
    /// When a value has no JSON form (a map with keys that are not texts).
    pub fn of(document: &impl Printed) -> Result<Self, serde_json::Error> {
        Ok(Self {
            template: document.template().to_owned(),
            title: document.title(),
            data: serde_json::to_value(document)?,
            qr: document.frame().verification_url().map(str::to_owned),
        })
    }
}

/// Every template with realistic data, issued; the resolution in each of its uses.
///
/// # Errors
/// As [`Job::of`].
pub fn samples() -> Result<Vec<Job>, serde_json::Error> {
    let mut jobs = vec![Job::of(&Acuse::sample())?];
    for act in Act::samples() {
        jobs.push(Job::of(&act)?);
    }
    jobs.push(Job::of(&Requerimiento::sample())?);
    jobs.push(Job::of(&Desistimiento::sample())?);
    jobs.push(Job::of(&Notificacion::sample())?);
    jobs.push(Job::of(&Indice::sample())?);
    jobs.push(Job::of(&HojaDeControl::sample())?);
    jobs.push(Job::of(&ActaVotacion::sample())?);
    jobs.push(Job::of(&VersionPolitica::sample())?);
    Ok(jobs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_carries_neither_number_nor_signature_nor_code() {
        let mut act = Act::sample();
        act.frame = act.frame.into_draft();
        let job = Job::of(&act).unwrap();
        assert_eq!(job.qr, None);
        assert_eq!(job.data["frame"]["issue"], serde_json::json!({ "status": "draft" }));
    }

    #[test]
    fn the_qr_code_of_an_issued_document_is_its_verification_address() {
        let job = Job::of(&Acuse::sample()).unwrap();
        assert_eq!(
            job.qr.as_deref(),
            job.data["frame"]["issue"]["verification"]["url"].as_str()
        );
    }

    #[test]
    fn every_sample_names_a_template_that_exists() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        for job in samples().unwrap() {
            assert!(folder.join(&job.template).is_file(), "{}", job.template);
        }
    }
}
