//! The signed índice electrónico of a closed expediente: XML (the original) and PDF (for people).

use std::num::NonZeroU32;

use radica_storage::documents::{self, Document, DocumentState};
use radica_storage::expedientes::Expediente;
use radica_storage::ids::ExpedienteId;
use radica_storage::jobs::{Job, JobState};
use radica_storage::journal::Entry as JournalEntry;
use radica_storage::{Batch, Commit, expedientes};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::JobError;
use crate::app::App;
use crate::indice::{self, Entry, Indexed, Origin, Standing};
use crate::printing;
use crate::problem::Error;
use crate::records;
use crate::render_data::{ExpedienteHead, Indice};
use crate::signing::{Signer, Statement};
use crate::time::in_zone;
use crate::turn::json as stored;

/// Document type of an índice.
pub const XML_KIND: &str = "indice-xml";
/// Document type of the índice printed for people.
pub const PDF_KIND: &str = "indice-pdf";

/// The índice takes no place among the documents: its XML stands at 0, its PDF before it.
const BESIDE_THE_XML: i64 = -1;

/// What the closing asks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Payload {
    /// What to index and who closed it.
    pub input: Input,
}

/// What to index and who closed it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Input {
    /// The expediente.
    pub expediente: ExpedienteId,
    /// Who signed the closing.
    pub signer: Signer,
}

/// Does the job.
pub async fn run(app: &App, job: &Job) -> Result<(), JobError> {
    let Payload { input } = job.payload.read().map_err(JobError::never)?;
    let expediente = expedientes::get(&app.db, input.expediente).await.map_err(Error::from)?;
    let expediente = expediente.ok_or(Error::NotFound("expediente"))?;
    let documents = documents::of_expediente(&app.db, expediente.id, 0, i64::MAX)
        .await
        .map_err(Error::from)?;
    let entries = entries_of(app, &expediente, &documents);
    let indexed = indice::indexed(&entries);
    let xml = indice::to_xml(&indexed).map_err(JobError::never)?;
    let code = app.verification_code();
    let at = expediente.closed_at.unwrap_or_else(|| app.clock.now());
    let blob = app.objects.put_bytes(xml.clone().into()).await.map_err(Error::from)?;
    let sha256 = blob.sha256.to_string();
    let statement = Statement {
        act: "Cierro este expediente y firmo su índice electrónico.".to_owned(),
        document_sha256: sha256.clone(),
        signed_at: at,
        signer: input.signer.clone(),
    };
    let seal = printing::signature(&input.signer.name, &input.signer.role, at, &statement.act);
    let issue = printing::issued(&app.rules, &expediente.code, at, seal, &code);
    let frame = printing::frame(&app.rules, &expediente.office, issue);
    let printed = Indice::of(frame, head_of(app, &expediente), &indexed, sha256.clone());
    let pdf = app
        .renderer
        .print(&printed, &in_zone(at))
        .await
        .map_err(JobError::render)?;
    let signed = stored(&statement.sign(&app.key).map_err(JobError::never)?)?;
    let pdf_size = pdf.bytes.len();
    let pdf_blob = app.objects.put_bytes(pdf.bytes.into()).await.map_err(Error::from)?;
    let xml = Document {
        size: xml.len() as i64,
        sha256,
        kind: XML_KIND.to_owned(),
        title: format!("Índice electrónico de {} (XML)", expediente.code),
        media_type: "application/xml".to_owned(),
        format: "XML".to_owned(),
        ..blank(app, &expediente)
    };
    let pdf = Document {
        size: i64::try_from(pdf_size).unwrap_or(i64::MAX),
        sha256: pdf_blob.sha256.to_string(),
        kind: PDF_KIND.to_owned(),
        title: format!("Índice electrónico de {}", expediente.code),
        media_type: "application/pdf".to_owned(),
        format: "PDF".to_owned(),
        pages: pdf.pages.into(),
        ordinal: BESIDE_THE_XML,
        verification_code: Some(code.as_str().to_owned()),
        signature: Some(signed.clone()),
        ..blank(app, &expediente)
    };
    keep(
        app,
        job,
        &expediente,
        Document {
            signature: Some(signed),
            ..xml
        },
        pdf,
    )
    .await
}

