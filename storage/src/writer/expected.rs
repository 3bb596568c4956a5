//! Which expectations a transaction looks up before it writes, and which are proved by writing.
//!
//! A row that is expected is only written where it is, over a lower version. Whoever expects version 3 and writes version 4
//! is therefore refused by the statement itself when somebody else has written version 4, or deleted the row: nothing has
//! to be read first. That holds while nobody else in the transaction touches the record.

use std::collections::HashMap;

use super::{
    commit::{Commit, Expectation},
    plan::Versions,
};
use crate::{record::Rule, value::Value};

/// How carefully a transaction looks at what its commits expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// What writing proves is taken for granted; the transaction fails as a whole if that was wrong.
    Proving,
    /// Everything is looked up, so that exactly those commits are refused that have to be.
    Reading,
}

/// The expectations to look up, and the versions taken for granted.
pub(super) fn split<'a>(
    commits: impl Iterator<Item = &'a Commit> + Clone,
    check: Check,
) -> (Vec<&'a Expectation>, Versions) {
    let touched = match check {
        Check::Proving => touched(commits.clone()),
        Check::Reading => HashMap::new(),
    };
    let (mut read, mut granted) = (Vec::new(), Versions::new());
    for commit in commits {
        for expectation in &commit.expectations {
            let record = (expectation.table.name, &expectation.id);
            let alone = touched.get(&record) == Some(&1);
            if alone && is_proved(commit, expectation) {
                granted.insert((record.0, record.1.clone()), expectation.version);
            } else {
                read.push(expectation);
            }
        }
    }
    (read, granted)
}

/// How many commits expect something of a record or write it.
fn touched<'a>(commits: impl Iterator<Item = &'a Commit>) -> HashMap<(&'static str, &'a Value), usize> {
    let mut touched = HashMap::new();
    for commit in commits {
        let expected = commit
            .expectations
            .iter()
            .map(|expected| (expected.table.name, &expected.id));
        let mut records: Vec<_> = expected.chain(written(commit)).collect();
        records.sort_unstable();
        records.dedup();
        for record in records {
            *touched.entry(record).or_default() += 1;
        }
    }
    touched
}

fn written(commit: &Commit) -> impl Iterator<Item = (&'static str, &Value)> {
    let changes = commit.build.ready().into_iter().flat_map(|batch| &batch.changes);
    changes.filter_map(|change| match (change.table.rule, change.key.as_slice()) {
        (Rule::Raise, [id]) => Some((change.table.name, id)),
        _ => None,
    })
}

fn is_proved(commit: &Commit, expectation: &Expectation) -> bool {
    let Some(batch) = commit.build.ready() else {
        return false;
    };
    let next = expectation.version.unwrap_or(0) + 1;
    let mut changes = batch.changes.iter().rev();
    let last = changes
        .find(|change| change.table.name == expectation.table.name && change.key.first() == Some(&expectation.id));
    let row = last.and_then(|change| change.row.as_ref());
    row.and_then(|row| expectation.table.version_of(row)) == Some(next)
}
