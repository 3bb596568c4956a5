//! Filing a trámite: drafts that survive, uploads that are checked, and the submission in one transaction.

pub mod completion;
pub mod drafts;
pub mod submit;
pub mod uploads;

pub use submit::submit;
