//! Which blobs something names: every place of the database that holds a key of the store. The journal names blobs too, as
//! what once happened; that keeps none.

use std::collections::BTreeSet;

use crate::{
    db::Db,
    error::Error,
    sql::Sql,
    value::{Cell, Kind},
};

/// Rows read at once.
const PAGE: i64 = 500;

/// Those of some keys that a row names.
///
/// What is on its way from a draft or a job to a document is looked for there first: a commit moves it the same way, so it is
/// in one of the two when it is looked for.
pub(super) async fn named(db: &Db, keys: &[String]) -> Result<BTreeSet<String>, Error> {
    let asked: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
    let mut named = BTreeSet::new();
    let drafts = || Sql::new("SELECT id, data FROM drafts WHERE id > ");
    let jobs = || Sql::new("SELECT id, payload FROM jobs WHERE state <> 'done' AND id > ");
    within(db, drafts, &asked, &mut named).await?;
    within(db, jobs, &asked, &mut named).await?;
    for select in [
        "SELECT sha256 FROM blobs WHERE sha256 IN ",
        "SELECT sha256 FROM documents WHERE sha256 IN ",
        "SELECT sha256 FROM document_versions WHERE sha256 IN ",
    ] {
        let rows = db
            .rows(Sql::new(select).list(keys.iter().cloned()), &[Kind::Text])
            .await?;
        named.extend(
            rows.into_iter()
                .flatten()
                .filter_map(|value| String::from_value(value).ok()),
        );
    }
    Ok(named)
}

/// Looks through a column of texts, a page at a time.
async fn within(
    db: &Db,
    select: impl Fn() -> Sql,
    asked: &BTreeSet<&str>,
    named: &mut BTreeSet<String>,
) -> Result<(), Error> {
    let mut after = String::new();
    loop {
        let sql = select().bind(after.clone()).push(" ORDER BY id LIMIT ").bind(PAGE);
        let rows = db.rows(sql, &[Kind::Text, Kind::Text]).await?;
        let full = rows.len() == usize::try_from(PAGE).unwrap_or(usize::MAX);
        for row in rows {
            let mut cells = row.into_iter().filter_map(|value| String::from_value(value).ok());
            let (Some(id), Some(text)) = (cells.next(), cells.next()) else {
                continue;
            };
            named.extend(hashes(&text).filter(|hash| asked.contains(hash)).map(str::to_owned));
            after = id;
        }
        if !full {
            return Ok(());
        }
    }
}

/// Everything in a text that may be a key.
fn hashes(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_hexdigit());
    words.filter(|word| word.len() == 64)
}
