//! The Merkle tree of RFC 6962 (and RFC 9162, section 2.1): hashes, roots and proofs. Pure.
//!
//! A leaf is SHA-256(0x00 ‖ bytes), a node SHA-256(0x01 ‖ left ‖ right), and a tree of n leaves is split at the largest
//! power of two below n. Leaves are counted from 0 here; the entry at journal position p is leaf p − 1.

use sha2::Digest;

use crate::objects::Sha256;

/// The hash of a leaf.
pub fn leaf(bytes: &[u8]) -> Sha256 {
    hashed(&[&[0], bytes])
}

fn node(left: &Sha256, right: &Sha256) -> Sha256 {
    hashed(&[&[1], left.as_bytes(), right.as_bytes()])
}

fn hashed(parts: &[&[u8]]) -> Sha256 {
    let mut hash = sha2::Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    Sha256::from_bytes(hash.finalize().into())
}

/// Where a tree of `size` ≥ 2 leaves is split: the largest power of two below it.
fn split(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// The right edge of a tree: the roots of the full subtrees it consists of, the largest first. It is all that is needed
/// to know the root and to add leaves: at most 64 hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Sha256>,
}

impl Frontier {
    /// The edge of a tree of `size` leaves; `None` when it has not one peak for each binary one of its size.
    pub fn from_parts(size: u64, peaks: Vec<Sha256>) -> Option<Self> {
        (usize::try_from(size.count_ones()) == Ok(peaks.len())).then_some(Self { size, peaks })
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of its full subtrees, the largest first.
    pub fn peaks(&self) -> &[Sha256] {
        &self.peaks
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Sha256) {
        let mut top = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                top = node(&left, &top);
            }
        }
        self.peaks.push(top);
        self.size += 1;
    }

    /// The root; that of the empty tree is the hash of nothing.
    pub fn root(&self) -> Sha256 {
        let from_the_right = self.peaks.iter().rev().copied();
        let root = from_the_right.reduce(|right, left| node(&left, &right));
        root.unwrap_or_else(|| Sha256::of(b""))
    }

    /// The peak over exactly the leaves `begin..end`.
    fn peak(&self, begin: u64, end: u64) -> Option<Sha256> {
        let mut covered = 0;
        for (width, peak) in widths(self.size).zip(&self.peaks) {
            if (covered, covered + width) == (begin, end) {
                return Some(*peak);
            }
            covered += width;
        }
        None
    }
}

/// How many leaves each peak of a tree covers, the largest first.
fn widths(size: u64) -> impl Iterator<Item = u64> {
    (0..u64::BITS)
        .rev()
        .map(|bit| 1 << bit)
        .filter(move |width| size & width != 0)
}

impl Extend<Sha256> for Frontier {
    fn extend<T: IntoIterator<Item = Sha256>>(&mut self, leaves: T) {
        leaves.into_iter().for_each(|leaf| self.push(leaf));
    }
}

/// A tree of which only the last leaves are at hand, and of those before them the frontier.
#[derive(Debug, Clone, Default)]
pub struct Window {
    before: Frontier,
    leaves: Vec<Sha256>,
}

impl Window {
    /// The tree of `before` with these leaves after it.
    pub fn new(before: Frontier, leaves: Vec<Sha256>) -> Self {
        Self { before, leaves }
    }

    /// The inclusion proof of leaf `index` in the tree of the first `size` leaves; `None` unless both are in the window.
    pub fn inclusion(&self, index: u64, size: u64) -> Option<Vec<Sha256>> {
        let mut path = Vec::new();
        (index < size).then(|| self.path(index, 0, size, &mut path))??;
        Some(path)
    }

    /// The proof that the tree of the first `old` leaves is the beginning of that of the first `new`; `None` unless both
    /// sizes are in the window.
    pub fn consistency(&self, old: u64, new: u64) -> Option<Vec<Sha256>> {
        let mut path = Vec::new();
        if old > 0 {
            (old <= new).then(|| self.subproof(old, 0, new, true, &mut path))??;
        }
        Some(path)
    }

    /// The hash over the leaves `begin..end`, when what is at hand gives it.
    fn hash(&self, begin: u64, end: u64) -> Option<Sha256> {
        if let Some(peak) = self.before.peak(begin, end) {
            return Some(peak);
        }
        if end - begin == 1 {
            let place = usize::try_from(begin.checked_sub(self.before.size)?).ok()?;
            return self.leaves.get(place).copied();
        }
        let middle = begin + split(end - begin);
        Some(node(&self.hash(begin, middle)?, &self.hash(middle, end)?))
    }

