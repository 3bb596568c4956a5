//! The order of hits, and where a page of them ends.

use std::fmt;
use std::str::FromStr;

use tantivy::collector::{Collector, TopDocs};
use tantivy::{DocAddress, DocId, Score, SegmentReader};

use super::schema::{DATE, KEY};

/// The place of a hit among all: points, then date, then an arbitrary but fixed key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    points: u32,
    date: i64,
    key: u64,
}

/// Where a page of hits ended. It is written as text to be sent back for the next page, and says
/// nothing about entries its reader may not see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    rank: Rank,
    approximate: bool,
}

/// A text that is not a [`Cursor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not the end of a page of hits")]
pub struct InvalidCursor;

impl Cursor {
    pub(super) fn new(rank: Rank, approximate: bool) -> Self {
        Self { rank, approximate }
    }

    pub(super) fn rank(self) -> Rank {
        self.rank
    }

    pub(super) fn is_approximate(self) -> bool {
        self.approximate
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rank { points, date, key } = self.rank;
        write!(f, "{points}.{date}.{key:x}.{}", u8::from(self.approximate))
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let parts: Vec<&str> = text.split('.').collect();
        let [points, date, key, approximate @ ("0" | "1")] = parts.as_slice() else {
            return Err(InvalidCursor);
        };
        let rank = Rank {
            points: points.parse().map_err(|_| InvalidCursor)?,
            date: date.parse().map_err(|_| InvalidCursor)?,
            key: u64::from_str_radix(key, 16).map_err(|_| InvalidCursor)?,
        };
        Ok(Self {
            rank,
            approximate: *approximate == "1",
        })
    }
}

/// Collects the `limit` best hits that come after `after`.
///
/// Hits that come before are collected as `None`, which ranks below every hit.
pub(super) fn best(limit: usize, after: Option<Rank>) -> impl Collector<Fruit = Vec<(Option<Rank>, DocAddress)>> {
    TopDocs::with_limit(limit).tweak_score(move |segment: &SegmentReader| {
        let dates = segment
            .fast_fields()
            .i64(DATE)
            .ok()
            .map(|column| column.first_or_default_col(0));
        let keys = segment
            .fast_fields()
            .u64(KEY)
            .ok()
            .map(|column| column.first_or_default_col(0));
        move |document: DocId, score: Score| {
            let rank = Rank {
                // A sum of small whole numbers, exact in a float.
                points: score as u32,
                date: dates.as_ref().map_or(0, |column| column.get_val(document)),
                key: keys.as_ref().map_or(0, |column| column.get_val(document)),
            };
            after.is_none_or(|after| rank < after).then_some(rank)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_being_written() {
        let cursor = Cursor::new(
            Rank {
                points: 12,
                date: -5,
                key: u64::MAX,
            },
            true,
        );
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for wrong in ["", "1.2.3", "1.2.3.4", "a.2.3.0", "1.2.3.0.", "99999999999.2.3.0"] {
            assert_eq!(wrong.parse::<Cursor>(), Err(InvalidCursor), "{wrong}");
        }
    }
}
