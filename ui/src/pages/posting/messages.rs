//! Messages that nobody has received yet, who waits, and the processes that begin by themselves.

use askama::Template;
use radica_storage::sent_messages::Sender;
use radica_storage::starts::{Start, StartKind};
use radica_storage::subscriptions::{Awaited, Subscription};
use radica_workflows::posting::{About, Kept, Overview};

use crate::pages::chrome::Chrome;
use crate::pages::console::words::{moment, query};
use crate::pages::icons::Icon;
use crate::pages::parts::Link;

/// Letters of a content that are shown.
const SHOWN: usize = 2_000;

/// What is kept, who waits, what begins.
#[derive(Clone, Debug, Template)]
#[template(path = "console/messages.html")]
pub struct MessagesPage {
    pub chrome: Chrome,
    pub name: String,
    pub key: String,
    pub messages: Vec<MessageRow>,
    /// Where later ones are.
    pub more_messages: Option<String>,
    pub waits: Vec<WaitRow>,
    pub more_waits: Option<String>,
    pub starts: Vec<StartRow>,
}

/// A message that is kept.
#[derive(Clone, Debug)]
pub struct MessageRow {
    pub href: String,
    pub name: String,
    pub key: String,
    pub content: String,
    pub sent: String,
    pub until: String,
    /// The person, or the instance, who sent it.
    pub by: Link,
    /// Why nobody could take it, as the engine says it.
    pub refused: Option<String>,
}

/// Somebody who waits.
#[derive(Clone, Debug)]
pub struct WaitRow {
    /// `Mensaje` or `Señal`.
    pub kind: &'static str,
    pub name: String,
    pub key: String,
    pub element: String,
    pub instance: String,
    pub since: String,
}

/// A process that begins by itself.
#[derive(Clone, Debug)]
pub struct StartRow {
    pub process: String,
    pub element: String,
    /// `Con el mensaje «solicitud»`
    pub by: String,
    /// When it begins next, by the clock.
    pub next: String,
}

impl MessagesPage {
    /// What there is about something.
    pub fn of(chrome: Chrome, about: &About, seen: &Overview) -> Self {
        let word = |word: &Option<String>| word.clone().unwrap_or_default();
        let (name, key) = (word(&about.name), word(&about.key));
        let after = |place: &str, id: String| {
            let pairs = [("nombre", name.as_str()), ("clave", &key), (place, &id)];
            format!("/operacion/mensajes?{}", query(&pairs))
        };
        let last = seen.kept.last().filter(|_| seen.more_kept);
        let last_wait = seen.waits.last().filter(|_| seen.more_waits);
        Self {
            more_messages: last.map(|last| after("despues", last.message.id.to_string())),
            more_waits: last_wait.map(|last| after("despues-espera", last.id.to_string())),
            messages: seen.kept.iter().map(MessageRow::of).collect(),
            waits: seen.waits.iter().map(WaitRow::of).collect(),
            starts: seen.starts.iter().map(StartRow::of).collect(),
            name,
            key,
            chrome,
        }
    }

    fn is_narrowed(&self) -> bool {
        !self.name.is_empty() || !self.key.is_empty()
    }
}

impl MessageRow {
    fn of(kept: &Kept) -> Self {
        let message = &kept.message;
        let by = match (message.sent_by, &kept.author) {
            (Sender::Instance(id), _) => Link::new(format!("/operacion/instancias/{id}"), "Otro proceso"),
            (Sender::Person(_), author) => Link::new("", author.clone().unwrap_or_default()),
        };
        Self {
            href: format!("/operacion/mensajes/{}", message.id),
            name: message.name.clone(),
            key: message.key.clone(),
            content: shown(&kept.content),
            sent: moment(message.sent_at),
            until: moment(message.keep_until),
            by,
            refused: message.refused.clone(),
        }
    }
}

/// A content as JSON, cut when it is long.
fn shown(content: &serde_json::Value) -> String {
    let text = content.to_string();
    if text.chars().count() <= SHOWN {
        return text;
    }
    text.chars().take(SHOWN).chain(['…']).collect()
}

impl WaitRow {
    fn of(wait: &Subscription) -> Self {
        Self {
            kind: match wait.kind {
                Awaited::Message => "Mensaje",
                Awaited::Signal => "Señal",
            },
            name: wait.name.clone(),
            key: wait.key.clone(),
            element: wait.element.clone(),
            instance: wait.instance.to_string(),
            since: moment(wait.created_at),
        }
    }
}

impl StartRow {
    fn of(start: &Start) -> Self {
        let name = &start.name;
        Self {
            process: start.process.clone(),
            element: start.element.clone(),
            by: match start.kind {
                StartKind::Message => format!("Con el mensaje «{name}»"),
                StartKind::Signal => format!("Con la señal «{name}»"),
                StartKind::Timer => format!("Por tiempo: {name}"),
            },
            next: match (start.kind, start.due_at) {
                (StartKind::Timer, Some(at)) => moment(at),
                (StartKind::Timer, None) if start.times_left == Some(0) => "Ya no se repite".to_owned(),
                (StartKind::Timer, None) => "Sin fecha: revise cómo está escrito en el proceso".to_owned(),
                (StartKind::Message | StartKind::Signal, _) => "Cuando llegue".to_owned(),
            },
        }
    }
}

#[cfg(test)]
impl MessagesPage {
    pub fn sample() -> Self {
        let message = |name: &str, refused: Option<&str>| MessageRow {
            href: "/operacion/mensajes/01JDMESSAGE".into(),
            name: name.into(),
            key: "E-2026-017444".into(),
            content: r#"{"sentido":"favorable"}"#.into(),
            sent: "19 nov, 10:02".into(),
            until: "26 nov, 10:02".into(),
            by: Link::new("/operacion/instancias/01JDINSTANCE", "Otro proceso"),
            refused: refused.map(str::to_owned),
        };
        let outside = MessageRow {
            by: Link::new("", "Sofía Ortega"),
            ..message("pago", None)
        };
        let refused = "`esperar` has no result variable, so its result must be a context, not a number";
        let wait = |kind, name: &str, key: &str| WaitRow {
            kind,
            name: name.into(),
            key: key.into(),
            element: "esperar".into(),
            instance: "01JDINSTANCEWAITING000000000".into(),
            since: "18 nov, 16:20".into(),
        };
        let start = |by: &str, next: &str| StartRow {
            process: "informe-mensual".into(),
            element: "inicio".into(),
            by: by.into(),
            next: next.into(),
        };
        Self {
            chrome: Chrome::official(),
            name: String::new(),
            key: String::new(),
            messages: vec![message("concepto", Some(refused)), outside],
            more_messages: Some("/operacion/mensajes?despues=01JD".into()),
            waits: vec![
                wait("Mensaje", "concepto", "E-2026-017391"),
                wait("Señal", "alerta", ""),
            ],
            more_waits: Some("/operacion/mensajes?despues-espera=01JD".into()),
            starts: vec![
                start("Por tiempo: 0 8 1 * *", "1 dic, 08:00"),
                start("Con el mensaje «solicitud»", "Cuando llegue"),
            ],
        }
    }

    pub fn sample_empty() -> Self {
        Self {
            name: "nada".into(),
            messages: Vec::new(),
            more_messages: None,
            waits: Vec::new(),
            more_waits: None,
            starts: Vec::new(),
            ..Self::sample()
        }
    }
}
