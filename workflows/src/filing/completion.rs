//! What the filer does after filing: opens a requirement (which notifies), and delivers what was required.
//!
//! Ley 1755/2015 art. 17; Ley 1437/2011 art. 56: the notification takes effect when the person opens it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use radica_engine::{Command, ids as engine};
use radica_feel::Value;
use radica_storage::cases::{self, Case};
use radica_storage::tasks::TaskState;
use serde_json::json;

use super::uploads::Upload;
use crate::access::{Act, Subject, allowed};
use crate::actor::Actor;
use crate::app::App;
use crate::case_data::CaseData;
use crate::effects::FILER_ROLE;
use crate::matter::instance_of;
use crate::messages;
use crate::notices;
use crate::problem::{Error, Refused, Result};
use crate::progress::is_over;
use crate::records::NewDocument;
use crate::runtime;
use crate::services::completion as limit;
use crate::turn::{Turn, json as stored};

/// The message that a process waits for while a requirement has not been opened.
pub const OPENED: &str = "requerimiento-abierto";

/// The message that a process waits for while the filer may ask for more time.
pub const MORE_TIME: &str = "prorroga-pedida";

/// A case of the actor's own.
pub async fn own_case(app: &App, actor: &Actor, radicado: &str) -> Result<Case> {
    let case = cases::by_radicado(&app.db, radicado).await?;
    let own = |case: &Case| {
        allowed(
            actor,
            Act::ActAsFiler,
            &Subject {
                filer: Some(&case.filer),
                ..Subject::default()
            },
        )
    };
    let case = case.ok_or(Error::NotFound("case"))?;
    if !own(&case) {
        return Err(Error::Hidden(Refused::new(Act::ActAsFiler, "case", case.id)));
    }
    Ok(case)
}

/// The filer opens the requirement: notified now, so the clock stops. Opening it again changes nothing.
pub async fn open_requirement(app: &App, actor: &Actor, radicado: &str) -> Result<()> {
    let case = own_case(app, actor, radicado).await?;
    let instance = instance_of(&case)?;
    let key = case.radicado.clone();
    let at = app.clock.now().to_string();
    runtime::play(app, actor, instance, |turn| {
        match turn.matter.instance.waiting_for(OPENED, &key) {
            Some(subscription) => {
                let content = Value::from_json(&json!({ "en": at }));
                turn.run(Command::Message { subscription, content })
            }
            None => Ok(()),
        }
    })
    .await?;
    Ok(())
}

/// The filer asks for as much time again, before the first ends (Ley 1755/2015 art. 17). It is given once.
pub async fn ask_for_time(app: &App, actor: &Actor, radicado: &str) -> Result<()> {
    let case = own_case(app, actor, radicado).await?;
    let key = case.radicado.clone();
    runtime::play(app, actor, instance_of(&case)?, |turn| {
        let closed = |why: &str| Err(Error::Closed(why.to_owned()));
        let instance = &turn.matter.instance;
        let Some(subscription) = instance.waiting_for(MORE_TIME, &key) else {
            return closed("Ahora no hay nada pendiente por entregar en este caso.");
        };
        if limit::is_extended(instance) {
            return closed("Usted ya pidió el mes adicional: se da una sola vez (Ley 1755 de 2015, art. 17).");
        }
        if limit::until(instance).is_some_and(|until| turn.now > until) {
            return closed("El plazo ya venció: solo se puede ampliar antes (Ley 1755 de 2015, art. 17).");
        }
        let content = Value::from_json(&json!({ "en": turn.now.to_string() }));
        turn.run(Command::Message { subscription, content })
    })
    .await?;
    Ok(())
}

/// What a delivery left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// When it was received.
    pub at: Timestamp,
    /// The names of the documents that came in.
    pub documents: Vec<String>,
    /// The names of those that the trámite asks for and that are still missing.
    pub missing: Vec<String>,
}

