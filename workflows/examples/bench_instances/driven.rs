//! Instances driven to their end: begun, their task completed, their job taken and done, each answered when durable.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use radica_storage::jobs::{self, Job};
use radica_workflows::app::App;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::given::Bench;
use crate::steps;

/// Jobs taken at once.
const TAKEN: i64 = 256;

/// What a measurement gave.
pub struct Figures {
    pub instances: u64,
    pub elapsed: Duration,
    /// Processor time that the whole program took.
    pub processor: Duration,
    /// Transitions of each transaction, on average.
    pub per_transaction: f64,
    latencies: Vec<Duration>,
}

impl Figures {
    /// Of a program that nobody waits for.
    pub fn bare(instances: u64, (elapsed, processor): (Duration, Duration), per_transaction: f64) -> Self {
        Self {
            instances,
            elapsed,
            processor,
            per_transaction,
            latencies: Vec::new(),
        }
    }

    pub fn rate(&self) -> f64 {
        self.instances as f64 / self.elapsed.as_secs_f64()
    }

    fn at(&self, share: f64) -> Duration {
        let place = (self.latencies.len().saturating_sub(1)) as f64 * share;
        self.latencies.get(place as usize).copied().unwrap_or_default()
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = self.processor.div_f64(self.instances.max(1) as f64);
        write!(out, "{:.0} instances/s, {each:.0?} of a processor each", self.rate())?;
        write!(out, ", {:.0} transitions in a transaction", self.per_transaction)?;
        if self.latencies.is_empty() {
            return Ok(());
        }
        write!(
            out,
            ", each durable in p50 {:.1?}, p99 {:.1?}",
            self.at(0.5),
            self.at(0.99)
        )
    }
}

/// What is under way.
struct Load {
    app: App,
    /// One for each instance that may be under way.
    room: Arc<Semaphore>,
    finished: AtomicU64,
    latencies: Mutex<Vec<Duration>>,
}

/// As many instances as go, `clients` at once.
pub async fn at_full_load(bench: &Bench, clients: usize, span: Duration) -> Figures {
    run(bench, clients, span, None).await
}

/// Instances begun at a rate of so many a second, whatever becomes of those before.
pub async fn paced(bench: &Bench, rate: f64, span: Duration) -> Figures {
    run(bench, 1 << 16, span, Some(Duration::from_secs_f64(1.0 / rate))).await
}

async fn run(bench: &Bench, clients: usize, span: Duration, pace: Option<Duration>) -> Figures {
    let load = Arc::new(Load {
        app: bench.app.clone(),
        room: Arc::new(Semaphore::new(clients)),
        finished: AtomicU64::new(0),
        latencies: Mutex::default(),
    });
    let (begun, processor) = (Instant::now(), processor_time());
    let transactions = load.app.writer.transactions();
    let worker = tokio::spawn(work(Arc::clone(&load)));
    let mut instances = JoinSet::new();
    let mut count = 0_u32;
    while begun.elapsed() < span {
        if let Some(pace) = pace {
            let turn = begun + pace * count;
            tokio::time::sleep_until(turn.into()).await;
        }
        count += 1;
        let place = Arc::clone(&load.room).acquire_owned().await.unwrap();
        place.forget();
        instances.spawn(begin_and_complete(Arc::clone(&load)));
        while instances.try_join_next().is_some() {}
    }
    while instances.join_next().await.is_some() {}
    let _all = load.room.acquire_many(u32::try_from(clients).unwrap()).await.unwrap();
    let elapsed = begun.elapsed();
    worker.abort();
    let mut latencies = std::mem::take(&mut *load.latencies.lock().unwrap());
    latencies.sort_unstable();
    let transactions = load.app.writer.transactions() - transactions;
    let instances = load.finished.load(Ordering::SeqCst);
    Figures {
        instances,
        elapsed,
        processor: processor_time() - processor,
        per_transaction: 3.0 * instances as f64 / transactions as f64,
        latencies,
    }
}

/// Processor time of this program so far; the kernel counts it in hundredths of a second.
pub fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.split_whitespace().collect();
    let ticks = |place: usize| {
        fields
            .get(place)
            .and_then(|ticks| ticks.parse::<u64>().ok())
            .unwrap_or(0)
    };
    Duration::from_millis(10 * (ticks(13) + ticks(14)))
}

async fn begin_and_complete(load: Arc<Load>) {
    let begun = Instant::now();
    let id = steps::begin(&load.app).await;
    let task = steps::task_of(&load.app, id).await;
    let asked = Instant::now();
    steps::complete_task(&load.app, id, task).await;
    load.latencies.lock().unwrap().extend([asked - begun, asked.elapsed()]);
}

/// Takes jobs as they come and does all that were taken at once.
async fn work(load: Arc<Load>) {
    let mut doing = JoinSet::new();
    loop {
        let now = load.app.clock.now();
        let lease = now + SignedDuration::from_secs(60);
        let taken = jobs::take(&load.app.db, "bench", now, lease, TAKEN).await.unwrap();
        if taken.is_empty() {
            load.app.writer.job_written().await;
        }
        for job in taken {
            doing.spawn(complete(Arc::clone(&load), job));
        }
        while doing.try_join_next().is_some() {}
    }
}

async fn complete(load: Arc<Load>, job: Job) {
    let asked = Instant::now();
    steps::complete_job(&load.app, job).await;
    load.latencies.lock().unwrap().push(asked.elapsed());
    load.finished.fetch_add(1, Ordering::SeqCst);
    load.room.add_permits(1);
}
