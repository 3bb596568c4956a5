//! Ids of definitions: the codes that tie one file to another.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! code {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps the code as it stands in the definitions.
            pub fn new(code: impl Into<String>) -> Self {
                Self(code.into())
            }

            /// The code as it stands in the definitions.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

code!(
    /// A trámite, such as `SVT-135`.
    TramiteId
);
code!(
    /// A process of `processes/`, such as `expedir-certificado`.
    ProcessId
);
code!(
    /// A theme of `themes.yaml`, such as `salud`.
    ThemeId
);
code!(
    /// A form of `forms/`, such as `solicitante` or `revision`.
    FormId
);
code!(
    /// A list of choices of `lists/`, such as `municipios`.
    ListId
);
code!(
    /// A decision of `decisions/`, such as `tarifa-libertad-y-tradicion`.
    DecisionId
);
code!(
    /// A template of messages of `notices/`, such as `requerimiento`.
    NoticeId
);
code!(
    /// A governed document of `policies/`, such as `PETI`.
    PolicyId
);
code!(
    /// A committee of `committees/`.
    CommitteeId
);
code!(
    /// A role of `entity.yaml`, such as `revisor` or `archivista`.
    Role
);
code!(
    /// An office (dependencia) of `entity.yaml`, such as `hacienda/tesoreria`.
    OfficeId
);

impl OfficeId {
    /// Whether `self` is `other` or one of the offices above it in the tree.
    #[must_use]
    pub fn contains(&self, other: &OfficeId) -> bool {
        other
            .0
            .strip_prefix(&self.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Which door a person came in by: the issuer declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The citizens' issuer.
    Citizens,
    /// The entity's own issuer.
    Staff,
}

/// Class of information of a document or case (Ley 1712/2014 arts. 6, 18 and 19).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Anyone may read it.
    Publica,
    /// Private or semi-private data of somebody (art. 18).
    #[default]
    Clasificada,
    /// Its disclosure would harm a public interest (art. 19).
    Reservada,
}
