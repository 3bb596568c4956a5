//! What one worker has taken no other takes until the lease ends.

use radica_storage::{
    Batch, Commit, CommitError,
    ids::*,
    jobs::{self, Job, JobState},
    notices, sessions,
};

use crate::{
    harness::{Store, at, on_each_database},
    samples::{self, nth},
};

on_each_database! {
    a_job_is_taken_by_one_worker_until_its_lease_ends,
    a_job_that_is_not_due_is_left_alone,
    a_worker_whose_lease_was_lost_cannot_finish_the_job,
    a_renewed_lease_holds_and_the_job_is_finished_as_it_was_taken,
    a_lease_that_was_lost_or_given_up_is_not_renewed,
    a_notice_that_is_sent_slowly_stays_with_who_sends_it,
    two_workers_never_take_the_same_job,
    a_notice_is_taken_once_and_a_second_one_for_its_event_is_refused,
    a_sign_in_is_answered_once_and_not_after_it_expired,
    sweeping_takes_only_what_has_ended,
}

async fn a_job_is_taken_by_one_worker_until_its_lease_ends(store: Store) {
    store.put(Batch::new().put(samples::job(1))).await;
    let taken = jobs::take(&store.db, "a", at(10), at(40), 5).await.unwrap();
    let [job] = taken.as_slice() else { panic!("{taken:?}") };
    assert_eq!(
        (job.version, job.attempts, job.lease_owner.as_deref()),
        (2, 1, Some("a"))
    );
    assert_eq!(jobs::take(&store.db, "b", at(39), at(60), 5).await.unwrap(), []);
    let again = jobs::take(&store.db, "b", at(40), at(60), 5).await.unwrap();
    assert_eq!(
        again.first().map(|job| (job.attempts, job.lease_owner.as_deref())),
        Some((2, Some("b")))
    );
}

async fn a_job_that_is_not_due_is_left_alone(store: Store) {
    store.put(Batch::new().put(samples::job(1))).await;
    assert_eq!(jobs::take(&store.db, "a", at(9), at(40), 5).await.unwrap(), []);
    assert_eq!(jobs::next_due(&store.db).await.unwrap(), Some(at(10)));
}

async fn a_worker_whose_lease_was_lost_cannot_finish_the_job(store: Store) {
    store.put(Batch::new().put(samples::job(1))).await;
    let slow = jobs::take(&store.db, "slow", at(10), at(20), 1)
        .await
        .unwrap()
        .remove(0);
    let fast = jobs::take(&store.db, "fast", at(20), at(30), 1)
        .await
        .unwrap()
        .remove(0);
    let finish = |job: &Job| {
        let done = Job {
            version: job.version + 1,
            state: JobState::Done,
            ..job.clone()
        };
        store
            .writer
            .commit(Commit::of(Batch::new().put(done)).expect::<Job>(&job.id, Some(job.version)))
    };
    assert!(matches!(
        finish(&slow).await,
        Err(CommitError::Conflict { table: "jobs", .. })
    ));
    assert!(finish(&fast).await.is_ok());
}

async fn a_renewed_lease_holds_and_the_job_is_finished_as_it_was_taken(store: Store) {
    store.put(Batch::new().put(samples::job(1))).await;
    let job = jobs::take(&store.db, "long", at(10), at(18), 1)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(jobs::renew(&store.db, "long", &[job.id], at(24)).await.unwrap(), 1);
    assert_eq!(jobs::take(&store.db, "other", at(20), at(28), 1).await.unwrap(), []);
    let done = Job {
        version: job.version + 1,
        state: JobState::Done,
        ..job.clone()
    };
    let commit = Commit::of(Batch::new().put(done)).expect::<Job>(&job.id, Some(job.version));
    assert!(store.writer.commit(commit).await.is_ok());
    assert_eq!(jobs::renew(&store.db, "long", &[job.id], at(32)).await.unwrap(), 0);
}

async fn a_lease_that_was_lost_or_given_up_is_not_renewed(store: Store) {
    store.put(Batch::new().put_all((1..=2).map(samples::job))).await;
    let taken = jobs::take(&store.db, "slow", at(10), at(18), 2).await.unwrap();
    let ids: Vec<_> = taken.iter().map(|job| job.id).collect();
    // One failed and waits to be tried again; the other was taken by somebody else after the lease.
    let later = Job {
        version: taken[0].version + 1,
        due_at: at(60),
        lease_owner: None,
        ..taken[0].clone()
    };
    store.put(Batch::new().put(later)).await;
    jobs::take(&store.db, "fast", at(18), at(26), 2).await.unwrap();
    assert_eq!(jobs::renew(&store.db, "slow", &ids, at(90)).await.unwrap(), 0);
    assert_eq!(jobs::next_due(&store.db).await.unwrap(), Some(at(26)));
}

async fn a_notice_that_is_sent_slowly_stays_with_who_sends_it(store: Store) {
    store.put(Batch::new().put(samples::notice(1))).await;
    let held = notices::take(&store.db, at(10), at(18), 5).await.unwrap();
    assert_eq!(notices::renew(&store.db, &held, at(24)).await.unwrap(), 1);
    assert_eq!(notices::take(&store.db, at(20), at(28), 5).await.unwrap(), []);
    let taken_over = notices::take(&store.db, at(24), at(32), 5).await.unwrap();
    assert_eq!(taken_over.len(), 1);
    assert_eq!(notices::renew(&store.db, &held, at(40)).await.unwrap(), 0);
}

async fn two_workers_never_take_the_same_job(store: Store) {
    store.put(Batch::new().put_all((0..40).map(samples::job))).await;
    let take = |owner| jobs::take(&store.db, owner, at(10), at(40), 25);
    let (a, b) = tokio::join!(take("a"), take("b"));
    let mut ids: Vec<_> = a.unwrap().into_iter().chain(b.unwrap()).map(|job| job.id).collect();
    ids.sort();
    assert_eq!(ids, (0..40).map(|n| nth!(JobId, n)).collect::<Vec<_>>());
}

async fn a_notice_is_taken_once_and_a_second_one_for_its_event_is_refused(store: Store) {
    store.put(Batch::new().put(samples::notice(1))).await;
    let mut twin = samples::notice(2);
    twin.event = samples::notice(1).event;
    let refused = store.writer.commit(Commit::of(Batch::new().put(twin))).await;
    assert!(
        matches!(&refused, Err(CommitError::Duplicate(rule)) if rule.contains("event")),
        "{refused:?}"
    );
    assert_eq!(notices::take(&store.db, at(10), at(40), 5).await.unwrap().len(), 1);
    assert_eq!(notices::take(&store.db, at(10), at(40), 5).await.unwrap(), []);
}

async fn a_sign_in_is_answered_once_and_not_after_it_expired(store: Store) {
    store.put(Batch::new().put(samples::login())).await;
    assert_eq!(
        sessions::take_login(&store.db, "estado", at(99)).await.unwrap(),
        Some(samples::login())
    );
    assert_eq!(sessions::take_login(&store.db, "estado", at(99)).await.unwrap(), None);
    store.put(Batch::new().put(samples::login())).await;
    assert_eq!(sessions::take_login(&store.db, "estado", at(100)).await.unwrap(), None);
}

async fn sweeping_takes_only_what_has_ended(store: Store) {
    store
        .put(Batch::new().put(samples::session()).put(samples::login()))
        .await;
    assert_eq!(sessions::sweep(&store.db, at(99)).await.unwrap(), 0);
    assert_eq!(sessions::sweep(&store.db, at(100)).await.unwrap(), 2);
}
