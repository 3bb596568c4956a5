//! Messages, signals, errors and escalations, which BPMN declares once for the whole document.

use std::collections::HashSet;

use super::Xml;
use crate::model::Definition;

/// What is declared, each with its id.
pub(super) struct Declared {
    all: Vec<(&'static str, String, String)>,
    others: Vec<Xml>,
    taken: HashSet<String>,
}

impl Declared {
    /// Nothing yet; `definition` says which ids are taken.
    pub fn of(definition: &Definition) -> Self {
        let mut taken: HashSet<String> = definition.by_id.keys().map(ToString::to_string).collect();
        taken.extend(definition.flows.iter().map(|flow| flow.id.to_string()));
        taken.insert(definition.id.clone());
        Self {
            all: Vec::new(),
            others: Vec::new(),
            taken,
        }
    }

    /// The id under which a name is declared.
    pub fn id(&mut self, what: &'static str, name: &str) -> String {
        let found = self.all.iter().find(|(kind, known, _)| *kind == what && known == name);
        if let Some((_, _, id)) = found {
            return id.clone();
        }
        let id = self.free(what);
        self.all.push((what, name.to_owned(), id.clone()));
        id
    }

    /// Declares an event definition, and gives its id.
    pub fn definition(&mut self, definition: Xml) -> String {
        let id = self.free("event");
        self.others.push(definition.with("id", &*id));
        id
    }

    fn free(&mut self, what: &str) -> String {
        let mut n = 1;
        loop {
            let id = format!("{what}_{n}");
            if self.taken.insert(id.clone()) {
                return id;
            }
            n += 1;
        }
    }

    /// The declarations.
    pub fn elements(self) -> Vec<Xml> {
        let declared = self.all.into_iter().map(|(what, name, id)| {
            let xml = Xml::new(&format!("bpmn:{what}")).with("id", id).with("name", &*name);
            match what {
                "error" => xml.with("errorCode", name),
                "escalation" => xml.with("escalationCode", name),
                _ => xml,
            }
        });
        declared.chain(self.others).collect()
    }
}
