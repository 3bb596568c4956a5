//! A whole database in another one.

use std::collections::BTreeSet;

use radica_storage::{
    Batch, Commit, Db, Writer,
    copying::{self, CopyError, copy_blobs, copy_rows, sums},
    journal,
    objects::Objects,
    redo,
};

use crate::{
    harness::{Store, at, entry, on_each_database},
    records::everything,
    samples,
};

on_each_database! {
    every_table_is_copied,
    every_row_of_every_table_arrives_and_comes_back,
    a_copy_that_was_broken_off_goes_on,
    a_target_that_lived_on_its_own_is_refused_and_left_alone,
    a_row_that_differs_is_told_by_its_table,
    what_is_written_meanwhile_is_not_in_the_copy,
}

/// A row in every table.
async fn fill(store: &Store) {
    let commit = Commit::of(everything().entry(entry("uno"))).number("E", 2026);
    store.writer.commit(commit).await.unwrap();
    assert_eq!(store.seal_at(at(0)).await.unwrap(), 1);
    redo::begin(&store.db, "rama").await.unwrap();
    store
        .tamper("INSERT INTO seal_stamps (size, at, token) SELECT size, at, peaks FROM seals")
        .await;
}

async fn every_table_is_copied(store: Store) {
    let names: Vec<(String,)> = match &store.db {
        Db::Sqlite { read, .. } => {
            let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
            sqlx::query_as(sql).fetch_all(read).await.unwrap()
        }
        Db::Postgres(pool) => {
            let sql = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
            sqlx::query_as(sql).fetch_all(pool).await.unwrap()
        }
    };
    let there: BTreeSet<&str> = names.iter().map(|(name,)| name.as_str()).collect();
    let copied = copying::ALL.iter().map(|table| table.name).chain(["_sqlx_migrations"]);
    assert_eq!(there, copied.collect());
}

async fn every_row_of_every_table_arrives_and_comes_back(store: Store) {
    fill(&store).await;
    let (there, back) = (Store::sqlite().await, Store::sqlite().await);
    let mut told = Vec::new();
    let copied = copy_rows(&store.db, &there.db, |table| told.push(table.0.name))
        .await
        .unwrap();
    assert_eq!(told.len(), copying::ALL.len());
    copy_rows(&there.db, &back.db, |_| ()).await.unwrap();
    assert_eq!(sums(&back.db).await.unwrap(), copied);
    let empty: Vec<&str> = copied
        .iter()
        .filter(|(_, sum)| sum.rows == 0)
        .map(|(table, _)| table.name)
        .collect();
    assert!(empty.is_empty(), "nothing to copy in {empty:?}");
}

async fn a_copy_that_was_broken_off_goes_on(store: Store) {
    fill(&store).await;
    let there = Store::sqlite().await;
    let copied = copy_rows(&store.db, &there.db, |_| ()).await.unwrap();
    there.tamper("DELETE FROM votes").await;
    there.tamper("DELETE FROM ballots").await;
    assert_ne!(sums(&there.db).await.unwrap(), copied);
    assert_eq!(copy_rows(&store.db, &there.db, |_| ()).await.unwrap(), copied);
}

async fn a_target_that_lived_on_its_own_is_refused_and_left_alone(store: Store) {
    fill(&store).await;
    let there = Store::sqlite().await;
    there.put(Batch::new().entry(entry("otro"))).await;
    let before = sums(&there.db).await.unwrap();
    let refused = copy_rows(&store.db, &there.db, |_| ()).await;
    assert!(matches!(refused, Err(CopyError::Occupied)), "{refused:?}");
    assert_eq!(sums(&there.db).await.unwrap(), before);
    // Without a journal too: somebody may have signed in.
    let there = Store::sqlite().await;
    there.put(Batch::new().put(samples::session())).await;
    let refused = copy_rows(&store.db, &there.db, |_| ()).await;
    assert!(matches!(refused, Err(CopyError::Occupied)), "{refused:?}");
}

async fn a_row_that_differs_is_told_by_its_table(store: Store) {
    fill(&store).await;
    let there = Store::sqlite().await;
    copy_rows(&store.db, &there.db, |_| ()).await.unwrap();
    there.tamper("UPDATE people SET name = 'Otra'").await;
    let refused = copy_rows(&store.db, &there.db, |_| ()).await.unwrap_err();
    assert!(
        matches!(refused, CopyError::Differs { table: "people", .. }),
        "{refused}"
    );
}

async fn what_is_written_meanwhile_is_not_in_the_copy(store: Store) {
    fill(&store).await;
    let there = Store::sqlite().await;
    let first = journal::last_position(&store.db).await.unwrap();
    let write = |writer: Writer| async move { writer.commit(Commit::of(Batch::new().entry(entry("luego")))).await };
    let mut writing = None;
    copy_rows(&store.db, &there.db, |_| {
        writing.get_or_insert_with(|| tokio::spawn(write(store.writer.clone())));
    })
    .await
    .unwrap();
    writing.unwrap().await.unwrap().unwrap();
    assert_eq!(journal::last_position(&there.db).await.unwrap(), first);
    assert_eq!(journal::last_position(&store.db).await.unwrap(), first + 1);
}

#[tokio::test]
async fn the_embedded_default_moves_to_a_server_and_back() {
    let Some(server) = Store::postgres().await else {
        return;
    };
    let (here, back) = (Store::sqlite().await, Store::sqlite().await);
    fill(&here).await;
    let moved = copy_rows(&here.db, &server.db, |_| ()).await.unwrap();
    assert_eq!(copy_rows(&server.db, &back.db, |_| ()).await.unwrap(), moved);
}

#[tokio::test]
async fn blobs_are_copied_once_and_a_missing_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::sqlite().await;
    let open = |name: &str| Objects::open_local(&folder.path().join(name)).unwrap();
    let (from, to) = (open("from"), open("to"));
    let stored = from.put_bytes("un documento".into()).await.unwrap();
    from.put_bytes("otro".into()).await.unwrap();
    let blob = radica_storage::blobs::Blob {
        sha256: stored.sha256.to_string(),
        size: 12,
        ..samples::blob()
    };
    store.put(Batch::new().put(blob)).await;
    let copied = copy_blobs(&store.db, &from, &to).await.unwrap();
    assert_eq!((copied.blobs, copied.bytes, copied.already), (2, 16, 0));
    let again = copy_blobs(&store.db, &from, &to).await.unwrap();
    assert_eq!((again.blobs, again.already), (0, 2));
    let refused = copy_blobs(&store.db, &open("empty"), &open("empty")).await.unwrap_err();
    assert!(
        matches!(&refused, CopyError::BlobMissing(key) if *key == stored.sha256.to_string()),
        "{refused}"
    );
}

#[tokio::test]
async fn a_blob_that_is_damaged_is_not_copied() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::sqlite().await;
    let open = |name: &str| Objects::open_local(&folder.path().join(name)).unwrap();
    let (from, to) = (open("from"), open("to"));
    let key = from.put_bytes("un documento".into()).await.unwrap().sha256;
    let hex = key.to_string();
    std::fs::write(
        folder.path().join("from/blobs").join(&hex[..2]).join(&hex),
        "otro cuerpo!",
    )
    .unwrap();
    assert!(copy_blobs(&store.db, &from, &to).await.is_err());
    assert!(!to.exists(key).await.unwrap());
}
