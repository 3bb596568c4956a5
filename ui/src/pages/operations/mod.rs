//! Pages of whoever keeps the system running, and the outbox of a demonstration.

pub mod decisions;
pub mod diary;
pub mod diary_handlers;
mod diary_words;
pub mod handlers;
pub mod incidents;
mod of_overview;
pub mod outbox;
pub mod playground;

pub use decisions::{DecisionPage, DecisionsPage};
pub use diary::{DiaryEntryPage, DiaryPage};
pub use incidents::OperationsPage;
pub use outbox::{OutboxMessagePage, OutboxPage};
pub use playground::PlaygroundPage;
