//! What begins the processes in force becomes rows, at every start of the program: what did not change keeps its rows,
//! so that a time goes on being counted from where it was.

use std::collections::BTreeMap;

use jiff::Timestamp;
use radica_engine::Definition;
use radica_engine::calendar::Calendar;
use radica_engine::model::{Beginning, BegunBy};
use radica_storage::journal::Entry;
use radica_storage::starts::{self, Start, StartKind};
use radica_storage::{Batch, Commit};
use serde_json::json;

use super::due;
use crate::actor::Actor;
use crate::app::App;
use crate::problem::{Error, Result};

/// What the journal calls a row of `starts`.
pub(super) const SUBJECT: &str = "start";
/// How often it is tried when another node deploys at the same time.
const ATTEMPTS: usize = 8;

/// Writes what begins the processes of the catalogue in force, and deletes what no longer does.
pub async fn deploy(app: &App) -> Result<()> {
    let mut attempts = 0;
    loop {
        match attempt(app).await {
            Err(Error::Conflict(_)) if attempts < ATTEMPTS => attempts += 1,
            outcome => return outcome,
        }
    }
}

async fn attempt(app: &App) -> Result<()> {
    let known = starts::all(&app.db).await?;
    let mut known: BTreeMap<String, Start> = known.into_iter().map(|start| (start.id.clone(), start)).collect();
    let (now, calendar) = (app.clock.now(), &app.rules.catalog.calendar);
    let mut changes = Changes::default();
    for process in app.rules.processes() {
        for beginning in process.begun_by() {
            let Some(id) = Id::of(process, &beginning) else {
                continue;
            };
            let key = Start::id_of(process.id(), beginning.element.id.as_str(), i64::from(beginning.part));
            match known.remove(&key) {
                Some(old) if old.kind == id.kind && old.name == id.name => changes.keep(old, process),
                old => changes.arm(
                    app,
                    old.map(|old| old.version),
                    fresh(key, process, &beginning, id, now, calendar),
                ),
            }
        }
    }
    for gone in known.into_values() {
        changes.remove(app, &gone);
    }
    changes.commit(app).await
}

/// What has to be the same for a row to stay as it is.
struct Id {
    kind: StartKind,
    name: String,
}

impl Id {
    /// None for a condition: nothing tells the host, without an instance, what it would be about.
    fn of(process: &Definition, beginning: &Beginning<'_>) -> Option<Self> {
        let (kind, name) = match beginning.by {
            BegunBy::Message(name) => (StartKind::Message, name.to_owned()),
            BegunBy::Signal(name) => (StartKind::Signal, name.to_owned()),
            BegunBy::Timer(timer) => (StartKind::Timer, timer.text()),
            BegunBy::Condition(_) => {
                tracing::warn!(process = process.id(), element = %beginning.element.id, "a condition begins nothing");
                return None;
            }
        };
        Some(Self { kind, name })
    }
}

fn fresh(
    key: String,
    process: &Definition,
    beginning: &Beginning<'_>,
    id: Id,
    now: Timestamp,
    calendar: &Calendar,
) -> Start {
    let (due_at, times_left) = match beginning.by {
        BegunBy::Timer(timer) => due::first(timer, now, calendar).unwrap_or_else(|why| {
            tracing::error!(start = key, why, "a time that begins a process has no moment");
            (None, None)
        }),
        _ => (None, None),
    };
    Start {
        id: key,
        version: 1,
        process: process.id().to_owned(),
        definition: process.hash().to_string(),
        element: beginning.element.id.to_string(),
        part: i64::from(beginning.part),
        kind: id.kind,
        name: id.name,
        since: now,
        due_at,
        times_left,
    }
}

/// What one deployment writes.
#[derive(Default)]
struct Changes {
    batch: Batch,
    expected: Vec<(String, Option<i64>)>,
}

impl Changes {
    /// The same thing begins a new version of the process.
    fn keep(&mut self, old: Start, process: &Definition) {
        let definition = process.hash().to_string();
        if old.definition == definition {
            return;
        }
        self.expected.push((old.id.clone(), Some(old.version)));
        self.put(Start {
            version: old.version + 1,
            definition,
            ..old
        });
    }

    fn arm(&mut self, app: &App, replaces: Option<i64>, new: Start) {
        self.expected.push((new.id.clone(), replaces));
        let new = Start {
            version: replaces.unwrap_or(0) + 1,
            ..new
        };
        let data = json!({
            "definition": new.definition, "by": new.kind.as_str(), "name": new.name, "due_at": new.due_at,
        });
        self.say(app, &new, "armed", data);
        self.put(new);
    }

    fn remove(&mut self, app: &App, gone: &Start) {
        self.expected.push((gone.id.clone(), Some(gone.version)));
        self.say(
            app,
            gone,
            "removed",
            json!({ "by": gone.kind.as_str(), "name": gone.name }),
        );
        self.batch = std::mem::take(&mut self.batch).delete::<Start>(gone.id.clone());
    }

    fn put(&mut self, start: Start) {
        self.batch = std::mem::take(&mut self.batch).put(start);
    }

    fn say(&mut self, app: &App, start: &Start, kind: &str, data: serde_json::Value) {
        let entry = Entry {
            at: app.clock.now(),
            actor: Actor::System("deployment").journal_name(),
            subject_kind: SUBJECT.to_owned(),
            subject_id: start.id.clone(),
            version: start.version,
            kind: kind.to_owned(),
            data: data.into(),
        };
        self.batch = std::mem::take(&mut self.batch).entry(entry);
    }

    async fn commit(self, app: &App) -> Result<()> {
        if self.expected.is_empty() {
            return Ok(());
        }
        let expect = |commit: Commit, (id, version): &(String, Option<i64>)| commit.expect::<Start>(id, *version);
        let commit = self.expected.iter().fold(Commit::of(self.batch), expect);
        app.writer.commit_patiently(commit).await?;
        Ok(())
    }
}
