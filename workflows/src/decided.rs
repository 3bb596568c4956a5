//! What tables decided in a case, as its journal keeps it: which version, on what values, by which rules, and what
//! stopped it when it gave nothing.

use std::sync::Arc;

use jiff::Timestamp;
use radica_engine::Event;
use radica_engine::event::{TableRead, Wait};
use radica_engine::ids::TokenId;
use radica_engine::incident::Incident;
use radica_feel::RuleTrace;
use radica_storage::definitions;
use radica_storage::journal::Recorded;
use serde::Deserialize;

use crate::app::App;
use crate::catalog::decision::{Decision, read_alone};
use crate::decisions::{Attempt, in_words, outputs};
use crate::problem::{Error, Result};

/// A decision that was made, or that could not be made.
#[derive(Debug, Clone)]
pub struct Decided {
    /// When.
    pub at: Timestamp,
    /// Its id.
    pub id: String,
    /// SHA-256 of the version that decided.
    pub hash: String,
    /// Whether that version is still in force.
    pub in_force: bool,
    /// That version; none when it is no longer kept.
    pub decision: Option<Arc<Decision>>,
    /// What it gave, and how.
    pub attempt: Attempt,
    /// Why the process stopped there, if it did.
    pub failure: Option<String>,
}

impl Decided {
    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.decision.as_ref().map_or(&self.id, |decision| &decision.name)
    }
}

/// The events of one entry.
#[derive(Deserialize)]
struct Turned {
    events: Vec<Event>,
}

/// The decisions among entries of the journal, in their order.
pub async fn of(app: &App, entries: &[Recorded]) -> Result<Vec<Decided>> {
    let mut found = Vec::new();
    // Most turns decide nothing by table: they are not read.
    let by_table = |entry: &&Recorded| entry.kind == "decided" && entry.data.as_str().contains(r#""e":"decided""#);
    for entry in entries.iter().filter(by_table) {
        let damaged = |problem| Error::Internal(format!("journal {}: {problem}", entry.position));
        let turned: Turned = entry.data.read().map_err(damaged)?;
        for event in &turned.events {
            if let Event::Decided { token, .. } = event {
                let incident = stopped(&turned.events, *token);
                found.extend(told(app, entry.at, event, incident).await?);
            }
        }
    }
    Ok(found)
}

async fn told(app: &App, at: Timestamp, event: &Event, incident: Option<&Incident>) -> Result<Option<Decided>> {
    let Event::Decided {
        decision: id,
        hash,
        tables,
        value,
        ..
    } = event
    else {
        return Ok(None);
    };
    let decision = version(app, id, hash).await?;
    let table = decision.as_ref().and_then(|decision| decision.table());
    // Tables are told in the order they ended: the decision's own is the last.
    let read = tables.last().filter(|_| table.is_some());
    let attempt = Attempt {
        value: in_words(value),
        outputs: decision
            .as_ref()
            .map(|decision| outputs(decision, value))
            .unwrap_or_default(),
        explanation: incident.map(|incident| incident.why.clone()).unwrap_or_default(),
        tested: read.map(tested).unwrap_or_default(),
        rules: read.map(fates).unwrap_or_default(),
        unreadable: Vec::new(),
    };
    Ok(Some(Decided {
        at,
        id: id.clone(),
        hash: hash.clone(),
        in_force: app.catalog().decision(id).is_some_and(|now| now.hash == *hash),
        decision,
        attempt,
        failure: incident.map(|incident| incident.message.clone()),
    }))
}

/// The version of a decision with this content, compiled from the database's copy if it is of an earlier catalogue.
async fn version(app: &App, id: &str, hash: &str) -> Result<Option<Arc<Decision>>> {
    let in_force = app.catalog().decision(id).filter(|decision| decision.hash == hash);
    if let Some(decision) = in_force {
        return Ok(Some(Arc::clone(decision)));
    }
    let Some(kept) = definitions::get(&app.db, hash).await? else {
        return Ok(None);
    };
    // A model that imported others of its catalogue cannot be read without them.
    let read = read_alone(&kept.name, &kept.source).unwrap_or_default();
    Ok(read
        .into_iter()
        .find(|decision| decision.id.as_str() == id)
        .map(Arc::new))
}

fn stopped(events: &[Event], at: TokenId) -> Option<&Incident> {
    events.iter().find_map(|event| match event {
        Event::Waiting {
            token,
            wait: Wait::Incident { incident },
        } if *token == at => Some(incident),
        _ => None,
    })
}

fn tested(read: &TableRead) -> Vec<String> {
    let words = |text: &String| match text.as_str() {
        "nulo" => "sin valor".to_owned(),
        "true" => "sí".to_owned(),
        "false" => "no".to_owned(),
        other => other.to_owned(),
    };
    read.inputs.iter().map(words).collect()
}

fn fates(read: &TableRead) -> Vec<RuleTrace> {
    let fate = |failed: &Option<u16>| failed.map_or(RuleTrace::Matched, |cell| RuleTrace::Failed(usize::from(cell)));
    read.rules.iter().map(fate).collect()
}
