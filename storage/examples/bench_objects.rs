//! Upload throughput beside the bare object store, in one run, so that a busy machine slows both.
//!
//! `cargo run --release -p radica-storage --example bench_objects -- [DIRECTORY] [ROUNDS]`
//!
//! On a disk both sides are durable: every file and its directory are synced. The bare side writes the same
//! bytes with the same parts and knows its keys beforehand; ours also hashes, bounds, samples,
//! and publishes under the hash. Then the same on S3, served by this program on loopback (s3s-fs, which does not sync):
//! there the bare side sends each file in one request, signed and with its SHA-256, which is what ours does.
//! Sizes take turns, and the better half of the rounds counts.

use std::error::Error;
use std::path::Path as FsPath;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::try_join_all;
use futures_util::stream;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart};
use radica_storage::objects::{Bounds, Objects, s3};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::net::TcpListener;

const CHUNK: usize = 64 << 10;
const PART: usize = 1 << 20;
/// Size of a file, files of a round, uploads at once.
const LOADS: [(usize, usize, usize); 3] = [(8 << 20, 16, 4), (8 << 20, 8, 1), (100 << 10, 256, 16)];

type Failure = Box<dyn Error + Send + Sync>;

/// Where both sides write.
#[derive(Clone, Copy)]
enum Where {
    Disk,
    S3,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().unwrap_or_else(|| "target/bench-objects".to_owned());
    let rounds = arguments.next().map_or(Ok(6), |n| n.parse())?;
    std::fs::create_dir_all(&directory)?;
    for (title, place) in [("disk", Where::Disk), ("S3", Where::S3)] {
        println!("{title:<9}  at once  bare MB/s  ours MB/s  ratio");
        for load in LOADS {
            measure(FsPath::new(&directory), place, load, rounds).await?;
        }
    }
    Ok(())
}

async fn measure(
    directory: &FsPath,
    place: Where,
    (size, files, at_once): (usize, usize, usize),
    rounds: usize,
) -> Result<(), Failure> {
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let contents: Vec<Bytes> = (0..files).map(|i| content(size, round * files + i)).collect();
        let folder = tempfile::tempdir_in(directory)?;
        let (alone, objects) = open(place, folder.path()).await?;
        // Taking turns, because whoever writes second finds the disk busy with the first.
        if round % 2 == 0 {
            bare.push(bare_puts(&alone, place, &contents, at_once).await?);
            ours.push(our_puts(&objects, &contents, at_once).await?);
        } else {
            ours.push(our_puts(&objects, &contents, at_once).await?);
            bare.push(bare_puts(&alone, place, &contents, at_once).await?);
        }
    }
    let megabytes = (size * files) as f64 / 1e6;
    let (bare, ours) = (megabytes / better_half(bare), megabytes / better_half(ours));
    let ratio = 100.0 * ours / bare;
    println!("{size:<9}  {at_once:<7}  {bare:>9.0}  {ours:>9.0}  {ratio:>4.0} %");
    Ok(())
}

async fn open(place: Where, folder: &FsPath) -> Result<(Arc<dyn ObjectStore>, Objects), Failure> {
    match place {
        Where::Disk => {
            let root = folder.join("bare");
            std::fs::create_dir(&root)?;
            let alone = LocalFileSystem::new_with_prefix(root)?.with_fsync(true);
            Ok((Arc::new(alone), Objects::open_local(&folder.join("ours"))?))
        }
        Where::S3 => {
            let place = serve(folder).await?;
            Ok((s3::bare(&place)?, Objects::open_s3(&place)?))
        }
    }
}

/// Serves a folder as S3 on loopback.
async fn serve(folder: &FsPath) -> Result<s3::Place, Failure> {
    let root = folder.join("server");
    std::fs::create_dir_all(root.join("bench"))?;
    let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(&root).map_err(|error| format!("{error:?}"))?);
    service.set_auth(SimpleAuth::from_single("bench", "bench"));
    let (service, listener) = (service.build(), TcpListener::bind("127.0.0.1:0").await?);
    let endpoint = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            let served = async move {
                Builder::new(TokioExecutor::new())
                    .serve_connection(TokioIo::new(socket), service)
                    .await
            };
            tokio::spawn(served);
        }
    });
    Ok(s3::Place {
        bucket: "bench".to_owned(),
        prefix: String::new(),
        endpoint: Some(endpoint),
        region: "us-east-1".to_owned(),
        access_key: "bench".to_owned(),
        secret_key: "bench".to_owned(),
        session_token: None,
        allow_http: true,
        spool: folder.join("spool"),
        patience: s3::Patience::default(),
    })
}

async fn bare_puts(
    store: &Arc<dyn ObjectStore>,
    place: Where,
    contents: &[Bytes],
    at_once: usize,
) -> Result<Duration, Failure> {
    let started = Instant::now();
    for (batch, contents) in contents.chunks(at_once).enumerate() {
        let puts = contents.iter().enumerate().map(|(i, content)| {
            let (store, content) = (Arc::clone(store), content.clone());
            tokio::spawn(bare_put(store, place, batch * at_once + i, content))
        });
        try_join_all(puts).await?.into_iter().collect::<Result<(), _>>()?;
    }
    Ok(started.elapsed())
}

async fn bare_put(store: Arc<dyn ObjectStore>, place: Where, number: usize, content: Bytes) -> Result<(), Failure> {
    let key = Path::from(format!("bare/{number}"));
    if content.len() < PART || matches!(place, Where::S3) {
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

async fn our_puts(objects: &Objects, contents: &[Bytes], at_once: usize) -> Result<Duration, Failure> {
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
