//! Process instances a second, driven to their end through the runtime, beside a bare program that writes the same rows.
//!
//! `cargo run --release -p radica-workflows --example bench_instances -- [--database URL] [--seconds 10] [--clients 512]
//! [--stored 0] [--timers 0]`; without a URL on SQLite in a folder of its own. See `scripts/bench-storage.sh`.
// A measuring tool may stop at the first surprise, and it measures the real clock.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a measuring tool"
)]

mod bare;
mod driven;
mod given;
mod options;
mod steps;

use std::time::Duration;

use given::Bench;
use options::Options;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() {
    let options = Options::read();
    let folder = tempfile::tempdir_in(options.folder()).unwrap();
    let bench = Bench::open(&options, folder.path()).await;
    if options.stored > 0 {
        let spent = bare::fill(&bench, options.stored, true).await;
        println!("{} finished instances stored beforehand in {spent:.0?}", options.stored);
    }
    if options.open > 0 {
        let spent = bare::fill(&bench, options.open, false).await;
        println!("{} open instances stored beforehand in {spent:.0?}", options.open);
    }
    if options.timers > 0 {
        bare::fill_timers(&bench, options.timers).await;
        println!("{} open timers", options.timers);
    }
    let span = Duration::from_secs(options.seconds);
    let before = bench.bytes().await;
    let full = driven::at_full_load(&bench, options.clients, span).await;
    println!("driven at full load, {} clients: {full}", options.clients);
    let bytes = (bench.bytes().await - before) / full.instances.max(1);
    println!("{bytes} bytes on disk for each finished instance");
    let half = driven::paced(&bench, full.rate() / 2.0, span).await;
    println!("driven at half of it: {half}");
    let bare = bare::write(&bench, &full, span).await;
    println!("a bare program with the same rows in the same batches: {bare}");
    println!("driven/bare: {:.0} %", 100.0 * full.rate() / bare.rate());
}
