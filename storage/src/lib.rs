//! Storage: what Radica keeps, and how it finds it again.
//!
//! It knows no BPMN and no HTTP.
#![deny(missing_docs)]

pub mod media;
pub mod objects;
pub mod text;
