//! Whatever is done to an export of the journal is seen, and the first bad entry is named.

// Clippy knows only #[test] functions as tests; here everything is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod file;
mod tampering;
mod timing;
