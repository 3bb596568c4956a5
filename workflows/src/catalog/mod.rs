//! The catalogue: every definition under `workflows/`, loaded, checked together and bound to a content hash.
//!
//! To add a kind of definition: a struct with its schema (`schema.rs`), its directory in `files.rs`, its reading in
//! `load.rs`, and a file of `check/` for what ties it to the others.

mod check;
pub mod committee;
pub mod decision;
pub mod entity;
mod files;
pub mod form;
pub mod ids;
mod load;
pub mod notice;
mod one;
pub mod policy;
mod problem;
mod process;
mod resolve;
pub mod schema;
mod shape;
pub mod theme;
pub mod tramite;
mod tramite_file;
pub mod trd;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use radica_engine::calendar::Calendar;

use committee::Committee;
use decision::Decision;
use entity::Entity;
use form::FormFile;
use ids::{CommitteeId, DecisionId, FormId, ListId, NoticeId, PolicyId, ProcessId, TramiteId};
use notice::Notice;
use policy::Policy;
use theme::Themes;
use tramite::Tramite;
use trd::Trd;

pub use files::Files;
pub use one::{Checked, Kind, check_files};
pub use problem::Problem;
pub use process::compile;

/// Every definition, already checked.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// SHA-256 of all files, in hexadecimal: what a case says it was filed under.
    pub version: String,
    /// The entity.
    pub entity: Entity,
    /// Themes and the most used trámites.
    pub themes: Themes,
    /// The entity's calendar.
    pub calendar: Calendar,
    /// Trámites.
    pub tramites: BTreeMap<TramiteId, Arc<Tramite>>,
    /// Shared and task forms.
    pub forms: BTreeMap<FormId, FormFile>,
    /// Shared lists of choices.
    pub lists: BTreeMap<ListId, form::ChoiceList>,
    /// Source of each process, as YAML or BPMN 2.0 XML.
    pub processes: BTreeMap<ProcessId, Source>,
    decisions: BTreeMap<DecisionId, Arc<Decision>>,
    /// What works and its author should look at, such as a table that leaves a gap.
    pub warnings: Vec<Problem>,
    /// Versions of the TRD, oldest first.
    pub trds: Vec<Trd>,
    /// Templates of messages.
    pub notices: BTreeMap<NoticeId, Notice>,
    /// Governed documents.
    pub policies: BTreeMap<PolicyId, Policy>,
    /// Committees.
    pub committees: BTreeMap<CommitteeId, Committee>,
    /// Typst templates by file name.
    pub templates: BTreeMap<String, Source>,
    /// Texts of policies by path (`policies/peti/02-introduccion.md`).
    pub texts: BTreeMap<String, String>,
}

/// The text of a definition and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path below `workflows/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Why a catalogue could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// A file could not be read.
    #[error("no se pudo leer {0}: {1}")]
    Unreadable(String, #[source] std::io::Error),
    /// The definitions are wrong; all problems, by file and place.
    #[error("{} problemas en las definiciones", .0.len())]
    Wrong(Vec<Problem>),
}

impl Catalog {
    /// The definitions that the program carries.
    ///
    /// # Errors
    /// With every problem of every file.
    pub fn embedded() -> Result<Self, CatalogError> {
        Self::of(&Files::embedded())
    }

    /// The definitions of a directory laid out as `workflows/`.
    ///
    /// # Errors
    /// When a file cannot be read; otherwise with every problem of every file.
    pub fn load(directory: &Path) -> Result<Self, CatalogError> {
        let files =
            Files::read(directory).map_err(|error| CatalogError::Unreadable(directory.display().to_string(), error))?;
        Self::of(&files)
    }

    /// These files.
    ///
    /// # Errors
    /// With every problem of every file.
    pub fn of(files: &Files) -> Result<Self, CatalogError> {
        load::load(files).map_err(CatalogError::Wrong)
    }

    /// Everything wrong in these files; nothing when they can be used. What `radica check` prints.
    #[must_use]
    pub fn check(files: &Files) -> Vec<Problem> {
        load::load(files).err().unwrap_or_default()
    }

    /// A trámite by its id.
    #[must_use]
    pub fn tramite(&self, id: &str) -> Option<&Arc<Tramite>> {
        self.tramites.get(id)
    }

    /// A decision by its id: what the business rule tasks of processes call.
    #[must_use]
    pub fn decision(&self, id: &str) -> Option<&Arc<Decision>> {
        self.decisions.get(id)
    }

    /// Every decision, by its id.
    pub fn decisions(&self) -> impl ExactSizeIterator<Item = &Arc<Decision>> {
        self.decisions.values()
    }

    /// The form of a task: the trámite's own for it, or the one that the process names.
    #[must_use]
    pub fn task_form(&self, tramite: Option<&Tramite>, task: &str, form: &str) -> Option<&FormFile> {
        let own = tramite.and_then(|tramite| tramite.filing.as_ref()?.task_forms.get(task));
        self.forms.get(own.map_or(form, FormId::as_str))
    }

    /// The TRD in force on a day: an expediente opened then stays bound to it.
    #[must_use]
    pub fn trd_on(&self, day: jiff::civil::Date) -> Option<&Trd> {
        self.trds.iter().rfind(|trd| trd.in_force_from <= day)
    }

    /// The text of a version of a governed document, its parts put together; none when it is not known.
    #[must_use]
    pub fn policy_text(&self, policy: &str, version: &str) -> Option<String> {
        let policy = self.policies.get(policy)?;
        let version = policy.versions.iter().find(|row| row.version == version)?;
        let directory = policy::directory(&policy.policy);
        let parts = version
            .text
            .iter()
            .map(|name| self.texts.get(&format!("{directory}/{name}")));
        let parts: Vec<&str> = parts
            .map(|text| text.map(|text| text.trim_end()))
            .collect::<Option<_>>()?;
        (!parts.is_empty()).then(|| parts.join("\n\n") + "\n")
    }
}

#[cfg(test)]
mod tests;