    /// PATH of RFC 6962, section 2.1.1, over the leaves `begin..end`.
    fn path(&self, index: u64, begin: u64, end: u64, path: &mut Vec<Sha256>) -> Option<()> {
        if end - begin == 1 {
            return self.hash(begin, end).map(drop);
        }
        let middle = begin + split(end - begin);
        let sibling = if index < middle {
            self.path(index, begin, middle, path)?;
            self.hash(middle, end)?
        } else {
            self.path(index, middle, end, path)?;
            self.hash(begin, middle)?
        };
        path.push(sibling);
        Some(())
    }

    /// SUBPROOF of RFC 6962, section 2.1.2; `whole`: the verifier knows the root over `begin..old`.
    fn subproof(&self, old: u64, begin: u64, end: u64, whole: bool, path: &mut Vec<Sha256>) -> Option<()> {
        if old == end {
            if !whole {
                path.push(self.hash(begin, end)?);
            }
            return Some(());
        }
        let middle = begin + split(end - begin);
        let sibling = if old <= middle {
            self.subproof(old, begin, middle, whole, path)?;
            self.hash(middle, end)?
        } else {
            self.subproof(old, middle, end, false, path)?;
            self.hash(begin, middle)?
        };
        path.push(sibling);
        Some(())
    }
}

/// The root that an inclusion proof leads to from leaf `index` of a tree of `size`; `None` when it has not the length
/// that such a proof has.
pub fn root_of_inclusion(leaf: Sha256, index: u64, size: u64, path: &[Sha256]) -> Option<Sha256> {
    if index >= size {
        return None;
    }
    if size == 1 {
        return path.is_empty().then_some(leaf);
    }
    let (sibling, rest) = path.split_last()?;
    let left = split(size);
    if index < left {
        Some(node(&root_of_inclusion(leaf, index, left, rest)?, sibling))
    } else {
        Some(node(
            sibling,
            &root_of_inclusion(leaf, index - left, size - left, rest)?,
        ))
    }
}

/// A root with the size of its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Root {
    /// How many leaves the tree has.
    pub size: u64,
    /// Its root.
    pub hash: Sha256,
}

/// Whether `path` proves that the tree of `old` is the beginning of that of `new`.
pub fn is_consistent(old: Root, new: Root, path: &[Sha256]) -> bool {
    match old.size {
        0 => path.is_empty() && old.hash == Frontier::default().root(),
        size if size > new.size => false,
        size => roots_of_consistency(size, new.size, Some(old.hash), path) == Some((old.hash, new.hash)),
    }
}

