//! What a person reads when something did not go as asked.

pub mod conflict;

pub use conflict::{BothValues, ConflictPage};
