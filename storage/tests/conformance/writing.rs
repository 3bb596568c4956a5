//! The writer: whole or not at all, in order, without gaps.

use futures_util::future::join_all;
use radica_storage::{
    Batch, Commit, CommitError, Db, Error, Writer, cases,
    cases::Case,
    committees::Vote,
    ids::*,
    instances::{self, Instance},
    journal,
    tasks::{self, Task},
    writer::Limits,
};

use crate::{
    harness::{Store, entry, on_each_database},
    samples::{self, nth},
};

on_each_database! {
    a_conflict_touches_only_its_own_commit,
    two_changes_of_the_same_version_are_one_success_and_one_conflict,
    a_chain_of_changes_is_accepted_within_one_transaction,
    what_must_not_exist_is_refused_when_it_does,
    who_expects_what_is_gone_does_not_write_it_again,
    a_conflict_among_changes_of_one_record_is_told_apart,
    a_column_that_never_changes_is_not_changed_in_silence,
    an_older_version_never_takes_the_place_of_a_newer,
    numbers_have_no_gaps_when_a_neighbour_is_refused,
    numbers_of_series_and_years_are_apart,
    a_duplicate_takes_no_other_commit_down,
    a_commit_whose_rows_cannot_be_built_takes_no_other_down,
    journal_positions_follow_the_order_without_gaps,
    the_journal_of_one_subject_is_told_apart,
    a_vote_never_changes,
    many_rows_of_one_commit_are_all_written_and_deleted,
    a_killed_writer_leaves_nothing_half_done,
    a_full_queue_is_said_at_once,
    a_stopped_writer_finishes_what_was_queued,
    a_commit_wakes_those_who_wait,
    two_writers_keep_journal_and_numbers_without_gaps,
    commits_made_together_end_as_if_made_one_by_one,
}

/// Starts the n-th instance, with its journal entry.
fn start(n: u64) -> Commit {
    let instance = samples::instance(n);
    let id = instance.id;
    Commit::of(Batch::new().entry(entry(&id.to_string())).put(instance)).expect::<Instance>(&id, None)
}

/// Changes the n-th instance from a version to the next.
fn change(n: u64, from: i64) -> Commit {
    let instance = Instance {
        version: from + 1,
        ..samples::instance(n)
    };
    let id = instance.id;
    Commit::of(Batch::new().entry(entry(&id.to_string())).put(instance)).expect::<Instance>(&id, Some(from))
}

/// Files the n-th case with the next number of a series.
fn file(n: u64, series: &'static str, year: i64) -> Commit {
    let build = move |numbers: &[i64]| {
        let radicado = format!("{series}-{year}-{}", numbers[0]);
        Batch::new().entry(entry(&radicado)).put(Case {
            radicado,
            ..samples::case(n)
        })
    };
    Commit::new(build).number(series, year)
}

async fn positions(db: &Db) -> Vec<i64> {
    let entries = journal::after(db, 0, 10_000).await.unwrap();
    entries.into_iter().map(|entry| entry.position).collect()
}

async fn a_conflict_touches_only_its_own_commit(store: Store) {
    let commits = [start(1), change(2, 5), start(3)];
    let outcomes = join_all(commits.map(|commit| store.writer.commit(commit))).await;
    assert!(outcomes[0].is_ok() && outcomes[2].is_ok(), "{outcomes:?}");
    let Err(CommitError::Conflict { table, id }) = &outcomes[1] else {
        panic!("{outcomes:?}")
    };
    assert_eq!(
        (*table, id.clone()),
        ("instances", Some(nth!(InstanceId, 2).to_string()))
    );
    assert_eq!(positions(&store.db).await, [1, 2]);
    assert_eq!(instances::get(&store.db, nth!(InstanceId, 2)).await.unwrap(), None);
}

