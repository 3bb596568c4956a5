//! What definitions refer to outside themselves: decisions and other processes.

use radica_feel::dmn::Decisions;

use crate::ids::DefinitionHash;
use crate::model::Definition;

/// Looks up what a process calls. What a running instance is bound to must stay there: versions by hash.
pub trait Library {
    /// The decision of this name, in the version that is in force.
    fn decision(&self, name: &str) -> Option<Decision<'_>>;

    /// The newest version of a process.
    fn process(&self, id: &str) -> Option<&Definition>;

    /// One version of a process.
    fn version(&self, hash: &DefinitionHash) -> Option<&Definition>;
}

/// A decision that can be made.
#[derive(Clone, Copy)]
pub struct Decision<'a> {
    /// The model it is in.
    pub model: &'a Decisions,
    /// Its name there.
    pub name: &'a str,
    /// The SHA-256 of its source, in hexadecimal, for the journal.
    pub hash: &'a str,
}

/// A library with nothing in it.
#[derive(Clone, Copy, Debug)]
pub struct NoLibrary;

impl Library for NoLibrary {
    fn decision(&self, _: &str) -> Option<Decision<'_>> {
        None
    }

    fn process(&self, _: &str) -> Option<&Definition> {
        None
    }

    fn version(&self, _: &DefinitionHash) -> Option<&Definition> {
        None
    }
}
