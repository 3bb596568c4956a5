//! Processes begin by messages, signals and times: each once, whatever comes first and whoever dies between.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "../stories/answers.rs"]
#[allow(dead_code, reason = "the stories use the rest of it")]
mod answers;
#[allow(dead_code, reason = "the stories use the rest of the world")]
#[path = "../stories/world.rs"]
mod world;

mod given;
mod messages;
mod signals;
mod times;
