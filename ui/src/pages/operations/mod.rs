//! Pages of whoever keeps the system running, and the outbox of a demonstration.

pub mod decisions;
pub mod handlers;
pub mod incidents;
mod of_overview;
pub mod outbox;
pub mod playground;

pub use decisions::{DecisionPage, DecisionsPage};
pub use incidents::OperationsPage;
pub use outbox::{OutboxMessagePage, OutboxPage};
pub use playground::PlaygroundPage;
