//! Governed documents and their versions: `policies/<id>/policy.yaml` and its Markdown.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::Class;
use super::ids::OfficeId;
use super::ids::{CommitteeId, PolicyId, ProcessId};

/// A governed document: a policy, a guideline, an instruction or a plan.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its id.
    pub policy: PolicyId,
    /// Its name.
    pub name: String,
    /// What kind it is.
    pub kind: PolicyKind,
    /// The office that owns it.
    pub owner: OfficeId,
    /// Whom it binds.
    pub scope: String,
    /// Class of its information.
    pub class: Class,
    /// The process that approves a version.
    pub process: ProcessId,
    /// The committee that votes it.
    pub committee: CommitteeId,
    /// Where its records belong.
    pub record: PolicyRecord,
    /// The version in force.
    pub in_force: String,
    /// When it has to be reviewed.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub review_on: Option<Date>,
    /// What was assumed and the entity has to confirm.
    #[serde(default)]
    pub unconfirmed: Option<String>,
    /// Its versions, oldest first.
    pub versions: Vec<PolicyVersion>,
}

/// Where the records of a governed document belong in the TRD.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyRecord {
    /// The office that produces them.
    pub office: OfficeId,
    /// Series.
    pub series: String,
    /// Subseries.
    pub subseries: String,
}

/// What kind of governed document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PolicyKind {
    /// Plan.
    Plan,
    /// Política.
    Politica,
    /// Lineamiento.
    Lineamiento,
    /// Instructivo.
    Instructivo,
}

/// A version: a row of the control de cambios and its text.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyVersion {
    /// `major.minor`.
    pub version: String,
    /// Its date.
    #[schemars(with = "String")]
    pub date: Date,
    /// Responsable del cambio.
    pub responsible: String,
    /// Descripción del cambio.
    pub description: String,
    /// Aprobado por; absent when the source leaves it empty.
    #[serde(default)]
    pub approved_by: Option<String>,
    /// Files of its text in order, beside this one; empty when the text is not known.
    /// Versions share the chapters that did not change.
    #[serde(default)]
    pub text: Vec<String>,
    /// Where the text comes from, or why it is missing or partial.
    pub provenance: String,
}

/// Where the files of a governed document are, below `workflows/`.
#[must_use]
pub fn directory(policy: &PolicyId) -> String {
    format!("policies/{}", policy.as_str().to_lowercase())
}
