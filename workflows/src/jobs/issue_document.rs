//! A document that a process asks for: numbered, printed, signed, filed, and the process goes on.
//!
//! Two commits. The first takes the number and the verification code and keeps them with the job, so that a crash in
//! between repeats the same document and leaves no gap in the series. The second files it and completes the job.

use jiff::Timestamp;
use radica_engine::legal_clock::{ClockChange, last_day};
use radica_engine::{Command, ids as engine};
use radica_feel::Value;
use radica_storage::Commit;
use radica_storage::crash::{self, Place};
use radica_storage::ids::{InstanceId, JobId, PersonId};
use radica_storage::jobs::{Job, JobState};
use radica_storage::{Batch, people};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::JobError;
use crate::actor::Actor;
use crate::app::App;
use crate::catalog::tramite::{IssuedDocument, Outcome};
use crate::clock::{CaseClock, TO_COMPLETE};
use crate::filing::submit::number;
use crate::journaling::{About, entry};
use crate::matter::Matter;
use crate::printing::procedure::Withdrawn;
use crate::printing::{self, Printable, act, procedure};
use crate::problem::{Error, Result};
use crate::records::{Content, NewDocument, Origin};
use crate::render::Pdf;
use crate::render_data::{self, Issue, Seal};
use crate::runtime;
use crate::services::completion;
use crate::signing::{Signer, Statement, VerificationCode};
use crate::time::in_zone;
use crate::turn::json as stored;
use crate::worker::lease;

/// What a process asks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    kind: Outcome,
}

/// What the job keeps between its commits.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Payload {
    input: Input,
    #[serde(default)]
    reserved: Option<Reserved>,
}

/// What the first commit took.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Reserved {
    number: String,
    code: VerificationCode,
    at: Timestamp,
}

/// Does the job.
pub async fn run(app: &App, job: &Job) -> std::result::Result<(), JobError> {
    let payload: Payload = job.payload.read().map_err(JobError::never)?;
    let instance = job
        .instance
        .ok_or_else(|| JobError::never("a document is issued for an instance"))?;
    let matter = Matter::read(app, instance).await?;
    let file = matter.case()?;
    let filing = file.tramite.filing.as_ref().ok_or(Error::NotFound("filing"))?;
    let document = filing.results.get(&payload.input.kind).cloned();
    let document =
        document.ok_or_else(|| JobError::never(format!("the trámite issues no {:?}", payload.input.kind)))?;
    let (reserved, version) = match payload.reserved.clone() {
        Some(reserved) => (reserved, job.version),
        None => reserve(app, job, &payload, &document, &matter).await?,
    };
    let seal = seal_of(app, &matter, payload.input.kind).await?;
    let pdf = print(app, &matter, payload.input.kind, &document, &reserved, &seal).await?;
    let issued = Issued {
        document,
        reserved,
        signed: seal,
        pdf,
    };
    file_it(app, job, version, instance, issued).await
}

async fn reserve(
    app: &App,
    job: &Job,
    payload: &Payload,
    document: &IssuedDocument,
    matter: &Matter,
) -> std::result::Result<(Reserved, i64), JobError> {
    let at = app.clock.now();
    let year = in_zone(at).year();
    let code = app.verification_code();
    let (rules, job, payload) = (app.rules.clone(), job.clone(), payload.clone());
    let (id, read_at) = (job.id, job.version);
    let radicado = matter.case()?.case.get().radicado.clone();
    let series = document.series.clone();
    let name = series.clone();
    let commit = Commit::new(move |numbers| {
        let number = match (&name, numbers.first()) {
            (Some(series), Some(consecutive)) => number(&rules, series, year, *consecutive),
            _ => radicado.clone(),
        };
        let taken = json!({ "series": name, "number": number });
        let about: About<'_> = ("job", &job.id, read_at + 1);
        let entry = entry(at, &Actor::System("documents"), about, "numbered", taken);
        let reserved = Some(Reserved {
            number,
            code: code.clone(),
            at,
        });
        let payload = json!(Payload {
            reserved,
            ..payload.clone()
        });
        Batch::new().entry(entry).put(Job {
            version: read_at + 1,
            payload: payload.into(),
            // The lease may have been renewed since the job was taken.
            due_at: lease::until(at),
            ..job.clone()
        })
    });
    let commit = commit.expect::<Job>(&id, Some(read_at));
    let commit = series
        .iter()
        .fold(commit, |commit, series| commit.number(series, i64::from(year)));
    app.writer.commit_patiently(commit).await.map_err(Error::from)?;
    crash::reached(Place::JobNumbered);
    let kept = radica_storage::jobs::get(&app.db, id)
        .await
        .map_err(Error::from)?
        .ok_or(Error::NotFound("job"))?;
    let payload: Payload = kept.payload.read().map_err(JobError::never)?;
    let reserved = payload
        .reserved
        .ok_or_else(|| JobError::never("the number was not kept"))?;
    Ok((reserved, kept.version))
}

