//! Requirement and withdrawal.

use jiff::civil::Date;

use radica_engine::legal_clock::last_day;

use super::{Printable, act, receipt};
use crate::clock::TO_COMPLETE;
use crate::render_data::{Desistimiento, Issue, Requerimiento};

/// What the filer is asked to complete (Ley 1755 de 2015, art. 17).
#[must_use]
pub fn requirement(of: &Printable<'_>, comment: Option<String>, today: Date, issue: Issue) -> Requerimiento {
    Requerimiento {
        frame: of.frame(issue),
        case: of.cited(),
        missing: receipt::missing(of),
        comment,
        answer_by: last_day(&of.rules.catalog.calendar, today, TO_COMPLETE),
        complete_url: of.follow_url(),
    }
}

/// What a withdrawal rests on.
pub struct Withdrawn {
    /// Number of the requirement that was not answered.
    pub requirement_number: String,
    /// When the filer was notified of it.
    pub notified_on: Date,
    /// When the time to complete ended.
    pub expired_on: Date,
    /// Whether the filer asked for more time and had it.
    pub extended: bool,
    /// What the official who signs adds, one paragraph each.
    pub reasons: Vec<String>,
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
        extended: withdrawn.extended,
        reasons: withdrawn.reasons,
        missing: receipt::missing(of),
        competence: act::competence(of),
        remedies: act::remedies(of),
    }
}
