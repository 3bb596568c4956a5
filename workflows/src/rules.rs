//! The definitions in force and what is derived from them. Pure, so a turn may carry it anywhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use radica_engine::Definition;
use radica_engine::ids::DefinitionHash;
use radica_storage::definitions;
use radica_storage::expedientes::Expediente;

use crate::catalog::committee::Committee;
use crate::catalog::ids::{OfficeId, PolicyId, ProcessId};
use crate::catalog::tramite::Tramite;
use crate::catalog::trd::{Trd, TrdSubseries};
use crate::catalog::{Catalog, compile};
use crate::definitions::Definitions;
use crate::problem::{Error, Result};
use crate::tramite_search::TramiteSearch;

/// The kind of definition that processes are.
pub const PROCESS: &str = "process";
/// The kind of definition that decisions are: the file, which may hold several.
pub const DECISION: &str = "decision";
/// Days that a message is kept when nobody says otherwise.
pub const MESSAGE_DAYS: u16 = 7;

/// The catalogue, ready to run.
pub struct Rules {
    /// The catalogue.
    pub catalog: Catalog,
    /// Compiled processes, of this catalogue and of earlier ones.
    pub definitions: Definitions,
    /// The address people reach us at, without a final slash.
    pub public_url: String,
    /// Days that a message is kept for whoever will wait for it, when its definition does not say.
    pub message_days: u16,
    processes: BTreeMap<ProcessId, Arc<Definition>>,
    /// The trámites as people look for them, in the order of the catalogue.
    tramites: TramiteSearch,
}

/// Why a catalogue cannot run.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// A process does not compile.
    #[error("process {id}: {}", problems.join("; "))]
    Process {
        /// The process.
        id: ProcessId,
        /// What is wrong, each located.
        problems: Vec<String>,
    },
}

impl Rules {
    /// Compiles what a catalogue defines.
    ///
    /// # Errors
    /// When a process does not compile; `radica check` says so too, with everything else.
    pub fn new(catalog: Catalog, public_url: &str) -> std::result::Result<Self, RulesError> {
        let mut processes = BTreeMap::new();
        for (id, source) in &catalog.processes {
            let compiled = compile(&source.text, &source.path).map_err(|problems| {
                let problems = problems.iter().map(ToString::to_string).collect();
                RulesError::Process {
                    id: id.clone(),
                    problems,
                }
            })?;
            processes.insert(id.clone(), Arc::new(compiled));
        }
        Ok(Self {
            tramites: TramiteSearch::new(catalog.tramites.values().map(|tramite| &**tramite)),
            definitions: Definitions::of(processes.values()),
            processes,
            message_days: MESSAGE_DAYS,
            public_url: public_url.trim_end_matches('/').to_owned(),
            catalog,
        })
    }

    /// The processes and decisions in force as the database keeps them; `at` is for the caller to set.
    pub fn sources(&self) -> impl Iterator<Item = definitions::Definition> + '_ {
        let row = |hash: String, kind: &str, name: String, source: &str| definitions::Definition {
            hash,
            kind: kind.to_owned(),
            name,
            source: source.to_owned(),
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        let processes = self.processes.iter().filter_map(move |(id, process)| {
            let source = &self.catalog.processes.get(id)?.text;
            Some(row(process.hash().to_string(), PROCESS, id.to_string(), source))
        });
        let decisions = self.catalog.decisions().map(move |decision| {
            let source = &decision.source;
            row(decision.hash.clone(), DECISION, source.path.clone(), &source.text)
        });
        processes.chain(decisions)
    }

    /// A trámite by its code.
    #[must_use]
    pub fn tramite(&self, code: &str) -> Option<&Arc<Tramite>> {
        self.catalog.tramite(code)
    }

