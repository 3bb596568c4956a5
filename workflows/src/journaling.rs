//! Entries of the journal: who did what to which thing, with old and new values.

use jiff::Timestamp;
use radica_storage::Json;
use radica_storage::journal::Entry;

use crate::actor::Actor;
use crate::kept::Change;

/// What an entry is about: the kind of the thing, which one, and the version it has afterwards.
pub type About<'a> = (&'a str, &'a dyn ToString, i64);

/// An entry.
#[must_use]
pub fn entry(at: Timestamp, actor: &Actor, about: About<'_>, kind: &str, data: impl Into<Json>) -> Entry {
    let (subject_kind, subject_id, version) = about;
    Entry {
        at,
        actor: actor.journal_name(),
        subject_kind: subject_kind.to_owned(),
        subject_id: subject_id.to_string(),
        version,
        kind: kind.to_owned(),
        data: data.into(),
    }
}

/// The entry of a record that a turn changed.
#[must_use]
pub fn changed(at: Timestamp, actor: &Actor, change: Change) -> Entry {
    let Change {
        kind,
        id,
        version,
        data,
    } = change;
    entry(at, actor, (kind, &id, version), "changed", data)
}
