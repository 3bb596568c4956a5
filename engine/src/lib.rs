//! The process engine, the working-day calendar and the legal clock. Pure: no I/O, no async, no
//! clock, no randomness; `now` and ids come in with the command.
//!
//! [`Definition::from_yaml`] compiles a process; [`decide`] turns a [`Command`] into [`Event`]s and
//! [`Effect`]s; [`Instance::apply`] takes events in.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod bpmn;
pub mod calendar;
pub mod command;
pub mod decide;
mod definition;
pub mod effect;
mod elements;
pub mod event;
pub mod expression;
pub mod host;
pub mod ids;
pub mod incident;
pub mod instance;
pub mod layout;
pub mod legal_clock;
pub mod library;
pub mod lifecycle;
pub mod limits;
pub mod located;
pub mod migrate;
pub mod model;
pub mod problem;
pub mod schedule;
pub mod simulate;
pub mod term;
pub mod trace;
mod validate;
pub mod variables;

pub use command::{Command, Rejection};
pub use decide::{Decided, Decision, Env, decide, decide_in_place};
pub use effect::Effect;
pub use event::Event;
pub use instance::Instance;
pub use model::Definition;
pub use problem::Problem;
pub use variables::{Value, Variables};
