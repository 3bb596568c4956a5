//! Pages of whoever follows a case or checks a document.

pub mod completar;
pub mod consultar;
pub mod notice;
pub mod rated;
pub mod seguimiento;
pub mod verificar;
pub mod verified;

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
