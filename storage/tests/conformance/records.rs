//! Records come back as they were written.

use radica_storage::{
    Batch, Commit, CommitError, Error, batches, blobs, cases, committees, definitions, documents, drafts, expedientes,
    ids::*, instances, jobs, messages, notices, outages, people, policies, positions, ratings, sent_messages, sessions,
    shared_keys, starts, subscriptions, tasks, timers, upkeep,
};

use crate::{
    harness::{Store, at, on_each_database},
    samples::{self, nth},
};

on_each_database! {
    every_record_reads_back_as_it_was_written,
    what_does_not_exist_is_none,
    a_corrupt_row_is_named_by_table_column_and_id,
    a_reference_to_nothing_is_refused,
    lists_page_by_key_without_gaps_or_repeats,
}

async fn every_record_reads_back_as_it_was_written(store: Store) {
    let db = &store.db;
    store.put(everything()).await;
    assert_eq!(
        instances::get(db, nth!(InstanceId, 1)).await.unwrap(),
        Some(samples::instance(1))
    );
    assert_eq!(tasks::get(db, nth!(TaskId, 1)).await.unwrap(), Some(samples::task(1)));
    assert_eq!(jobs::get(db, nth!(JobId, 1)).await.unwrap(), Some(samples::job(1)));
    assert_eq!(
        notices::get(db, nth!(NoticeId, 1)).await.unwrap(),
        Some(samples::notice(1))
    );
    assert_eq!(timers::due(db, at(1), 9).await.unwrap(), [samples::timer(1)]);
    assert_eq!(
        cases::by_radicado(db, "2026-000001").await.unwrap(),
        Some(samples::case(1))
    );
    assert_eq!(drafts::get(db, nth!(DraftId, 1)).await.unwrap(), Some(samples::draft()));
    assert_eq!(
        expedientes::by_code(db, "140.12.03-2026-00001").await.unwrap(),
        Some(samples::expediente())
    );
    assert_eq!(
        documents::by_verification_code(db, "VERIFICA-1").await.unwrap(),
        Some(samples::document(1))
    );
    assert_eq!(
        people::by_identity(db, "https://id.example.org", "ana").await.unwrap(),
        Some(samples::person())
    );
    assert_eq!(
        sessions::get(db, &samples::session().id, at(1)).await.unwrap(),
        Some(samples::session())
    );
    assert_eq!(blobs::failures(db, 9).await.unwrap(), [samples::blob_failure()]);
    assert_eq!(upkeep::get(db, "fixity").await.unwrap(), Some(samples::upkeep()));
    assert_eq!(policies::by_code(db, "PETI").await.unwrap(), Some(samples::governed()));
    assert_eq!(
        policies::versions(db, nth!(GovernedId, 1)).await.unwrap(),
        [samples::document_version()]
    );
    assert_eq!(
        committees::by_code(db, "gestion-y-desempeno").await.unwrap(),
        Some(samples::committee())
    );
    assert_eq!(
        committees::get_ballot(db, nth!(BallotId, 1)).await.unwrap(),
        Some(samples::ballot())
    );
    assert_eq!(
        committees::votes(db, nth!(BallotId, 1)).await.unwrap(),
        [samples::vote()]
    );
    assert_eq!(
        ratings::get(db, nth!(CaseId, 1)).await.unwrap(),
        Some(samples::rating())
    );
    assert_eq!(
        outages::heartbeat(db, "radica").await.unwrap(),
        Some(samples::heartbeat())
    );
    assert_eq!(outages::latest(db, 10).await.unwrap(), [samples::outage()]);
    assert_eq!(
        messages::of_case(db, nth!(CaseId, 1), 10).await.unwrap(),
        [samples::message()]
    );
    assert_eq!(
        blobs::get(db, &samples::blob().sha256).await.unwrap(),
        Some(samples::blob())
    );
    assert_eq!(
        subscriptions::of_instance(db, nth!(InstanceId, 1)).await.unwrap(),
        [samples::subscription(1)]
    );
    assert_eq!(
        sent_messages::get(db, nth!(MessageId, 1)).await.unwrap(),
        Some(samples::sent_message(1))
    );
    assert_eq!(
        shared_keys::get(db, "entity").await.unwrap(),
        Some(samples::shared_key())
    );
    assert_eq!(starts::all(db).await.unwrap(), [samples::start(1)]);
    assert_eq!(
        positions::of_instance(db, nth!(InstanceId, 1)).await.unwrap(),
        [samples::position(1)]
    );
    assert_eq!(batches::latest(db, None, 9).await.unwrap(), [samples::batch()]);
    assert_eq!(
        batches::items(db, nth!(BatchId, 1), batches::ItemState::Waiting, None, 9)
            .await
            .unwrap(),
        [samples::batch_item(1)]
    );
    assert_eq!(
        definitions::named(db, "process", "expedir-certificado").await.unwrap(),
        [samples::definition()]
    );
    assert_eq!(
        sessions::take_login(db, "estado", at(1)).await.unwrap(),
        Some(samples::login())
    );
}

