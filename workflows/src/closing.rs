//! Closing an expediente: its índice is signed, and its retention counts from then when the TRD says so.

use radica_storage::documents::{self, Document};
use radica_storage::expedientes::{self, Expediente};
use radica_storage::ids::ExpedienteId;
use radica_storage::journal::Entry;
use radica_storage::people;
use radica_storage::{Batch, Commit, cases};
use serde_json::json;

use crate::access::{Act, Class, Subject, allowed};
use crate::actor::{Actor, OfficeId};
use crate::app::App;
use crate::catalog::trd::RetentionTrigger;
use crate::jobs::JobKind;
use crate::people::staff;
use crate::problem::{Error, Refused, Result};
use crate::records::Retention;
use crate::signing::Signer;
use crate::turn::json as stored;

/// Expedientes read at once while filtering.
const BATCH: i64 = 100;

/// An expediente that the actor may read, with its documents in order; its índice, once signed, comes first.
pub async fn read(app: &App, actor: &Actor, code: &str) -> Result<(Expediente, Vec<Document>)> {
    let expediente = expedientes::by_code(&app.db, code)
        .await?
        .ok_or(Error::NotFound("expediente"))?;
    if !readable(app, actor, &expediente).await? {
        return Err(Error::Hidden(Refused::new(Act::Read, "expediente", expediente.id)));
    }
    let documents = documents::of_expediente(&app.db, expediente.id, i64::MIN, i64::MAX).await?;
    Ok((expediente, documents))
}

/// The expedientes that the actor may read, the newest first.
pub async fn list(app: &App, actor: &Actor, before: Option<ExpedienteId>, limit: i64) -> Result<Vec<Expediente>> {
    let person = staff(actor)?;
    if allowed(actor, Act::KeepRecords, &Subject::default()) {
        return Ok(expedientes::of_offices(&app.db, None, before, limit).await?);
    }
    let offices = app.catalog().entity.offices.iter().map(|office| &office.id);
    let offices: Vec<String> = offices
        .filter(|office| person.works_in(office))
        .map(ToString::to_string)
        .collect();
    Ok(expedientes::of_offices(&app.db, Some(&offices), before, limit).await?)
}

/// A page of expedientes.
#[derive(Debug, Clone)]
pub struct Shelf {
    /// The newest first.
    pub expedientes: Vec<Expediente>,
    /// Where the next page begins, when there may be one.
    pub next: Option<ExpedienteId>,
}

/// As [`list`], without what the actor may not read and, when a classification is given (`1200.31.02`), only what is
/// filed under it.
pub async fn shelf(
    app: &App,
    actor: &Actor,
    classification: Option<&str>,
    before: Option<ExpedienteId>,
    size: usize,
) -> Result<Shelf> {
    let under = |expediente: &Expediente| {
        classification.is_none_or(|code| {
            expediente
                .code
                .strip_prefix(code)
                .is_some_and(|rest| rest.starts_with('-'))
        })
    };
    let (mut found, mut place) = (Vec::new(), before);
    loop {
        let batch = list(app, actor, place, BATCH).await?;
        let last = i64::try_from(batch.len()).unwrap_or(i64::MAX) < BATCH;
        for expediente in batch {
            place = Some(expediente.id);
            if !under(&expediente) || !readable(app, actor, &expediente).await? {
                continue;
            }
            found.push(expediente);
            if found.len() == size {
                return Ok(Shelf {
                    expedientes: found,
                    next: place,
                });
            }
        }
        if last {
            return Ok(Shelf {
                expedientes: found,
                next: None,
            });
        }
    }
}

