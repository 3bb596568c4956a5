//! The writer: one task per node that turns queued commits into few, large, durable transactions.
//!
//! A [`Commit`] says what it expects, which numbers it needs, and how to build its rows from them.
//! The task takes what waits in the queue, checks it in memory against what the database says
//! ([`plan`]), writes what is accepted with multi-row statements ([`statements`]), commits once and
//! answers each caller. A refused commit touches only itself. If a transaction fails as a whole it
//! is split in halves until the guilty commit stands alone.

mod commit;
mod expected;
mod plan;
mod statements;
mod texts;

pub(crate) use statements::{COUNTERS, insert_missing, last_position, overwrite};

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::{
    sync::{Notify, mpsc, oneshot, watch},
    task::JoinHandle,
};

pub use commit::{Batch, Commit, CommitError, Committed};
use expected::Check;
use plan::Plan;

use crate::{
    crash::{self, Place},
    db::Db,
    dialect::Tx,
    error::Error,
    jobs, journal,
    record::Record,
    sent_messages::SentMessage,
    starts::Start,
    subscriptions::Subscription,
    timers,
};

/// How much the writer takes on.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Commits that may wait; more are answered [`CommitError::Full`].
    pub queue: usize,
    /// Commits written in one transaction.
    pub batch: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            queue: 4096,
            batch: 512,
        }
    }
}

/// The way to the writer's task. Clones share it; the task ends when the last one is dropped.
#[derive(Debug, Clone)]
pub struct Writer {
    queue: mpsc::Sender<Request>,
    position: watch::Receiver<i64>,
    wakes: Arc<Wakes>,
    transactions: Arc<AtomicU64>,
}

/// Rung after commits that gave workers something to do.
#[derive(Debug, Default)]
struct Wakes {
    jobs: Notify,
    timers: Notify,
    messages: Notify,
}

/// A commit and who waits for it.
#[derive(Debug)]
struct Request {
    commit: Commit,
    /// The rows of a first attempt, copied by who asks, so that the writer's time goes into writing.
    first: Option<Batch>,
    answer: oneshot::Sender<Result<Committed, CommitError>>,
}

impl Request {
    fn new(commit: Commit, answer: oneshot::Sender<Result<Committed, CommitError>>) -> Self {
        Self {
            first: commit.build.ready().cloned(),
            commit,
            answer,
        }
    }
}

impl Writer {
    /// Starts the writer's task; the handle ends after the queue was closed and emptied.
    pub async fn start(db: Db, limits: Limits) -> Result<(Self, JoinHandle<()>), Error> {
        let (sender, queue) = mpsc::channel(limits.queue.max(1));
        let (reached, position) = watch::channel(journal::last_position(&db).await?);
        let wakes = Arc::new(Wakes::default());
        let transactions = Arc::new(AtomicU64::new(0));
        let task = Task {
            db,
            batch: limits.batch.max(1),
            queue,
            reached,
            wakes: Arc::clone(&wakes),
            transactions: Arc::clone(&transactions),
        };
        Ok((
            Self {
                queue: sender,
                position,
                wakes,
                transactions,
            },
            tokio::spawn(task.run()),
        ))
    }

    /// Commits, or answers [`CommitError::Full`] at once if too much is waiting. For requests.
    ///
    /// Once queued, a commit goes on even if the caller stops waiting.
    pub async fn commit(&self, commit: Commit) -> Result<Committed, CommitError> {
        let (answer, outcome) = oneshot::channel();
        self.queue
            .try_send(Request::new(commit, answer))
            .map_err(|refused| match refused {
                mpsc::error::TrySendError::Full(_) => CommitError::Full,
                mpsc::error::TrySendError::Closed(_) => CommitError::Stopped,
            })?;
        outcome.await.unwrap_or(Err(CommitError::Stopped))
    }

    /// Commits, waiting for room in the queue. For workers, which nobody waits for.
    pub async fn commit_patiently(&self, commit: Commit) -> Result<Committed, CommitError> {
        let (answer, outcome) = oneshot::channel();
        let queued = self.queue.send(Request::new(commit, answer)).await;
        queued.map_err(|_| CommitError::Stopped)?;
        outcome.await.unwrap_or(Err(CommitError::Stopped))
    }

    /// How many more commits may wait.
    pub fn room(&self) -> usize {
        self.queue.capacity()
    }

    /// Whether its task lives: a commit would be written, or refused for what it is.
    pub fn lives(&self) -> bool {
        !self.queue.is_closed()
    }

    /// The last journal position this node has written; changes wake whoever follows the journal.
    pub fn position(&self) -> watch::Receiver<i64> {
        self.position.clone()
    }

    /// How many transactions this node has committed since it started.
    pub fn transactions(&self) -> u64 {
        self.transactions.load(Ordering::Relaxed)
    }

    /// Ends after this node has written a job. Several jobs may ring once.
    pub async fn job_written(&self) {
        self.wakes.jobs.notified().await;
    }

    /// Ends after this node has written a timer, or what begins a process. Several may ring once.
    pub async fn timer_written(&self) {
        self.wakes.timers.notified().await;
    }

