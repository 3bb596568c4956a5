//! Who asks: an anonymous visitor, a signed-in person or a part of the program.

use std::collections::BTreeSet;

use radica_storage::ids::PersonId;
use serde::{Deserialize, Serialize};

pub use crate::catalog::ids::{Audience, OfficeId, Role};

/// A signed-in person, with what the issuer's claims grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Our id of the person.
    pub id: PersonId,
    /// Full name, as the issuer gives it.
    pub name: String,
    /// E-mail, when known.
    pub email: Option<String>,
    /// Telephone, when known.
    pub phone: Option<String>,
    /// Cédula or NIT, when known.
    pub id_number: Option<String>,
    /// The door they came in by.
    pub audience: Audience,
    /// Roles granted by the declared claim mapping.
    pub roles: BTreeSet<Role>,
    /// Offices granted by the declared claim mapping.
    pub offices: BTreeSet<OfficeId>,
}

impl Person {
    /// Whether the person holds the role.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held.as_str() == role)
    }

    /// Whether the person works in the office or in one above it.
    #[must_use]
    pub fn works_in(&self, office: &OfficeId) -> bool {
        self.offices.iter().any(|own| own.contains(office))
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Somebody without an account.
    Anonymous,
    /// Somebody who signed in.
    Person(Box<Person>),
    /// A part of the program, such as a worker.
    System(&'static str),
}

impl Actor {
    /// The signed-in person, if that is who asks.
    #[must_use]
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            Self::Anonymous | Self::System(_) => None,
        }
    }

    /// How the journal names the actor.
    #[must_use]
    pub fn journal_name(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".to_owned(),
            Self::Person(person) => format!("person:{}", person.id),
            Self::System(part) => format!("system:{part}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_contains_itself_and_its_parts_but_not_its_namesakes() {
        let hacienda = OfficeId::new("hacienda");
        assert!(hacienda.contains(&OfficeId::new("hacienda")));
        assert!(hacienda.contains(&OfficeId::new("hacienda/tesoreria")));
        assert!(!hacienda.contains(&OfficeId::new("haciendas")));
        assert!(!OfficeId::new("hacienda/tesoreria").contains(&hacienda));
    }
}