/// Closes an expediente whose case has ended. `typed` is its code, typed by who closes it.
///
/// # Errors
/// [`Error::Closed`] while the case is open or when it was closed before.
pub async fn close(app: &App, actor: &Actor, code: &str, typed: &str) -> Result<()> {
    let (expediente, _) = read(app, actor, code).await?;
    may_close(app, actor, &expediente).await?;
    if typed.trim() != expediente.code {
        let message = format!("Escriba el número del expediente tal como es: {}", expediente.code);
        return Err(Error::Invalid(vec![crate::catalog::form::FieldError {
            field: "codigo".to_owned(),
            message,
        }]));
    }
    commit(app, actor, expediente).await
}

/// Whether the actor may close an expediente as it stands.
///
/// # Errors
/// [`Error::Forbidden`] for who does not keep records; [`Error::Closed`] while the case is open or when it was closed
/// before.
pub async fn may_close(app: &App, actor: &Actor, expediente: &Expediente) -> Result<()> {
    if !allowed(actor, Act::KeepRecords, &Subject::default()) {
        return Err(Refused::new(Act::KeepRecords, "expediente", expediente.id)
            .because("Solo quien lleva el archivo puede cerrar un expediente."));
    }
    if expediente.closed_at.is_some() {
        return Err(Error::Closed("Este expediente ya está cerrado.".to_owned()));
    }
    if let Some(case) = cases::of_expediente(&app.db, expediente.id).await?
        && case.status != "cerrado"
    {
        return Err(Error::Closed(
            "El caso sigue en trámite. Se cierra cuando termine.".to_owned(),
        ));
    }
    Ok(())
}

async fn commit(app: &App, actor: &Actor, expediente: Expediente) -> Result<()> {
    let now = app.clock.now();
    let retention: Retention = expediente
        .retention
        .read()
        .map_err(|problem| Error::Internal(format!("retention: {problem}")))?;
    let retention = match retention.trigger {
        RetentionTrigger::Close => retention.starting_on(app.clock.today()),
        RetentionTrigger::FinalDecision | RetentionTrigger::EndOfValidity => retention,
    };
    let office = expediente.office.clone();
    let (id, read_at) = (expediente.id, expediente.version);
    let closed = Expediente {
        version: read_at + 1,
        closed_at: Some(now),
        retention: stored(&retention)?,
        ..expediente
    };
    let entry = Entry {
        at: now,
        actor: actor.journal_name(),
        subject_kind: "expediente".to_owned(),
        subject_id: id.to_string(),
        version: closed.version,
        kind: "closed".to_owned(),
        data: json!({ "retention": retention }).into(),
    };
    let input = json!({ "expediente": id, "signer": signer(app, actor, &office).await? });
    let job = crate::effects::job_at(now, app.ids().id(), JobKind::CloseIndex, None, input);
    let commit = Commit::of(Batch::new().entry(entry).put(closed).put(job));
    app.writer
        .commit(commit.expect::<Expediente>(&id, Some(read_at)))
        .await?;
    Ok(())
}

async fn signer(app: &App, actor: &Actor, office: &str) -> Result<Signer> {
    let person = actor.person().ok_or(Error::SignInRequired)?;
    let person = people::get(&app.db, person.id)
        .await?
        .ok_or(Error::NotFound("person"))?;
    let role = app.position_of(&person, office);
    Ok(Signer {
        issuer: person.issuer,
        name: person.name,
        role,
        subject: person.subject,
    })
}

/// Whether the actor may read an expediente: the rule is that of its case.
pub async fn readable(app: &App, actor: &Actor, expediente: &Expediente) -> Result<bool> {
    let case = cases::of_expediente(&app.db, expediente.id).await?;
    let office = OfficeId::new(expediente.office.clone());
    let subject = Subject {
        office: Some(&office),
        filer: case.as_ref().map(|case| &case.filer),
        role: None,
        class: class_of(&expediente.access),
    };
    Ok(allowed(actor, Act::Read, &subject))
}

/// A class as the database keeps it; what is unknown is treated as reserved.
#[must_use]
pub fn class_of(word: &str) -> Class {
    match word {
        "publica" => Class::Publica,
        "clasificada" => Class::Clasificada,
        _ => Class::Reservada,
    }
}