/// Who answers for the document: who signed it, or the entity itself.
enum Signed {
    Person { signer: Signer, at: Timestamp, act: String },
    Entity,
}

async fn seal_of(app: &App, matter: &Matter, kind: Outcome) -> Result<Signed> {
    let variable = match kind {
        Outcome::Granted | Outcome::Refused => "firma",
        Outcome::Withdrawal => "desistimiento",
        Outcome::Requirement => "revision",
        Outcome::Receipt => return Ok(Signed::Entity),
    };
    let variables = matter.variables();
    let result = &variables[variable];
    let person: Option<PersonId> = result["por"]["id"].as_str().and_then(|id| id.parse().ok());
    let at = result["en"].as_str().and_then(|at| at.parse().ok());
    let (Some(person), Some(at)) = (person, at) else {
        return Ok(Signed::Entity);
    };
    let person = people::get(&app.db, person).await?.ok_or(Error::NotFound("person"))?;
    let office = &matter.case()?.case.get().office;
    let role = app.position_of(&person, office);
    let act = "Firmo este documento y respondo por su contenido.".to_owned();
    Ok(Signed::Person {
        signer: Signer {
            issuer: person.issuer,
            name: person.name,
            role,
            subject: person.subject,
        },
        at,
        act,
    })
}

async fn print(
    app: &App,
    matter: &Matter,
    kind: Outcome,
    document: &IssuedDocument,
    reserved: &Reserved,
    signed: &Signed,
) -> std::result::Result<Pdf, JobError> {
    let file = matter.case()?;
    let of = Printable::new(&app.rules, file.case.get(), file.expediente.get(), &file.tramite)?;
    let seal = match signed {
        Signed::Person { signer, at, act } => printing::signature(&signer.name, &signer.role, *at, act),
        Signed::Entity => Seal::Entity {
            key_id: app.key.public().id(),
        },
    };
    let issue = printing::issued(&app.rules, &reserved.number, reserved.at, seal, &reserved.code);
    let job = job_of(&of, matter, kind, document, reserved.at, issue)?;
    app.renderer
        .render(&job, &in_zone(reserved.at))
        .await
        .map_err(JobError::render)
}

/// What the template of a kind of document takes; the preview before signing uses it too.
pub fn job_of(
    of: &Printable<'_>,
    matter: &Matter,
    kind: Outcome,
    document: &IssuedDocument,
    at: Timestamp,
    issue: Issue,
) -> Result<render_data::Job> {
    let variables = matter.variables();
    let decided = variables.as_object().cloned().unwrap_or_default();
    let job = match kind {
        Outcome::Requirement => {
            let asked = variables["revision"]["que_falta"]
                .as_str()
                .or(variables["visita"]["hallazgos"].as_str());
            let comment = asked.map(str::to_owned);
            render_data::Job::of(&procedure::requirement(of, comment, in_zone(at).date(), issue))
        }
        Outcome::Withdrawal => render_data::Job::of(&procedure::withdrawal(of, withdrawn(of, &variables)?, issue)),
        Outcome::Granted | Outcome::Refused | Outcome::Receipt => {
            render_data::Job::of(&act::act(of, document, &decided, issue))
        }
    };
    job.map_err(|problem| Error::Internal(problem.to_string()))
}

