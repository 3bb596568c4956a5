//! What is under way goes on after an upgrade from the first schema.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
#![allow(dead_code, reason = "the stories use the rest of the world")]

#[path = "stories/answers.rs"]
mod answers;
#[path = "stories/audit.rs"]
mod audit;
#[path = "stories/proof.rs"]
mod proof;
#[path = "stories/world.rs"]
mod world;

use std::path::Path;

use proof::Ending;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, SqlSafeStr, SqliteConnection};
use world::World;

const FIRST: &str = include_str!("../../migrations/0001_foundation.sql");

/// Puts the rows of a database into one of the first schema, with the columns that there were.
async fn to_the_first_schema(folder: &Path) {
    let (here, before) = (folder.join("radica.db"), folder.join("before.db"));
    std::fs::rename(&here, &before).unwrap();
    let options = SqliteConnectOptions::new().filename(&here).create_if_missing(true);
    let mut database = options.foreign_keys(false).connect().await.unwrap();
    let text = FIRST.replace("BIGINT NOT NULL PRIMARY KEY", "INTEGER NOT NULL PRIMARY KEY");
    let sql = AssertSqlSafe(text).into_sql_str();
    let first = Migration::new(1, "foundation".into(), MigrationType::Simple, sql, false);
    Migrator::with_migrations(vec![first]).run(&mut database).await.unwrap();
    run(&mut database, format!("ATTACH '{}' AS later", before.display())).await;
    let tables = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
                  AND name NOT LIKE '_sqlx%'";
    for table in texts(&mut database, tables.to_owned()).await {
        let columns = format!("SELECT name FROM pragma_table_info('{table}', 'main')");
        let columns = texts(&mut database, columns).await.join(", ");
        run(
            &mut database,
            format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM later.{table}"),
        )
        .await;
    }
}

async fn run(database: &mut SqliteConnection, sql: String) {
    sqlx::query(AssertSqlSafe(sql)).execute(database).await.unwrap();
}

async fn texts(database: &mut SqliteConnection, sql: String) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(sql))
        .fetch_all(database)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_of_the_first_schema_is_decided_and_closed_by_todays_program() {
    if std::env::var_os("RADICA_TEST_POSTGRES").is_some() {
        eprintln!("run on SQLite only: the database is a file that is put in another's place");
        return;
    }
    let world = World::open().await;
    let radicado = world.file("luz-dary-chindoy", "SVT-135", &[], &[]).await;
    let world = world.restarted(to_the_first_schema).await;
    world
        .work("jairo-burbano", &radicado, "revisar", &[("resultado", "completa")])
        .await;
    world
        .work("omar-benavides", &radicado, "firmar", &[("resultado", "conceder")])
        .await;
    world.close(&radicado).await;
    let ending = Ending {
        outcome: "granted",
        number: "C-2026-000001",
        signer: "omar-benavides",
        told: 2,
    };
    proof::of_an_ended_case(&world, &radicado, &ending).await;
    assert_eq!(
        world.file("luz-dary-chindoy", "SVT-135", &[], &[]).await,
        "E-2026-000002"
    );
}
