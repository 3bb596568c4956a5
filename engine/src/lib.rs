//! The process engine, the working-day calendar and the legal clock. Pure: no I/O, no async, no
//! clock, no randomness; `now` and ids come in with the command.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod calendar;
pub mod legal_clock;
pub mod term;
