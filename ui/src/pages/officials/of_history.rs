//! What happened in a case, in words.

use radica_workflows::App;
use radica_workflows::actor::Actor;
use radica_workflows::dossier::{Dossier, Happened, What};
use radica_workflows::problem::Result;

use super::actuaciones::Actuacion;
use super::case::Act;
use super::of_case::{address_of, day, moment};
use super::{ActuacionesPage, CaseHead};
use crate::pages::chrome::Chrome;
use crate::pages::parts::StageState;

/// Entries of the history shown beside the case.
const LAST: usize = 6;
impl ActuacionesPage {
    /// The whole history.
    pub fn of(chrome: Chrome, app: &App, actor: &Actor, dossier: &Dossier) -> Result<Self> {
        let head = CaseHead::of(app, actor, dossier)?;
        let row = |happened: &Happened| Actuacion {
            at: moment(happened.at),
            what: words(dossier, &happened.what),
            who: who(dossier, happened),
            clock: match &happened.what {
                What::Clock { norm, .. } => Some(norm.clone()),
                _ => None,
            },
            document: match &happened.what {
                What::Incorporated(order, title) => Some((address_of(&head.radicado, *order), title.clone())),
                _ => None,
            },
        };
        let rows = dossier.history.iter().map(row).collect();
        Ok(Self { rows, head, chrome })
    }
}

pub(super) fn last(dossier: &Dossier) -> Vec<Act> {
    let open = dossier.open_tasks().map(|task| {
        let holder = task.assignee.and_then(|person| dossier.name(person));
        let text = holder.map_or_else(|| "sin asignar".to_owned(), |name| format!("a cargo de {name}"));
        Act::new(StageState::Now, &task.name, &text, &moment(task.created_at))
    });
    let done = dossier.history.iter().map(|happened| {
        let state = match happened.what {
            What::Incident(_) => StageState::Stopped,
            _ => StageState::Done,
        };
        Act::new(state, "", &words(dossier, &happened.what), &moment(happened.at))
    });
    open.chain(done).take(LAST).collect()
}

fn words(dossier: &Dossier, what: &What) -> String {
    match what {
        What::Filed => "Radicado".to_owned(),
        What::Clock { reason, .. } => reason.trim_end_matches('.').to_owned(),
        What::Done(task) => format!("{task}: hecho"),
        What::Claimed(task) => format!("{task}: tomado"),
        What::GivenBack(task) => format!("{task}: devuelto a la dependencia"),
        What::Reassigned(task, to) => {
            let name = to.and_then(|person| dossier.name(person)).unwrap_or("otra persona");
            format!("{task}: reasignado a {name}")
        }
        What::Incorporated(order, title) => format!("Documento {order} incorporado: {title}"),
        What::Decided(outcome) => outcome_words(outcome).to_owned(),
        What::Closed => "Caso cerrado".to_owned(),
        What::Rated => "La persona calificó el servicio".to_owned(),
        What::Notified => "La persona abrió el documento: queda notificada".to_owned(),
        What::NotStopped => "Notificado el requerimiento con el término ya vencido: no se detiene".to_owned(),
        What::MoreTime(until) => match until {
            Some(until) => format!("La persona pidió más tiempo: puede completar hasta el {}", day(*until)),
            None => "La persona pidió más tiempo para completar".to_owned(),
        },
        What::Incident(message) => format!("El proceso se detuvo: {message}"),
    }
}

fn outcome_words(outcome: &str) -> &'static str {
    match outcome {
        "granted" => "Decidido: concedido",
        "refused" => "Decidido: negado",
        "withdrawal" => "Decidido: desistimiento",
        _ => "Decidido",
    }
}

fn who(dossier: &Dossier, happened: &Happened) -> String {
    let name = happened.by.and_then(|person| dossier.name(person));
    name.unwrap_or("El sistema").to_owned()
}
