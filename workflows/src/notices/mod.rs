//! What people are told: templates filled with a case's data and left in the outbox, in the turn that decided it.
//!
//! A notice is unique by what it tells and by which channel, so nothing is told twice; [`delivery`] sends it.

pub mod delivery;
mod outbox_folder;
mod template;

use std::collections::BTreeMap;

use radica_storage::cases::Case;
use radica_storage::ids::CaseId;
use radica_storage::notices::{Notice, NoticeState};
use radica_storage::tasks::TaskState;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::actor::OfficeId;
use crate::case_data::CaseData;
use crate::catalog::notice as model;
use crate::catalog::tramite::NoticeEvent;
use crate::kept::Kept;
use crate::problem::{Error, Result};
use crate::services::completion;
use crate::spanish;
use crate::time::in_zone;
use crate::turn::{Turn, json};
pub use template::{escape_html, fill};

/// The body of an e-mail as the outbox keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailBody {
    /// Plain text.
    pub text: String,
    /// HTML fragment.
    pub html: String,
}

/// Tells the filer of the turn's case about an event, by every channel the definition has and the person gave.
///
/// `occurrence` tells one happening of the event from another (a job's id); the same one is never told twice.
pub fn tell_filer(turn: &mut Turn, event: NoticeEvent, occurrence: &str, extra: &[(&str, String)]) -> Result<()> {
    let file = turn.matter.case()?;
    let case = file.case.get();
    let Some(id) = file
        .tramite
        .filing
        .as_ref()
        .and_then(|filing| filing.notices.get(&event))
    else {
        return Ok(());
    };
    let notice = turn.rules.catalog.notices.get(id);
    let notice = notice
        .ok_or_else(|| Error::Internal(format!("notice {id} is not in the catalogue")))?
        .clone();
    let data = CaseData::of(case)?;
    let mut values = values_of(turn)?;
    values.extend(extra.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let key = format!("{}:{}:{occurrence}", case.id, notice.notice);
    let case_id = Some(case.id);
    if let Some(recipient) = data.filer.email.filter(|address| !address.is_empty()) {
        let (subject, body) = email_of(&notice, &values)?;
        leave(
            turn,
            Letter {
                case_id,
                event: format!("{key}:email"),
                channel: Channel::Email,
                recipient,
                subject,
                body,
            },
        );
    }
    let phone = data.filer.phone.filter(|phone| data.wants_sms && !phone.is_empty());
    if let (Some(recipient), Some(text)) = (phone, &notice.sms) {
        let body = fill(text, &values, str::to_owned);
        let subject = String::new();
        leave(
            turn,
            Letter {
                case_id,
                event: format!("{key}:sms"),
                channel: Channel::Sms,
                recipient,
                subject,
                body,
            },
        );
    }
    Ok(())
}

/// Whether the filer of a case gave an address by which notices reach them.
pub fn reaches(case: &Case) -> Result<bool> {
    let data = CaseData::of(case)?;
    let given = |address: Option<String>| address.is_some_and(|address| !address.is_empty());
    Ok(given(data.filer.email) || (data.wants_sms && given(data.filer.phone)))
}

/// Reminds an office of a task that waits too long: the turn's first open one.
pub fn remind_office(turn: &mut Turn, occurrence: &str) -> Result<()> {
    let open = turn
        .matter
        .tasks
        .values()
        .map(Kept::get)
        .find(|task| task.state == TaskState::Open);
    let Some(task) = open.cloned() else { return Ok(()) };
    let due = task
        .due_at
        .map(|at| spanish::full_date(in_zone(at).date()))
        .unwrap_or_default();
    let values = [
        ("tarea", task.name.clone()),
        ("vence", due),
        ("enlace", format!("{}/tareas/{}", turn.rules.public_url, task.id)),
    ];
    tell_office(turn, "pendiente", &task.office, &values, occurrence)
}

/// Tells the office that has the turn's case that its filer wrote.
pub fn tell_of_message(turn: &mut Turn, occurrence: &str) -> Result<()> {
    let case = turn.matter.case()?.case.get();
    let (office, radicado) = (case.office.clone(), case.radicado.clone());
    let values = [(
        "enlace",
        format!("{}/bandeja/{radicado}/mensajes", turn.rules.public_url),
    )];
    tell_office(turn, "mensaje-a-la-dependencia", &office, &values, occurrence)
}

/// Leaves a notice for an office, when it has an address.
fn tell_office(turn: &mut Turn, notice: &str, office: &str, extra: &[(&str, String)], occurrence: &str) -> Result<()> {
    let rules = turn.rules.clone();
    let Some(notice) = rules.catalog.notices.get(notice) else {
        return Ok(());
    };
    let Some(office) = rules.catalog.entity.office(&OfficeId::new(office)) else {
        return Ok(());
    };
    let Some(recipient) = office.email.clone() else {
        return Ok(());
    };
    let about = turn.matter.case().map_or_else(
        |_| turn.matter.process.name().unwrap_or_default().to_owned(),
        |file| file.tramite.name.clone(),
    );
    let known = [
        ("entidad", rules.catalog.entity.entity.clone()),
        ("radicado", turn.matter.subject.label()),
        ("tramite", about),
        ("dependencia", office.name.clone()),
    ];
    let values: BTreeMap<String, String> = known
        .iter()
        .chain(extra)
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    let (subject, body) = email_of(notice, &values)?;
    let event = format!("{}:{}:{occurrence}:email", turn.matter.row.get().id, notice.notice);
    leave(
        turn,
        Letter {
            case_id: turn.matter.subject.case_id(),
            event,
            channel: Channel::Email,
            recipient,
            subject,
            body,
        },
    );
    Ok(())
}

/// The ways a notice goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// By SMTP, or into the outbox folder.
    Email,
    /// By the SMS gateway.
    Sms,
}