    /// The trámites that a question is about, the best first; accents and small mistakes do not matter.
    pub fn find_tramites<'a>(&'a self, words: &str) -> impl Iterator<Item = &'a Arc<Tramite>> + use<'a> {
        let found = self.tramites.find(words);
        let all: Vec<&Arc<Tramite>> = self.catalog.tramites.values().collect();
        found.into_iter().filter_map(move |place| all.get(place).copied())
    }

    /// The process in force with this id.
    pub fn process(&self, id: &ProcessId) -> Result<&Arc<Definition>> {
        self.processes
            .get(id)
            .ok_or_else(|| Error::Internal(format!("no process {id} in the catalogue")))
    }

    /// The newest version of a process, if the catalogue has it.
    #[must_use]
    pub fn newest(&self, id: &str) -> Option<&Definition> {
        self.processes.get(&ProcessId::new(id)).map(|process| &**process)
    }

    /// The process in force with this content.
    #[must_use]
    pub fn in_force(&self, hash: &DefinitionHash) -> Option<&Definition> {
        let mut processes = self.processes.values();
        processes
            .find(|process| process.hash() == hash)
            .map(|process| &**process)
    }

    /// The processes in force.
    pub fn processes(&self) -> impl Iterator<Item = &Arc<Definition>> {
        self.processes.values()
    }

    /// As it is, but keeping what is sent and awaited by nobody this long.
    #[must_use]
    pub fn keeping_messages(mut self, days: u16) -> Self {
        self.message_days = days;
        self
    }

    /// The committee that votes a governed document.
    pub fn committee_of(&self, policy: &str) -> Result<&Committee> {
        let policy = self
            .catalog
            .policies
            .get(&PolicyId::new(policy))
            .ok_or(Error::NotFound("policy"))?;
        let committee = self.catalog.committees.get(&policy.committee);
        committee.ok_or_else(|| Error::Internal(format!("no committee {} in the catalogue", policy.committee)))
    }

    /// The TRD in force on a day: an expediente opened then is bound to it.
    pub fn trd_on(&self, day: Date) -> Result<&Trd> {
        let trd = self.catalog.trd_on(day);
        trd.ok_or_else(|| Error::Internal(format!("no TRD of the catalogue is in force on {day}")))
    }

    /// The TRD that an expediente is bound to, and its row there.
    #[must_use]
    pub fn subseries(&self, expediente: &Expediente) -> Option<(&Trd, &TrdSubseries)> {
        let office = OfficeId::new(expediente.office.clone());
        let name = expediente.subseries.as_deref().unwrap_or_default();
        let trd = self.catalog.trds.iter().find(|trd| trd.trd == expediente.trd_version)?;
        let (_, _, subseries) = trd.find(&office, &expediente.series, name)?;
        Some((trd, subseries))
    }

    /// The names of an expediente's office, series and subseries, by the TRD it is bound to.
    #[must_use]
    pub fn series_names(&self, expediente: &Expediente) -> SeriesNames {
        let office = OfficeId::new(expediente.office.clone());
        let subseries = expediente.subseries.as_deref().unwrap_or_default();
        let trd = self.catalog.trds.iter().find(|trd| trd.trd == expediente.trd_version);
        let row = trd.and_then(|trd| trd.find(&office, &expediente.series, subseries));
        let named = self.catalog.entity.office(&office).map(|office| office.name.clone());
        SeriesNames {
            office: named.unwrap_or_else(|| expediente.office.clone()),
            series: row.map_or_else(|| expediente.series.clone(), |(_, series, _)| series.name.clone()),
            subseries: row.map_or_else(|| subseries.to_owned(), |(_, _, subseries)| subseries.name.clone()),
        }
    }

    /// The name of a document type in an expediente's subseries, or of one common to all.
    #[must_use]
    pub fn type_name(&self, expediente: &Expediente, doctype: &str) -> String {
        let row = self.subseries(expediente);
        let known = row.and_then(|(trd, subseries)| trd.document_type(subseries, doctype));
        known.map_or_else(|| doctype.to_owned(), |known| known.name.clone())
    }
}

/// Names out of the TRD.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesNames {
    /// The office that produces the records.
    pub office: String,
    /// The series.
    pub series: String,
    /// The subseries.
    pub subseries: String,
}
