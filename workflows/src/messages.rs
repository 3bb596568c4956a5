//! What the office and the filer of a case write to each other. Each message enters the expediente as a document, is
//! told to the other side, and moves no date.

use radica_storage::cases::{self, Case};
use radica_storage::messages::{self, Message};
use serde_json::json;

use crate::access::{Act, Subject, allowed};
use crate::actor::{Actor, OfficeId, Person};
use crate::app::App;
use crate::catalog::form::{FieldError, text};
use crate::catalog::tramite::NoticeEvent;
use crate::filing::completion::own_case;
use crate::matter::instance_of;
use crate::notices;
use crate::problem::{Error, Refused, Result};
use crate::progress::CLOSED;
use crate::records::{Content, NewDocument};
use crate::runtime;
use crate::turn::Turn;

/// The form field that holds the message.
pub const FIELD: &str = "text";
/// The type of a message in the TRD.
pub const DOCTYPE: &str = "comunicacion";
/// Messages of a case that are shown.
const MOST: i64 = 500;

/// The messages of a case, the first one first. Whoever calls has found the case by what decides who may read it.
pub async fn of(app: &App, case: &Case) -> Result<Vec<Message>> {
    Ok(messages::of_case(&app.db, case.id, MOST).await?)
}

/// The filer writes to the office.
pub async fn to_the_office(app: &App, actor: &Actor, radicado: &str, text: &str) -> Result<()> {
    let case = own_case(app, actor, radicado).await?;
    write(app, actor, &case, text, false).await
}

/// Somebody of the office that has the case writes to its filer.
pub async fn to_the_filer(app: &App, actor: &Actor, radicado: &str, text: &str) -> Result<()> {
    let case = handled(app, actor, radicado).await?;
    write(app, actor, &case, text, true).await
}

/// A case that the actor answers for before its filer.
pub async fn handled(app: &App, actor: &Actor, radicado: &str) -> Result<Case> {
    let case = cases::by_radicado(&app.db, radicado).await?;
    let case = case.ok_or(Error::NotFound("case"))?;
    if !handles(actor, &case) {
        return Err(Error::Hidden(Refused::new(Act::Handle, "case", case.id)));
    }
    Ok(case)
}

/// Whether the actor answers for the case before its filer.
#[must_use]
pub fn handles(actor: &Actor, case: &Case) -> bool {
    let office = OfficeId::new(case.office.clone());
    let subject = Subject {
        office: Some(&office),
        filer: Some(&case.filer),
        ..Subject::default()
    };
    allowed(actor, Act::Handle, &subject)
}

/// Text that enters an expediente, stored.
pub(crate) async fn store(app: &App, text: &str) -> Result<Content> {
    let stored = app.objects.put_bytes(text.as_bytes().to_vec().into()).await?;
    Ok(Content {
        sha256: stored.sha256.to_string(),
        size: stored.size,
        media_type: "text/plain".to_owned(),
        pages: 1,
    })
}

/// A text that can be left as a message: it is stored, so that a turn may be played more than once.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    text: String,
    content: Content,
}

/// Checks a text and stores it.
///
/// # Errors
/// [`Error::Invalid`] when it is empty or too long.
pub(crate) async fn prepare(app: &App, text: &str) -> Result<Prepared> {
    let text = checked(text, app.catalog().entity.limits.long_text)?;
    let content = store(app, &text).await?;
    Ok(Prepared { text, content })
}

/// Leaves a message in the turn's case and tells the other side.
pub(crate) fn leave(turn: &mut Turn, author: &Person, message: &Prepared, from_office: bool) -> Result<()> {
    if turn.matter.case()?.case.get().status == CLOSED {
        return Err(Error::Closed("El caso terminó: ya no recibe mensajes.".to_owned()));
    }
    let Prepared { text, content } = message.clone();
    let title = format!("Mensaje de {}", author.name);
    let new = NewDocument::plain(turn.ids.id(), DOCTYPE, title, content, turn.now);
    let document = turn.incorporate(new)?;
    let case = turn.matter.case()?.case.get().id;
    turn.put(Message {
        document: document.id,
        case_id: case,
        author: author.id,
        from_office,
        text: text.clone(),
        at: turn.now,
    });
    let version = turn.matter.case_mut()?.case.next_version();
    let told = if from_office { "filer" } else { "office" };
    let data = json!({ "document": document.id.to_string(), "to": told });
    turn.journal(("case", &case, version), "message", data);
    let occurrence = document.id.to_string();
    if from_office {
        notices::tell_filer(turn, NoticeEvent::Mensaje, &occurrence, &[("mensaje", text)])
    } else {
        notices::tell_of_message(turn, &occurrence)
    }
}

async fn write(app: &App, actor: &Actor, case: &Case, text: &str, from_office: bool) -> Result<()> {
    let author = actor.person().ok_or(Error::SignInRequired)?;
    let instance = instance_of(case)?;
    let message = prepare(app, text).await?;
    runtime::play(app, actor, instance, |turn| leave(turn, author, &message, from_office)).await?;
    Ok(())
}

fn checked(text: &str, most: usize) -> Result<String> {
    let refused = |message: String| {
        let field = FIELD.to_owned();
        Err(Error::Invalid(vec![FieldError { field, message }]))
    };
    let Ok(text) = text::lines(text) else {
        return refused("El mensaje tiene caracteres que no se ven: escríbalo de nuevo sin pegarlo".to_owned());
    };
    match text.chars().count() {
        0 => refused("Escriba el mensaje".to_owned()),
        count if count > most => refused(format!(
            "El mensaje tiene {count} caracteres; escriba como máximo {most}"
        )),
        _ => Ok(text),
    }
}
