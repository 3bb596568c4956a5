//! Holding what was taken: the lease is short, so that a lost node's work moves on at once, and renewed while the work
//! runs, so that long work is not taken from a node that lives.
//!
//! A renewal moves the time at which others may take the row, and nothing else: the version stays, so that whoever
//! finishes the work still finds the row as it was taken. A table of living nodes would need a write every few seconds
//! of each idle node, and a node whose worker hangs would keep its work; this costs nothing while nothing is held.

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use radica_storage::Error;

use crate::app::App;

/// For how long others leave what was taken. A worker that sleeps wakes when it ends, so a lost node's work moves on
/// within 10 s.
const LEASE: SignedDuration = SignedDuration::from_secs(8);
/// How often a lease is renewed: two renewals may fail before it ends.
const RENEW_EVERY: Duration = Duration::from_secs(2);

/// When a lease ends that begins now.
pub fn until(now: Timestamp) -> Timestamp {
    now.checked_add(LEASE).unwrap_or(now)
}

/// Does the work, and meanwhile renews its lease.
pub(super) async fn held<T, F: Future<Output = Result<usize, Error>>>(
    app: &App,
    work: impl Future<Output = T>,
    renew: impl Fn(Timestamp) -> F,
) -> T {
    let again = || {
        let renewed = renew(until(app.clock.now()));
        async {
            if let Err(error) = renewed.await {
                tracing::warn!(%error, "a lease was not renewed");
            }
        }
    };
    beside(RENEW_EVERY, work, again).await
}

/// Does the work, and `again` every so often until it is done. Both go on at once: a renewal may wait for what the work
/// holds.
async fn beside<T, F: Future<Output = ()>>(every: Duration, work: impl Future<Output = T>, again: impl Fn() -> F) -> T {
    tokio::select! {
        done = work => done,
        never = repeat(every, again) => match never {},
    }
}

async fn repeat<F: Future<Output = ()>>(every: Duration, again: impl Fn() -> F) -> Infallible {
    loop {
        tokio::time::sleep(every).await;
        again().await;
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn work_is_held_for_as_long_as_it_takes() {
        let renewed = Semaphore::new(0);
        let work = async { renewed.acquire_many(3).await.is_ok() };
        let done = beside(Duration::from_millis(1), work, || async { renewed.add_permits(1) }).await;
        assert!(
            done,
            "the work goes on while its lease is renewed, and three renewals came"
        );
    }

    #[test]
    fn what_a_lost_node_held_is_free_within_ten_seconds() {
        let taken = Timestamp::UNIX_EPOCH;
        let free = until(taken).duration_since(taken);
        assert!(free < SignedDuration::from_secs(10));
        assert!(
            free > SignedDuration::try_from(RENEW_EVERY).unwrap() * 3,
            "renewals may fail"
        );
    }
}
