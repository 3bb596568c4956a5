//! What a process does with its case: tells the filer, records the outcome, closes.

use serde::Deserialize;
use serde_json::json;

use crate::catalog::tramite::{NoticeEvent, Outcome};
use crate::catalog::trd::RetentionTrigger;
use crate::notices;
use crate::problem::Result;
use crate::records::Retention;
use crate::services::clock;
use crate::turn::{Turn, json as stored};

/// What the filer is told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notify {
    event: NoticeEvent,
    /// Values for the template beyond those of the case.
    #[serde(default)]
    data: std::collections::BTreeMap<String, String>,
}

/// How the case ended.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    outcome: Outcome,
}

/// Leaves a notice in the outbox; `occurrence` is the job that asks, so that it is told once.
pub fn notify(turn: &mut Turn, Notify { event, data }: Notify, occurrence: &str) -> Result<()> {
    let extra: Vec<_> = data
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    match event {
        NoticeEvent::Pendiente => notices::remind_office(turn, occurrence),
        _ => notices::tell_filer(turn, event, occurrence, &extra),
    }
}

/// Records how the case was decided; the clock ends with the answer.
pub fn record_outcome(turn: &mut Turn, Recorded { outcome }: Recorded) -> Result<()> {
    clock::end(turn, "Se decidió la solicitud.", "Ley 1755 de 2015, art. 14")?;
    record(turn, outcome)
}

fn record(turn: &mut Turn, outcome: Outcome) -> Result<()> {
    let word = serde_json::to_value(outcome)
        .ok()
        .and_then(|word| word.as_str().map(str::to_owned));
    let file = turn.matter.case_mut()?;
    let case = file.case.change();
    (case.outcome, case.status) = (word.clone(), "decidido".to_owned());
    let id = case.id;
    let version = file.case.next_version();
    turn.journal(("case", &id, version), "outcome-recorded", json!({ "outcome": word }));
    Ok(())
}

/// By what norm the filing is taken for withdrawn.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desisted {
    norm: String,
}

/// The filing is taken for withdrawn (Ley 1755/2015 art. 17).
pub fn desist(turn: &mut Turn, Desisted { norm }: Desisted) -> Result<()> {
    clock::end(turn, "Se declaró el desistimiento.", &norm)?;
    record(turn, Outcome::Withdrawal)
}

/// The matter ended: the expediente can be closed by the archivist; retention waits for its event.
pub fn close(turn: &mut Turn) -> Result<()> {
    clock::end(turn, "El caso terminó.", "Ley 1755 de 2015, art. 14")?;
    let today = crate::time::in_zone(turn.now).date();
    let file = turn.matter.case_mut()?;
    "cerrado".clone_into(&mut file.case.change().status);
    let id = file.case.get().id;
    let version = file.case.next_version();
    let retention: Option<Retention> = file.expediente.get().retention.read().ok();
    if let Some(retention) = retention.filter(|kept| kept.trigger == RetentionTrigger::FinalDecision) {
        file.expediente.change().retention = stored(&retention.starting_on(today))?;
    }
    turn.journal(("case", &id, version), "closed", json!({}));
    Ok(())
}
