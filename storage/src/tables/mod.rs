//! One module per table family: its records, their tables and its queries.

pub mod batches;
pub mod blobs;
pub mod cases;
pub mod committees;
pub mod definitions;
pub mod documents;
pub mod drafts;
pub mod expedientes;
pub mod instances;
pub mod jobs;
pub mod journal;
pub mod messages;
pub mod notices;
pub mod outages;
pub mod people;
pub mod policies;
pub mod positions;
pub mod ratings;
pub(crate) mod seals;
pub mod sent_messages;
pub mod sessions;
pub mod shared_keys;
pub mod starts;
pub mod subscriptions;
pub mod tasks;
pub mod timers;