impl Channel {
    /// As the outbox keeps it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }
}

struct Letter {
    case_id: Option<CaseId>,
    event: String,
    channel: Channel,
    recipient: String,
    subject: String,
    body: String,
}

fn leave(turn: &mut Turn, letter: Letter) {
    let notice = Notice {
        id: turn.ids.id(),
        version: 1,
        case_id: letter.case_id,
        event: letter.event,
        channel: letter.channel.as_str().to_owned(),
        recipient: letter.recipient,
        subject: letter.subject,
        body: letter.body,
        state: NoticeState::Waiting,
        attempts: 0,
        next_at: turn.now,
        sent_at: None,
        error: None,
    };
    let data = json!({
        "case": notice.case_id.map(|case| case.to_string()),
        "event": notice.event,
        "channel": notice.channel,
        "recipient": notice.recipient,
    });
    turn.journal(("notice", &notice.id, 1), "left", data);
    turn.put(notice);
}

fn email_of(notice: &model::Notice, values: &BTreeMap<String, String>) -> Result<(String, String)> {
    let subject = fill(&notice.email.subject, values, str::to_owned);
    let text = fill(&notice.email.text, values, str::to_owned);
    let html = fill(&notice.email.html, values, escape_html);
    let body = json(&EmailBody { text, html })?;
    Ok((subject, body.as_str().to_owned()))
}

/// What templates may use of a case: who, which, where, until when, and what its process last said.
fn values_of(turn: &Turn) -> Result<BTreeMap<String, String>> {
    let file = turn.matter.case()?;
    let case = file.case.get();
    let entity = &turn.rules.catalog.entity;
    let data = CaseData::of(case)?;
    let due = file
        .clock
        .due(&turn.rules.catalog.calendar)
        .map(spanish::full_date)
        .unwrap_or_default();
    let missing: Vec<&str> = data.missing.iter().map(|missing| missing.label.as_str()).collect();
    let mut values: BTreeMap<String, String> = [
        ("entidad", entity.entity.clone()),
        ("tramite", file.tramite.name.clone()),
        ("radicado", case.radicado.clone()),
        ("nombre", case.filer_name.clone()),
        ("enlace", format!("{}/casos/{}", turn.rules.public_url, case.radicado)),
        ("fecha", spanish::full_date(in_zone(case.filed_at).date())),
        ("vence", due),
        (
            "faltantes",
            if missing.is_empty() {
                "No falta ningún documento.".to_owned()
            } else {
                format!("Por entregar: {}.", missing.join(", "))
            },
        ),
        ("recursos", REMEDIES.to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    values.extend(said_by_the_process(turn));
    Ok(values)
}

/// Remedies, as a notice announces them (Ley 1437 de 2011, art. 76).
const REMEDIES: &str = "Puede interponer recursos dentro de los 10 días hábiles siguientes a la notificación";

/// The number of the last document issued, the time to complete, and the visit that was set.
fn said_by_the_process(turn: &Turn) -> BTreeMap<String, String> {
    let variables = turn
        .matter
        .instance
        .variables()
        .map(|variables| variables.to_json())
        .unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let mut said = BTreeMap::new();
    said.extend(text(&variables["number"]).map(|number| ("documento".to_owned(), number)));
    let until = variables[completion::UNTIL]
        .as_str()
        .and_then(|until| until.parse().ok());
    said.extend(until.map(|until| {
        let day = spanish::full_date(in_zone(until).date());
        (completion::UNTIL.to_owned(), day)
    }));
    if let Some(visit) = variables["programacion"].as_object() {
        let date = visit
            .get("fecha")
            .and_then(|date| date.as_str())
            .and_then(|date| date.parse().ok());
        said.extend(date.map(|date| ("fecha".to_owned(), spanish::full_date(date))));
        for name in ["hora", "funcionario", "indicaciones"] {
            said.extend(visit.get(name).and_then(text).map(|value| (name.to_owned(), value)));
        }
    }
    said
}
