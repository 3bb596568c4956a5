//! What a process that is tried may call: the other processes of its file, those of the files given with it, and
//! what the catalogue has.

use std::path::PathBuf;

use radica_engine::Definition;
use radica_engine::ids::DefinitionHash;
use radica_engine::library::{Decision as Found, Library};
use radica_workflows::catalog::decision::{Decision, read_alone};
use radica_workflows::catalog::{Files, Kind, compile};

use crate::cli::convert::told;
use crate::cli::{Failure, given};

/// Processes and decisions; the first of a name is meant.
#[derive(Default)]
pub struct Shelf {
    processes: Vec<Definition>,
    decisions: Vec<Decision>,
}

impl Shelf {
    /// The processes of the file that is tried.
    pub fn of(source: &str, name: &str) -> Result<Self, Failure> {
        let mut shelf = Self::default();
        shelf.add(source, name)?;
        if shelf.processes.is_empty() {
            return Err(Failure::told(format!("{name}: no es un proceso")));
        }
        Ok(shelf)
    }

    /// What other files hold.
    pub fn with(mut self, files: &[PathBuf]) -> Result<Self, Failure> {
        for file in files {
            self.add(&given::text(file)?, &file.display().to_string())?;
        }
        Ok(self)
    }

    /// What the catalogue holds, when it can be read; a process is tried without it otherwise.
    pub fn and_catalog(mut self, files: &Files) -> Self {
        for (directory, extension) in [
            ("processes", "yaml"),
            ("processes", "bpmn"),
            ("decisions", "yaml"),
            ("decisions", "dmn"),
        ] {
            for (path, text) in files.of(directory, extension) {
                let _ = self.add(text, path);
            }
        }
        self
    }

    /// The process to run: the one named, else the first.
    pub fn chosen(&self, id: Option<&str>) -> Result<&Definition, Failure> {
        let mut processes = self.processes.iter();
        let found = match id {
            Some(id) => processes.find(|process| process.id() == id),
            None => processes.next(),
        };
        found.ok_or_else(|| Failure::told(format!("no hay un proceso `{}`", id.unwrap_or_default())))
    }

    fn add(&mut self, source: &str, name: &str) -> Result<(), Failure> {
        match Kind::of(source) {
            Some(Kind::Bpmn) => {
                let processes = Definition::all_from_bpmn(source, name).map_err(|problems| told(&problems))?;
                self.processes.extend(processes);
            }
            Some(Kind::Decision | Kind::Dmn) => {
                self.decisions
                    .extend(read_alone(name, source).map_err(|problems| told(&problems))?);
            }
            _ => self
                .processes
                .push(compile(source, name).map_err(|problems| told(&problems))?),
        }
        Ok(())
    }
}

impl Library for Shelf {
    fn decision(&self, name: &str) -> Option<Found<'_>> {
        let decision = self.decisions.iter().find(|decision| decision.id.as_str() == name)?;
        Some(Found {
            model: decision.compiled(),
            name: decision.id.as_str(),
            hash: &decision.hash,
        })
    }

    fn process(&self, id: &str) -> Option<&Definition> {
        self.processes.iter().find(|process| process.id() == id)
    }

    fn version(&self, hash: &DefinitionHash) -> Option<&Definition> {
        self.processes.iter().find(|process| process.hash() == hash)
    }
}
