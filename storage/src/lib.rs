//! The durable part of Radica: the database on SQLite or PostgreSQL, files, index and text.
//!
//! It knows no BPMN and no HTTP. Everything that changes goes through the [`writer`]; everything
//! is read with the functions of the table family modules ([`cases`], [`tasks`], …).
//!
//! To add a table:
//! 1. a new file in `migrations/`, named in [`schema`], with `CREATE TABLE` in the portable dialect;
//! 2. a module in `tables/` with a `record!` whose fields are the columns, in any order;
//! 3. its queries: `get` answers `Ok(None)`, lists page by key;
//! 4. its name in `copying/tables.rs`, so that it is backed up;
//! 5. a sample of it in `tests/conformance/samples.rs`, which checks the columns on both databases.

#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod cause;
pub mod copying;
pub mod crash;
pub mod db;
pub mod dialect;
pub mod error;
pub mod ids;
pub mod json;
pub mod keeping;
pub mod media;
pub mod objects;
pub mod record;
pub mod redo;
pub mod schema;
pub mod seals;
pub mod search;
mod sql;
mod tables;
pub mod text;
pub mod value;
pub mod writer;

pub use cause::Cause;
pub use db::{Db, sqlite_url};
pub use error::Error;
pub use json::Json;
pub use tables::*;
pub use writer::{Batch, Commit, CommitError, Committed, Writer};
