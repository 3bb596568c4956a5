//! Verifying an export, line by line, with public keys and nothing else.
//!
//! The tree grows with each entry; at each seal its root must be the one that was signed. When it is not,
//! [`super::diagnose`] finds the first entry at fault. Only the entries since the last good seal are remembered.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    diagnose::{self, Seen},
    entry::{self, Claim},
    export::{Line, Stamp},
    problem::{Problem, SealFault},
    rows::count_of,
    seal::{Head, Keys, Seal},
    timestamp::{self, StampFault},
    tree::{self, Frontier},
};
use crate::objects::Sha256;

/// What was proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Entries read.
    pub entries: u64,
    /// Seals read, all good.
    pub seals: u64,
    /// The last seal; nothing is proved of what comes after it.
    pub last: Option<Head>,
    /// The last time stamp.
    pub stamped: Option<Stamped>,
}

/// A time stamp that is of the seal it stands by. Whether its certificate is to be trusted was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamped {
    /// How many entries the seal covers.
    pub size: u64,
    /// When the service says that it existed.
    pub at: Timestamp,
}

impl Report {
    /// Entries that no seal covers yet.
    pub fn unsealed(&self) -> u64 {
        self.entries - self.last.as_ref().map_or(0, |head| head.size)
    }
}

/// A verification under way.
pub struct Verification<'k> {
    keys: &'k dyn Keys,
    /// Heads that were kept elsewhere, by their size.
    kept: BTreeMap<u64, Head>,
    stage: Stage,
    lines: u64,
    /// The tree of all entries so far.
    frontier: Frontier,
    /// The tree of the last good seal.
    sealed: Frontier,
    /// The entries since then.
    seen: Vec<Seen>,
    last: Option<Head>,
    stamped: Option<Stamped>,
    seals: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Beginning,
    Within,
    Ended,
}

impl<'k> Verification<'k> {
    /// Begins; seals must be signed by one of the keys.
    pub fn new(keys: &'k dyn Keys) -> Self {
        Self {
            keys,
            kept: BTreeMap::new(),
            stage: Stage::Beginning,
            lines: 0,
            frontier: Frontier::default(),
            sealed: Frontier::default(),
            seen: Vec::new(),
            last: None,
            stamped: None,
            seals: 0,
        }
    }

    /// And this seal, kept elsewhere, must be among those of the file: it tells a file that lacks its last part, and a
    /// journal that was written anew by who has the key.
    ///
    /// # Errors
    /// [`Problem::Seal`] when its own signature is wrong.
    pub fn expecting(mut self, seal: &Seal) -> Result<Self, Problem> {
        let head = seal.signed.head.clone();
        seal.signed.check(self.keys).map_err(at_seal(head.size))?;
        self.kept.insert(head.size, head);
        Ok(self)
    }

    /// Takes the next line, without its end.
    ///
    /// # Errors
    /// The first problem; nothing after it says anything.
    pub fn line(&mut self, line: &str) -> Result<(), Problem> {
        self.lines += 1;
        if self.stage == Stage::Within && line.starts_with(entry::BEGINNING) {
            let claim: Claim = serde_json::from_str(line).map_err(|error| self.unreadable(&error))?;
            self.entry(claim, tree::leaf(line.as_bytes()));
            return Ok(());
        }
        let read = serde_json::from_str(line).map_err(|error| self.unreadable(&error))?;
        match (self.stage, read) {
            (Stage::Beginning, Line::Journal { v: Line::V }) => self.stage = Stage::Within,
            (Stage::Within, Line::Seal(seal)) => self.seal(*seal)?,
            (Stage::Within, Line::Stamp(stamp)) => self.stamp(&stamp)?,
            (Stage::Within, Line::End { entries, seals }) => self.end(entries, seals)?,
            _ => return Err(self.unreadable(&"it does not belong there")),
        }
        Ok(())
    }

    /// The outcome, after the last line.
    ///
    /// # Errors
    /// When the file was cut, or ends before a seal that was kept elsewhere.
    pub fn finish(self) -> Result<Report, Problem> {
        let entries = self.frontier.size();
        if self.stage != Stage::Ended {
            return Err(Problem::Cut { entries });
        }
        if let Some(size) = self.kept.into_keys().next() {
            let beyond = self.last.is_none_or(|last| last.size < size);
            let fault = if beyond { SealFault::Beyond } else { SealFault::Forked };
            return Err(Problem::Seal { size, fault });
        }
        Ok(Report {
            entries,
            seals: self.seals,
            last: self.last,
            stamped: self.stamped,
        })
    }

    fn entry(&mut self, claim: Claim, leaf: Sha256) {
        self.frontier.push(leaf);
        self.seen.push(Seen {
            position: count_of(claim.position),
            leaf,
        });
    }

    fn seal(&mut self, seal: Seal) -> Result<(), Problem> {
        let head = seal.signed.head.clone();
        seal.signed.check(self.keys).map_err(at_seal(head.size))?;
        if !self.follows(&head) {
            return Err(at_seal(head.size)(SealFault::Chain));
        }
        if (self.frontier.size(), self.frontier.root()) != (head.size, head.root) {
            return Err(diagnose::against_seal(&self.sealed, &seal, &self.seen));
        }
        if self.kept.remove(&head.size).is_some_and(|kept| kept != head) {
            return Err(at_seal(head.size)(SealFault::Forked));
        }
        self.sealed = self.frontier.clone();
        self.seen.clear();
        self.seals += 1;
        self.last = Some(head);
        Ok(())
    }

    fn stamp(&mut self, stamp: &Stamp) -> Result<(), Problem> {
        let size = stamp.size;
        let of_last = self.last.as_ref().filter(|head| head.size == size);
        let of_last = of_last.ok_or(at_seal(size)(StampFault::OtherImprint))?;
        let hash = of_last.hash().map_err(|error| self.unreadable(&error))?;
        let token = hex::decode(&stamp.token).map_err(|_| at_seal(size)(StampFault::Malformed))?;
        let at = timestamp::stamped_at(&token, hash).map_err(at_seal(size))?;
        self.stamped = Some(Stamped { size, at });
        Ok(())
    }

    fn follows(&self, head: &Head) -> bool {
        let (since, previous) = match &self.last {
            Some(last) => (last.size, last.hash().ok()),
            None => (0, None),
        };
        head.since == since && head.size > since && head.previous == previous
    }

    fn end(&mut self, entries: u64, seals: u64) -> Result<(), Problem> {
        self.stage = Stage::Ended;
        if let Some(problem) = diagnose::by_position(self.sealed.size(), entries, &self.seen) {
            return Err(problem);
        }
        if seals != self.seals {
            let entries = self.frontier.size();
            return Err(Problem::Cut { entries });
        }
        Ok(())
    }

    fn unreadable(&self, why: &dyn std::fmt::Display) -> Problem {
        Problem::Unreadable {
            line: self.lines,
            why: why.to_string(),
        }
    }
}

fn at_seal<F: Into<SealFault>>(size: u64) -> impl Fn(F) -> Problem {
    move |fault| Problem::Seal {
        size,
        fault: fault.into(),
    }
}
