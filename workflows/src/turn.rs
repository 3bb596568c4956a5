//! One turn: a command, what the engine decides on it, and every row that follows. Pure, so it is decided in memory and
//! written as a whole or not at all.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;
use radica_engine::event::Event;
use radica_engine::instance::Status;
use radica_engine::migrate::Migration;
use radica_engine::{Command, Definition, Effect, Env, Instance, decide};
use radica_storage::documents::Document;
use radica_storage::journal::Entry;
use radica_storage::record::Record;
use radica_storage::value::Cell;
use radica_storage::{Batch, Json};
use serde::Serialize;
use serde_json::Value;

use crate::actor::Actor;
use crate::definitions::Shelf;
use crate::effects;
use crate::ids::IdSource;
use crate::journaling;
use crate::kept::{Grows, Kept};
use crate::matter::{Matter, Subject};
use crate::positions::{self, Positions};
use crate::problem::{Error, Result};
use crate::records::{self, NewDocument};
use crate::rules::Rules;

/// A turn under way.
pub struct Turn {
    /// The definitions in force.
    pub rules: Arc<Rules>,
    /// When it happens.
    pub now: Timestamp,
    /// Who asked.
    pub actor: Actor,
    /// Ids for what it creates.
    pub ids: IdSource,
    /// What it changes.
    pub matter: Matter,
    batch: Batch,
    /// Where the tokens were before.
    stood: Positions,
}

impl Turn {
    /// A turn on `matter`.
    #[must_use]
    pub fn new(rules: Arc<Rules>, actor: Actor, now: Timestamp, ids: IdSource, matter: Matter) -> Self {
        Self {
            stood: positions::of(matter.row.get().id, &matter.instance),
            rules,
            now,
            actor,
            ids,
            matter,
            batch: Batch::new(),
        }
    }

    /// Runs a command, and those that its effects give rise to, until the instance waits or ends.
    pub fn run(&mut self, command: Command) -> Result<()> {
        let effects = self.decide(&command)?;
        self.carry_out(effects)
    }

    /// Moves the instance to another version of its process, or of one that it called, and carries out what follows.
    /// `to` is the version that `migration` names.
    pub fn migrate(&mut self, migration: &Migration<'_>, to: &Arc<Definition>) -> Result<()> {
        let effects = self.decide_migration(migration, to)?;
        self.carry_out(effects)
    }

    /// Writes a record.
    pub fn put(&mut self, record: impl Record) {
        self.batch = std::mem::take(&mut self.batch).put(record);
    }

    /// Deletes a record.
    pub fn delete<T: Record>(&mut self, key: impl Cell) {
        self.batch = std::mem::take(&mut self.batch).delete::<T>(key);
    }

    /// Adds a journal entry on a subject.
    pub fn journal(&mut self, subject: journaling::About<'_>, kind: &str, data: Value) {
        self.enter(journaling::entry(self.now, &self.actor, subject, kind, data));
    }

    /// Adds a journal entry that was made elsewhere.
    pub fn enter(&mut self, entry: Entry) {
        self.batch = std::mem::take(&mut self.batch).entry(entry);
    }

    /// Puts a document into the expediente of the turn's case, with its journal entry.
    pub fn incorporate(&mut self, new: NewDocument) -> Result<Document> {
        let now = self.now;
        let file = self.matter.case_mut()?;
        let case = file.case.get().id;
        let document = records::incorporate(&mut file.expediente, Some(case), new, now)?;
        self.put(records::blob_of(&document));
        self.put(document.clone());
        self.journal(
            ("document", &document.id, document.version),
            "incorporated",
            records::journal_of(&document),
        );
        Ok(document)
    }

