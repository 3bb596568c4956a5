//! Pages of whoever follows a case or checks a document.

pub mod completar;
pub mod consultar;
pub mod copy;
pub mod handlers;
pub mod notice;
pub mod of_case;
pub mod of_document;
pub mod of_requirement;
pub mod rated;
pub mod requirement_handlers;
pub mod seguimiento;
pub mod verificar;
pub mod verified;
pub mod verify_handlers;

pub use completar::CompletionPage;
pub use consultar::FindCasePage;
pub use notice::NoticePage;
pub use rated::RatedPage;
pub use seguimiento::FollowingPage;
pub use verificar::VerifyPage;
pub use verified::VerifiedPage;

/// A change of the legal clock, with its norm.
#[derive(Clone, Debug)]
pub struct ClockChange {
    /// `20 oct, 10:42`
    pub at: String,
    pub text: String,
}

impl ClockChange {
    pub fn new(at: &str, text: &str) -> Self {
        Self {
            at: at.to_owned(),
            text: text.to_owned(),
        }
    }
}
