//! The settings that a node runs with, in the journal: each start writes down what differs from the last.

use std::collections::BTreeMap;

use radica_storage::journal::last_of_subject;
use radica_storage::{Batch, Commit};
use serde_json::{Value, json};

use crate::actor::Actor;
use crate::app::App;
use crate::journaling::{About, entry};
use crate::problem::{Error, Result};

const SUBJECT: &str = "settings";

/// The settings that count, each with what it is set to. No secret is among them.
pub type Settings = BTreeMap<&'static str, String>;

/// Writes down what differs from the last start of a node: old and new values, and all as they are now.
///
/// # Errors
/// When the database cannot take it.
pub async fn note(app: &App, node: &str, settings: &Settings) -> Result<()> {
    let last = last_of_subject(&app.db, SUBJECT, node).await?;
    let version = last.as_ref().map_or(0, |last| last.version) + 1;
    let before: Option<Value> = match last {
        Some(last) => {
            let read = last.data.read::<Value>();
            Some(read.map_err(|error| Error::Internal(format!("journal {}: {error}", last.position)))?["all"].clone())
        }
        None => None,
    };
    let now = json!(settings);
    if before.as_ref() == Some(&now) {
        return Ok(());
    }
    let data = json!({ "old": differing(before.as_ref(), &now), "new": differing(Some(&now), before.as_ref().unwrap_or(&Value::Null)), "all": now });
    let about: About<'_> = (SUBJECT, &node, version);
    let entry = entry(app.clock.now(), &Actor::System("boot"), about, "started-with", data);
    app.writer
        .commit_patiently(Commit::of(Batch::new().entry(entry)))
        .await?;
    Ok(())
}

/// The part of some settings that is not so in others.
fn differing(of: Option<&Value>, from: &Value) -> Value {
    let Some(Value::Object(of)) = of else {
        return Value::Null;
    };
    let differs = |(name, value): &(&String, &Value)| from.get(name.as_str()) != Some(*value);
    let parts = of.iter().filter(differs);
    parts
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
