//! The time that a filer has to complete a filing (Ley 1755 de 2015, art. 17).

use jiff::Timestamp;
use jiff::civil::Date;
use radica_engine::legal_clock::last_day;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::TO_COMPLETE;
use crate::matter::known;
use crate::problem::{Error, Result};
use crate::time::in_zone;
use crate::turn::Turn;

/// The variable with the moment at which the filer was notified of the requirement.
pub const NOTIFIED: &str = "notificado_en";
/// The variable with the last moment to complete; a process waits until it.
pub const UNTIL: &str = "completar_hasta";
/// The variable that says that the filer asked for more time, which is given once.
pub const EXTENDED: &str = "plazo_ampliado";

/// Why the filer has more time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extended {
    norm: String,
}

/// The month begins the day after the notification.
pub fn begin(turn: &Turn, notified: Timestamp) -> Result<Value> {
    let until = end_of(turn, in_zone(notified).date())?;
    Ok(json!({ NOTIFIED: notified.to_string(), UNTIL: until.to_string(), EXTENDED: false }))
}

/// As much time again, asked for before the first ended.
pub fn extend(turn: &mut Turn, Extended { norm }: Extended) -> Result<Value> {
    let Some(first) = until(&turn.matter.instance) else {
        return Err(Error::Internal("nothing is waited for from the filer".to_owned()));
    };
    let until = end_of(turn, in_zone(first).date())?;
    let file = turn.matter.case_mut()?;
    let (id, version) = (file.case.get().id, file.case.next_version());
    let data = json!({ "from": first.to_string(), "until": until.to_string(), "norm": norm });
    turn.journal(("case", &id, version), "completion-extended", data);
    Ok(json!({ UNTIL: until.to_string(), EXTENDED: true }))
}

/// When the filer was notified of the last requirement.
#[must_use]
pub fn notified(instance: &radica_engine::Instance) -> Option<Timestamp> {
    variable(instance, NOTIFIED)?.as_str()?.parse().ok()
}

/// The last moment to complete, while a process waits for it or after it passed.
#[must_use]
pub fn until(instance: &radica_engine::Instance) -> Option<Timestamp> {
    variable(instance, UNTIL)?.as_str()?.parse().ok()
}

/// Whether the filer already has the second month.
#[must_use]
pub fn is_extended(instance: &radica_engine::Instance) -> bool {
    variable(instance, EXTENDED).and_then(|value| value.as_bool()) == Some(true)
}

fn variable(instance: &radica_engine::Instance, name: &str) -> Option<Value> {
    known(instance).get(name).cloned()
}

fn end_of(turn: &Turn, day: Date) -> Result<Timestamp> {
    let calendar = &turn.rules.catalog.calendar;
    let last = last_day(calendar, day, TO_COMPLETE);
    calendar
        .end_of(last)
        .ok_or_else(|| Error::Internal(format!("{last} is past the end of time")))
}
