//! The journal as an administrator reads it: the newest first, by day, subject, actor and what happened.

use std::collections::BTreeMap;

use jiff::civil::Date;
use radica_storage::ids::PersonId;
use radica_storage::journal::{self, Recorded, Wanted};
use radica_storage::people;

use crate::actor::Actor;
use crate::app::App;
use crate::operating::operator;
use crate::problem::{Error, Result};
use crate::time::start_of;

/// Entries of a page.
const PAGE: i64 = 50;

/// What is looked for; absent parts let everything through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// The id of what changed.
    pub subject: Option<String>,
    /// Who did it, as the journal names them.
    pub actor: Option<String>,
    /// What happened.
    pub kind: Option<String>,
    /// The day, in Colombia.
    pub day: Option<Date>,
    /// Only those before this position.
    pub before: Option<i64>,
}

/// A page of entries.
#[derive(Debug, Clone)]
pub struct Page {
    /// The newest first.
    pub entries: Vec<Recorded>,
    /// The names of the people in it, by what the journal calls them.
    pub names: BTreeMap<String, String>,
    /// Before which position it is to be looked on; `None` at the beginning.
    pub next: Option<i64>,
}

/// The entries that are looked for.
///
/// # Errors
/// [`Error::Forbidden`] for who does not administer the system.
pub async fn search(app: &App, actor: &Actor, search: &Search) -> Result<Page> {
    operator(actor)?;
    let of_day = match search.day {
        Some(day) => Some(positions_of(app, day).await?),
        None => None,
    };
    let (first, end) = of_day.unwrap_or((1, i64::MAX));
    let before = search.before.map_or(end, |before| before.min(end));
    let wanted = Wanted {
        subject: search.subject.clone(),
        actor: search.actor.clone(),
        kind: search.kind.clone(),
        first,
        before,
    };
    let (entries, next) = journal::search(&app.db, wanted, PAGE).await?;
    let names = names(app, &entries).await?;
    Ok(Page { entries, names, next })
}

/// One entry.
///
/// # Errors
/// [`Error::Forbidden`] for who does not administer the system.
pub async fn one(app: &App, actor: &Actor, position: i64) -> Result<Page> {
    operator(actor)?;
    let entry = journal::after(&app.db, position.saturating_sub(1), 1).await?;
    let entry = entry.into_iter().find(|entry| entry.position == position);
    let entries = vec![entry.ok_or(Error::NotFound("journal entry"))?];
    let names = names(app, &entries).await?;
    Ok(Page {
        entries,
        names,
        next: None,
    })
}

/// The first position of a day, and the first after it. Times follow positions but for a clock that was set back, whose
/// entries may be found under the day beside.
async fn positions_of(app: &App, day: Date) -> Result<(i64, i64)> {
    let tomorrow = day.tomorrow().unwrap_or(day);
    let first = journal::first_since(&app.db, start_of(day)).await?;
    let end = journal::first_since(&app.db, start_of(tomorrow)).await?;
    Ok((first, end))
}

async fn names(app: &App, entries: &[Recorded]) -> Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    for entry in entries {
        let id = entry
            .actor
            .strip_prefix("person:")
            .and_then(|id| id.parse::<PersonId>().ok());
        let Some(id) = id.filter(|_| !names.contains_key(&entry.actor)) else {
            continue;
        };
        if let Some(person) = people::get(&app.db, id).await? {
            names.insert(entry.actor.clone(), person.name);
        }
    }
    Ok(names)
}