async fn two_changes_of_the_same_version_are_one_success_and_one_conflict(store: Store) {
    store.writer.commit(start(1)).await.unwrap();
    let outcomes = join_all([change(1, 1), change(1, 1)].map(|commit| store.writer.commit(commit))).await;
    assert_eq!(
        outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    assert_eq!(positions(&store.db).await, [1, 2]);
}

async fn a_chain_of_changes_is_accepted_within_one_transaction(store: Store) {
    let commits = [start(1), change(1, 1), change(1, 2), change(1, 3)];
    let outcomes = join_all(commits.map(|commit| store.writer.commit(commit))).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let instance = instances::get(&store.db, nth!(InstanceId, 1)).await.unwrap();
    assert_eq!(instance.map(|instance| instance.version), Some(4));
}

async fn what_must_not_exist_is_refused_when_it_does(store: Store) {
    let outcomes = join_all([start(1), start(1)].map(|commit| store.writer.commit(commit))).await;
    assert!(outcomes[0].is_ok(), "{outcomes:?}");
    assert!(matches!(outcomes[1], Err(CommitError::Conflict { .. })), "{outcomes:?}");
    assert!(matches!(
        store.writer.commit(start(1)).await,
        Err(CommitError::Conflict { .. })
    ));
}

async fn who_expects_what_is_gone_does_not_write_it_again(store: Store) {
    store.put(Batch::new().put(samples::task(1))).await;
    store.put(Batch::new().delete::<Task>(nth!(TaskId, 1))).await;
    let late = Task {
        version: 2,
        ..samples::task(1)
    };
    let commit = Commit::of(Batch::new().put(late)).expect::<Task>(&nth!(TaskId, 1), Some(1));
    let outcomes = join_all([commit, start(1)].map(|commit| store.writer.commit(commit))).await;
    assert!(matches!(outcomes[0], Err(CommitError::Conflict { .. })), "{outcomes:?}");
    assert!(outcomes[1].is_ok(), "{outcomes:?}");
    assert_eq!(tasks::get(&store.db, nth!(TaskId, 1)).await.unwrap(), None);
}

async fn a_conflict_among_changes_of_one_record_is_told_apart(store: Store) {
    store.put(Batch::new().put(samples::instance(1))).await;
    store.writer.commit(change(1, 1)).await.unwrap();
    // The first is late; the second is in time, and the third follows it.
    let commits = [change(1, 1), change(1, 2), change(1, 3)];
    let outcomes = join_all(commits.map(|commit| store.writer.commit(commit))).await;
    assert!(matches!(outcomes[0], Err(CommitError::Conflict { .. })), "{outcomes:?}");
    assert!(outcomes[1].is_ok() && outcomes[2].is_ok(), "{outcomes:?}");
    let instance = instances::get(&store.db, nth!(InstanceId, 1)).await.unwrap();
    assert_eq!(instance.map(|instance| instance.version), Some(4));
}

async fn a_column_that_never_changes_is_not_changed_in_silence(store: Store) {
    let task = samples::task(1);
    store.put(Batch::new().put(task.clone())).await;
    let elsewhere = Task {
        version: 2,
        office: "hacienda/rentas".to_owned(),
        ..task
    };
    let commit = Commit::of(Batch::new().put(elsewhere)).expect::<Task>(&nth!(TaskId, 1), Some(1));
    let refused = store.writer.commit(commit).await;
    assert!(matches!(refused, Err(CommitError::Conflict { .. })), "{refused:?}");
}

async fn an_older_version_never_takes_the_place_of_a_newer(store: Store) {
    store
        .put(Batch::new().put(Task {
            version: 3,
            ..samples::task(1)
        }))
        .await;
    let old = Task {
        version: 3,
        name: "Vieja".to_owned(),
        ..samples::task(1)
    };
    let refused = store.writer.commit(Commit::of(Batch::new().put(old))).await;
    assert!(
        matches!(refused, Err(CommitError::Conflict { table: "tasks", .. })),
        "{refused:?}"
    );
    let kept = tasks::get(&store.db, nth!(TaskId, 1)).await.unwrap();
    assert_eq!(kept.map(|task| task.name), Some(samples::task(1).name));
}

async fn numbers_have_no_gaps_when_a_neighbour_is_refused(store: Store) {
    let refused = || file(99, "radicado", 2026).expect::<Instance>(&nth!(InstanceId, 9), Some(1));
    let commits = [
        file(1, "radicado", 2026),
        refused(),
        file(2, "radicado", 2026),
        refused(),
        file(3, "radicado", 2026),
    ];
    let outcomes = join_all(commits.map(|commit| store.writer.commit(commit))).await;
    let numbers: Vec<i64> = outcomes
        .into_iter()
        .flatten()
        .flat_map(|committed| committed.numbers)
        .collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(
        store.writer.commit(file(4, "radicado", 2026)).await.unwrap().numbers,
        [4]
    );
    assert!(
        cases::by_radicado(&store.db, "radicado-2026-4")
            .await
            .unwrap()
            .is_some()
    );
}

async fn numbers_of_series_and_years_are_apart(store: Store) {
    let commits = [
        file(1, "entrada", 2026),
        file(2, "salida", 2026),
        file(3, "entrada", 2027),
        file(4, "entrada", 2026),
    ];
    let outcomes = join_all(commits.map(|commit| store.writer.commit(commit))).await;
    let numbers: Vec<_> = outcomes.into_iter().map(|outcome| outcome.unwrap().numbers).collect();
    assert_eq!(numbers, [[1], [1], [1], [2]]);
}

async fn a_duplicate_takes_no_other_commit_down(store: Store) {
    let twin = Commit::of(Batch::new().entry(entry("doble")).put(Case {
        radicado: "entrada-2026-1".to_owned(),
        ..samples::case(50)
    }));
    let commits = [
        file(1, "entrada", 2026),
        file(2, "entrada", 2026),
        twin,
        file(3, "entrada", 2026),
    ];
    let outcomes = join_all(commits.map(|commit| store.writer.commit(commit))).await;
    let Err(CommitError::Duplicate(rule)) = &outcomes[2] else {
        panic!("{outcomes:?}")
    };
    assert!(rule.contains("radicado"), "{rule}");
    let numbers: Vec<i64> = outcomes
        .into_iter()
        .flatten()
        .flat_map(|committed| committed.numbers)
        .collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(positions(&store.db).await, [1, 2, 3]);
}

async fn a_commit_whose_rows_cannot_be_built_takes_no_other_down(store: Store) {
    let broken = Commit::new(|numbers: &[i64]| file_number(numbers.get(7).copied())).number("entrada", 2026);
    let outcomes = join_all([broken, file(1, "entrada", 2026)].map(|commit| store.writer.commit(commit))).await;
    assert!(matches!(outcomes[0], Err(CommitError::Broken)), "{outcomes:?}");
    assert_eq!(outcomes[1].as_ref().unwrap().numbers, [1]);
}

fn file_number(number: Option<i64>) -> Batch {
    Batch::new().entry(entry(&number.unwrap().to_string()))
}

async fn journal_positions_follow_the_order_without_gaps(store: Store) {
    let outcomes = join_all((1..=300).map(|n| store.writer.commit(start(n)))).await;
    let answered: Vec<i64> = outcomes.into_iter().map(|outcome| outcome.unwrap().position).collect();
    assert_eq!(answered, (1..=300).collect::<Vec<_>>());
    assert_eq!(positions(&store.db).await, answered);
    let page = journal::after(&store.db, 298, 10).await.unwrap();
    assert_eq!(
        page.first().map(|entry| entry.subject_id.clone()),
        Some(nth!(InstanceId, 299).to_string())
    );
}

async fn the_journal_of_one_subject_is_told_apart(store: Store) {
    let entries = ["uno", "dos", "uno"].into_iter().map(entry);
    store.put(entries.fold(Batch::new(), Batch::entry)).await;
    let found = journal::of_subject(&store.db, "instance", "uno", 0, 10).await.unwrap();
    assert_eq!(found.iter().map(|entry| entry.position).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(journal::of_subject(&store.db, "case", "uno", 0, 10).await.unwrap(), []);
}

async fn a_vote_never_changes(store: Store) {
    let ballot = Batch::new()
        .put(samples::governed())
        .put(samples::document_version())
        .put(samples::committee());
    store.put(ballot.put(samples::ballot()).put(samples::vote())).await;
    let second = Vote {
        choice: "en contra".to_owned(),
        ..samples::vote()
    };
    let refused = store.writer.commit(Commit::of(Batch::new().put(second))).await;
    assert!(matches!(refused, Err(CommitError::Duplicate(_))), "{refused:?}");
}

async fn many_rows_of_one_commit_are_all_written_and_deleted(store: Store) {
    store.put(Batch::new().put_all((0..151).map(samples::task))).await;
    assert_eq!(tasks::count(&store.db, &tasks::Inbox::default()).await.unwrap(), 151);
    let delete = |batch: Batch, n: u64| batch.delete::<Task>(nth!(TaskId, n));
    store.put((0..149).fold(Batch::new(), delete)).await;
    assert_eq!(tasks::count(&store.db, &tasks::Inbox::default()).await.unwrap(), 2);
}

async fn a_killed_writer_leaves_nothing_half_done(store: Store) {
    for round in 0..10_u64 {
        let (writer, task) = Writer::start(store.db.clone(), Limits { queue: 64, batch: 8 })
            .await
            .unwrap();
        let commits = (0..40).map(|n| writer.commit(start(1 + round * 100 + n)));
        let kill = async {
            for _ in 0..round * 3 {
                tokio::task::yield_now().await;
            }
            task.abort();
        };
        let (outcomes, ()) = tokio::join!(join_all(commits), kill);
        // Waits its turn behind a COMMIT that the database had already received.
        store.put(Batch::new().entry(entry("después"))).await;
        for (n, outcome) in outcomes.iter().enumerate() {
            let id = nth!(InstanceId, 1 + round * 100 + n as u64);
            let kept = instances::get(&store.db, id).await.unwrap().is_some();
            let told = journal::of_subject(&store.db, "instance", &id.to_string(), 0, 9)
                .await
                .unwrap()
                .len();
            assert_eq!(told, usize::from(kept), "half a commit");
            assert!(kept || outcome.is_err(), "an acknowledged commit was lost");
        }
    }
    let positions = positions(&store.db).await;
    assert_eq!(positions, (1..=positions.len() as i64).collect::<Vec<_>>());
}

async fn a_full_queue_is_said_at_once(store: Store) {
    let (writer, _) = Writer::start(store.db.clone(), Limits { queue: 2, batch: 1 })
        .await
        .unwrap();
    let outcomes = join_all((1..=9).map(|n| writer.commit(start(n)))).await;
    let full = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Err(CommitError::Full)))
        .count();
    assert!(full >= 6, "{outcomes:?}");
    let made = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(positions(&store.db).await.len(), made);
}

