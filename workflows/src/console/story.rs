//! What happened in an instance, from its journal: one line per event, and the history of its variables.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use radica_engine::Definition;
use radica_engine::event::Event;
use radica_engine::ids::ScopeId;
use radica_engine::library::Library;
use radica_engine::trace::{Line, Tracer};
use radica_storage::ids::{InstanceId, PersonId};
use radica_storage::journal::{self, Recorded};
use radica_storage::people;
use serde::Deserialize;
use serde_json::Value;

use crate::actor::Actor;
use crate::app::App;
use crate::definitions::{Shelf, Versions};
use crate::matter::Matter;
use crate::operating::operator;
use crate::problem::{Error, Result};
use crate::starting::Cause;

/// Journal entries read of one instance.
const MOST: i64 = 5_000;

/// The story of an instance, in its order.
#[derive(Debug, Clone, Default)]
pub struct Story {
    /// What happened.
    pub happenings: Vec<Happening>,
    /// What its variables were, by scope and name, the oldest first.
    pub history: BTreeMap<(ScopeId, String), Vec<Change>>,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Happening {
    /// When.
    pub at: Timestamp,
    /// Who did it: a person's name, or a part of the system.
    pub who: String,
    /// An event of the engine and its line; or what an operator did, with the reason.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum What {
    /// An event.
    Event(Box<(Event, Line)>),
    /// A message, a signal or a time began the instance.
    Begun(Cause),
    /// An operator acted.
    Operated {
        /// What was done, as the journal names it.
        act: String,
        /// Why.
        reason: String,
    },
}

/// A value that a variable took.
#[derive(Debug, Clone)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// The value.
    pub value: Value,
}

#[derive(Deserialize)]
struct Decided {
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Begun {
    cause: Cause,
}

#[derive(Deserialize)]
struct Operated {
    act: String,
    reason: String,
}

/// The story of one instance.
pub async fn story(app: &App, actor: &Actor, id: InstanceId) -> Result<Story> {
    operator(actor)?;
    let matter = Matter::read(app, id).await?;
    let entries = journal::of_subject(&app.db, "instance", &id.to_string(), 0, MOST).await?;
    let names = names(app, &entries).await?;
    let ran = Ran::of(app, &matter, &entries).await?;
    let shelf = Shelf {
        rules: &app.rules,
        versions: &ran.versions,
    };
    let mut tracer = Tracer::new(&ran.first, &shelf);
    let mut story = Story::default();
    for entry in &entries {
        let who = names.get(&entry.actor).cloned().unwrap_or_else(|| entry.actor.clone());
        tell(&mut story, (&mut tracer, &shelf), entry, &who)?;
    }
    Ok(story)
}

/// The versions that an instance has run and called, so that each event is told in the words of its own.
struct Ran {
    first: Arc<Definition>,
    versions: Versions,
}

impl Ran {
    async fn of(app: &App, matter: &Matter, entries: &[Recorded]) -> Result<Self> {
        let mut ran = Self {
            first: matter.process.clone(),
            versions: matter.versions.clone(),
        };
        for decided in entries.iter().filter(|entry| entry.kind == "decided").map(events) {
            for event in decided? {
                let hash = match &event {
                    Event::Started { hash, .. } | Event::Migrated { hash, .. } => hash,
                    Event::ScopeOpened { calls: Some(hash), .. } => hash,
                    _ => continue,
                };
                let version = app.rules.definitions.get(&app.db, hash.as_str()).await?;
                if matches!(event, Event::Started { .. }) {
                    ran.first = version.clone();
                }
                ran.versions.add(version);
            }
        }
        Ok(ran)
    }
}

fn events(entry: &Recorded) -> Result<Vec<Event>> {
    let decided: Decided = entry.data.read().map_err(|problem| damaged(entry, &problem))?;
    Ok(decided.events)
}

fn damaged(entry: &Recorded, problem: &serde_json::Error) -> Error {
    Error::Internal(format!("journal {}: {problem}", entry.position))
}

fn tell<'a>(
    story: &mut Story,
    (tracer, shelf): (&mut Tracer<'a>, &'a Shelf<'a>),
    entry: &Recorded,
    who: &str,
) -> Result<()> {
    match entry.kind.as_str() {
        "decided" => {
            for event in events(entry)? {
                if let Event::Migrated { from, hash, moves, .. } = &event
                    && let Some(to) = shelf.version(hash)
                {
                    tracer.migrated(from, to, moves);
                }
                let line = tracer.line(entry.at, &event);
                remember(story, &event, entry.at, who);
                story.happenings.push(Happening {
                    at: entry.at,
                    who: who.to_owned(),
                    what: What::Event(Box::new((event, line))),
                });
            }
        }
        "begun" => {
            let Begun { cause } = entry.data.read().map_err(|problem| damaged(entry, &problem))?;
            story.happenings.push(Happening {
                at: entry.at,
                who: who.to_owned(),
                what: What::Begun(cause),
            });
        }
        "operated" => {
            let Operated { act, reason } = entry.data.read().map_err(|problem| damaged(entry, &problem))?;
            story.happenings.push(Happening {
                at: entry.at,
                who: who.to_owned(),
                what: What::Operated { act, reason },
            });
        }
        _ => {}
    }
    Ok(())
}

fn remember(story: &mut Story, event: &Event, at: Timestamp, who: &str) {
    let Event::Set { scope, variables } = event else {
        return;
    };
    for (name, value) in variables.iter() {
        let changes = story.history.entry((*scope, name.to_string())).or_default();
        changes.push(Change {
            at,
            who: who.to_owned(),
            value: value.to_json(),
        });
    }
}

/// The names of everybody who acted.
async fn names(app: &App, entries: &[Recorded]) -> Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    for entry in entries {
        if names.contains_key(&entry.actor) {
            continue;
        }
        let person = entry.actor.strip_prefix("person:");
        let name = match person.and_then(|id| id.parse::<PersonId>().ok()) {
            Some(id) => people::get(&app.db, id).await?.map(|person| person.name),
            None => Some(part(&entry.actor).to_owned()),
        };
        names.insert(entry.actor.clone(), name.unwrap_or_else(|| entry.actor.clone()));
    }
    Ok(names)
}

/// A part of the system, in words.
fn part(actor: &str) -> &str {
    match actor {
        "system:timers" => "Un plazo que se cumplió",
        "system:jobs" => "Un trabajo del sistema",
        "system:messages" => "Un mensaje",
        "system:signals" => "Una señal de otro proceso",
        "anonymous" => "Alguien sin cuenta",
        other if other.starts_with("system:") => "El sistema",
        other => other,
    }
}
