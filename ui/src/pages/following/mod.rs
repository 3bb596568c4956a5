//! Pages of whoever follows a case or checks a document.

pub mod seguimiento;

pub use seguimiento::FollowingPage;

/// A change of the legal clock, with its norm.
#[derive(Clone, Debug)]
pub struct ClockChange {
    /// `20 oct, 10:42`
    pub at: String,
    pub text: String,
}

impl ClockChange {
    pub fn new(at: &str, text: &str) -> Self {
        Self { at: at.to_owned(), text: text.to_owned() }
    }
}
