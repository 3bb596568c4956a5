//! Requirement and withdrawal.

use jiff::civil::Date;

use radica_engine::legal_clock::{Term, last_day};

use super::{Printable, act, receipt};
use crate::render_data::{Desistimiento, Issue, Requerimiento};

/// How long a filer has to complete a filing, from the day after being notified (Ley 1755 de 2015, art. 17).
pub const TO_COMPLETE: Term = Term::Months(1);

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
    /// When the month ended.
    pub expired_on: Date,
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
        reasons: withdrawn.reasons,
        missing: receipt::missing(of),
        competence: act::competence(of),
        remedies: act::remedies(of),
    }
}