/// When the filer was notified and when the time ended, as the process kept them; a case that began before processes
/// kept them has them from its clock.
fn withdrawn(of: &Printable<'_>, variables: &serde_json::Value) -> Result<Withdrawn> {
    let calendar = &of.rules.catalog.calendar;
    let kept = |name: &str| {
        let moment: Option<Timestamp> = variables[name].as_str()?.parse().ok();
        moment.map(|moment| in_zone(moment).date())
    };
    let clock = CaseClock::read(&of.case.clock, calendar)?;
    let mut stops = clock.legal().events().iter().rev();
    let stopped = || {
        stops
            .find(|event| matches!(event.change, ClockChange::Stop))
            .map(|stop| in_zone(stop.at).date())
    };
    let notified_on = kept(completion::NOTIFIED).or_else(stopped);
    let notified_on = notified_on.ok_or_else(|| Error::Internal("a withdrawal without a notification".to_owned()))?;
    Ok(Withdrawn {
        // The requirement is the last document that the process had issued.
        requirement_number: variables["number"].as_str().unwrap_or_default().to_owned(),
        notified_on,
        expired_on: kept(completion::UNTIL).unwrap_or_else(|| last_day(calendar, notified_on, TO_COMPLETE)),
        extended: variables[completion::EXTENDED].as_bool().unwrap_or_default(),
        reasons: act::paragraphs(variables["desistimiento"]["motivos"].as_str().unwrap_or_default()),
    })
}

/// A document that was printed and has to be filed.
struct Issued {
    document: IssuedDocument,
    reserved: Reserved,
    signed: Signed,
    pdf: Pdf,
}

async fn file_it(
    app: &App,
    job: &Job,
    version: i64,
    instance: InstanceId,
    issued: Issued,
) -> std::result::Result<(), JobError> {
    let Issued {
        document,
        reserved,
        signed,
        pdf,
    } = issued;
    let size = pdf.bytes.len() as u64;
    let blob = app.objects.put_bytes(pdf.bytes.into()).await.map_err(Error::from)?;
    crash::reached(Place::JobPrinted);
    let sha256 = blob.sha256.to_string();
    let content = Content {
        sha256: sha256.clone(),
        size,
        media_type: "application/pdf".to_owned(),
        pages: pdf.pages,
    };
    let signature = match signed {
        Signed::Person { signer, at, act } => {
            let statement = Statement {
                act,
                document_sha256: sha256,
                signed_at: at,
                signer,
            };
            Some(stored(&statement.sign(&app.key).map_err(JobError::never)?)?)
        }
        Signed::Entity => None,
    };
    let done = Job {
        version: version + 1,
        state: JobState::Done,
        lease_owner: None,
        ..job.clone()
    };
    let ulid: ulid::Ulid = job.id.into();
    runtime::play_with(
        app,
        &Actor::System("documents"),
        instance,
        |turn| {
            let new = NewDocument {
                id: turn.ids.id(),
                doctype: document.doctype.clone(),
                title: format!("{} {}", document.title, reserved.number),
                content: content.clone(),
                origin: Origin::BornDigital,
                created_at: reserved.at,
                radicado: None,
                number: Some(reserved.number.clone()),
                verification_code: Some(reserved.code.as_str().to_owned()),
                signature: signature.clone(),
            };
            let filed = turn.incorporate(new)?;
            turn.put(done.clone());
            let result = json!({ "document": filed.id.to_string(), "number": reserved.number, "sha256": filed.sha256 });
            turn.run(Command::CompleteJob {
                job: engine::JobId(ulid),
                result: Value::from_json(&result),
            })
        },
        |commit| commit.expect::<Job>(&job.id, Some(version)),
    )
    .await?;
    Ok(())
}

/// The id of a job, for the engine.
#[must_use]
pub fn engine_job(id: JobId) -> engine::JobId {
    engine::JobId(id.into())
}
