//! What a process does with a version of a governed document: opens and closes its ballot, publishes it or sends it back.

use radica_storage::committees::Ballot;
use radica_storage::policies::Governed;
use serde_json::{Value, json};

use crate::committees::{Entitled, entitled_of, stored_id};
use crate::kept::Kept;
use crate::problem::Result;
use crate::turn::{Turn, json as stored};

/// States of a version: borrador → revision → comite → vigente → sustituida; no-aprobada when it ends otherwise.
pub mod state {
    /// Being written.
    pub const DRAFT: &str = "borrador";
    /// Before its reviewers.
    pub const REVIEW: &str = "revision";
    /// Before the committee.
    pub const COMMITTEE: &str = "comite";
    /// Withdrawn, or not approved.
    pub const REJECTED: &str = "no-aprobada";
    /// In force.
    pub const IN_FORCE: &str = "vigente";
    /// Replaced by a later one.
    pub const REPLACED: &str = "sustituida";
}

/// Opens the committee's vote; who may vote is a snapshot taken now.
pub fn open_ballot(turn: &mut Turn) -> Result<()> {
    let (now, rules) = (turn.now, turn.rules.clone());
    let id = turn.ids.id();
    let file = turn.matter.policy_mut()?;
    let committee = rules.committee_of(&file.document.get().code)?;
    let entitled: Vec<Entitled> = entitled_of(committee);
    let ballot = Ballot {
        id,
        version: 1,
        version_id: file.version.get().id,
        committee: stored_id(committee),
        entitled: stored(&entitled)?,
        opened_at: now,
        closed_at: None,
        result: None,
    };
    file.ballot = Some(Kept::new(ballot));
    file.votes.clear();
    state::COMMITTEE.clone_into(&mut file.version.change().state);
    journal_version(
        turn,
        "ballot-opened",
        json!({ "ballot": id.to_string(), "entitled": entitled }),
    )
}

/// The version enters into force and replaces the one before it.
pub fn publish(turn: &mut Turn) -> Result<()> {
    let now = turn.now;
    let today = crate::time::in_zone(now).date();
    let file = turn.matter.policy_mut()?;
    if let Some(replaced) = &mut file.in_force {
        state::REPLACED.clone_into(&mut replaced.change().state);
    }
    let version = file.version.change();
    (version.state, version.date) = (state::IN_FORCE.to_owned(), Some(today));
    let id = version.id;
    let document: &mut Governed = file.document.change();
    (document.in_force, document.updated_at) = (Some(id), now);
    journal_version(turn, "published", json!({ "on": today.to_string() }))
}

/// The version ends without entering into force: withdrawn by its author or not approved.
pub fn withdraw(turn: &mut Turn) -> Result<()> {
    let file = turn.matter.policy_mut()?;
    state::REJECTED.clone_into(&mut file.version.change().state);
    journal_version(turn, "withdrawn", json!({}))
}

fn journal_version(turn: &mut Turn, kind: &str, data: Value) -> Result<()> {
    let file = turn.matter.policy_mut()?;
    let (id, version) = (file.version.get().id, file.version.next_version());
    turn.journal(("document-version", &id, version), kind, data);
    Ok(())
}
