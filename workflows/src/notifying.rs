//! Notification by electronic means: it takes effect when the person opens the act, and the entity keeps the moment.
//!
//! Ley 1437 de 2011: art. 56 (when it takes effect), art. 67 (what it contains), art. 76 (time for remedies).

use jiff::Timestamp;
use jiff::civil::Date;
use radica_engine::calendar::Calendar;
use radica_engine::legal_clock::{Term, last_day};
use radica_storage::documents::Document;
use radica_storage::journal::Entry;
use radica_storage::{Batch, Commit, CommitError};
use serde_json::json;

use crate::actor::Actor;
use crate::app::App;
use crate::filing::completion::{self, own_case};
use crate::problem::{Error, Result};
use crate::progress::{self, Sealed};
use crate::time::in_zone;

/// How long remedies may be filed, from the day after the notification (Ley 1437 de 2011, art. 76).
const REMEDIES: Term = Term::WorkingDays(10);

/// The filer opens a document that notifies. Opening it again changes nothing.
pub async fn open(app: &App, actor: &Actor, radicado: &str, ordinal: i64) -> Result<()> {
    let case = own_case(app, actor, radicado).await?;
    let progress = progress::of(app, &case).await?;
    match progress.seal_on(ordinal) {
        Some(Sealed::Requirement(_)) => completion::open_requirement(app, actor, radicado).await,
        Some(Sealed::Act(act)) => open_act(app, actor, act.clone()).await,
        None => Ok(()),
    }
}

/// The last day to file remedies against an act that was opened at a moment.
#[must_use]
pub fn remedies_until(opened: Timestamp, calendar: &Calendar) -> Date {
    last_day(calendar, in_zone(opened).date(), REMEDIES)
}

async fn open_act(app: &App, actor: &Actor, act: Document) -> Result<()> {
    let now = app.clock.now();
    let (id, read_at) = (act.id, act.version);
    let opened = Document {
        version: read_at + 1,
        notified_at: Some(now),
        ..act
    };
    let until = remedies_until(now, &app.catalog().calendar);
    let entry = Entry {
        at: now,
        actor: actor.journal_name(),
        subject_kind: "document".to_owned(),
        subject_id: id.to_string(),
        version: opened.version,
        kind: "notified".to_owned(),
        data: json!({
            "case": opened.case_id.map(|case| case.to_string()),
            "number": opened.number,
            "sha256": opened.sha256,
            "norm": "Ley 1437 de 2011, art. 56",
            "remedies_until": until.to_string(),
        })
        .into(),
    };
    let commit = Commit::of(Batch::new().entry(entry).put(opened)).expect::<Document>(&id, Some(read_at));
    match app.writer.commit(commit).await {
        // Opened twice at once: the first one is the notification.
        Ok(_) | Err(CommitError::Conflict { .. }) => Ok(()),
        Err(refused) => Err(Error::from(refused)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remedies_are_filed_within_ten_working_days_of_the_notification() {
        let catalog = crate::catalog::Catalog::embedded().unwrap();
        let opened = "2026-11-27T15:00:00Z".parse().unwrap();
        // 8 December does not count.
        assert_eq!(
            remedies_until(opened, &catalog.calendar),
            jiff::civil::date(2026, 12, 14)
        );
    }
}
