//! What the filer does after filing: opens a requirement (which notifies), and delivers what was required.
//!
//! Ley 1755/2015 art. 17; Ley 1437/2011 art. 56: the notification takes effect when the person opens it.

use std::collections::BTreeMap;

use radica_engine::{Command, ids as engine};
use radica_feel::Value;
use radica_storage::cases::Case;
use radica_storage::ids::InstanceId;
use radica_storage::tasks::{Task, TaskState};
use radica_storage::{cases, tasks};
use serde_json::json;

use super::uploads::Upload;
use crate::access::{Act, Subject, allowed};
use crate::actor::Actor;
use crate::app::App;
use crate::case_data::CaseData;
use crate::effects::FILER_ROLE;
use crate::problem::{Error, Result};
use crate::records::{NewDocument, Origin};
use crate::runtime;
use crate::services::completion as limit;
use crate::turn::json as stored;

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
    case.filter(own).ok_or(Error::NotFound("case"))
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

/// The task that waits for the filer's delivery, if there is one.
pub async fn delivery_task(app: &App, actor: &Actor, radicado: &str) -> Result<Option<Task>> {
    let case = own_case(app, actor, radicado).await?;
    let tasks = tasks::of_case(&app.db, case.id).await?;
    Ok(tasks
        .into_iter()
        .find(|task| task.state == TaskState::Open && task.role == FILER_ROLE))
}

/// The filer delivers: documents enter the expediente, the clock resumes the day after.
pub async fn deliver(
    app: &App,
    actor: &Actor,
    radicado: &str,
    message: &str,
    files: BTreeMap<String, Upload>,
) -> Result<()> {
    let task = delivery_task(app, actor, radicado).await?;
    let task = task.ok_or_else(|| Error::Closed("No hay nada pendiente por entregar en este caso.".to_owned()))?;
    if files.is_empty() && message.trim().is_empty() {
        return Err(Error::Upload(
            "Cargue al menos un documento o escriba su respuesta.".to_owned(),
        ));
    }
    let command = Command::CompleteTask {
        task: engine::TaskId(task.id.into()),
        result: Value::from_json(&json!({ "mensaje": message.trim(), "documentos": files.keys().collect::<Vec<_>>() })),
        by: actor.person().map(|person| person.id.to_string()),
    };
    runtime::play(app, actor, task.instance, |turn| {
        for (asked, upload) in &files {
            let (title, doctype) = title_of(turn, asked, upload)?;
            let new = NewDocument {
                id: turn.ids.id(),
                doctype,
                title,
                origin: Origin::guess(&upload.content.media_type),
                content: upload.content.clone(),
                created_at: turn.now,
                radicado: None,
                number: None,
                verification_code: None,
                signature: None,
            };
            turn.incorporate(new)?;
        }
        let file = turn.matter.case_mut()?;
        let mut data = CaseData::of(file.case.get())?;
        data.missing.retain(|missing| !files.contains_key(&missing.id));
        file.case.change().data = stored(&data)?;
        turn.run(command.clone())
    })
    .await?;
    Ok(())
}

/// A delivered document is one that the trámite asks for, or another one under its own name.
fn title_of(turn: &crate::turn::Turn, asked: &str, upload: &Upload) -> Result<(String, String)> {
    let filing = turn.matter.case()?.tramite.filing.as_ref();
    let known = filing.and_then(|filing| filing.documents.iter().find(|document| document.id == asked));
    Ok(match known {
        Some(document) => (document.label.clone(), document.doctype.clone()),
        None => (upload.name.clone(), "anexo".to_owned()),
    })
}

fn instance_of(case: &Case) -> Result<InstanceId> {
    case.instance
        .ok_or_else(|| Error::Internal(format!("case {} has no process", case.id)))
}
