//! What happened in an instance, in Spanish: one sentence per event.

use radica_engine::event::{BoundaryOn, Cause, Event, Threw, Wait};
use radica_workflows::starting;

use super::words;

/// One sentence.
pub fn sentence(event: &Event) -> String {
    match event {
        Event::Started { process, .. } => format!("Empezó el proceso {process}"),
        Event::Set { .. } => "Cambiaron variables".to_owned(),
        Event::Entered { undoes: Some(_), .. } => "Empezó, para deshacer lo hecho".to_owned(),
        Event::Entered { .. } => "Llegó".to_owned(),
        Event::Armed { wait, .. } | Event::Listening { wait, .. } => {
            format!("Queda pendiente «{}»: {}", wait.element, boundary(&wait.on))
        }
        Event::ScopeOpened { calls: Some(_), .. } => "Llamó a otro proceso".to_owned(),
        Event::ScopeOpened { .. } => "Se abrió por dentro".to_owned(),
        Event::ScopeClosed { .. } => "Se cerró por dentro".to_owned(),
        Event::Waiting {
            wait: Wait::Incident { incident },
            ..
        } => format!("Se detuvo: {incident}"),
        Event::Waiting { wait, .. } => format!("Espera: {}", words::wait(Some(wait))),
        Event::Continued { after, .. } => cause(after).to_owned(),
        Event::Fired { element, .. } | Event::Heard { element, .. } => format!("Sucedió «{element}»"),
        Event::Deaf { .. } => "Ya no espera sucesos".to_owned(),
        Event::Checked { element, met: true, .. } => format!("La condición de «{element}» se cumple"),
        Event::Checked { element, .. } => format!("La condición de «{element}» ya no se cumple"),
        Event::Threw { event, .. } => threw(event),
        Event::Decided { decision, .. } => format!("Decidió con «{decision}»"),
        Event::Undoable { .. } => "Se podrá deshacer".to_owned(),
        Event::UndoBegan {
            activity: Some(activity),
            ..
        } => format!("Empieza a deshacer «{activity}»"),
        Event::UndoBegan { .. } => "Empieza a deshacer lo hecho".to_owned(),
        Event::Undoing { .. } => "Se deshace".to_owned(),
        Event::Interrupted { by, .. } => format!("La interrumpió «{by}»"),
        Event::Left { .. } => "Terminó".to_owned(),
        Event::Suspended { reason, .. } => format!("Se suspendió el proceso: {reason}"),
        Event::Resumed { .. } => "Se reanudó el proceso".to_owned(),
        Event::Modified { reason, .. } => format!("Se movieron posiciones: {reason}"),
        Event::Migrated { reason, .. } => format!("Pasó a otra versión: {reason}"),
        Event::Finished => "Terminó el proceso".to_owned(),
        Event::Cancelled { reason, .. } => format!("Se canceló el proceso: {reason}"),
    }
}

/// What began an instance, in one sentence.
pub fn begun(cause: &starting::Cause) -> String {
    match cause {
        starting::Cause::Message { name, key, .. } if key.is_empty() => format!("Lo inició el mensaje «{name}»"),
        starting::Cause::Message { name, key, .. } => format!("Lo inició el mensaje «{name}» sobre «{key}»"),
        starting::Cause::Signal { name, .. } => format!("Lo inició la señal «{name}»"),
        starting::Cause::Timer { due_at } => {
            format!("Lo inició el tiempo que se cumplió el {}", words::moment(*due_at))
        }
    }
}

fn boundary(on: &BoundaryOn) -> String {
    match on {
        BoundaryOn::Timer { at, .. } => format!("un plazo que se cumple el {}", words::moment(*at)),
        BoundaryOn::Message { message, key, .. } => format!("el mensaje «{message}» sobre «{key}»"),
        BoundaryOn::Signal { signal, .. } => format!("la señal «{signal}»"),
        BoundaryOn::Condition { .. } => "una condición".to_owned(),
    }
}

const fn cause(cause: &Cause) -> &'static str {
    match cause {
        Cause::Task { .. } => "La tarea se hizo",
        Cause::Job => "El trabajo se hizo",
        Cause::JobFailed => "El trabajo falló",
        Cause::Error { .. } => "Hubo un error",
        Cause::Timer => "El plazo se cumplió",
        Cause::Message => "Llegó el mensaje",
        Cause::Event { .. } => "Sucedió uno de los sucesos que esperaba",
        Cause::Join => "Llegaron los caminos que se unen",
        Cause::Scope => "Terminó lo de dentro",
        Cause::Undo => "Se deshizo lo hecho",
        Cause::Reset => "Llegaron los caminos que faltaban",
        Cause::Stuck => "Dejó de esperar: nada más puede llegar",
        Cause::Skip { .. } => "Se omitió",
        Cause::Retry { .. } => "Se intentó de nuevo",
    }
}

fn threw(event: &Threw) -> String {
    match event {
        Threw::Message { name, key } => format!("Envió el mensaje «{name}» sobre «{key}»"),
        Threw::Signal { name } => format!("Lanzó la señal «{name}»"),
        Threw::Escalation { code, .. } => format!("Avisó «{code}»"),
    }
}