/// The old and the new root that a consistency proof leads to; `known`: the old one, while the proof leaves it out.
fn roots_of_consistency(old: u64, new: u64, known: Option<Sha256>, path: &[Sha256]) -> Option<(Sha256, Sha256)> {
    if old == new {
        return match (known, path) {
            (Some(root), []) => Some((root, root)),
            (None, [root]) => Some((*root, *root)),
            _ => None,
        };
    }
    let (sibling, rest) = path.split_last()?;
    let left = split(new);
    if old <= left {
        let (was, is) = roots_of_consistency(old, left, known, rest)?;
        Some((was, node(&is, sibling)))
    } else {
        let (was, is) = roots_of_consistency(old - left, new - left, None, rest)?;
        Some((node(sibling, &was), node(sibling, &is)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The leaves that the Certificate Transparency project tests with, and the roots of its first one, two, … leaves.
    const LEAVES: [&str; 8] = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    fn known_leaves() -> Vec<Sha256> {
        LEAVES.iter().map(|bytes| leaf(&hex::decode(bytes).unwrap())).collect()
    }

    fn leaves(count: u64) -> Vec<Sha256> {
        (0..count).map(|n| leaf(&n.to_be_bytes())).collect()
    }

    fn frontier(leaves: &[Sha256]) -> Frontier {
        let mut frontier = Frontier::default();
        frontier.extend(leaves.iter().copied());
        frontier
    }

    /// MTH of RFC 6962, section 2.1, word by word.
    fn tree_hash(leaves: &[Sha256]) -> Sha256 {
        match leaves {
            [] => Sha256::of(b""),
            [only] => *only,
            more => {
                let (left, right) = more.split_at(split(more.len() as u64) as usize);
                node(&tree_hash(left), &tree_hash(right))
            }
        }
    }

    fn texts(path: Option<Vec<Sha256>>) -> Vec<String> {
        path.unwrap().iter().map(Sha256::to_string).collect()
    }

    #[test]
    fn roots_are_those_of_certificate_transparency() {
        assert_eq!(Frontier::default().root(), Sha256::of(b""));
        let mut frontier = Frontier::default();
        for (leaf, root) in known_leaves().into_iter().zip(ROOTS) {
            frontier.push(leaf);
            assert_eq!(frontier.root().to_string(), root);
        }
    }

    #[test]
    fn inclusion_proofs_are_those_of_certificate_transparency() {
        let tree = Window::new(Frontier::default(), known_leaves());
        let of_the_first_of_8 = [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ];
        assert_eq!(texts(tree.inclusion(0, 8)), of_the_first_of_8);
        let of_the_sixth_of_8 = [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            ROOTS[3],
        ];
        assert_eq!(texts(tree.inclusion(5, 8)), of_the_sixth_of_8);
        assert_eq!(texts(tree.inclusion(2, 3)), [ROOTS[1]]);
        assert_eq!(texts(tree.inclusion(0, 1)), [""; 0]);
    }

    #[test]
    fn consistency_proofs_are_those_of_certificate_transparency() {
        let tree = Window::new(Frontier::default(), known_leaves());
        assert_eq!(texts(tree.consistency(1, 1)), [""; 0]);
        let from_6_to_8 = [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            ROOTS[3],
        ];
        assert_eq!(texts(tree.consistency(6, 8)), from_6_to_8);
        let from_2_to_5 = [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ];
        assert_eq!(texts(tree.consistency(2, 5)), from_2_to_5);
    }

    #[test]
    fn a_frontier_has_one_peak_for_each_binary_one_of_its_size() {
        assert_eq!(Frontier::from_parts(3, leaves(1)), None);
        assert!(Frontier::from_parts(3, leaves(2)).is_some());
    }

    proptest! {
        #[test]
        fn adding_leaf_by_leaf_gives_the_root_of_the_definition(count in 0_u64..300) {
            let leaves = leaves(count);
            prop_assert_eq!(frontier(&leaves).root(), tree_hash(&leaves));
        }

        #[test]
        fn a_frontier_goes_on_where_it_was_kept(count in 1_u64..200, cut in 0_u64..200) {
            let leaves = leaves(count);
            let (first, rest) = leaves.split_at(cut.min(count) as usize);
            let kept = frontier(first);
            let mut again = Frontier::from_parts(kept.size(), kept.peaks().to_vec()).unwrap();
            again.extend(rest.iter().copied());
            prop_assert_eq!(again.root(), tree_hash(&leaves));
        }

        #[test]
        fn every_leaf_of_a_window_is_proved_and_no_other(count in 1_u64..150, cut in 0_u64..150, index in 0_u64..150) {
            let leaves = leaves(count);
            let (cut, index) = (cut % count, index % count);
            let (first, rest) = leaves.split_at(cut as usize);
            let window = Window::new(frontier(first), rest.to_vec());
            let path = window.inclusion(index, count);
            // A leaf before the window is only known when it is a peak itself.
            prop_assert!(path.is_some() || index < cut);
            if let Some(path) = path {
                let root = tree_hash(&leaves);
                prop_assert_eq!(root_of_inclusion(leaves[index as usize], index, count, &path), Some(root));
                prop_assert_ne!(root_of_inclusion(leaf(b"other"), index, count, &path), Some(root));
                prop_assert_eq!(root_of_inclusion(leaves[index as usize], index, count + 200, &path), None);
            }
        }

        #[test]
        fn every_beginning_is_proved_and_no_other(new in 1_u64..150, old in 0_u64..150, cut in 0_u64..150) {
            let leaves = leaves(new);
            let old = old % (new + 1);
            let (first, rest) = leaves.split_at((cut % (old + 1)) as usize);
            let path = Window::new(frontier(first), rest.to_vec()).consistency(old, new).unwrap();
            let root = |size: u64| Root { size, hash: tree_hash(&leaves[..size as usize]) };
            prop_assert!(is_consistent(root(old), root(new), &path));
            let other = Root { size: old, hash: leaf(b"other") };
            prop_assert!(!is_consistent(other, root(new), &path));
            let longer = [path, vec![leaf(b"more")]].concat();
            prop_assert!(!is_consistent(root(old), root(new), &longer));
        }
    }
}