    /// Everything that this turn writes, and what it leaves.
    pub fn finish(self) -> Result<(Batch, Matter)> {
        let Self {
            matter,
            batch,
            rules,
            now,
            actor,
            stood,
            ..
        } = self;
        let author = Author { actor, now };
        let batch = moved(batch, stood, positions::of(matter.row.get().id, &matter.instance));
        let mut matter = matter;
        let state = json(&matter.instance)?;
        let status = status_of(&matter.instance).to_owned();
        let row = matter.row.change();
        (row.state, row.status, row.updated_at) = (state, status, now);
        let batch = matter.row.write(batch);
        let batch = matter.tasks.values().fold(batch, |batch, task| task.write(batch));
        let batch = match &mut matter.subject {
            Subject::Case(file) => {
                let due = file.clock.due(&rules.catalog.calendar);
                let clock = file.clock.to_json()?;
                if file.case.get().clock != clock || file.case.get().due_on != due {
                    let case = file.case.change();
                    (case.clock, case.due_on) = (clock, due);
                }
                author.write(&file.expediente, author.write(&file.case, batch))
            }
            Subject::Policy(file) => {
                let batch = author.write(&file.version, author.write(&file.document, batch));
                let in_force = file.in_force.iter();
                let batch = in_force.fold(batch, |batch, kept| author.write(kept, batch));
                file.ballot.iter().fold(batch, |batch, kept| author.write(kept, batch))
            }
            Subject::Alone => batch,
        };
        Ok((batch, matter))
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> Result<()> {
        let mut waiting = VecDeque::new();
        for effect in effects {
            waiting.extend(effects::carry_out(self, effect)?);
        }
        while let Some(command) = waiting.pop_front() {
            for effect in self.decide(&command)? {
                waiting.extend(effects::carry_out(self, effect)?);
            }
        }
        Ok(())
    }

    fn decide_migration(&mut self, migration: &Migration<'_>, to: &Arc<Definition>) -> Result<Vec<Effect>> {
        let matter = &mut self.matter;
        let mut versions = matter.versions.clone();
        versions.add(matter.process.clone());
        versions.add(to.clone());
        let library = Shelf {
            rules: &self.rules,
            versions: &versions,
        };
        let mut env = Env {
            now: self.now,
            ids: &mut self.ids,
            calendars: &self.rules.catalog.calendar,
            library: &library,
        };
        let (decided, instance) = migration.migrate(&matter.instance, &mut env)?;
        matter.instance = instance;
        matter.versions = versions;
        if matter.process.hash() == migration.from.hash() {
            matter.process = to.clone();
            let row = matter.row.change();
            row.definition = to.hash().to_string();
            to.id().clone_into(&mut row.definition_name);
        }
        self.decided(&"migrate", &decided.events)?;
        Ok(decided.effects)
    }

    fn decide(&mut self, command: &Command) -> Result<Vec<Effect>> {
        let matter = &mut self.matter;
        let calendars = &self.rules.catalog.calendar;
        let library = Shelf {
            rules: &self.rules,
            versions: &matter.versions,
        };
        let mut env = Env {
            now: self.now,
            ids: &mut self.ids,
            calendars,
            library: &library,
        };
        let decision = decide(&matter.process, &matter.instance, command, &mut env)?;
        matter.instance = decision.instance;
        self.decided(command, &decision.events)?;
        Ok(decision.effects)
    }

    fn decided<C: Serialize>(&mut self, command: &C, events: &[Event]) -> Result<()> {
        let row = &mut self.matter.row;
        row.change();
        let (id, version) = (row.get().id, row.next_version());
        let data = json(&Decided { command, events })?;
        self.enter(journaling::entry(
            self.now,
            &self.actor,
            ("instance", &id, version),
            "decided",
            data,
        ));
        Ok(())
    }
}

/// What the journal keeps of a decision of the engine.
#[derive(Serialize)]
struct Decided<'a, C> {
    command: &'a C,
    events: &'a [Event],
}

/// Who changes what a turn writes, and when.
struct Author {
    actor: Actor,
    now: Timestamp,
}

impl Author {
    /// Adds a record that the turn changed, and the entry with its old and new values.
    fn write<T: Grows>(&self, kept: &Kept<T>, batch: Batch) -> Batch {
        let batch = kept.write(batch);
        match kept.told() {
            Some(change) => batch.entry(journaling::changed(self.now, &self.actor, change)),
            None => batch,
        }
    }
}

/// Writes the positions that changed.
fn moved(batch: Batch, mut stood: Positions, stand: Positions) -> Batch {
    let mut batch = batch;
    for (id, position) in stand {
        if stood.remove(&id).as_ref() != Some(&position) {
            batch = batch.put(position);
        }
    }
    stood.into_values().fold(batch, Batch::remove)
}

/// Where an instance stands, for lists: one that is suspended is `suspended`, and one with an incident `incident`,
/// whatever else goes on in it.
#[must_use]
pub fn status_of(instance: &Instance) -> &'static str {
    match instance.status() {
        Status::New => "new",
        Status::Running if instance.suspended() => "suspended",
        Status::Running if instance.incidents().next().is_some() => "incident",
        Status::Running => "running",
        Status::Finished => "finished",
        Status::Cancelled { .. } => "cancelled",
    }
}

/// A value as JSON; fails only on maps whose keys are not text.
pub fn json(value: &impl Serialize) -> Result<Json> {
    Json::of(value).map_err(|problem| Error::Internal(problem.to_string()))
}
