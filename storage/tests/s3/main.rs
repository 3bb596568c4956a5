//! The object store on two independent servers of S3, and on a folder: the same behaviour, whatever goes wrong between.
#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers may panic")]
#![allow(clippy::disallowed_methods, reason = "the clock of the servers is the machine's")]

mod collecting;
mod conformance;
mod faults;
mod locked;
mod proxy;
mod refusals;
mod servers;
