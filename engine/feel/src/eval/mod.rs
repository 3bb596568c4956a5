//! Evaluation: what surrounds it, the machine that runs it, and one file per kind of work.

mod access;
mod call;
mod control;
mod env;
mod machine;
mod operators;
mod outcome;
mod tests;

pub(crate) mod arithmetic;

pub use env::{Budget, Env, Host, HostError, NoHost, Scope};
pub(crate) use machine::{Fault, Local, Machine};
pub(crate) use operators::{described, holds};
pub use outcome::{Limit, Note, Outcome, RuleTrace, TableTrace};
pub(crate) use tests::matches;
