//! The acuse of a filing as a PDF: printed after the filing is committed, then put into its expediente.

use radica_storage::crash::{self, Place};
use radica_storage::documents;
use radica_storage::ids::CaseId;
use radica_storage::jobs::{Job, JobState};
use serde::Deserialize;

use super::JobError;
use crate::actor::Actor;
use crate::app::App;
use crate::catalog::tramite::Outcome;
use crate::matter::CaseFile;
use crate::printing::{self, Printable, receipt};
use crate::problem::Error;
use crate::records::{Content, NewDocument, Origin};
use crate::render_data::Seal;
use crate::runtime;
use crate::time::in_zone;

#[derive(Debug, Deserialize)]
struct Payload {
    input: Input,
}

#[derive(Debug, Deserialize)]
struct Input {
    case: CaseId,
}

/// Does the job.
pub async fn run(app: &App, job: &Job) -> Result<(), JobError> {
    let payload: Payload = job.payload.read().map_err(JobError::never)?;
    let file = CaseFile::read(app, payload.input.case).await?;
    let case = file.case.get();
    let annexes = documents::of_case(&app.db, case.id, 0, i64::from(u16::MAX))
        .await
        .map_err(Error::from)?;
    let annexes: Vec<_> = annexes
        .into_iter()
        .filter(|document| document.incorporated_at == case.filed_at)
        .collect();
    let code = app.verification_code();
    let of = Printable::new(&app.rules, case, file.expediente.get(), &file.tramite)?;
    let seal = Seal::Entity {
        key_id: app.key.public().id(),
    };
    let issue = printing::issued(&app.rules, &case.radicado, case.filed_at, seal, &code);
    let acuse = receipt::acuse(&of, &annexes, issue)?;
    let pdf = app
        .renderer
        .print(&acuse, &in_zone(case.filed_at))
        .await
        .map_err(JobError::render)?;
    let size = pdf.bytes.len() as u64;
    let blob = app.objects.put_bytes(pdf.bytes.into()).await.map_err(Error::from)?;
    crash::reached(Place::JobPrinted);
    let issued = file
        .tramite
        .filing
        .as_ref()
        .and_then(|filing| filing.results.get(&Outcome::Receipt));
    let new = NewDocument {
        id: app.ids().id(),
        doctype: issued.map_or_else(|| "acuse".to_owned(), |issued| issued.doctype.clone()),
        title: format!("Acuse de radicado {}", case.radicado),
        content: Content {
            sha256: blob.sha256.to_string(),
            size,
            media_type: "application/pdf".to_owned(),
            pages: pdf.pages,
        },
        origin: Origin::BornDigital,
        created_at: case.filed_at,
        radicado: Some(case.radicado.clone()),
        number: None,
        verification_code: Some(code.as_str().to_owned()),
        signature: None,
    };
    let instance = case.instance.ok_or(Error::NotFound("instance"))?;
    let (id, version) = (job.id, job.version);
    let done = Job {
        version: version + 1,
        state: JobState::Done,
        lease_owner: None,
        ..job.clone()
    };
    runtime::play_with(
        app,
        &Actor::System("documents"),
        instance,
        |turn| {
            turn.incorporate(new.clone())?;
            turn.put(done.clone());
            Ok(())
        },
        |commit| commit.expect::<Job>(&id, Some(version)),
    )
    .await?;
    Ok(())
}
