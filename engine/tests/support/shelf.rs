//! What a process calls; for a golden one, decisions from `NAME.decisions/` and processes from `NAME.calls/`.

use std::path::{Path, PathBuf};

use radica_engine::library::{Decision, Library};
use radica_engine::{Definition, ids::DefinitionHash};
use radica_feel::dmn::{Decisions, Sheet};

/// A library in memory.
#[derive(Default)]
pub struct Shelf {
    decisions: Vec<(String, Decisions)>,
    processes: Vec<Definition>,
}

impl Shelf {
    /// Processes; of those with the same id, the last is the newest.
    pub fn holding(processes: Vec<Definition>) -> Self {
        let decisions = Vec::new();
        Self { decisions, processes }
    }

    /// Adds a decision: a table, as YAML.
    #[allow(dead_code, reason = "only the properties need it")]
    pub fn with_decision(mut self, source: &str) -> Self {
        self.decisions.push(decision(source));
        self
    }

    /// What stands beside a golden definition. Of processes with the same id, the one whose file comes last by
    /// name is the newest.
    pub fn of(folder: &Path, name: &str) -> Self {
        let decisions = sources(&folder.join(format!("{name}.decisions")));
        let called = sources(&folder.join(format!("{name}.calls")));
        let called = called.map(|(file, source)| {
            Definition::from_yaml(&source, &file).unwrap_or_else(|problems| panic!("{file}: {}", problems[0]))
        });
        Self {
            decisions: decisions.map(|(_, source)| decision(&source)).collect(),
            processes: called.collect(),
        }
    }
}

fn decision(source: &str) -> (String, Decisions) {
    let sheet: Sheet = serde_saphyr::from_str(source).unwrap();
    let decisions = Decisions::compile(&sheet.to_model().unwrap(), &[]);
    assert!(decisions.problems().is_empty(), "{:?}", decisions.problems());
    (sheet.decision, decisions)
}

/// The names and texts of the files in a folder, by name; none when there is no folder.
fn sources(folder: &Path) -> impl Iterator<Item = (String, String)> + use<> {
    let files = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    let read = |file: PathBuf| {
        let source = std::fs::read_to_string(&file).unwrap();
        (file.display().to_string(), source)
    };
    files.into_iter().map(read)
}

impl Library for Shelf {
    fn decision(&self, name: &str) -> Option<Decision<'_>> {
        let mut all = self.decisions.iter();
        let (name, model) = all.find(|(known, _)| known == name)?;
        let hash = "0";
        Some(Decision { model, name, hash })
    }

    fn process(&self, id: &str) -> Option<&Definition> {
        self.processes.iter().rfind(|process| process.id() == id)
    }

    fn version(&self, hash: &DefinitionHash) -> Option<&Definition> {
        self.processes.iter().find(|process| process.hash() == hash)
    }
}
