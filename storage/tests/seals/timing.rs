//! How fast entries are hashed; printed, not judged.

use std::time::Instant;

use radica_storage::seals::{entry, tree, tree::Frontier};

use crate::file;

/// As many as one seal adds at most.
const ENTRIES: i64 = 100_000;

#[test]
fn entries_hashed_a_second() {
    let entries: Vec<_> = (1..=ENTRIES).map(file::entry).collect();
    let (mut frontier, begin) = (Frontier::default(), Instant::now());
    for entry in &entries {
        frontier.push(tree::leaf(entry::canonical(entry).unwrap().as_bytes()));
    }
    let rate = ENTRIES as f64 / begin.elapsed().as_secs_f64();
    println!("{rate:.0} entries/s into the tree, without reading them");
    assert_eq!(frontier.size(), 100_000);
}
