//! What operators see, from what stopped.

use jiff::Timestamp;
use radica_storage::blobs::{BlobFailure, Problem};
use radica_storage::jobs::Job;
use radica_storage::notices::{Notice, NoticeState};
use radica_workflows::App;
use radica_workflows::keeping::Failing;
use radica_workflows::matter::{CaseFile, Subject};
use radica_workflows::notices::EmailBody;
use radica_workflows::operating::{Overview, Stopped};
use radica_workflows::time::in_zone;

use super::incidents::Incident;
use super::outbox::OutboxRow;
use super::{OperationsPage, OutboxMessagePage, OutboxPage};
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::home::tramite::Fact;
use crate::pages::parts::{ClockView, TrafficLight};

impl OperationsPage {
    /// Everything that stopped.
    pub fn of(chrome: Chrome, app: &App, seen: &Overview) -> Self {
        let stopped = seen.stopped.iter().map(|stopped| incident(app, stopped));
        let stopped = stopped.chain(seen.dead.iter().map(given_up));
        let incidents: Vec<Incident> = stopped.chain(seen.failing.iter().map(failing)).collect();
        let oldest = seen.waiting.iter().map(|job| job.due_at).min();
        let oldest = oldest.map(|at| format!("el primero, a las {}", format::clock(in_zone(at).time())));
        let count = |length: usize| format::thousands(i64::try_from(length).unwrap_or(i64::MAX));
        Self {
            updated: format::clock(app.clock.local().time()),
            facts: vec![
                Fact::new("Procesos detenidos", &count(seen.stopped.len()), ""),
                Fact::new("Trabajos abandonados", &count(seen.dead.len()), ""),
                Fact::new(
                    "Trabajos en cola",
                    &count(seen.waiting.len()),
                    &oldest.unwrap_or_default(),
                ),
                Fact::new("Archivos dañados o perdidos", &count(seen.failing.len()), ""),
            ],
            process: None,
            incidents,
            chrome,
        }
    }
}

impl OutboxPage {
    /// What went out, or would have.
    pub fn of(chrome: Chrome, notices: &[Notice]) -> Self {
        Self {
            messages: notices.iter().map(row).collect(),
            chrome,
        }
    }
}

impl OutboxMessagePage {
    /// One message.
    pub fn of(chrome: Chrome, notice: &Notice) -> Self {
        let body: Result<EmailBody, _> = serde_json::from_str(&notice.body);
        Self {
            row: row(notice),
            text: body.map_or_else(|_| notice.body.clone(), |body| body.text),
            attachments: Vec::new(),
            chrome,
        }
    }
}

fn incident(app: &App, stopped: &Stopped) -> Incident {
    let row = stopped.matter.row.get();
    let places: Vec<String> = stopped.incidents.iter().map(|(name, _)| name.clone()).collect();
    let reasons: Vec<String> = stopped
        .incidents
        .iter()
        .map(|(_, incident)| incident.to_string())
        .collect();
    Incident {
        id: format!("instancia.{}", row.id),
        since: moment(row.updated_at),
        radicado: stopped.matter.subject.label(),
        href: Some(format!("/operacion/instancias/{}", row.id)),
        activity: places.join(", "),
        what: reasons.join("; "),
        next: "Espera a que alguien lo revise.".to_owned(),
        attempts: String::new(),
        light: match &stopped.matter.subject {
            Subject::Case(file) => Some(light(app, file)),
            Subject::Policy(_) | Subject::Alone => None,
        },
        can_retry: true,
    }
}

fn light(app: &App, file: &CaseFile) -> TrafficLight {
    let catalog = app.catalog();
    let soon = u32::from(catalog.entity.traffic_light.warn_days);
    ClockView::of(file.clock.legal(), &catalog.calendar, app.clock.today(), soon).light
}

fn given_up(job: &Job) -> Incident {
    Incident {
        id: format!("trabajo.{}", job.id),
        since: moment(job.due_at),
        radicado: "Sin caso".to_owned(),
        href: None,
        activity: job.kind.clone(),
        what: job.last_error.clone().unwrap_or_default(),
        next: "No se intenta más por sí solo.".to_owned(),
        attempts: job.attempts.to_string(),
        light: None,
        can_retry: true,
    }
}

fn failing(failing: &Failing) -> Incident {
    let BlobFailure {
        sha256,
        found_at,
        problem,
        expected,
        ..
    } = &failing.failure;
    let what = match problem {
        Problem::Missing => "El archivo no está en el almacén",
        Problem::Corrupt => "El archivo cambió: su contenido no es el que se guardó",
        Problem::Unreadable => "El disco no deja leer el archivo",
    };
    let (title, radicado) = failing.document.clone().unwrap_or_default();
    Incident {
        id: format!("archivo.{sha256}"),
        since: moment(*found_at),
        radicado: radicado.unwrap_or_else(|| "Sin radicado".to_owned()),
        href: None,
        activity: if title.is_empty() { "Archivo".to_owned() } else { title },
        what: format!("{what}. Son {expected} bytes; su nombre es {sha256}."),
        next: "Restáurelo de una copia. Se revisa solo cada hora.".to_owned(),
        attempts: String::new(),
        light: None,
        can_retry: true,
    }
}

fn row(notice: &Notice) -> OutboxRow {
    let at = match (notice.sent_at, notice.state) {
        (Some(at), _) => moment(at),
        (None, NoticeState::Failed) => "No salió".to_owned(),
        (None, _) => "Por salir".to_owned(),
    };
    OutboxRow {
        id: notice.id.to_string(),
        at,
        to: notice.recipient.clone(),
        subject: if notice.subject.is_empty() {
            "Mensaje de texto".to_owned()
        } else {
            notice.subject.clone()
        },
    }
}

fn moment(at: Timestamp) -> String {
    format::short_moment(in_zone(at).datetime())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_fails_says_which_document_it_is_and_what_to_do() {
        let failure = BlobFailure {
            sha256: "ab".repeat(32),
            found_at: "2026-11-22T15:00:00Z".parse().unwrap(),
            problem: Problem::Corrupt,
            expected: 4,
            found: None,
        };
        let document = Some(("Cédula".to_owned(), Some("E-2026-000017".to_owned())));
        let shown = failing(&Failing { failure, document });
        assert_eq!(shown.id, format!("archivo.{}", "ab".repeat(32)));
        assert_eq!(
            (shown.activity.as_str(), shown.radicado.as_str()),
            ("Cédula", "E-2026-000017")
        );
        assert!(shown.what.contains("su contenido no es el que se guardó") && shown.next.contains("copia"));
    }
}