async fn a_stopped_writer_finishes_what_was_queued(store: Store) {
    let (writer, task) = Writer::start(store.db.clone(), Limits::default()).await.unwrap();
    let patient = writer.clone();
    let commits = tokio::spawn(async move { join_all((1..=20).map(|n| patient.commit_patiently(start(n)))).await });
    let outcomes = commits.await.unwrap();
    drop(writer);
    task.await.unwrap();
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
}

async fn a_commit_wakes_those_who_wait(store: Store) {
    let mut position = store.writer.position();
    let batch = Batch::new()
        .entry(entry("uno"))
        .put(samples::job(1))
        .put(samples::timer(1));
    let committed = store.writer.commit(Commit::of(batch)).await.unwrap();
    position.changed().await.unwrap();
    assert_eq!(*position.borrow(), committed.position);
    store.writer.job_written().await;
    store.writer.timer_written().await;
}

async fn two_writers_keep_journal_and_numbers_without_gaps(store: Store) {
    let other = Db::open(&store.url).await.unwrap();
    let limits = Limits { queue: 1000, batch: 7 };
    let (other, _) = Writer::start(other, limits).await.unwrap();
    let commits = (1..=200).map(|n| {
        let writer = if n % 2 == 0 { &store.writer } else { &other };
        writer.commit(file(n, "entrada", 2026))
    });
    let outcomes = join_all(commits).await;
    let numbers = outcomes.into_iter().flat_map(|outcome| outcome.unwrap().numbers);
    let mut numbers: Vec<i64> = numbers.collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=200).collect::<Vec<_>>());
    assert_eq!(positions(&store.db).await, numbers);
}

