//! A bare program: the rows that an instance leaves at each of its three steps, for other ids, in multi-row statements.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use radica_storage::ids::InstanceId;
use radica_storage::journal::{self, Recorded};
use radica_storage::positions::Position;
use radica_storage::record::{Record, Rule, Table};
use radica_storage::timers::Timer;
use radica_storage::value::{Kind, Row, Value};
use radica_storage::{Batch, Commit, Db};

use crate::driven::{self, Figures};
use crate::given::Bench;
use crate::steps::{self, Step};

/// Rows of a statement.
const ROWS: usize = 256;
/// Instances of a transaction that fills the database beforehand.
const FILLED: usize = 2000;
/// Instances of the bare program come after those that fill the database.
const FIRST_BARE: u64 = 1 << 32;

/// Rows by table, to be written at once.
type Rows = BTreeMap<&'static str, (&'static Table, Vec<Row>)>;

/// What is written in one transaction.
#[derive(Default)]
struct Written {
    rows: Rows,
    /// Positions that go.
    gone: Vec<[String; 3]>,
}

/// The steps of one instance, to be written for others.
struct Template {
    steps: Vec<Step>,
    /// Every id of the instance, as it stands in the texts of its rows.
    ids: Vec<String>,
    position: i64,
}

impl Template {
    async fn of(bench: &Bench) -> Self {
        let (steps, ids) = steps::step_by_step(bench).await;
        let position = journal::last_position(&bench.app.db).await.unwrap();
        Self { steps, ids, position }
    }

    /// Adds a step of the instance with this number.
    fn add(&mut self, written: &mut Written, step: usize, number: u64) {
        let own = self.own_ids(number);
        let step = &self.steps[step];
        for (table, row) in &step.rows {
            let mut row: Row = row.iter().map(|value| renamed(value, &own)).collect();
            if table.name == Recorded::TABLE.name {
                self.position += 1;
                row[0] = Value::Int(self.position);
            }
            let rows = written.rows.entry(table.name).or_insert_with(|| (*table, Vec::new()));
            rows.1.push(row);
        }
        written.gone.extend(
            step.gone
                .iter()
                .map(|key| key.each_ref().map(|part| replaced(part, &own))),
        );
    }

    fn own_ids(&self, number: u64) -> Vec<(String, String)> {
        let ids = self.ids.iter().enumerate();
        let fresh = |place: usize| {
            let random = (u128::from(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)) << 8) + place as u128;
            InstanceId::from_parts(1_795_000_000_000 + number / 8, random)
        };
        ids.map(|(place, id)| (id.clone(), fresh(place).to_string())).collect()
    }
}

fn renamed(value: &Value, ids: &[(String, String)]) -> Value {
    match value {
        Value::Text(text) => Value::Text(replaced(text, ids)),
        other => other.clone(),
    }
}

fn replaced(text: &str, ids: &[(String, String)]) -> String {
    ids.iter()
        .fold(text.to_owned(), |text, (from, to)| match text.contains(from) {
            true => text.replace(from, to),
            false => text,
        })
}

/// What the runtime wrote in `full`, by a bare program: in each transaction the first step of some instances, the second
/// of those before them and the third of those before these. Only the database is timed.
pub async fn write(bench: &Bench, full: &Figures, span: Duration) -> Figures {
    let mut template = Template::of(bench).await;
    let count = ((full.per_transaction / 3.0).round() as u64).max(1);
    let (mut elapsed, mut processor, mut group) = (Duration::ZERO, Duration::ZERO, 0);
    while elapsed < span {
        let mut written = Written::default();
        for step in 0..3_u64 {
            let earlier = group >= step;
            let first = FIRST_BARE + group.saturating_sub(step) * count;
            let numbers = (first..first + count).filter(|_| earlier);
            numbers.for_each(|number| template.add(&mut written, step as usize, number));
        }
        let (begun, before) = (Instant::now(), driven::processor_time());
        transaction(&bench.app.db, written).await;
        elapsed += begun.elapsed();
        processor += driven::processor_time() - before;
        group += 1;
    }
    Figures::bare(
        group.saturating_sub(2) * count,
        (elapsed, processor),
        full.per_transaction,
    )
}

/// Leaves instances in the database: finished ones, or ones that wait for somebody.
pub async fn fill(bench: &Bench, count: u64, finished: bool) -> Duration {
    let mut template = Template::of(bench).await;
    if finished {
        template.merge();
    }
    let begun = Instant::now();
    for first in (0..count).step_by(FILLED) {
        let mut written = Written::default();
        let numbers = first..(first + FILLED as u64).min(count);
        numbers.for_each(|number| template.add(&mut written, 0, number));
        transaction(&bench.app.db, written).await;
    }
    begun.elapsed()
}