/// The índice stands beside the documents it lists, not among them: it has no order of its own.
fn blank(app: &App, expediente: &Expediente) -> Document {
    let now = app.clock.now();
    Document {
        id: app.ids().id(),
        version: 1,
        expediente: expediente.id,
        case_id: None,
        kind: String::new(),
        title: String::new(),
        radicado: None,
        sha256: String::new(),
        size: 0,
        media_type: String::new(),
        pages: 1,
        format: String::new(),
        origin: records::Origin::BornDigital.as_str().to_owned(),
        class: expediente.access.clone(),
        created_at: now,
        incorporated_at: now,
        ordinal: 0,
        page_start: 0,
        page_end: 0,
        state: DocumentState::Active,
        reason: None,
        number: None,
        verification_code: None,
        signature: None,
        notified_at: None,
    }
}

async fn keep(app: &App, job: &Job, expediente: &Expediente, xml: Document, pdf: Document) -> Result<(), JobError> {
    let now = app.clock.now();
    let index = xml.id;
    let entry = |document: &Document| JournalEntry {
        at: now,
        actor: "system:documents".to_owned(),
        subject_kind: "document".to_owned(),
        subject_id: document.id.to_string(),
        version: 1,
        kind: "incorporated".to_owned(),
        data: records::journal_of(document).into(),
    };
    let file = Expediente {
        version: expediente.version + 1,
        index_document: Some(index),
        ..expediente.clone()
    };
    let signed = JournalEntry {
        subject_kind: "expediente".to_owned(),
        subject_id: expediente.id.to_string(),
        version: file.version,
        kind: "index-signed".to_owned(),
        data: json!({ "document": index.to_string(), "sha256": xml.sha256 }).into(),
        ..entry(&xml)
    };
    let done = Job {
        version: job.version + 1,
        state: JobState::Done,
        lease_owner: None,
        ..job.clone()
    };
    let batch = Batch::new()
        .entry(entry(&xml))
        .entry(entry(&pdf))
        .entry(signed)
        .put(records::blob_of(&xml))
        .put(records::blob_of(&pdf))
        .put(xml)
        .put(pdf)
        .put(file)
        .put(done);
    let commit = Commit::of(batch)
        .expect::<Expediente>(&expediente.id, Some(expediente.version))
        .expect::<Job>(&job.id, Some(job.version));
    app.writer.commit_patiently(commit).await.map_err(Error::from)?;
    Ok(())
}

fn entries_of(app: &App, expediente: &Expediente, documents: &[Document]) -> Vec<Entry> {
    let listed = documents.iter().filter(|document| document.ordinal > 0);
    listed
        .map(|document| Entry {
            id: document.id.to_string(),
            name: document.title.clone(),
            typology: app.rules.type_name(expediente, &document.kind),
            created: in_zone(document.created_at).date(),
            incorporated: in_zone(document.incorporated_at).date(),
            sha256: document.sha256.clone(),
            pages: u32::try_from(document.pages)
                .ok()
                .and_then(NonZeroU32::new)
                .unwrap_or(NonZeroU32::MIN),
            format: document.format.clone(),
            size: u64::try_from(document.size).unwrap_or_default(),
            origin: if document.origin == records::Origin::Digitised.as_str() {
                Origin::Digitised
            } else {
                Origin::BornDigital
            },
            standing: match document.state {
                DocumentState::Active => Standing::Valid,
                DocumentState::Annulled => Standing::Annulled {
                    reason: document.reason.clone().unwrap_or_default(),
                },
            },
            note: None,
        })
        .collect()
}

fn head_of(app: &App, expediente: &Expediente) -> ExpedienteHead {
    let names = app.rules.series_names(expediente);
    ExpedienteHead {
        code: expediente.code.clone(),
        title: expediente.title.clone(),
        unit: names.office,
        trd_code: expediente.code.rsplitn(3, '-').last().unwrap_or_default().to_owned(),
        series: names.series,
        subseries: Some(names.subseries),
        opened: in_zone(expediente.opened_at).date(),
        closed: expediente.closed_at.map(|at| in_zone(at).date()),
        access: access_label(&expediente.access).to_owned(),
    }
}

/// A class of information as people read it.
#[must_use]
pub fn access_label(class: &str) -> &'static str {
    match class {
        "publica" => "Pública",
        "reservada" => "Pública reservada",
        _ => "Pública clasificada",
    }
}

/// The rows of an índice, for a page.
#[must_use]
pub fn rows(app: &App, expediente: &Expediente, documents: &[Document]) -> Vec<Indexed> {
    indice::indexed(&entries_of(app, expediente, documents))
}
