//! The words of the console: statuses, waits, incidents.

use jiff::Timestamp;
use radica_engine::event::Wait;
use radica_engine::incident::IncidentKind;
use radica_workflows::time::in_zone;

use crate::pages::format;
use crate::pages::icons::Icon;
use crate::pages::parts::{Tag, Tone};

/// The status of an instance, as its row keeps it.
pub fn status(word: &str) -> Tag {
    let (tone, icon, text) = match word {
        "running" => (Tone::Ok, Icon::EnTermino, "En curso"),
        "incident" => (Tone::Bad, Icon::Vencido, "Con incidente"),
        "suspended" => (Tone::Stop, Icon::Suspendido, "Suspendido"),
        "finished" => (Tone::Neutral, Icon::Listo, "Terminado"),
        "cancelled" => (Tone::Neutral, Icon::Equis, "Cancelado"),
        other => (Tone::Neutral, Icon::Info, other),
    };
    Tag::new(tone, icon, text)
}

/// The same in plain words.
pub fn status_text(word: &str) -> String {
    status(word).text
}

/// What a token waits for.
pub fn wait(wait: Option<&Wait>) -> String {
    match wait {
        Some(Wait::Task { due: Some(due), .. }) => format!("Una tarea, para antes de {}", moment(*due)),
        Some(Wait::Task { due: None, .. }) => "Una tarea de una persona".to_owned(),
        Some(Wait::Job { .. }) => "Un trabajo del sistema".to_owned(),
        Some(Wait::Timer { at, .. }) => format!("El plazo que se cumple el {}", moment(*at)),
        Some(Wait::Message { message, key, .. }) => format!("El mensaje «{message}» sobre «{key}»"),
        Some(Wait::Join) => "Los otros caminos que se unen aquí".to_owned(),
        Some(Wait::Scope) => "Lo que hay dentro".to_owned(),
        Some(Wait::Event) => "El primero de varios sucesos".to_owned(),
        Some(Wait::Undo) => "Que se deshaga lo hecho".to_owned(),
        Some(Wait::Reset { .. }) => "Los caminos que faltan por llegar".to_owned(),
        Some(Wait::Incident { .. }) => "A que alguien resuelva el incidente".to_owned(),
        None => "Nada".to_owned(),
    }
}

/// What kind of incident it is.
pub const fn incident(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::Condition => "La condición no dio ni verdadero ni falso",
        IncidentKind::NoFlow => "Ningún camino se cumple",
        IncidentKind::Expression => "Una expresión dio algo que no sirve",
        IncidentKind::Schedule => "Un plazo no tiene fecha",
        IncidentKind::Job => "Un trabajo falló",
        IncidentKind::Error => "Un error que el proceso no prevé",
        IncidentKind::Call => "No se pudo llamar a otro proceso",
        IncidentKind::Decision => "No se pudo tomar una decisión",
        IncidentKind::Runaway => "Demasiados pasos sin esperar nada",
        IncidentKind::Stuck => "Una unión espera caminos que ya no llegan",
    }
}

/// An act, as the journal names it.
pub const fn act(word: &str) -> &'static str {
    match word.as_bytes() {
        b"retry" => "Reintentar",
        b"skip" => "Omitir",
        b"move" => "Mover posiciones",
        b"set" => "Cambiar variables",
        b"suspend" => "Suspender",
        b"resume" => "Reanudar",
        b"cancel" => "Cancelar",
        b"rehearse" => "Ensayar el paso a otra versión",
        b"migrate" => "Pasar a otra versión",
        _ => "Otra operación",
    }
}

/// `20 oct, 10:42`
pub fn moment(at: Timestamp) -> String {
    format::short_moment(in_zone(at).datetime())
}

/// A value as JSON, in one line.
pub fn value(value: &serde_json::Value) -> String {
    value.to_string()
}

/// Text of a query of an address.
pub fn query(pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    query.finish()
}
