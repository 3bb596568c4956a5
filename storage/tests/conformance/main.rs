//! The same behaviour on every database.
//!
//! Each test runs on SQLite always, and on PostgreSQL when `RADICA_TEST_POSTGRES` names a server
//! (`scripts/test-postgres.sh` starts one). To add a test, write an `async fn(Store)` in the module
//! of its subject and name it in that module's `on_each_database!`.

// Clippy knows only #[test] functions as tests; here everything is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod copying;
mod harness;
mod inbox;
mod keeping;
mod leases;
mod opening;
mod operation;
mod point_in_time;
mod records;
mod samples;
mod seals;
mod searching;
mod timers;
mod upgrading;
mod writing;
