//! The operations console: what runs in which version and where, one instance with its story, and what an operator does
//! to it. Only who operates the system sees any of it.

mod acts;
mod batch;
mod find;
mod instance;
mod mapping;
mod migrating;
mod moving;
mod plan;
mod prospect;
mod story;

pub use acts::{Act, act};
pub use batch::{BatchAct, Ended, Progressed, ask, batch, batches, done_items, run as run_batch};
pub use find::{Found, Search, Version, VersionView, name_of, search, version, versions};
pub use instance::{At, Detail, VariableAt, detail};
pub use mapping::Place;
pub use migrating::{MIGRATE, migrate, misfits};
pub use moving::{Moving, REHEARSE, Selection, begin as begin_migration, rehearse_many};
pub use plan::Plan;
pub use prospect::{Prospect, prospect, prospect_of};
pub use story::{Change, Happening, Story, What, story};

/// The statuses that an instance may have, as its row keeps them.
pub const STATUSES: [&str; 5] = ["running", "incident", "suspended", "finished", "cancelled"];
