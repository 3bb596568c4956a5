//! Compiled processes by content hash: a running instance keeps the definitions it started with, its own and those
//! that it called.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use radica_engine::expression::Template;
use radica_engine::ids::DefinitionHash;
use radica_engine::library::{Decision, Library};
use radica_engine::model::{Kind, Node};
use radica_engine::{Definition, Instance};
use radica_storage::{Db, definitions};

use crate::catalog::compile;
use crate::catalog::ids::ProcessId;
use crate::problem::{Error, Result};
use crate::rules::Rules;

/// Compiled processes.
#[derive(Default)]
pub struct Definitions {
    by_hash: RwLock<HashMap<String, Arc<Definition>>>,
}

impl Definitions {
    /// The processes of the catalogue in force.
    pub fn of<'a>(processes: impl IntoIterator<Item = &'a Arc<Definition>>) -> Self {
        let by_hash = processes
            .into_iter()
            .map(|process| (process.hash().to_string(), Arc::clone(process)));
        Self {
            by_hash: RwLock::new(by_hash.collect()),
        }
    }

    /// The definition with this content, compiled from the database's copy if it is of an earlier catalogue.
    pub async fn get(&self, db: &Db, hash: &str) -> Result<Arc<Definition>> {
        if let Some(known) = self.known(hash) {
            return Ok(known);
        }
        let stored = definitions::get(db, hash).await?;
        let stored = stored.ok_or_else(|| Error::Internal(format!("no definition with content {hash}")))?;
        let compiled = compile(&stored.source, &stored.name)
            .map_err(|problems| Error::Internal(format!("definition {hash} no longer compiles: {problems:?}")))?;
        let compiled = Arc::new(compiled);
        let mut by_hash = self.by_hash.write().unwrap_or_else(PoisonError::into_inner);
        by_hash.insert(hash.to_owned(), Arc::clone(&compiled));
        Ok(compiled)
    }

    /// The versions of the processes that an instance has called and that still run.
    pub async fn called_by(&self, db: &Db, instance: &Instance) -> Result<Versions> {
        let mut versions = Versions::default();
        for hash in instance.scopes().filter_map(|(_, scope)| scope.calls.as_ref()) {
            if !versions.running.contains_key(hash) {
                versions.add(self.get(db, hash.as_str()).await?);
            }
        }
        Ok(versions)
    }

    fn known(&self, hash: &str) -> Option<Arc<Definition>> {
        self.by_hash
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(hash)
            .cloned()
    }
}

/// Processes that one instance needs beside its own.
#[derive(Debug, Clone, Default)]
pub struct Versions {
    /// Those that it called and that still run, by their content.
    running: BTreeMap<DefinitionHash, Arc<Definition>>,
    /// Those in force that it calls by name, whether they ran or not.
    named: Vec<Arc<Definition>>,
}

impl Versions {
    /// With what a process, and what it calls, call by name.
    #[must_use]
    pub fn with_named(mut self, rules: &Rules, process: &Definition) -> Self {
        let mut waiting = names_called(process);
        while let Some(name) = waiting.pop() {
            let known = |other: &Arc<Definition>| other.id() == name;
            let Ok(found) = rules.process(&ProcessId::new(name.as_str())) else {
                continue;
            };
            if !self.named.iter().any(known) {
                waiting.extend(names_called(found));
                self.named.push(Arc::clone(found));
            }
        }
        self
    }

    /// Adds one that runs.
    pub fn add(&mut self, process: Arc<Definition>) {
        self.running.insert(process.hash().clone(), process);
    }

    /// The version with this content, if it still runs.
    #[must_use]
    pub fn running(&self, hash: &DefinitionHash) -> Option<&Arc<Definition>> {
        self.running.get(hash)
    }

    /// The elements of all of them, those that run first.
    pub fn elements(&self) -> impl Iterator<Item = &Node> {
        let all = self.running.values().chain(&self.named);
        all.flat_map(|process| process.elements())
    }
}

/// The processes that a process calls by a name written out.
fn names_called(process: &Definition) -> Vec<String> {
    let name = |node: &Node| match &node.kind {
        Kind::CallActivity(call) => match &call.process {
            Template::Literal(name) => name.as_str().map(str::to_owned),
            _ => None,
        },
        _ => None,
    };
    process.elements().filter_map(name).collect()
}

/// What a process may call: the newest versions by their names, and those that it has called already.
#[derive(Clone, Copy)]
pub struct Shelf<'a> {
    /// The definitions in force.
    pub rules: &'a Rules,
    /// What the instance has called.
    pub versions: &'a Versions,
}

impl Library for Shelf<'_> {
    fn decision(&self, name: &str) -> Option<Decision<'_>> {
        let found = self.rules.catalog.decision(name)?;
        Some(Decision {
            model: found.compiled(),
            name: found.id.as_str(),
            hash: &found.hash,
        })
    }

    fn process(&self, id: &str) -> Option<&Definition> {
        self.rules.newest(id)
    }

    fn version(&self, hash: &DefinitionHash) -> Option<&Definition> {
        let called = self.versions.running(hash).map(|process| &**process);
        called.or_else(|| self.rules.in_force(hash))
    }
}
