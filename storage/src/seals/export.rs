//! The journal as a file: one JSON object on each line, read in pages.
//!
//! First `{"journal":{"v":1}}`, then every entry ([`super::entry`]), after the last entry that a seal covers
//! `{"seal":{…}}` ([`Seal`]), with its time stamp after it if it has one (`{"stamp":{…}}`), and at the end
//! `{"end":{"entries":…,"seals":…}}`, which tells a file that was cut.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{entry, rows, seal::Seal, sealing::SealError};
use crate::{
    db::Db,
    journal,
    tables::seals::{self, StampRow},
};

/// Entries read at once.
const PAGE: i64 = 1000;

/// A line that is no entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// The first.
    Journal {
        /// The form of the file: 1.
        v: u8,
    },
    /// A seal of all entries before it.
    Seal(Box<Seal>),
    /// The time stamp of the seal before it.
    Stamp(Stamp),
    /// The last.
    End {
        /// How many entries the file has.
        entries: u64,
        /// How many seals.
        seals: u64,
    },
}

/// A time stamp of RFC 3161 over the hash of a head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stamp {
    /// How many entries the stamped seal covers.
    pub size: u64,
    /// The token in DER, lowercase hex.
    pub token: String,
}

impl Line {
    /// The form of file that this program writes and reads.
    pub const V: u8 = 1;

    /// The line, without its end.
    ///
    /// # Errors
    /// When JSON cannot be written; not for any line.
    pub fn text(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

/// An export under way.
#[derive(Debug)]
pub struct Export {
    db: Db,
    /// Lines that were read and not taken yet.
    ready: VecDeque<String>,
    /// The last entry read.
    position: i64,
    /// The seal that comes next.
    seal: Option<Seal>,
    entries: u64,
    seals: u64,
    stage: Stage,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    Beginning,
    /// Entries up to the next seal, and it.
    Sealed,
    /// Entries that have no seal, up to a position.
    Unsealed(i64),
    Ended,
}

impl Export {
    /// Begins an export of everything that is written until its seals are read.
    pub fn new(db: &Db) -> Self {
        Self {
            db: db.clone(),
            ready: VecDeque::new(),
            // Somebody may have put an entry before the first.
            position: i64::MIN,
            seal: None,
            entries: 0,
            seals: 0,
            stage: Stage::Beginning,
        }
    }

    /// The next line, without its end; `None` after the last.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn next(&mut self) -> Result<Option<String>, SealError> {
        while self.ready.is_empty() {
            match self.stage {
                Stage::Beginning => {
                    self.ready.push_back(Line::Journal { v: Line::V }.text()?);
                    self.stage = Stage::Sealed;
                }
                Stage::Sealed => self.read_sealed().await?,
                Stage::Unsealed(last) => self.read_unsealed(last).await?,
                Stage::Ended => return Ok(None),
            }
        }
        Ok(self.ready.pop_front())
    }

    async fn read_sealed(&mut self) -> Result<(), SealError> {
        let seal = match self.seal.take() {
            Some(seal) => seal,
            None => {
                let next = seals::after(&self.db, self.position, 1).await?;
                let Some(row) = next.first() else {
                    self.stage = Stage::Unsealed(journal::last_position(&self.db).await?);
                    return Ok(());
                };
                rows::seal(&self.db, row).await?
            }
        };
        let size = rows::position_of(seal.signed.head.size);
        if self.read_entries(size).await? {
            self.seal = Some(seal);
            return Ok(());
        }
        self.position = size;
        self.seals += 1;
        self.ready.push_back(Line::Seal(Box::new(seal)).text()?);
        if let Some(StampRow { token, .. }) = seals::stamp(&self.db, size).await? {
            let (size, token) = (rows::count_of(size), hex::encode(token));
            self.ready.push_back(Line::Stamp(Stamp { size, token }).text()?);
        }
        Ok(())
    }

    async fn read_unsealed(&mut self, last: i64) -> Result<(), SealError> {
        if !self.read_entries(last).await? {
            let (entries, seals) = (self.entries, self.seals);
            self.ready.push_back(Line::End { entries, seals }.text()?);
            self.stage = Stage::Ended;
        }
        Ok(())
    }

    /// Reads a page of entries up to the position `last`; whether there were any.
    async fn read_entries(&mut self, last: i64) -> Result<bool, SealError> {
        let limit = PAGE.min(last.saturating_sub(self.position));
        let page = journal::after(&self.db, self.position, limit).await?;
        for entry in page.iter().take_while(|entry| entry.position <= last) {
            self.ready.push_back(entry::canonical(entry)?);
            self.position = entry.position;
            self.entries += 1;
        }
        Ok(!self.ready.is_empty())
    }
}