/// On PostgreSQL, where all nodes take turns.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_stands_still_holds_the_others_of_its_server_up_for_seconds_only() {
    let Some(store) = Store::postgres().await else {
        return;
    };
    let (begun, has_begun) = std::sync::mpsc::channel();
    let (go_on, goes_on) = std::sync::mpsc::channel::<()>();
    // Its rows are built within its transaction.
    let goes_on = std::sync::Mutex::new(goes_on);
    let stands_still = Commit::new(move |_| {
        let _ = (begun.send(()), goes_on.lock().unwrap().recv());
        Batch::new().entry(entry("quieto"))
    });
    let writer = store.writer.clone();
    let standing = tokio::spawn(async move { writer.commit(stands_still).await });
    tokio::task::spawn_blocking(move || has_begun.recv().unwrap())
        .await
        .unwrap();
    let other = Db::open(&store.url).await.unwrap();
    let (other, _) = Writer::start(other, Limits::default()).await.unwrap();
    let batch = Batch::new().entry(entry("otro"));
    other.commit(Commit::of(batch)).await.unwrap();
    go_on.send(()).unwrap();
    assert!(standing.await.unwrap().is_err(), "its transaction is over");
    assert_eq!(positions(&store.db).await, [1]);
}

/// Random changes of five instances, many of them with expectations that fail: the answers and the
/// end must be those of a plain model that takes them one after the other.
async fn commits_made_together_end_as_if_made_one_by_one(store: Store) {
    let mut seed = 20_261_122_u64;
    let mut random = move |below: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut model = [0_i64; 5];
    let mut numbers = 0;
    let (mut commits, mut expected) = (Vec::new(), Vec::new());
    for _ in 0..400 {
        let (n, guess) = (random(5), i64::try_from(random(3)).unwrap() - 1);
        let from = (model[n as usize] + guess).max(0);
        commits.push(numbered_change(n, from));
        let holds = from == model[n as usize];
        if holds {
            model[n as usize] += 1;
            numbers += 1;
        }
        expected.push(holds.then_some(numbers));
    }
    let outcomes = join_all(commits.into_iter().map(|commit| store.writer.commit(commit))).await;
    let answered: Vec<_> = outcomes
        .into_iter()
        .map(|outcome| outcome.ok().map(|made| made.numbers[0]))
        .collect();
    assert_eq!(answered, expected);
    for (n, version) in model.into_iter().enumerate() {
        let kept = instances::get(&store.db, nth!(InstanceId, n as u64)).await.unwrap();
        assert_eq!(kept.map_or(0, |instance| instance.version), version);
    }
    assert_eq!(positions(&store.db).await, (1..=numbers).collect::<Vec<_>>());
}

