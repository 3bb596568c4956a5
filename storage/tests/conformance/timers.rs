//! A timer costs nothing until it is due, however many there are.

use std::time::{Duration, Instant};

use radica_storage::{Batch, Db, timers};

use crate::{
    harness::{Store, at, on_each_database},
    samples,
};

on_each_database! {
    a_million_future_timers_are_not_looked_at,
}

/// How many timers wait for years.
const MANY: u64 = 1_000_000;

async fn a_million_future_timers_are_not_looked_at(store: Store) {
    let soon = samples::timer(7);
    store.put(Batch::new().put(soon.clone())).await;
    let few = asking(&store.db).await;
    store
        .tamper(match &store.db {
            Db::Sqlite { .. } => {
                "INSERT INTO timers (id, instance, key, due_at)
                 WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
                 SELECT 'futuro/' || i, 'futuro', i, 9000000000000000 - i FROM n"
            }
            Db::Postgres(_) => {
                "INSERT INTO timers (id, instance, key, due_at)
                 SELECT 'futuro/' || i, 'futuro', i::text, 9000000000000000 - i FROM generate_series(1, 1000000) i"
            }
        })
        .await;
    store.tamper("ANALYZE timers").await;
    assert_eq!(timers::next_due(&store.db).await.unwrap(), Some(soon.due_at));
    assert_eq!(timers::due(&store.db, at(10), 16).await.unwrap(), [soon]);
    let many = asking(&store.db).await;
    eprintln!("what is due, with 1 timer: {few:?}; with {MANY}: {many:?}");
    // Reading them all takes hundreds of milliseconds.
    assert!(many < few * 10 + Duration::from_millis(10), "{few:?} became {many:?}");
}

/// The shortest of some tries to find out what is due and what is next.
async fn asking(db: &Db) -> Duration {
    let mut shortest = Duration::MAX;
    for _ in 0..10 {
        let began = Instant::now();
        timers::due(db, at(5), 16).await.unwrap();
        timers::next_due(db).await.unwrap();
        shortest = shortest.min(began.elapsed());
    }
    shortest
}
