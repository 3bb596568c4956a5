//! Opening a database, and refusing one that cannot be opened.

use radica_storage::{Batch, Commit, Db, Error, journal, schema};

use crate::harness::{Store, entry, on_each_database};

on_each_database! {
    a_database_opens_again_with_what_it_held,
    a_schema_newer_than_the_program_is_refused,
}

async fn a_database_opens_again_with_what_it_held(store: Store) {
    store.put(Batch::new().entry(entry("uno"))).await;
    let again = Db::open(&store.url).await.unwrap();
    again.ping().await.unwrap();
    assert_eq!(journal::last_position(&again).await.unwrap(), 1);
    again.close().await;
}

async fn a_schema_newer_than_the_program_is_refused(store: Store) {
    store
        .tamper(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             SELECT 9000, 'future', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
        )
        .await;
    let refused = Db::open(&store.url).await.unwrap_err();
    assert!(
        matches!(refused, Error::NewerSchema { found: 9000, known } if known == schema::known()),
        "{refused}"
    );
    assert!(refused.to_string().contains("start the newer program"));
}

#[tokio::test]
async fn a_folder_that_does_not_exist_is_named() {
    let refused = Db::open("sqlite:/no/such/folder/radica.db").await.unwrap_err();
    assert!(refused.to_string().contains("/no/such/folder/radica.db"), "{refused}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_its_password() {
    let refused = Db::open("postgres://ana:secreto@127.0.0.1:1/radica").await.unwrap_err();
    assert!(
        refused.to_string().contains("postgres://ana@127.0.0.1:1/radica"),
        "{refused}"
    );
    assert!(!refused.to_string().contains("secreto"), "{refused}");
}

#[tokio::test]
async fn a_server_that_broke_all_connections_is_found_again() {
    let Some(store) = Store::postgres().await else {
        return;
    };
    let commit = |subject| store.writer.commit(Commit::of(Batch::new().entry(entry(subject))));
    commit("antes").await.unwrap();
    let other = Db::open(&store.url).await.unwrap();
    let Db::Postgres(pool) = &other else {
        panic!("not PostgreSQL")
    };
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
    sqlx::query(kill).execute(pool).await.unwrap();
    let broken = commit("durante").await;
    commit("después").await.unwrap();
    let kept = journal::last_position(&store.db).await.unwrap();
    assert_eq!(kept, 2 + i64::from(broken.is_ok()));
}

#[tokio::test]
async fn a_server_that_is_restarted_is_out_of_reach_and_nothing_worse() {
    let Some(store) = Store::postgres().await else {
        return;
    };
    let Db::Postgres(pool) = &store.db else {
        panic!("not PostgreSQL")
    };
    let mut connection = pool.acquire().await.unwrap();
    let ask = sqlx::query_scalar("SELECT pg_backend_pid()");
    let server: i32 = ask.fetch_one(&mut *connection).await.unwrap();
    // What an administrator's restart says to whoever is connected.
    let end = sqlx::query("SELECT pg_terminate_backend($1)").bind(server);
    end.execute(pool).await.unwrap();
    let told = sqlx::query("SELECT pg_sleep(60)").execute(&mut *connection).await;
    let told = Error::from(told.unwrap_err());
    assert!(told.is_unreachable(), "{told}");
}
