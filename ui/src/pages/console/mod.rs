//! The operations console: versions of processes, instances, what is done to them, and batches.

mod act_handlers;
mod acting;
pub mod batches;
mod events;
pub mod handlers;
pub mod instance;
pub mod instances;
mod migrate_handlers;
pub mod migrating;
mod moving;
mod plan;
pub mod processes;
pub(in crate::pages) mod words;

pub use batches::{BatchPage, BatchesPage, NewBatchPage};
pub use instance::{InstancePage, StoryPage, VariablesPage};
pub use instances::InstancesPage;
pub use migrating::MigratePage;
pub use processes::{ProcessesPage, VersionPage};