    /// Ends after this node has written a message that was sent, a wait for one, or what begins a process. Several may
    /// ring once.
    pub async fn message_written(&self) {
        self.wakes.messages.notified().await;
    }
}

/// The writer's task.
struct Task {
    db: Db,
    batch: usize,
    queue: mpsc::Receiver<Request>,
    reached: watch::Sender<i64>,
    wakes: Arc<Wakes>,
    transactions: Arc<AtomicU64>,
}

/// Why a transaction as a whole was not answered with success.
enum Failure {
    /// Nothing was written.
    Undone(Error),
    /// The answer to COMMIT was lost: it may have been written.
    Unknown(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Undone(error)
    }
}

impl Failure {
    fn of_commit(error: Error) -> Self {
        if error.is_definite() {
            Self::Undone(error)
        } else {
            Self::Unknown(error)
        }
    }
}

/// What a transaction has written, for those who wait for it.
struct Written {
    position: i64,
    jobs: bool,
    timers: bool,
    messages: bool,
}

type Outcomes = Vec<Result<Committed, CommitError>>;

impl Task {
    async fn run(mut self) {
        let mut requests = Vec::with_capacity(self.batch);
        while self.queue.recv_many(&mut requests, self.batch).await > 0 {
            self.settle(requests.split_off(0)).await;
        }
    }

    /// Writes the requests, in as few transactions as the faulty ones among them allow.
    async fn settle(&self, requests: Vec<Request>) {
        let mut groups = vec![requests];
        while let Some(mut group) = groups.pop() {
            let attempt = match self.attempt(&mut group, Check::Proving).await {
                Err(Failure::Undone(Error::Stale { .. })) => self.attempt(&mut group, Check::Reading).await,
                other => other,
            };
            match attempt {
                Ok(outcomes) => answer(group, outcomes),
                Err(Failure::Undone(error)) if group.len() > 1 && !error.is_unreachable() => {
                    let later = group.split_off(group.len() / 2);
                    groups.extend([later, group]);
                }
                Err(failure) => {
                    let refusal = refusal(failure);
                    let outcomes = group.iter().map(|_| Err(refusal.clone())).collect();
                    answer(group, outcomes);
                }
            }
        }
    }

    /// One transaction.
    async fn attempt(&self, group: &mut [Request], check: Check) -> Result<Outcomes, Failure> {
        crash::reached(Place::WriterBeforeBegin);
        let mut tx = self.db.begin().await?;
        match fill(&mut tx, group, check).await {
            Ok((outcomes, None)) => {
                tx.rollback().await;
                Ok(outcomes)
            }
            Ok((outcomes, Some(written))) => {
                crash::reached(Place::WriterBeforeCommit);
                tx.commit().await.map_err(Failure::of_commit)?;
                self.transactions.fetch_add(1, Ordering::Relaxed);
                crash::reached(Place::WriterAfterCommit);
                self.wake(written);
                Ok(outcomes)
            }
            Err(error) => {
                tx.rollback().await;
                Err(Failure::Undone(error))
            }
        }
    }

    fn wake(&self, written: Written) {
        let Written {
            position,
            jobs,
            timers,
            messages,
        } = written;
        self.reached
            .send_if_modified(|last| std::mem::replace(last, position) != position);
        if jobs {
            self.wakes.jobs.notify_one();
        }
        if timers {
            self.wakes.timers.notify_one();
        }
        if messages {
            self.wakes.messages.notify_one();
        }
    }
}

/// Writes what can be accepted of the group; nothing at all if nothing can.
async fn fill(tx: &mut Tx, group: &mut [Request], check: Check) -> Result<(Outcomes, Option<Written>), Error> {
    let commits = || group.iter().map(|request| &request.commit);
    let (expected, mut versions) = expected::split(commits(), check);
    versions.extend(statements::versions(tx, expected).await?);
    let mut plan = Plan::new(
        statements::last_position(tx).await?,
        versions,
        statements::counters(tx, commits()).await?,
    );
    let accept = |request: &mut Request| plan.accept(&request.commit, request.first.take());
    let outcomes = group.iter_mut().map(accept).collect();
    if plan.is_empty() {
        return Ok((outcomes, None));
    }
    let written = Written {
        position: plan.position(),
        jobs: plan.touches(jobs::Job::TABLE),
        timers: plan.touches(timers::Timer::TABLE) || plan.touches(Start::TABLE),
        messages: [SentMessage::TABLE, Subscription::TABLE, Start::TABLE]
            .into_iter()
            .any(|table| plan.touches(table)),
    };
    statements::write(tx, plan).await?;
    Ok((outcomes, Some(written)))
}

fn answer(group: Vec<Request>, outcomes: Outcomes) {
    for (request, outcome) in group.into_iter().zip(outcomes) {
        // A caller that stopped waiting needs no answer.
        let _ = request.answer.send(outcome);
    }
}

fn refusal(failure: Failure) -> CommitError {
    match failure {
        Failure::Undone(Error::Stale { table }) => CommitError::Conflict { table, id: None },
        Failure::Undone(Error::Duplicate(rule)) => CommitError::Duplicate(rule),
        Failure::Undone(error) => CommitError::Storage(Arc::new(error)),
        Failure::Unknown(error) => CommitError::Unknown(Arc::new(error)),
    }
}
