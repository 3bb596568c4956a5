//! What was refused, in the journal: acts that somebody may not do, and sign-ins that failed.
//!
//! The first refusal of its kind is written at once; the same within a minute is only counted, and the count is written
//! when the minute is over. Whoever tries many different things in one minute gets one entry for all the rest. So no
//! attacker fills the disk: each actor writes at most [`MOST`] entries and one more in a minute. Counts that were not
//! written when the program dies are lost; the first refusal of each minute is not.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use radica_storage::journal::Entry;
use radica_storage::{Batch, Commit};
use serde_json::json;

use crate::actor::Actor;
use crate::app::App;
use crate::problem::{Refused, Result};

/// For how long the same refusal is only counted.
const WINDOW: SignedDuration = SignedDuration::from_mins(1);
/// Different refusals of one actor that are told apart within a window.
const MOST: usize = 60;

/// What is counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Refusal {
    actor: String,
    kind: &'static str,
    subject_kind: &'static str,
    subject_id: String,
    data: BTreeMap<&'static str, String>,
}

impl Refusal {
    /// An act that was refused to somebody.
    #[must_use]
    pub fn of_act(actor: &Actor, refused: &Refused) -> Self {
        Self {
            actor: actor.journal_name(),
            kind: "refused",
            subject_kind: refused.kind,
            subject_id: refused.id.clone(),
            data: BTreeMap::from([("act", refused.act.as_str().to_owned())]),
        }
    }

    /// A sign-in that failed: by which issuer, why (in English, for whoever audits), and who it claimed to be.
    #[must_use]
    pub fn of_sign_in(issuer: &str, reason: &str, claimed: Option<&str>) -> Self {
        let mut data = BTreeMap::from([("issuer", issuer.to_owned()), ("reason", reason.to_owned())]);
        data.extend(claimed.map(|claimed| ("claimed", claimed.to_owned())));
        Self {
            actor: Actor::Anonymous.journal_name(),
            kind: "sign-in-refused",
            subject_kind: "session",
            subject_id: String::new(),
            data,
        }
    }

    /// Everything else that one actor is refused.
    fn others(&self) -> Self {
        Self {
            subject_id: String::new(),
            data: BTreeMap::from([("act", "others".to_owned())]),
            ..self.clone()
        }
    }

    fn entry(self, at: Timestamp, count: u64) -> Entry {
        let mut data = json!(self.data);
        data["count"] = count.into();
        Entry {
            at,
            actor: self.actor,
            subject_kind: self.subject_kind.to_owned(),
            subject_id: self.subject_id,
            version: 0,
            kind: self.kind.to_owned(),
            data: data.into(),
        }
    }
}

/// Since when a refusal is counted, and how often it came again.
#[derive(Debug)]
struct Window {
    since: Timestamp,
    again: u64,
}

/// The refusals of the last minute, of one node.
#[derive(Debug, Default)]
pub struct Refusals(Mutex<HashMap<Refusal, Window>>);

impl Refusals {
    /// Writes a refusal down, or counts it.
    ///
    /// # Errors
    /// When the database cannot take it.
    pub async fn note(&self, app: &App, refusal: Refusal) -> Result<()> {
        let due = self.count(refusal, app.clock.now());
        write(app, due).await
    }

    /// Writes the counts whose minute is over.
    ///
    /// # Errors
    /// When the database cannot take them.
    pub async fn sweep(&self, app: &App) -> Result<()> {
        let due = self.ended(app.clock.now());
        write(app, due).await
    }

    /// Counts a refusal; answers what is to be written: itself when it is the first, and what ended.
    fn count(&self, refusal: Refusal, now: Timestamp) -> Vec<(Refusal, u64)> {
        let mut due = self.ended(now);
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_the_actor = windows.keys().filter(|known| known.actor == refusal.actor).count();
        let refusal = match windows.contains_key(&refusal) || of_the_actor < MOST {
            true => refusal,
            false => refusal.others(),
        };
        match windows.get_mut(&refusal) {
            Some(window) => window.again += 1,
            None => {
                due.push((refusal.clone(), 1));
                windows.insert(refusal, Window { since: now, again: 0 });
            }
        }
        due
    }

    /// Forgets the windows that are over; answers those with something counted.
    fn ended(&self, now: Timestamp) -> Vec<(Refusal, u64)> {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back ends them too.
        let over = |window: &Window| !(SignedDuration::ZERO..WINDOW).contains(&now.duration_since(window.since));
        let ended = windows.extract_if(|_, window| over(window));
        ended
            .filter(|(_, window)| window.again > 0)
            .map(|(refusal, window)| (refusal, window.again))
            .collect()
    }
}

async fn write(app: &App, due: Vec<(Refusal, u64)>) -> Result<()> {
    if due.is_empty() {
        return Ok(());
    }
    let now = app.clock.now();
    let entries = due.into_iter().map(|(refusal, count)| refusal.entry(now, count));
    let batch = entries.fold(Batch::new(), Batch::entry);
    app.writer.commit(Commit::of(batch)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Act;

    const NOW: &str = "2026-11-19T15:00:00Z";

    fn refusal(id: usize) -> Refusal {
        Refusal::of_act(&Actor::System("prueba"), &Refused::new(Act::Read, "case", id))
    }

    fn at(seconds: i64) -> Timestamp {
        NOW.parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn the_same_refusal_within_a_minute_is_written_once_and_counted() {
        let refusals = Refusals::default();
        assert_eq!(refusals.count(refusal(1), at(0)), [(refusal(1), 1)]);
        assert_eq!(refusals.count(refusal(1), at(1)), []);
        assert_eq!(refusals.count(refusal(1), at(59)), []);
        assert_eq!(refusals.ended(at(59)), []);
        assert_eq!(
            refusals.count(refusal(1), at(60)),
            [(refusal(1), 2), (refusal(1), 1)],
            "those that were counted, and the first of another minute"
        );
    }

    #[test]
    fn whoever_tries_everything_gets_one_entry_for_the_rest() {
        let refusals = Refusals::default();
        let written: usize = (0..10_000).map(|id| refusals.count(refusal(id), at(0)).len()).sum();
        assert_eq!(written, MOST + 1);
        let [(rest, count)] = refusals.ended(at(60)).try_into().unwrap();
        assert_eq!((rest, count), (refusal(0).others(), 10_000 - 61));
    }
}
