//! Pages of whoever keeps the system running, and the outbox of a demonstration.

pub mod incidents;
pub mod outbox;

pub use incidents::OperationsPage;
pub use outbox::{OutboxMessagePage, OutboxPage};
