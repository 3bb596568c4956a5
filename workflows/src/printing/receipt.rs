//! The acuse of a filing.

use jiff::civil::Date;
use radica_engine::legal_clock::Term;
use radica_storage::documents::Document;

use super::Printable;
use crate::clock::term_of;
use crate::problem::{Error, Result};
use crate::render_data::{self, Acuse, Annex, CountsAs, Issue, Missing};
use crate::time::in_zone;

/// Why a missing document never stops a filing.
const NEVER_REFUSED: &str = "Ley 1755 de 2015, art. 15";

/// What the acuse states (Ley 1755 de 2015, arts. 15 and 16).
pub fn acuse(of: &Printable<'_>, annexes: &[Document], issue: Issue) -> Result<Acuse> {
    let filing = of.tramite.filing.as_ref().ok_or(Error::NotFound("filing"))?;
    let calendar = &of.rules.catalog.calendar;
    let filed_on = in_zone(of.case.filed_at).date();
    let counts_on = calendar.counts_as_filed(of.case.filed_at);
    let term = term_of(&filing.term);
    // As it stood when it was filed: what happens to the clock later does not change the proof.
    let due = crate::clock::due_if_filed(&filing.term, of.case.filed_at, calendar).unwrap_or(counts_on);
    Ok(Acuse {
        frame: of.frame(issue),
        case: of.cited(),
        term: render_data::Term {
            length: length(term),
            first_day: first_day(term, counts_on, calendar),
            due,
            basis: filing.term.basis.clone(),
        },
        counts_as: (counts_on != filed_on).then_some(CountsAs { day: counts_on }),
        annexes: annexes.iter().map(annex).collect(),
        missing: missing(of),
        follow_url: of.follow_url(),
        notifications: notifications(of),
        personal_data: of.rules.catalog.entity.personal_data.notice.clone(),
    })
}

/// A term in words: `15 días hábiles`.
#[must_use]
pub fn length(term: Term) -> String {
    let of = |amount: u32, one: &str, many: &str| format!("{amount} {}", if amount == 1 { one } else { many });
    match term {
        Term::WorkingDays(days) => of(days, "día hábil", "días hábiles"),
        Term::CalendarDays(days) => of(days, "día calendario", "días calendario"),
        Term::Months(months) => of(months, "mes", "meses"),
        Term::Years(years) => of(years, "año", "años"),
    }
}

/// What the trámite asks for and did not come.
#[must_use]
pub fn missing(of: &Printable<'_>) -> Vec<Missing> {
    let filing = of.tramite.filing.as_ref();
    let hint = |id: &str| {
        let asked = filing.and_then(|filing| filing.documents.iter().find(|document| document.id == id));
        asked.and_then(|document| document.hint.clone()).unwrap_or_default()
    };
    let missing = of.data.missing.iter();
    missing
        .map(|missing| Missing {
            label: missing.label.clone(),
            detail: hint(&missing.id),
            basis: NEVER_REFUSED.to_owned(),
        })
        .collect()
}

fn first_day(term: Term, counts_on: Date, calendar: &radica_engine::calendar::Calendar) -> Date {
    match term {
        Term::WorkingDays(_) => calendar.add_working_days(counts_on, 1),
        Term::CalendarDays(_) | Term::Months(_) | Term::Years(_) => counts_on.tomorrow().unwrap_or(counts_on),
    }
}

fn annex(document: &Document) -> Annex {
    Annex {
        name: document.title.clone(),
        format: document.format.clone(),
        pages: u32::try_from(document.pages).ok(),
        size: u64::try_from(document.size).unwrap_or_default(),
        sha256: document.sha256.clone(),
    }
}

fn notifications(of: &Printable<'_>) -> String {
    match (&of.data.filer.email, of.data.accepts_electronic) {
        (Some(email), true) => format!(
            "Por correo electrónico a {email} y en esta página; vale desde que usted abre el documento (Ley 1437 de 2011, art. 56)."
        ),
        _ => "En persona, en la ventanilla.".to_owned(),
    }
}
