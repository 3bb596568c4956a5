//! What ties definitions to one another: every name that a file mentions has to exist in another.

mod asked;
mod contrast;
mod entity;
mod fields;
mod notices;
mod policies;
mod processes;
mod starts;
mod tramites;
mod trd;

use super::load::Parts;
use super::problem::{Loaded, Report};
use super::tramite::Tramite;

pub(super) use processes::process_id;
pub(super) use starts::unnoticed;

/// Checks everything that was read.
pub(super) fn all(parts: &Parts, tramites: &[Loaded<Tramite>], report: &mut Report) {
    entity::check(parts, report);
    for form in parts.forms.values() {
        fields::check(&form.value.fields, form, "fields", &mut asked::Asked::default(), report);
    }
    trd::check(parts, report);
    notices::check(parts, report);
    policies::check(parts, report);
    processes::check(parts, report);
    starts::check(parts, tramites, report);
    tramites::check(parts, tramites, report);
}
