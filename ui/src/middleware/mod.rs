//! What every request passes through, outermost first: its number, the security headers,
//! compression, the words of its problems, panics, the time limit, the session, the form token and
//! the message from the page before. The order is set in [`crate::router`].

pub mod csrf;
pub mod headers;
pub mod leaving;
pub mod panics;
pub mod request_id;
pub mod trace;
pub mod typed;
pub mod written;