pub fn everything() -> Batch {
    Batch::new()
        .put(samples::instance(1))
        .put(samples::task(1))
        .put(samples::job(1))
        .put(samples::notice(1))
        .put(samples::timer(1))
        .put(samples::case(1))
        .put(samples::draft())
        .put(samples::expediente())
        .put(samples::document(1))
        .put(samples::person())
        .put(samples::session())
        .put(samples::login())
        .put(samples::governed())
        .put(samples::document_version())
        .put(samples::committee())
        .put(samples::ballot())
        .put(samples::vote())
        .put(samples::heartbeat())
        .put(samples::outage())
        .put(samples::message())
        .put(samples::rating())
        .put(samples::blob())
        .put(samples::blob_failure())
        .put(samples::upkeep())
        .put(samples::definition())
        .put(samples::subscription(1))
        .put(samples::sent_message(1))
        .put(samples::start(1))
        .put(samples::shared_key())
        .put(samples::position(1))
        .put(samples::batch())
        .put(samples::batch_item(1))
}

async fn what_does_not_exist_is_none(store: Store) {
    assert_eq!(instances::get(&store.db, nth!(InstanceId, 1)).await.unwrap(), None);
    assert_eq!(timers::next_due(&store.db).await.unwrap(), None);
}

async fn a_corrupt_row_is_named_by_table_column_and_id(store: Store) {
    store.put(Batch::new().put(samples::task(1))).await;
    store.tamper("UPDATE tasks SET state = 'olvidada'").await;
    let problem = tasks::get(&store.db, nth!(TaskId, 1)).await.unwrap_err();
    let Error::Corrupt {
        table,
        column,
        id,
        problem,
    } = problem
    else {
        panic!("{problem}")
    };
    assert_eq!((table, column.as_str()), ("tasks", "state"));
    assert_eq!(id, nth!(TaskId, 1).to_string());
    assert!(problem.contains("olvidada"), "{problem}");
}

async fn a_reference_to_nothing_is_refused(store: Store) {
    let refused = store
        .writer
        .commit(Commit::of(Batch::new().put(samples::rating())))
        .await;
    let Err(CommitError::Storage(error)) = refused else {
        panic!("{refused:?}")
    };
    assert!(matches!(*error, Error::Dangling(_)), "{error}");
    assert_eq!(ratings::get(&store.db, nth!(CaseId, 1)).await.unwrap(), None);
}

async fn lists_page_by_key_without_gaps_or_repeats(store: Store) {
    store.put(Batch::new().put_all((1..=7).map(samples::case))).await;
    let mut seen = Vec::new();
    loop {
        let page = cases::of_filer(&store.db, nth!(PersonId, 1), seen.last().copied(), 3)
            .await
            .unwrap();
        if page.is_empty() {
            break;
        }
        seen.extend(page.into_iter().map(|case| case.id));
    }
    let newest_first: Vec<_> = (1..=7).rev().map(|n| nth!(CaseId, n)).collect();
    assert_eq!(seen, newest_first);
}
