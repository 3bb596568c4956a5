//! Black-box tests: they start the real binary, speak HTTP to it and read what it leaves behind.
//!
//! `tests/floors.rs` guards the architecture; the stories live in `tests/stories_*.rs`;
//! the browser stories are in `tests/browser/` (Node and Chromium).
