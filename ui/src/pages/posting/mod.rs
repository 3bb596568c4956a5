//! Messages between processes, for who operates the system: what is kept, who waits, what begins; sending one from
//! outside, and what is done with those that are kept.

mod forms;
pub mod handlers;
mod messages;

pub use messages::MessagesPage;
