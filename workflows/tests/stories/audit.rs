//! Every row that is kept has its entries in the journal, or its table says why it needs none.

use radica_storage::{Db, copying};

use crate::world::World;

/// How the journal tells the rows of a table.
enum Told {
    /// An entry on the subject of this kind for every version of each row.
    EveryVersion(&'static str),
    /// An entry for which this condition holds; `r` is the row and `j` the entry.
    By(&'static str),
    /// None, for this reason.
    No(#[allow(dead_code, reason = "it is there to be read")] &'static str),
}

use Told::{By, EveryVersion, No};

/// Each table with how it is told.
const TABLES: &[(&str, Told)] = &[
    ("journal", No("the entries themselves")),
    ("counters", No("the numbers are in the entries of what got them")),
    (
        "definitions",
        By("j.subject_kind = 'definition' AND j.subject_id = r.hash"),
    ),
    (
        "instances",
        By("j.subject_kind = 'instance' AND j.subject_id = r.id AND j.kind = 'decided'"),
    ),
    ("positions", No("found again from the states of instances")),
    (
        "tasks",
        By("j.subject_kind = 'instance' AND j.subject_id = r.instance AND j.kind = 'decided'"),
    ),
    ("timers", No("the engine's events tell that they were set and ended")),
    ("subscriptions", No("the engine's events tell what is waited for")),
    (
        "sent_messages",
        By(
            "(j.subject_kind = 'message' AND j.subject_id = r.id) OR (j.subject_kind = 'instance' AND j.subject_id = r.sent_by)",
        ),
    ),
    ("jobs", No("what is to be done is no fact: what came of it is told")),
    ("batches", EveryVersion("batch")),
    (
        "batch_items",
        By(
            "(j.subject_kind = 'batch' AND j.subject_id = r.batch AND r.state = 'waiting') \
            OR (j.subject_kind = 'batch-item' AND j.subject_id = r.id) \
            OR (j.subject_kind = 'instance' AND j.subject_id = r.instance AND j.kind = 'operated' AND r.state = 'done')",
        ),
    ),
    ("people", EveryVersion("person")),
    (
        "sessions",
        No("signed-in and signed-out tell them; the rest is how long"),
    ),
    (
        "oidc_logins",
        No("an attempt becomes a session or a refused sign-in, which are told"),
    ),
    (
        "drafts",
        No("nobody but its writer has to do with a draft before it is filed"),
    ),
    ("cases", EveryVersion("case")),
    (
        "ratings",
        By("j.subject_kind = 'case' AND j.subject_id = r.case_id AND j.kind = 'rated'"),
    ),
    ("expedientes", EveryVersion("expediente")),
    (
        "blobs",
        By("j.subject_kind = 'document' AND j.subject_id IN (SELECT d.id FROM documents d WHERE d.sha256 = r.sha256)"),
    ),
    ("documents", EveryVersion("document")),
    (
        "messages",
        By("j.subject_kind = 'case' AND j.subject_id = r.case_id AND j.kind = 'message'"),
    ),
    (
        "notices",
        By(
            "j.subject_kind = 'notice' AND j.subject_id = r.id AND j.kind = 'left' AND (r.state = 'waiting' OR EXISTS \
            (SELECT 1 FROM journal k WHERE k.subject_kind = 'notice' AND k.subject_id = r.id AND k.kind = r.state))",
        ),
    ),
    ("governed_documents", EveryVersion("governed-document")),
    ("document_versions", EveryVersion("document-version")),
    ("committees", EveryVersion("committee")),
    ("ballots", EveryVersion("ballot")),
    (
        "votes",
        By("j.subject_kind = 'ballot' AND j.subject_id = r.ballot AND j.kind = 'voted'"),
    ),
    ("heartbeats", No("a sign of life each minute; the silences are told")),
    ("outages", By("j.subject_kind = 'service' AND j.kind = 'interrupted'")),
    ("starts", By("j.subject_kind = 'start' AND j.subject_id = r.id")),
    (
        "seals",
        No("they seal the journal: an entry would want a seal of its own"),
    ),
    ("seal_leaves", No("part of the seals")),
    ("seal_stamps", No("part of the seals")),
    ("upkeep", No("whose turn it is, and how far it is")),
    (
        "blob_failures",
        By("j.subject_kind = 'blob' AND j.subject_id = r.sha256 AND j.kind = 'fixity-failed'"),
    ),
    ("shared_keys", EveryVersion("shared-key")),
    ("redo", No("the writer's own images of what the entries tell")),
];

/// Asserts it of every row that is there.
pub async fn everything_is_told(world: &World) {
    let db = &world.app.db;
    let mut known: Vec<_> = TABLES.iter().map(|(table, _)| *table).collect();
    let mut all: Vec<_> = copying::ALL.iter().map(|table| table.name).collect();
    known.sort_unstable();
    all.sort_unstable();
    assert_eq!(known, all, "every table says how it is told");
    let nobody = rows(db, "SELECT subject_kind || ' ' || kind FROM journal WHERE actor = ''").await;
    assert!(nobody.is_empty(), "nobody did {nobody:?}");
    for (table, told) in TABLES {
        let untold = match told {
            EveryVersion(kind) => format!(
                "SELECT r.id FROM {table} r WHERE r.version <> (SELECT count(DISTINCT j.version) FROM journal j \
                 WHERE j.subject_kind = '{kind}' AND j.subject_id = r.id AND j.version BETWEEN 1 AND r.version)"
            ),
            By(condition) => {
                let column = copying::ALL.iter().find(|found| found.name == *table).unwrap().key[0];
                format!(
                    "SELECT CAST(r.{column} AS TEXT) FROM {table} r \
                     WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE {condition})"
                )
            }
            No(_) => continue,
        };
        let untold = rows(db, &untold).await;
        assert!(untold.is_empty(), "the journal does not tell of {table} {untold:?}");
    }
}

async fn rows(db: &Db, sql: &str) -> Vec<String> {
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    match db {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await.unwrap(),
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await.unwrap(),
    }
}
