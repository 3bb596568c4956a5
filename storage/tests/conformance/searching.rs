//! The journal looked through backwards, page by page.

use jiff::Timestamp;
use radica_storage::{
    Batch, Commit,
    journal::{self, Entry, Wanted},
};

use crate::harness::{Store, at, entry, on_each_database};

on_each_database! {
    the_newest_come_first_and_pages_follow_each_other,
    what_is_wanted_is_found_by_subject_actor_and_kind,
    a_rare_entry_far_back_is_reached_without_reading_everything_at_once,
    the_first_entry_of_a_moment_is_found_by_halves,
}

fn all() -> Wanted {
    Wanted {
        first: 1,
        before: i64::MAX,
        ..Wanted::default()
    }
}

async fn fill(store: &Store, count: i64) {
    let entries = (1..=count).map(|number| Entry {
        at: at(number),
        actor: format!("persona-{}", number % 3),
        kind: format!("hecho-{}", number % 2),
        ..entry(&format!("asunto-{}", number % 5))
    });
    let batch = entries.fold(Batch::new(), Batch::entry);
    store.writer.commit(Commit::of(batch)).await.unwrap();
}

async fn positions(store: &Store, wanted: Wanted, limit: i64) -> (Vec<i64>, Option<i64>) {
    let (found, next) = journal::search(&store.db, wanted, limit).await.unwrap();
    (found.iter().map(|entry| entry.position).collect(), next)
}

async fn the_newest_come_first_and_pages_follow_each_other(store: Store) {
    assert_eq!(positions(&store, all(), 4).await, (vec![], None), "an empty journal");
    fill(&store, 9).await;
    assert_eq!(positions(&store, all(), 4).await, (vec![9, 8, 7, 6], Some(6)));
    let before = |before| Wanted { before, ..all() };
    assert_eq!(positions(&store, before(6), 4).await, (vec![5, 4, 3, 2], Some(2)));
    assert_eq!(positions(&store, before(2), 4).await, (vec![1], None));
}

async fn what_is_wanted_is_found_by_subject_actor_and_kind(store: Store) {
    fill(&store, 30).await;
    let wanted = Wanted {
        subject: Some("asunto-0".to_owned()),
        actor: Some("persona-1".to_owned()),
        kind: Some("hecho-0".to_owned()),
        ..all()
    };
    assert_eq!(positions(&store, wanted.clone(), 9).await, (vec![10], None));
    let from = Wanted { first: 11, ..wanted };
    assert_eq!(positions(&store, from, 9).await, (vec![], None));
}

async fn a_rare_entry_far_back_is_reached_without_reading_everything_at_once(store: Store) {
    store
        .put(Batch::new().entry(Entry {
            kind: "raro".to_owned(),
            ..entry("uno")
        }))
        .await;
    fill(&store, 25_000).await;
    let wanted = |before| Wanted {
        kind: Some("raro".to_owned()),
        before,
        ..all()
    };
    let (nothing, next) = positions(&store, wanted(i64::MAX), 9).await;
    assert!(nothing.is_empty() && next.is_some(), "it is further back");
    assert_eq!(positions(&store, wanted(next.unwrap()), 9).await, (vec![1], None));
}

async fn the_first_entry_of_a_moment_is_found_by_halves(store: Store) {
    let first = async |moment: Timestamp| journal::first_since(&store.db, moment).await.unwrap();
    assert_eq!(first(at(1)).await, 1, "an empty journal");
    fill(&store, 100).await;
    assert_eq!(first(at(0)).await, 1);
    assert_eq!(first(at(37)).await, 37);
    assert_eq!(first(at(101)).await, 101, "the one after the last");
}
