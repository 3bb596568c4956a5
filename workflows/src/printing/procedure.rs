//! Requirement and withdrawal.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Printable, act, receipt};
use crate::render_data::{Desistimiento, Issue, Requerimiento};

/// What the filer is asked to complete (Ley 1755 de 2015, art. 17).
#[must_use]
pub fn requirement(of: &Printable<'_>, comment: Option<String>, today: Date, issue: Issue) -> Requerimiento {
    let month_later = today.checked_add(1.month()).unwrap_or(today);
    Requerimiento {
        frame: of.frame(issue),
        case: of.cited(),
        missing: receipt::missing(of),
        comment,
        answer_by: of.rules.catalog.calendar.next_working_day(month_later),
        complete_url: of.follow_url(),
    }
}

/// What a withdrawal rests on.
pub struct Withdrawn {
    /// Number of the requirement that was not answered.
    pub requirement_number: String,
    /// When the filer was notified of it.
    pub notified_on: Date,
    /// When the month ended.
    pub expired_on: Date,
}

/// The reasoned act that closes a filing which was not completed (art. 17).
#[must_use]
pub fn withdrawal(of: &Printable<'_>, withdrawn: Withdrawn, issue: Issue) -> Desistimiento {
    Desistimiento {
        frame: of.frame(issue),
        case: of.cited(),
        requirement_number: withdrawn.requirement_number,
        notified_on: withdrawn.notified_on,
        expired_on: withdrawn.expired_on,
        missing: receipt::missing(of),
        competence: act::competence(of),
        remedies: act::remedies(of),
    }
}
