//! A copy is brought to any later position of the journal, on whichever database.

use std::collections::BTreeMap;

use radica_storage::{
    Batch, Commit,
    copying::{TableSum, copy_rows, sums},
    drafts::Draft,
    ids::*,
    instances::Instance,
    journal,
    redo::{self, ReplayError, replay},
    timers::Timer,
};

use crate::{
    harness::{Store, entry, on_each_database},
    records::everything,
    samples::{self, nth},
};

on_each_database! {
    a_copy_is_brought_to_every_position_that_was,
    what_is_kept_is_what_was_asked_for,
    a_missing_copy_is_named_and_nothing_is_made_up,
    another_branch_is_never_followed,
    what_is_restored_goes_on_with_its_numbers,
}

/// What the tables held, but for the steps themselves.
type Held = Vec<TableSum>;

async fn held(store: &Store) -> Held {
    let mut sums = sums(&store.db).await.unwrap();
    sums.retain(|(table, _)| table.name != "redo");
    sums
}

/// What a store held at each position of its journal.
#[derive(Default)]
struct History(BTreeMap<i64, Held>);

impl History {
    async fn note(&mut self, store: &Store) {
        let position = journal::last_position(&store.db).await.unwrap();
        self.0.insert(position, held(store).await);
    }

    /// Rows that are written, written again, and deleted, with and without entries and numbers.
    async fn work(&mut self, store: &Store, rounds: std::ops::Range<i64>) {
        for round in rounds {
            let instance = Instance {
                version: round + 1,
                status: format!("vuelta {round} «ñ»"),
                ..samples::instance(1)
            };
            let timer = samples::timer(u64::try_from(round).unwrap() + 10);
            let gone = Timer::id_of(nth!(InstanceId, u64::try_from(round).unwrap() + 9), "vencimiento");
            let batch = Batch::new().put(instance).put(timer).delete::<Timer>(gone);
            let commit = Commit::of(batch.entry(entry("uno")).entry(entry("dos"))).number("E", 2026);
            store.writer.commit(commit).await.unwrap();
            self.note(store).await;
            let draft = Draft {
                version: round + 2,
                step: format!("paso {round}"),
                ..samples::draft()
            };
            store.put(Batch::new().put(draft)).await;
            self.note(store).await;
        }
    }
}

/// A copy as a backup makes it; the source forgets what it holds.
async fn back_up(store: &Store) -> Store {
    let copy = Store::sqlite().await;
    copy_rows(&store.db, &copy.db, |_| ()).await.unwrap();
    if let Some(head) = redo::head(&copy.db).await.unwrap() {
        redo::forget(&store.db, head.number).await.unwrap();
    }
    copy
}

/// Empty places to restore to: both databases where there is a server.
async fn places() -> Vec<Store> {
    let mut places = vec![Store::sqlite().await];
    places.extend(Store::postgres().await);
    places
}

async fn a_copy_is_brought_to_every_position_that_was(store: Store) {
    store.put(everything().entry(entry("antes"))).await;
    redo::begin(&store.db, "rama").await.unwrap();
    let mut history = History::default();
    history.note(&store).await;
    let first = back_up(&store).await;
    history.work(&store, 1..5).await;
    let second = back_up(&store).await;
    history.work(&store, 5..9).await;
    let third = back_up(&store).await;
    assert_eq!(history.0.len(), 9);
    for (position, expected) in &history.0 {
        for place in places().await {
            copy_rows(&first.db, &place.db, |_| ()).await.unwrap();
            let reached = replay(&place.db, &second.db, *position).await.unwrap();
            if !reached.is_there {
                replay(&place.db, &third.db, *position).await.unwrap();
            }
            assert_eq!(journal::last_position(&place.db).await.unwrap(), *position);
            assert_eq!(held(&place).await, *expected, "at {position}");
        }
    }
    // Between two entries of one transaction there is no state: the one before it is the nearest.
    let place = Store::sqlite().await;
    copy_rows(&first.db, &place.db, |_| ()).await.unwrap();
    let reached = replay(&place.db, &second.db, 4).await.unwrap();
    assert_eq!((reached.position, reached.is_there), (3, true));
    assert_eq!(held(&place).await, history.0[&3]);
}

async fn what_is_kept_is_what_was_asked_for(store: Store) {
    let mut history = History::default();
    store.put(everything().entry(entry("antes"))).await;
    history.work(&store, 1..3).await;
    assert_eq!(redo::head(&store.db).await.unwrap(), None, "nobody asked for steps");
    redo::begin(&store.db, "rama").await.unwrap();
    redo::begin(&store.db, "otra").await.unwrap();
    history.work(&store, 3..5).await;
    let head = redo::head(&store.db).await.unwrap().unwrap();
    assert_eq!((head.number, head.branch.as_str()), (5, "rama"));
    redo::end(&store.db).await.unwrap();
    history.work(&store, 5..6).await;
    assert_eq!(redo::head(&store.db).await.unwrap(), None);
}

async fn a_missing_copy_is_named_and_nothing_is_made_up(store: Store) {
    let mut history = History::default();
    store.put(everything().entry(entry("antes"))).await;
    let before = back_up(&store).await;
    redo::begin(&store.db, "rama").await.unwrap();
    let first = back_up(&store).await;
    history.work(&store, 1..3).await;
    back_up(&store).await;
    history.work(&store, 3..5).await;
    let third = back_up(&store).await;
    let was = held(&first).await;
    let refused = replay(&first.db, &third.db, i64::MAX).await;
    assert!(matches!(refused, Err(ReplayError::Missing(2))), "{refused:?}");
    assert_eq!(held(&first).await, was);
    let refused = replay(&before.db, &third.db, i64::MAX).await;
    assert!(matches!(refused, Err(ReplayError::NoSteps)), "{refused:?}");
}

async fn another_branch_is_never_followed(store: Store) {
    let mut history = History::default();
    store.put(everything().entry(entry("antes"))).await;
    redo::begin(&store.db, "rama").await.unwrap();
    let (first, restored) = (back_up(&store).await, Store::sqlite().await);
    copy_rows(&first.db, &restored.db, |_| ()).await.unwrap();
    redo::branch_off(&restored.db, "otra").await.unwrap();
    history.work(&restored, 1..4).await;
    let later = back_up(&restored).await;
    let was = held(&first).await;
    let reached = replay(&first.db, &later.db, i64::MAX).await.unwrap();
    assert_eq!((reached.position, reached.is_there), (1, false));
    assert_eq!(held(&first).await, was);
}

async fn what_is_restored_goes_on_with_its_numbers(store: Store) {
    let mut history = History::default();
    store.put(everything().entry(entry("antes"))).await;
    redo::begin(&store.db, "rama").await.unwrap();
    let first = back_up(&store).await;
    history.work(&store, 1..4).await;
    let second = back_up(&store).await;
    for place in places().await {
        copy_rows(&first.db, &place.db, |_| ()).await.unwrap();
        let reached = replay(&place.db, &second.db, 5).await.unwrap();
        redo::branch_off(&place.db, "otra").await.unwrap();
        // As after a start: the writer reads where the journal stands.
        let (writer, _) = radica_storage::Writer::start(place.db.clone(), Default::default())
            .await
            .unwrap();
        let commit = Commit::of(Batch::new().entry(entry("después"))).number("E", 2026);
        let went_on = writer.commit(commit).await.unwrap();
        assert_eq!((went_on.position, went_on.numbers), (reached.position + 1, vec![3]));
    }
}
