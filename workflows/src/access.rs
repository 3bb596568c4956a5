//! Every permission is decided here: one pure function, and the same reading rule as a filter for lists and search.
//!
//! Order of decision: explicit deny > grant > default deny.

use std::collections::BTreeSet;

use radica_storage::ids::PersonId;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Audience, OfficeId, Person};
pub use crate::catalog::ids::Class;

/// What is asked to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Read a case, an expediente or a document.
    Read,
    /// See the inside of a case: its tasks, its history, what officials wrote for each other.
    Inspect,
    /// File a new trámite, or write a draft.
    File,
    /// Deliver what was required, open a notification, rate: the filer's own acts.
    ActAsFiler,
    /// Enter the parts for who works in the entity: the inbox, the expedientes and the search in them.
    EnterOffice,
    /// Take, return or complete a task of an office.
    Work,
    /// Answer for a case before its filer: write to them, extend its term.
    Handle,
    /// Give a task of the office to another person.
    Reassign,
    /// Sign an act of the office.
    Sign,
    /// Close an expediente, annul a document, see retention work.
    KeepRecords,
    /// Write or send a version of a governed document.
    EditPolicy,
    /// See versions of governed documents that are not in force yet, and their votes.
    FollowPolicy,
    /// Vote in a committee.
    Vote,
    /// See and mend instances, jobs and settings.
    Operate,
}

impl Act {
    /// How the journal names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Inspect => "inspect",
            Self::File => "file",
            Self::ActAsFiler => "act-as-filer",
            Self::EnterOffice => "enter-office",
            Self::Work => "work",
            Self::Handle => "handle",
            Self::Reassign => "reassign",
            Self::Sign => "sign",
            Self::KeepRecords => "keep-records",
            Self::EditPolicy => "edit-policy",
            Self::FollowPolicy => "follow-policy",
            Self::Vote => "vote",
            Self::Operate => "operate",
        }
    }
}

/// What it is asked of. Absent parts grant nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subject<'a> {
    /// The office that answers for it.
    pub office: Option<&'a OfficeId>,
    /// The person who filed it.
    pub filer: Option<&'a PersonId>,
    /// The role that a task asks for.
    pub role: Option<&'a str>,
    /// Its class of information.
    pub class: Class,
}

/// A set of readers. A subject names the groups that may read it; an actor belongs to groups.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Group(String);

impl Group {
    /// The group's name as kept in the search index.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is somebody's own group: what they filed.
    #[must_use]
    pub fn is_of_one_person(&self) -> bool {
        self.0.starts_with("persona:")
    }

    fn everyone() -> Self {
        Self("publico".to_owned())
    }

    fn person(id: &PersonId) -> Self {
        Self(format!("persona:{id}"))
    }

    fn office(office: &str) -> Self {
        Self(format!("oficina:{office}"))
    }

    fn reserved(office: &str) -> Self {
        Self(format!("reserva:{office}"))
    }

    fn archive() -> Self {
        Self("archivo".to_owned())
    }
}

/// Whether `actor` may do `act` on `subject`.
#[must_use]
pub fn allowed(actor: &Actor, act: Act, subject: &Subject<'_>) -> bool {
    match actor {
        Actor::System(_) => true,
        Actor::Anonymous => act == Act::Read && subject.class == Class::Publica,
        Actor::Person(person) => person_may(person, act, subject),
    }
}

/// The groups whose members may read `subject`: the filter form of `allowed(…, Act::Read, …)`.
#[must_use]
pub fn readers(subject: &Subject<'_>) -> BTreeSet<Group> {
    let mut groups = BTreeSet::from([Group::archive()]);
    if subject.class == Class::Publica {
        groups.insert(Group::everyone());
    }
    groups.extend(subject.filer.map(Group::person));
    for office in subject.office.into_iter().flat_map(with_parents) {
        groups.insert(if subject.class == Class::Reservada {
            Group::reserved(office)
        } else {
            Group::office(office)
        });
    }
    groups
}

/// The groups that `actor` belongs to.
#[must_use]
pub fn memberships(actor: &Actor) -> BTreeSet<Group> {
    let mut groups = BTreeSet::from([Group::everyone()]);
    match actor {
        Actor::Anonymous => {}
        Actor::System(_) => {
            groups.insert(Group::archive());
        }
        Actor::Person(person) => {
            groups.insert(Group::person(&person.id));
            if person.audience == Audience::Staff {
                let offices = person.offices.iter().map(OfficeId::as_str);
                groups.extend(offices.clone().map(Group::office));
                if reads_reserved(person) {
                    groups.extend(offices.map(Group::reserved));
                }
                if person.has_role("archivista") {
                    groups.insert(Group::archive());
                }
            }
        }
    }
    groups
}

