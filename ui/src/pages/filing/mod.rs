//! Pages of a person who files: steps, review, acuse, own cases.

pub mod acuse;
pub mod case_handlers;
pub mod discard;
pub mod handlers;
pub mod my_cases;
pub mod of_case;
pub mod of_draft;
pub mod review;
pub mod step;

pub use acuse::AcusePage;
pub use my_cases::{MyCasesPage, OwnCase, OwnDraft};
pub use review::{Answered, ReviewPage};
pub use step::StepPage;

/// A draft: saved, not filed.
#[derive(Clone, Debug)]
pub struct Draft {
    pub id: String,
    /// `hoy a las 10:14`
    pub saved: String,
    /// `19 de diciembre de 2026`
    pub kept_until: String,
}

#[cfg(test)]
impl Draft {
    pub fn sample() -> Self {
        Self {
            id: "01JD0RAFT".into(),
            saved: "hoy a las 10:14".into(),
            kept_until: "19 de diciembre de 2026".into(),
        }
    }
}
