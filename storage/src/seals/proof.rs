//! A proof that one entry is in the journal: the entry, the hashes that lead from it to a root, and the seal of that root.
//! It says nothing of any other entry. To tie it to a seal that somebody kept, it may go on to a later one.

use serde::{Deserialize, Serialize};

use super::{
    entry, rows,
    seal::{Keys, SignatureFault, Signed},
    sealing::SealError,
    tree::{self, Frontier, Window},
};
use crate::{db::Db, journal, objects::Sha256, tables::seals};

/// A proof, complete in itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The canonical line of the entry.
    pub entry: String,
    /// The inclusion proof of RFC 6962 in the tree of `seal`.
    pub path: Vec<Sha256>,
    /// The first seal that covers the entry.
    pub seal: Signed,
    /// A later seal.
    pub later: Option<Later>,
}

/// A later seal, and why it covers all that the earlier one does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Later {
    /// The seal.
    pub seal: Signed,
    /// The consistency proof of RFC 6962.
    pub path: Vec<Sha256>,
}

/// Why an entry cannot be proved.
#[derive(Debug, thiserror::Error)]
pub enum NoProof {
    /// The journal has no such entry.
    #[error("the journal has no entry {0}")]
    NoEntry(u64),
    /// No seal covers it yet.
    #[error("entry {0} has no seal yet")]
    NotYet(u64),
    /// There is no seal of so many entries after the one that covers it.
    #[error("there is no later seal of {0} entries")]
    NoSeal(u64),
    /// The entry, or what the tree needs of its neighbours, is not what was sealed.
    #[error("entry {0} is not the one that was sealed, or the hashes of its seal were changed")]
    Altered(u64),
    /// The journal cannot be read.
    #[error(transparent)]
    Reading(#[from] SealError),
}

impl From<crate::Error> for NoProof {
    fn from(error: crate::Error) -> Self {
        Self::Reading(error.into())
    }
}

/// Why a proof proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unproved {
    /// A seal's signature.
    #[error("seal of {size} entries: {fault}")]
    Signature {
        /// How many entries it covers.
        size: u64,
        /// What is wrong with it.
        fault: SignatureFault,
    },
    /// The entry's line cannot be read.
    #[error("its entry cannot be read")]
    Unreadable,
    /// The hashes do not lead from the entry to the root that was signed.
    #[error("the entry is not the one that was sealed")]
    Entry,
    /// The hashes do not lead from the earlier seal to the later.
    #[error("the later seal does not cover the earlier")]
    Later,
}

impl Proof {
    /// The proof of the entry at `position` in the first seal that covers it, and on to the seal of `until` entries, which
    /// takes the leaves of all seals between them into memory (32 bytes an entry).
    ///
    /// # Errors
    /// Why there is none.
    pub async fn of(db: &Db, position: u64, until: Option<u64>) -> Result<Self, NoProof> {
        let before = rows::position_of(position.saturating_sub(1));
        let found = journal::after(db, before, 1).await?;
        let found = found
            .first()
            .filter(|entry| position > 0 && rows::count_of(entry.position) == position)
            .ok_or(NoProof::NoEntry(position))?;
        let entry = entry::canonical(found).map_err(SealError::from)?;
        let covering = seals::after(db, before, 1).await?;
        let row = covering.first().ok_or(NoProof::NotYet(position))?;
        let seal = rows::seal(db, row).await?;
        let head = &seal.signed.head;
        let earlier = frontier_at(db, head.since).await?;
        let window = Window::new(earlier, seal.leaves);
        let path = window.inclusion(position - 1, head.size);
        let path = path.ok_or(NoProof::Altered(position))?;
        let later = match until {
            Some(size) => Some(Later::of(db, head.size, size).await?),
            None => None,
        };
        let proof = Self {
            entry,
            path,
            seal: seal.signed,
            later,
        };
        proof.leads_to_seal().map_err(|_| NoProof::Altered(position))?;
        Ok(proof)
    }

    /// Checks the proof; answers the position of the entry it proves.
    ///
    /// # Errors
    /// Why it proves nothing.
    pub fn check(&self, keys: &dyn Keys) -> Result<u64, Unproved> {
        check(&self.seal, keys)?;
        let position = self.leads_to_seal()?;
        if let Some(Later { seal, path }) = &self.later {
            check(seal, keys)?;
            if !tree::is_consistent(self.seal.head.tree(), seal.head.tree(), path) {
                return Err(Unproved::Later);
            }
        }
        Ok(position)
    }

    fn leads_to_seal(&self) -> Result<u64, Unproved> {
        let claim: entry::Claim = serde_json::from_str(&self.entry).map_err(|_| Unproved::Unreadable)?;
        let position = rows::count_of(claim.position);
        let index = position.checked_sub(1).ok_or(Unproved::Unreadable)?;
        let leaf = tree::leaf(self.entry.as_bytes());
        let head = &self.seal.head;
        let root = tree::root_of_inclusion(leaf, index, head.size, &self.path);
        (root == Some(head.root)).then_some(position).ok_or(Unproved::Entry)
    }
}

impl Later {
    /// From the seal of `from` entries to that of `to`.
    async fn of(db: &Db, from: u64, to: u64) -> Result<Self, NoProof> {
        let row = seals::get(db, rows::position_of(to)).await?;
        let row = row.filter(|_| to >= from).ok_or(NoProof::NoSeal(to))?;
        let mut leaves = Vec::new();
        let mut size = rows::position_of(from);
        while size < row.size {
            let next = seals::after(db, size, 1).await?;
            let next = next.first().ok_or(NoProof::NoSeal(to))?;
            leaves.extend(rows::seal(db, next).await?.leaves);
            size = next.size;
        }
        let window = Window::new(frontier_at(db, from).await?, leaves);
        let path = window.consistency(from, to).ok_or(NoProof::NoSeal(to))?;
        let seal = rows::signed(&row)?;
        Ok(Self { seal, path })
    }
}

/// The frontier of the tree of `size` entries, which a seal covers; an empty one for none.
async fn frontier_at(db: &Db, size: u64) -> Result<Frontier, NoProof> {
    match seals::get(db, rows::position_of(size)).await? {
        Some(row) => Ok(rows::frontier(&row)?),
        None if size == 0 => Ok(Frontier::default()),
        None => Err(NoProof::NoSeal(size)),
    }
}

fn check(seal: &Signed, keys: &dyn Keys) -> Result<(), Unproved> {
    seal.check(keys).map_err(|fault| Unproved::Signature {
        size: seal.head.size,
        fault,
    })
}
