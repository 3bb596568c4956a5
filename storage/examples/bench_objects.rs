//! Upload throughput beside the bare object store, in one run, so that a busy machine slows both.
//!
//! `cargo run --release -p radica-storage --example bench_objects -- [DIRECTORY] [ROUNDS]`
//!
//! Both sides are durable: every file and its directory are synced. The bare side writes the same
//! bytes with the same parts and knows its keys beforehand; ours also hashes, bounds, samples,
//! and publishes under the hash. Sizes take turns, and the better half of the rounds counts.

use std::error::Error;
use std::path::Path as FsPath;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::try_join_all;
use futures_util::stream;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart};
use radica_storage::objects::{Bounds, Objects};

const CHUNK: usize = 64 << 10;
const PART: usize = 1 << 20;
/// Size of a file, files of a round, uploads at once.
const LOADS: [(usize, usize, usize); 3] = [(8 << 20, 16, 4), (8 << 20, 8, 1), (100 << 10, 256, 16)];

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().unwrap_or_else(|| "target/bench-objects".to_owned());
    let rounds = arguments.next().map_or(Ok(6), |n| n.parse())?;
    std::fs::create_dir_all(&directory)?;
    println!("bytes      at once  bare MB/s  ours MB/s  ratio");
    for (size, files, at_once) in LOADS {
        let (mut bare, mut ours) = (Vec::new(), Vec::new());
        for round in 0..rounds {
            let contents: Vec<Bytes> = (0..files).map(|i| content(size, round * files + i)).collect();
            let place = tempfile::tempdir_in(&directory)?;
            // Taking turns, because whoever writes second finds the disk busy with the first.
            if round % 2 == 0 {
                bare.push(bare_puts(place.path(), &contents, at_once).await?);
                ours.push(our_puts(place.path(), &contents, at_once).await?);
            } else {
                ours.push(our_puts(place.path(), &contents, at_once).await?);
                bare.push(bare_puts(place.path(), &contents, at_once).await?);
            }
        }
        let megabytes = (size * files) as f64 / 1e6;
        let (bare, ours) = (megabytes / better_half(bare), megabytes / better_half(ours));
        println!(
            "{size:<9}  {at_once:<7}  {bare:>9.0}  {ours:>9.0}  {:>4.0} %",
            100.0 * ours / bare
        );
    }
    Ok(())
}

async fn bare_puts(place: &FsPath, contents: &[Bytes], at_once: usize) -> Result<Duration, Failure> {
    let root = place.join("bare");
    std::fs::create_dir(&root)?;
    let store: Arc<dyn ObjectStore> = Arc::new(LocalFileSystem::new_with_prefix(root)?.with_fsync(true));
    let started = Instant::now();
    for (batch, contents) in contents.chunks(at_once).enumerate() {
        let puts = contents
            .iter()
            .enumerate()
            .map(|(i, content)| tokio::spawn(bare_put(Arc::clone(&store), batch * at_once + i, content.clone())));
        try_join_all(puts).await?.into_iter().collect::<Result<(), _>>()?;
    }
    Ok(started.elapsed())
}

async fn bare_put(store: Arc<dyn ObjectStore>, number: usize, content: Bytes) -> Result<(), Failure> {
    let key = Path::from(format!("{number}"));
    if content.len() < PART {
        store.put(&key, PutPayload::from(content)).await?;
        return Ok(());
    }
    let mut upload = WriteMultipart::new_with_chunk_size(store.put_multipart(&key).await?, PART);
    for start in (0..content.len()).step_by(CHUNK) {
        upload.wait_for_capacity(2).await?;
        upload.put(content.slice(start..content.len().min(start + CHUNK)));
    }
    upload.finish().await?;
    Ok(())
}

async fn our_puts(place: &FsPath, contents: &[Bytes], at_once: usize) -> Result<Duration, Failure> {
    let objects = Objects::open_local(&place.join("ours"))?;
    let started = Instant::now();
    for contents in contents.chunks(at_once) {
        let puts = contents
            .iter()
            .map(|content| tokio::spawn(our_put(objects.clone(), content.clone())));
        try_join_all(puts).await?.into_iter().collect::<Result<(), _>>()?;
    }
    Ok(started.elapsed())
}

async fn our_put(objects: Objects, content: Bytes) -> Result<(), Failure> {
    let starts = (0..content.len()).step_by(CHUNK);
    let chunks = starts.map(|start| Ok::<_, std::io::Error>(content.slice(start..content.len().min(start + CHUNK))));
    objects
        .put(stream::iter(chunks), Bounds::at_most(content.len() as u64))
        .await?;
    Ok(())
}

// Different in every file, so that no two have the same key.
fn content(size: usize, seed: usize) -> Bytes {
    let mut state = seed as u64 + 1;
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(size);
    Bytes::from(bytes)
}

/// Mean of the better half, in seconds.
fn better_half(mut times: Vec<Duration>) -> f64 {
    times.sort();
    let half = times.len().div_ceil(2);
    times[..half].iter().sum::<Duration>().as_secs_f64() / half as f64
}
