//! How many durable commits a second the writer makes, and how long a caller waits.
//!
//! `cargo run --release -p radica-storage --example commits -- [database_url] [clients] [seconds]`
//! Without a URL: SQLite in a temporary folder.
// A measuring tool may stop at the first surprise, and it measures the real clock.
#![allow(clippy::unwrap_used)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::Timestamp;
use radica_storage::{
    Batch, Commit, Db, Json, Writer,
    ids::{InstanceId, TaskId},
    instances::Instance,
    journal::Entry,
    tasks::{Task, TaskState},
    writer::Limits,
};

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = tempfile::tempdir().unwrap();
    let default = format!("sqlite:{}", folder.path().join("bench.db").display());
    let url = arguments.next().unwrap_or(default);
    let clients = arguments.next().map_or(256, |count| count.parse().unwrap());
    let seconds = arguments.next().map_or(5, |count| count.parse().unwrap());
    let db = Db::open(&url).await.unwrap();
    let (writer, _) = Writer::start(db, Limits::default()).await.unwrap();
    let mut latencies = run(&writer, clients, Duration::from_secs(seconds)).await;
    latencies.sort_unstable();
    let quantile = |share: f64| latencies[((latencies.len() - 1) as f64 * share) as usize];
    println!(
        "{clients} clients: {:.0} commits/s of 3 rows each, p50 {:?}, p99 {:?}",
        latencies.len() as f64 / seconds as f64,
        quantile(0.5),
        quantile(0.99)
    );
}

/// Every client starts an instance, waits until it is durable, and starts the next.
async fn run(writer: &Writer, clients: u64, span: Duration) -> Vec<Duration> {
    let next = Arc::new(AtomicU64::new(1));
    let client = || {
        let (writer, next) = (writer.clone(), Arc::clone(&next));
        tokio::spawn(async move {
            let (begin, mut latencies) = (Instant::now(), Vec::new());
            while begin.elapsed() < span {
                let asked = Instant::now();
                writer
                    .commit(start(next.fetch_add(1, Ordering::Relaxed)))
                    .await
                    .unwrap();
                latencies.push(asked.elapsed());
            }
            latencies
        })
    };
    let running: Vec<_> = (0..clients).map(|_| client()).collect();
    let mut latencies = Vec::new();
    for client in running {
        latencies.extend(client.await.unwrap());
    }
    latencies
}

/// What starting a process writes: a journal entry, the instance and a task.
fn start(n: u64) -> Commit {
    let (id, at) = (InstanceId::from_parts(n, u128::from(n)), Timestamp::UNIX_EPOCH);
    let state = Json::from(serde_json::json!({ "v": 1, "scopes": [{ "tokens": [{ "at": "revisar", "n": n }] }] }));
    let entry = Entry {
        at,
        actor: "bench".to_owned(),
        subject_kind: "instance".to_owned(),
        subject_id: id.to_string(),
        version: 1,
        kind: "started".to_owned(),
        data: state.clone(),
    };
    let instance = Instance {
        id,
        version: 1,
        definition: "9f86d081884c7d659a2feaa0c55ad015".to_owned(),
        definition_name: "expedir-certificado".to_owned(),
        state,
        status: "running".to_owned(),
        case_id: None,
        updated_at: at,
    };
    Commit::of(Batch::new().entry(entry).put(instance).put(task(n, id, at))).expect::<Instance>(&id, None)
}

fn task(n: u64, instance: InstanceId, at: Timestamp) -> Task {
    Task {
        id: TaskId::from_parts(n, u128::from(n)),
        version: 1,
        instance,
        case_id: None,
        subject: "2026-000001".to_owned(),
        element: "revisar".to_owned(),
        name: "Revisar requisitos".to_owned(),
        act: None,
        role: "revisor".to_owned(),
        office: "hacienda/tesoreria".to_owned(),
        assignee: None,
        state: TaskState::Open,
        form: Json::array(),
        created_at: at,
        due_at: Some(at),
        ended_at: None,
    }
}
