//! Which entry is the first at fault, once it is known that one is.

use std::cmp::Ordering;

use super::{
    problem::{EntryFault, Problem},
    seal::Seal,
    tree::Frontier,
};
use crate::objects::Sha256;

/// An entry as it was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// The position it claims.
    pub(super) position: u64,
    /// The hash of what it says.
    pub(super) leaf: Sha256,
}

/// The first entry after the seal of `before` that is not as `seal` says. Its list of leaves names it when that list gives
/// the root that was signed; otherwise only their positions can be looked at.
pub(super) fn against_seal(before: &Frontier, seal: &Seal, seen: &[Seen]) -> Problem {
    let head = &seal.signed.head;
    let mut tree = before.clone();
    tree.extend(seal.leaves.iter().copied());
    let authentic = tree.size() == head.size && tree.root() == head.root;
    let found = if authentic {
        by_leaf(before.size(), &seal.leaves, seen)
    } else {
        by_position(before.size(), head.size, seen)
    };
    found.unwrap_or(Problem::Among {
        from: head.since + 1,
        to: head.size,
    })
}

/// The first difference between what was sealed and what was found, after `before` entries.
fn by_leaf(before: u64, sealed: &[Sha256], seen: &[Seen]) -> Option<Problem> {
    let alike = sealed.iter().zip(seen).take_while(|(leaf, seen)| **leaf == seen.leaf);
    let place = alike.count();
    let position = before + place as u64 + 1;
    let fault = match (sealed.get(place), seen.get(place)) {
        (None, None) => return None,
        (Some(_), None) => EntryFault::Missing,
        (None, Some(_)) => EntryFault::Inserted,
        (Some(wanted), Some(found)) => {
            let wanted_comes = seen[place..].iter().any(|seen| seen.leaf == *wanted);
            let found_belongs = sealed[place..].contains(&found.leaf);
            match (wanted_comes, found_belongs) {
                (true, true) => moved(sealed.len().cmp(&seen.len())),
                (true, false) => EntryFault::Inserted,
                (false, true) => EntryFault::Missing,
                (false, false) if found.position == position => EntryFault::Changed,
                (false, false) => EntryFault::Missing,
            }
        }
    };
    Some(Problem::Entry { position, fault })
}

/// What happened when two entries stand in each other's order, by whether some are missing or too many.
fn moved(sealed_to_seen: Ordering) -> EntryFault {
    match sealed_to_seen {
        Ordering::Less => EntryFault::Inserted,
        Ordering::Equal => EntryFault::Reordered,
        Ordering::Greater => EntryFault::Missing,
    }
}

/// The first entry after `before` that is not at its position, when there should be `size` in all.
pub(super) fn by_position(before: u64, size: u64, seen: &[Seen]) -> Option<Problem> {
    let wrong = (before + 1..)
        .zip(seen)
        .find(|(position, seen)| seen.position != *position || *position > size);
    let end = before + seen.len() as u64;
    let (position, fault) = match wrong {
        None if end < size => (end + 1, EntryFault::Missing),
        None => return None,
        Some((position, _)) if position > size => (position, EntryFault::Inserted),
        Some((position, found)) => {
            let comes = seen.iter().any(|seen| seen.position == position);
            let fault = match (comes, found.position > position) {
                (true, true) => EntryFault::Reordered,
                (true, false) => EntryFault::Inserted,
                (false, _) => EntryFault::Missing,
            };
            (position, fault)
        }
    };
    Some(Problem::Entry { position, fault })
}
