//! Names of what the engine handles: newtypes, so that they do not mix.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ulid::Ulid;

/// The id of an element or a flow of a definition. Cloning shares the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId(Arc<str>);

impl ElementId {
    /// The id as it stands in the definition.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ElementId {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl Borrow<str> for ElementId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ElementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for ElementId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ElementId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}

/// The SHA-256 of a definition's source, in hexadecimal: what an instance is bound to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DefinitionHash(pub(crate) String);

impl DefinitionHash {
    /// The hash, 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DefinitionHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! number_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    )*};
}

number_ids! {
    /// A token of an instance; numbered by the instance, never reused.
    TokenId
    /// A scope of an instance; the root is 0.
    ScopeId
}

macro_rules! ulid_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Ulid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ulid::DecodeError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ulid::from_string(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Ulid::from_string(&text).map(Self).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ulid_ids! {
    /// One run of a process.
    InstanceId
    /// A task that a person does.
    TaskId
    /// A timer that waits for its time.
    TimerId
    /// A job that a worker does.
    JobId
    /// A wait for a message or a signal.
    SubscriptionId
    /// A message that an instance sent.
    MessageId
}

impl ScopeId {
    /// The scope that a token at a subprocess opens: tokens are never reused, so neither are scopes.
    #[must_use]
    pub const fn of(owner: TokenId) -> Self {
        Self(owner.0)
    }

    /// The token at the subprocess; none for the root, whose number no token has.
    #[must_use]
    pub const fn owner(self) -> TokenId {
        TokenId(self.0)
    }
}

/// Makes unique ids; passed in with each command, so that the engine draws no random number.
pub trait Ids {
    /// An id never given before.
    fn next(&mut self) -> Ulid;
}