/// Changes the n-th instance from a version (0: none yet) to the next, and takes a number.
fn numbered_change(n: u64, from: i64) -> Commit {
    let instance = Instance {
        version: from + 1,
        ..samples::instance(n)
    };
    let id = instance.id;
    let build = move |_: &[i64]| Batch::new().entry(entry(&id.to_string())).put(instance.clone());
    Commit::new(build)
        .expect::<Instance>(&id, (from > 0).then_some(from))
        .number("entrada", 2026)
}

#[tokio::test]
async fn a_full_disk_is_said_and_leaves_nothing_half_done() {
    let store = Store::sqlite().await;
    let Db::Sqlite { write, .. } = &store.db else {
        panic!("not SQLite")
    };
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(write).await.unwrap();
    let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {}", pages + 20));
    sqlx::query(limit).execute(write).await.unwrap();
    let large = Task {
        subject: "x".repeat(1_000_000),
        ..samples::task(1)
    };
    let large = Commit::of(Batch::new().entry(entry("grande")).put(large));
    let outcomes = join_all([start(1), large, start(2)].map(|commit| store.writer.commit(commit))).await;
    let Err(CommitError::Storage(error)) = &outcomes[1] else {
        panic!("{outcomes:?}")
    };
    assert!(matches!(**error, Error::DiskFull), "{error}");
    assert!(outcomes[0].is_ok() && outcomes[2].is_ok(), "{outcomes:?}");
    assert_eq!(positions(&store.db).await, [1, 2]);
}
