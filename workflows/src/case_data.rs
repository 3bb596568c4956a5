//! What a case keeps of its filing, as JSON in its row.

use radica_storage::cases::Case;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::problem::{Error, Result};

/// The filing as received and completed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CaseData {
    /// Answers of the form, by field.
    pub answers: Map<String, Value>,
    /// Who filed, as they were then.
    pub filer: Filer,
    /// Documents that the trámite asks for and that did not come (Ley 1755/2015 art. 15).
    #[serde(default)]
    pub missing: Vec<Missing>,
    /// Whether the filer accepted electronic notification (Ley 1437/2011 art. 56).
    #[serde(default)]
    pub accepts_electronic: bool,
    /// Whether the filer asked to be told by SMS too.
    #[serde(default)]
    pub wants_sms: bool,
}

/// Who filed and where to reach them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filer {
    /// Full name.
    pub name: String,
    /// Number of identification.
    pub id_number: String,
    /// E-mail.
    #[serde(default)]
    pub email: Option<String>,
    /// Telephone.
    #[serde(default)]
    pub phone: Option<String>,
}

/// A document that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Its id in the trámite.
    pub id: String,
    /// Its name.
    pub label: String,
}

impl CaseData {
    /// As a case keeps it.
    pub fn of(case: &Case) -> Result<Self> {
        case.data
            .read()
            .map_err(|problem| Error::Internal(format!("data of case {}: {problem}", case.id)))
    }
}
