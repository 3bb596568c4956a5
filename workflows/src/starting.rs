//! Processes that begin by what happens: a message that nobody waits for, a signal, a time.
//!
//! Each such thing of the processes in force is a row of `starts`, written when they are deployed. A message begins an
//! instance in the commit that deletes it; a signal and a time leave a job, which ends in the commit of its instance.
//! So each of them begins one instance, whoever dies between and however many nodes look.

mod begin;
mod deploy;
mod due;
mod message;

pub(crate) use begin::by_signal;
pub use begin::{Cause, run};
pub use deploy::deploy;
pub use due::{begin_due, next_due};
pub(crate) use message::begin_by_messages;