fn person_may(person: &Person, act: Act, subject: &Subject<'_>) -> bool {
    let is_filer = subject.filer.is_some_and(|filer| *filer == person.id);
    let staff = person.audience == Audience::Staff;
    let of_the_office = staff && subject.office.is_some_and(|office| person.works_in(office));
    let holds_the_role = subject.role.is_some_and(|role| person.has_role(role));
    match act {
        Act::Read => readers_include(person, subject),
        Act::Inspect => staff && !is_filer && readers_include(person, subject),
        Act::File => true,
        Act::EnterOffice => staff,
        Act::ActAsFiler => is_filer,
        // Nobody decides their own filing (Ley 1437/2011 art. 11, impediments).
        Act::Work | Act::Sign => !is_filer && of_the_office && holds_the_role,
        Act::Handle => !is_filer && of_the_office && ["revisor", "firmante"].iter().any(|role| person.has_role(role)),
        Act::Reassign => !is_filer && of_the_office && (holds_the_role || person.has_role("coordinador")),
        Act::KeepRecords => staff && person.has_role("archivista"),
        Act::EditPolicy => staff && person.has_role("editor"),
        Act::FollowPolicy => staff && ["editor", "revisor", "comite"].iter().any(|role| person.has_role(role)),
        Act::Vote => staff && person.has_role("comite"),
        Act::Operate => !is_filer && staff && person.has_role("administrador"),
    }
}

fn readers_include(person: &Person, subject: &Subject<'_>) -> bool {
    let mine = memberships(&Actor::Person(Box::new(person.clone())));
    !readers(subject).is_disjoint(&mine)
}

/// Reserved information is read only by who decides on it (Ley 1712/2014 art. 19).
fn reads_reserved(person: &Person) -> bool {
    person.has_role("firmante") || person.has_role("revisor")
}

fn with_parents(office: &OfficeId) -> impl Iterator<Item = &str> {
    let code = office.as_str();
    let cuts = code.match_indices('/').map(|(at, _)| at).chain([code.len()]);
    cuts.map(|end| &code[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;

    fn person(audience: Audience, roles: &[&str], offices: &[&str]) -> Person {
        Person {
            id: PersonId::from_parts(1, 1),
            name: "Prueba".to_owned(),
            email: None,
            phone: None,
            id_number: None,
            audience,
            roles: roles.iter().map(|role| Role::new(*role)).collect(),
            offices: offices.iter().map(|office| OfficeId::new(*office)).collect(),
        }
    }

    #[test]
    fn an_official_reads_the_cases_of_their_office_and_of_the_offices_below() {
        let actor = Actor::Person(Box::new(person(Audience::Staff, &["revisor"], &["hacienda"])));
        let office = OfficeId::new("hacienda/tesoreria");
        let other = OfficeId::new("salud");
        let of = |office| Subject {
            office: Some(office),
            ..Subject::default()
        };
        assert!(allowed(&actor, Act::Read, &of(&office)));
        assert!(!allowed(&actor, Act::Read, &of(&other)));
    }

    #[test]
    fn a_citizen_with_an_office_claim_gains_nothing_by_it() {
        let actor = Actor::Person(Box::new(person(Audience::Citizens, &["revisor"], &["hacienda"])));
        let office = OfficeId::new("hacienda");
        let subject = Subject {
            office: Some(&office),
            role: Some("revisor"),
            ..Subject::default()
        };
        assert!(!allowed(&actor, Act::Read, &subject));
        assert!(!allowed(&actor, Act::Work, &subject));
    }

    #[test]
    fn nobody_decides_their_own_filing() {
        let official = person(Audience::Staff, &["revisor"], &["hacienda"]);
        let own = official.id;
        let actor = Actor::Person(Box::new(official));
        let office = OfficeId::new("hacienda");
        let subject = Subject {
            office: Some(&office),
            role: Some("revisor"),
            filer: Some(&own),
            ..Subject::default()
        };
        assert!(!allowed(&actor, Act::Work, &subject));
        assert!(allowed(&actor, Act::Read, &subject));
    }

    #[test]
    fn what_is_reserved_is_not_read_by_the_whole_office() {
        let office = OfficeId::new("salud");
        let subject = Subject {
            office: Some(&office),
            class: Class::Reservada,
            ..Subject::default()
        };
        let clerk = Actor::Person(Box::new(person(Audience::Staff, &["funcionario"], &["salud"])));
        let signer = Actor::Person(Box::new(person(Audience::Staff, &["firmante"], &["salud"])));
        assert!(!allowed(&clerk, Act::Read, &subject));
        assert!(allowed(&signer, Act::Read, &subject));
    }
}
