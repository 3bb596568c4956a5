//! The catalogue: every definition under `workflows/`, loaded, checked together and bound to a content hash.

pub mod committee;
pub mod entity;
pub mod form;
pub mod ids;
pub mod notice;
pub mod policy;
pub mod theme;
pub mod tramite;
mod tramite_file;
pub mod trd;

use std::collections::BTreeMap;
use std::sync::Arc;

use committee::Committee;
use entity::Entity;
use form::FormFile;
use ids::{CommitteeId, FormId, ListId, NoticeId, PolicyId, ProcessId, TramiteId};
use notice::Notice;
use policy::Policy;
use theme::Themes;
use tramite::Tramite;
use trd::Trd;

/// Every definition, already checked.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// SHA-256 of all files, in hexadecimal: what a case says it was filed under.
    pub version: String,
    /// The entity.
    pub entity: Entity,
    /// Themes and the most used trámites.
    pub themes: Themes,
    /// Trámites.
    pub tramites: BTreeMap<TramiteId, Arc<Tramite>>,
    /// Shared and task forms.
    pub forms: BTreeMap<FormId, FormFile>,
    /// Shared lists of choices.
    pub lists: BTreeMap<ListId, form::ChoiceList>,
    /// Source of each process, as YAML.
    pub processes: BTreeMap<ProcessId, Source>,
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
    /// Texts of policies' versions by path.
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

/// Something wrong in a definition, with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, thiserror::Error)]
#[error("{file}:{line}:{column}: {wrong}. Se esperaba {expected}.")]
pub struct Problem {
    /// Path below `workflows/`.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong, in Spanish.
    pub wrong: String,
    /// What was expected, in Spanish.
    pub expected: String,
}
