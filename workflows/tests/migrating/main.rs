//! Running instances move to another version of their process: tried first, all or nothing, each once, nothing twice.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "../stories/answers.rs"]
#[allow(dead_code, reason = "the stories use the rest of it")]
mod answers;
#[allow(dead_code, reason = "the stories use the rest of the world")]
#[path = "../stories/world.rs"]
mod world;

mod asked;
mod given;
mod many;
mod what;
