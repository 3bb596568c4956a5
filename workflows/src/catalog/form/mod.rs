//! Forms: what is asked, and whether an answer can be accepted.
//!
//! The same model serves the forms that a citizen fills in and those of an official's task. The rules run on the
//! server; a page may repeat them to help, never to decide.

pub mod condition;
mod identity;
mod input;
mod message;
mod model;
mod number;
mod table;
pub(crate) mod text;
mod validate;
mod when;

pub use condition::{Condition, Rule};
pub use identity::nit_check_digit;
pub use input::{Answer, Input};
pub use model::{Accept, Bound, Choice, ChoiceList, ChoiceStyle, Field, FieldType, FormFile, Prefill, Step};
pub(in crate::catalog) use validate::whole;
pub use validate::{Asking, validate};
pub use when::DateBound;

/// Answers accepted, by field id: text, numbers, booleans, dates as `2026-11-22`, and tables as lists of objects.
pub type Data = serde_json::Map<String, serde_json::Value>;

/// What is wrong with an answer and how to fix it, in Spanish.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FieldError {
    /// The field: `nit`, or `dignatarios.0.cedula` for a cell.
    pub field: String,
    /// How to fix it, with an example when there is one.
    pub message: String,
}

#[cfg(test)]
mod tests;

/// A number as people write it in Colombia, with decimals if it has any.
pub(crate) fn read_number(text: &str) -> Option<serde_json::Number> {
    number::read(text, true)
}