/// The filer delivers, asked or not: documents enter the expediente, what is written goes to the office as a message,
/// and if the delivery was asked for, the clock resumes the day after.
pub async fn deliver(
    app: &App,
    actor: &Actor,
    radicado: &str,
    message: &str,
    files: BTreeMap<String, Upload>,
) -> Result<Delivered> {
    let case = own_case(app, actor, radicado).await?;
    let person = actor.person().ok_or(Error::SignInRequired)?;
    let message = match message.trim() {
        "" => None,
        text => Some(messages::prepare(app, text).await?),
    };
    if files.is_empty() && message.is_none() {
        return Err(Error::Upload(
            "Cargue al menos un documento o escriba su respuesta.".to_owned(),
        ));
    }
    let at = app.clock.now();
    runtime::play(app, actor, instance_of(&case)?, |turn| {
        // Asked for or not is decided with the case as it stands: it may have been decided meanwhile.
        let task = asked_for(turn);
        if task.is_none() && is_over(turn.matter.case()?.case.get()) {
            return Err(Error::Closed("El caso terminó: ya no recibe documentos.".to_owned()));
        }
        for (asked, upload) in &files {
            receive(turn, asked, upload)?;
        }
        if let Some(message) = &message {
            messages::leave(turn, person, message, false)?;
        }
        match task {
            Some(task) => turn.run(Command::CompleteTask {
                task,
                result: Value::from_json(&json!({
                    "documentos": files.keys().collect::<Vec<_>>(),
                    "faltan": missing_of(turn)?,
                })),
                by: Some(person.id.to_string()),
            }),
            None if message.is_none() => notices::tell_of_message(turn, &format!("entrega-{at}")),
            None => Ok(()),
        }
    })
    .await?;
    let still = CaseData::of(&own_case(app, actor, radicado).await?)?.missing;
    let tramite = app.rules.tramite(&case.tramite);
    let known = tramite.and_then(|tramite| tramite.filing.as_ref());
    let name = |(asked, upload): (&String, &Upload)| {
        let document = known.and_then(|filing| filing.documents.iter().find(|document| document.id == *asked));
        document.map_or_else(|| upload.name.clone(), |document| document.label.clone())
    };
    Ok(Delivered {
        at,
        documents: files.iter().map(name).collect(),
        missing: still.into_iter().map(|missing| missing.label).collect(),
    })
}

/// Ids of the documents that the trámite asks for and that have not come.
fn missing_of(turn: &Turn) -> Result<Vec<String>> {
    let missing = CaseData::of(turn.matter.case()?.case.get())?.missing;
    Ok(missing.into_iter().map(|missing| missing.id).collect())
}

/// The open task that waits for the filer's delivery, if there is one.
fn asked_for(turn: &Turn) -> Option<engine::TaskId> {
    let mut tasks = turn.matter.tasks.values().map(|kept| kept.get());
    let task = tasks.find(|task| task.state == TaskState::Open && task.role == FILER_ROLE)?;
    Some(engine::TaskId(task.id.into()))
}

/// Puts a delivered document into the expediente; what was missing is so no more.
fn receive(turn: &mut Turn, asked: &str, upload: &Upload) -> Result<()> {
    let (title, doctype) = title_of(turn, asked, upload)?;
    let new = NewDocument::plain(turn.ids.id(), &doctype, title, upload.content.clone(), turn.now);
    turn.incorporate(new)?;
    let file = turn.matter.case_mut()?;
    let mut data = CaseData::of(file.case.get())?;
    data.missing.retain(|missing| missing.id != asked);
    file.case.change().data = stored(&data)?;
    Ok(())
}

/// A delivered document is one that the trámite asks for, or another one under its own name.
fn title_of(turn: &Turn, asked: &str, upload: &Upload) -> Result<(String, String)> {
    let filing = turn.matter.case()?.tramite.filing.as_ref();
    let known = filing.and_then(|filing| filing.documents.iter().find(|document| document.id == asked));
    Ok(match known {
        Some(document) => (document.label.clone(), document.doctype.clone()),
        None => (upload.name.clone(), "anexo".to_owned()),
    })
}