impl Template {
    /// One step that leaves what all of them leave: the journal of each, the last of every other row.
    fn merge(&mut self) {
        let mut rows: Vec<(&'static Table, Row)> = Vec::new();
        for (table, row) in self.steps.drain(..).flat_map(|step| step.rows) {
            let same = |(other, earlier): &&mut (&'static Table, Row)| {
                other.name == table.name && table.name != Recorded::TABLE.name && earlier[0] == row[0]
            };
            match rows.iter_mut().find(same) {
                Some(earlier) => earlier.1 = row,
                None => rows.push((table, row)),
            }
        }
        rows.retain(|(table, _)| table.name != Position::TABLE.name);
        self.steps = vec![Step { rows, gone: Vec::new() }];
    }
}

/// Leaves timers that are due in a year.
pub async fn fill_timers(bench: &Bench, count: u64) {
    let due = Timestamp::now() + SignedDuration::from_hours(24 * 365);
    for from in (0..count).step_by(10_000) {
        let timer = |n: u64| {
            let id = InstanceId::from_parts(1_790_000_000_000 + n, u128::from(n));
            Timer::new(id, "plazo", due + SignedDuration::from_secs(n as i64))
        };
        let batch = Batch::new().put_all((from..(from + 10_000).min(count)).map(timer));
        bench.app.writer.commit_patiently(Commit::of(batch)).await.unwrap();
    }
}

macro_rules! write_all {
    ($pool:expr, $begin:literal, $written:expr, $statements:path) => {{
        let mut connection = $pool.acquire().await.unwrap();
        sqlx::raw_sql($begin).execute(&mut *connection).await.unwrap();
        let Written { rows, gone } = $written;
        for (table, rows) in rows.values() {
            $statements!(connection, insertion(table), conflict(table), rows, &kinds(table));
        }
        let gone: Vec<Row> = gone.into_iter().map(|key| key.map(Value::Text).into()).collect();
        let (before, after) = (
            "DELETE FROM positions WHERE (definition, element, instance) IN (",
            ")".to_owned(),
        );
        $statements!(connection, before.to_owned(), after, gone, &[Kind::Text; 3]);
        sqlx::raw_sql("COMMIT").execute(&mut *connection).await.unwrap();
    }};
}

/// On SQLite the cells of a list, a fixed number of rows at once.
macro_rules! cells {
    ($connection:expr, $before:expr, $after:expr, $rows:expr, $kinds:expr) => {
        for rows in $rows.chunks(ROWS) {
            let row = format!("({})", vec!["?"; $kinds.len()].join(", "));
            let sql = format!("{}VALUES {}{}", $before, vec![row; rows.len()].join(", "), $after);
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for value in rows.iter().flatten() {
                query = match value {
                    Value::Int(number) => query.bind(*number),
                    Value::Text(text) => query.bind(text.as_str()),
                    Value::Bytes(bytes) => query.bind(bytes.as_slice()),
                    Value::Null(_) => query.bind(None::<String>),
                };
            }
            query.execute(&mut *$connection).await.unwrap();
        }
    };
}

/// On PostgreSQL an array for each column.
macro_rules! arrays {
    ($connection:expr, $before:expr, $after:expr, $rows:expr, $kinds:expr) => {
        if !$rows.is_empty() {
            let array = |(place, kind): (usize, &Kind)| match kind {
                Kind::Int => format!("${}::bigint[]", place + 1),
                Kind::Text | Kind::Bytes => format!("${}::text[]", place + 1),
            };
            let arrays: Vec<String> = $kinds.iter().enumerate().map(array).collect();
            let sql = format!("{}SELECT * FROM UNNEST({}){}", $before, arrays.join(", "), $after);
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for (place, kind) in $kinds.iter().enumerate() {
                let cells = $rows.iter().map(|row| &row[place]);
                query = match kind {
                    Kind::Int => query.bind(cells.map(number).collect::<Vec<_>>()),
                    Kind::Text | Kind::Bytes => query.bind(cells.map(text).collect::<Vec<_>>()),
                };
            }
            query.execute(&mut *$connection).await.unwrap();
        }
    };
}

async fn transaction(db: &Db, written: Written) {
    match db {
        Db::Sqlite { write, .. } => write_all!(write, "BEGIN IMMEDIATE", written, cells),
        Db::Postgres(pool) => write_all!(pool, "BEGIN", written, arrays),
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        _ => None,
    }
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn kinds(table: &Table) -> Vec<Kind> {
    table.columns.iter().map(|column| column.kind).collect()
}

fn insertion(table: &Table) -> String {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    format!("INSERT INTO {} ({}) ", table.name, names.join(", "))
}

fn conflict(table: &Table) -> String {
    if table.rule == Rule::Append {
        return String::new();
    }
    let names = table.columns.iter().map(|column| column.name);
    let changed = names.filter(|name| !table.key.contains(name) && !table.fixed.contains(name));
    let changed: Vec<String> = changed.map(|name| format!("{name} = excluded.{name}")).collect();
    format!(
        " ON CONFLICT ({}) DO UPDATE SET {}",
        table.key.join(", "),
        changed.join(", ")
    )
}
