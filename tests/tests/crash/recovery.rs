//! From what was killed to a world at rest: leases end, what was begun is finished, the queues run empty.

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use radica_storage::jobs::{self, Job, JobState};
use radica_storage::notices::{self, Notice, NoticeState};
use radica_storage::objects::Objects;
use radica_storage::writer::Limits;
use radica_storage::{Batch, Commit, Db, Writer, journal, seals, timers};

use crate::world::World;

/// How long recovery may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);
/// Timers that are due so soon are waited for; the others are of weeks and months.
const SOON: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(25);

/// Does what time would do: the leases of nodes that are gone, or stand still, come to their end, and what is to be tried
/// later is tried now.
///
/// # Errors
/// When the database is restarted meanwhile, or a node that runs was quicker.
pub async fn end_leases(database: &str) -> Result<(), Box<dyn Error>> {
    let db = Db::open(database).await?;
    let (writer, task) = Writer::start(db.clone(), Limits::default()).await?;
    let ended = end_all(&db, &writer).await;
    drop(writer);
    task.await?;
    db.close().await;
    ended
}

async fn end_all(db: &Db, writer: &Writer) -> Result<(), Box<dyn Error>> {
    let now = now();
    for job in jobs::with_state(db, JobState::Waiting, None, i64::MAX).await? {
        let (id, version) = (job.id, job.version);
        let due = Job {
            version: version + 1,
            due_at: now.min(job.due_at),
            ..job
        };
        let commit = Commit::of(Batch::new().put(due)).expect::<Job>(&id, Some(version));
        writer.commit(commit).await?;
    }
    for notice in waiting_notices(db).await? {
        let (id, version) = (notice.id, notice.version);
        let due = Notice {
            version: version + 1,
            next_at: now.min(notice.next_at),
            ..notice
        };
        let commit = Commit::of(Batch::new().put(due)).expect::<Notice>(&id, Some(version));
        writer.commit(commit).await?;
    }
    Ok(())
}

/// Waits until nothing waits any more: no job, notice or due timer, every index at the last entry, every seal copied.
pub async fn drained(world: &World, db: &Db) {
    let objects = Objects::open_local(&world.shared("objects")).unwrap();
    let deadline = Instant::now() + PATIENCE;
    loop {
        let waits = what_waits(world, db, &objects).await;
        match waits {
            None => return,
            Some(what) if Instant::now() > deadline => panic!("{what} after {PATIENCE:?}"),
            Some(_) => tokio::time::sleep(LOOK).await,
        }
    }
}

async fn what_waits(world: &World, db: &Db, objects: &Objects) -> Option<String> {
    let jobs = jobs::with_state(db, JobState::Waiting, None, i64::MAX).await.unwrap();
    if let Some(job) = jobs.first() {
        return Some(format!("{} jobs wait; the first: {job:?}", jobs.len()));
    }
    let notices = waiting_notices(db).await.unwrap();
    if let Some(notice) = notices.first() {
        return Some(format!("{} notices wait; the first: {notice:?}", notices.len()));
    }
    let soon = now().checked_add(SOON).unwrap();
    if let Some(timer) = timers::due(db, soon, 1).await.unwrap().first() {
        return Some(format!("{timer:?} waits"));
    }
    let last = journal::last_position(db).await.unwrap();
    for node in &world.nodes {
        let reached = index_position(node.folder());
        if reached != Some(last) {
            return Some(format!(
                "the index in {} is at {reached:?}, the journal at {last}",
                node.folder().display()
            ));
        }
    }
    // They are copied in their order: with the last one all are there.
    let sealed = seals::standing(db).await.unwrap().sealed;
    let copied = objects.seals().await.unwrap().last().copied().unwrap_or_default();
    (sealed != copied).then(|| format!("sealed to {sealed}, copied to {copied}"))
}

async fn waiting_notices(db: &Db) -> Result<Vec<Notice>, radica_storage::Error> {
    let all = notices::latest(db, None, i64::MAX).await?;
    let waiting = all.into_iter().filter(|notice| notice.state == NoticeState::Waiting);
    Ok(waiting.collect())
}

/// How far an index is that another process writes: what its last commit says.
fn index_position(data: &Path) -> Option<i64> {
    let metas = std::fs::read(data.join("index/meta.json")).ok()?;
    let metas: serde_json::Value = serde_json::from_slice(&metas).ok()?;
    metas["payload"].as_str()?.parse().ok()
}

/// The time of this machine, which the killed nodes had too.
#[allow(
    clippy::disallowed_methods,
    reason = "the programs under test run by the clock of the machine"
)]
fn now() -> Timestamp {
    Timestamp::now()
}
