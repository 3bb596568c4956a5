//! What is done to a file, and what verification says of it.

use proptest::{prelude::*, sample::Index};
use radica_storage::{
    Json,
    journal::Recorded,
    seals::{
        Seal, Signed,
        problem::{EntryFault, Problem, SealFault},
        seal::SignatureFault,
        tree,
    },
};

use crate::file::{KEY, Part, TestKey, entry, file, place, verify, verify_with};

/// Seals of a file in these tests; its last entries have none.
const SIZES: [u64; 4] = [3, 4, 11, 20];
const ENTRIES: i64 = 23;
/// Entries that a seal covers.
const SEALED: std::ops::RangeInclusive<i64> = 1..=20;

fn sound() -> Vec<Part> {
    file(ENTRIES, &SIZES, &KEY)
}

fn problem(position: i64, fault: EntryFault) -> Problem {
    let position = u64::try_from(position).unwrap();
    Problem::Entry { position, fault }
}

fn seal_of(parts: &[Part], size: u64) -> usize {
    let is_it = |part: &Part| matches!(part, Part::Seal(seal) if seal.signed.head.size == size);
    parts.iter().position(is_it).unwrap()
}

fn change_seal(parts: &mut [Part], size: u64, change: impl FnOnce(&mut Seal)) {
    let place = seal_of(parts, size);
    let Part::Seal(seal) = &mut parts[place] else {
        panic!("no seal")
    };
    change(seal);
}

/// The seal that covers a position.
fn covering(position: i64) -> u64 {
    let position = u64::try_from(position).unwrap();
    *SIZES.iter().find(|size| **size >= position).unwrap()
}

/// An entry with one of its fields changed.
fn altered(position: i64, field: usize) -> Recorded {
    let mut entry = entry(position);
    match field {
        0 => entry.at += jiff::SignedDuration::from_micros(1),
        1 => entry.actor.push('\u{301}'),
        2 => entry.subject_kind.push('s'),
        3 => entry.subject_id = entry.subject_id.to_lowercase(),
        4 => entry.version += 1,
        5 => entry.kind.clear(),
        _ => entry.data = Json::from(serde_json::json!({ "monto": position.to_string() })),
    }
    entry
}

#[test]
fn a_file_that_nobody_touched_is_proved_up_to_its_last_seal() {
    let report = verify(&sound()).unwrap();
    assert_eq!((report.entries, report.seals, report.unsealed()), (23, 4, 3));
    assert_eq!(report.last.map(|head| head.size), Some(20));
    let empty = verify(&file(0, &[], &KEY)).unwrap();
    assert_eq!((empty.entries, empty.last), (0, None));
}

proptest! {
    #[test]
    fn a_changed_field_of_any_entry_is_named(position in SEALED, field in 0_usize..7) {
        let mut parts = sound();
        let place = place(&parts, position);
        parts[place] = Part::of(&altered(position, field));
        prop_assert_eq!(verify(&parts), Err(problem(position, EntryFault::Changed)));
    }

    #[test]
    fn an_entry_with_another_position_is_not_the_one_that_was_sealed(position in SEALED, other in 24_i64..99) {
        let mut parts = sound();
        let place = place(&parts, position);
        parts[place] = Part::of(&Recorded { position: other, ..entry(position) });
        prop_assert_eq!(verify(&parts), Err(problem(position, EntryFault::Missing)));
    }

    #[test]
    fn a_removed_entry_is_named(position in 1_i64..=ENTRIES) {
        let mut parts = sound();
        let place = place(&parts, position);
        parts.remove(place);
        prop_assert_eq!(verify(&parts), Err(problem(position, EntryFault::Missing)));
    }

    #[test]
    fn an_inserted_entry_is_named(position in 1_i64..=ENTRIES, like in 1_i64..=ENTRIES) {
        let mut parts = sound();
        let place = place(&parts, position);
        let forged = Recorded { actor: "otra".to_owned(), ..entry(like) };
        parts.insert(place, Part::of(&forged));
        let Err(Problem::Entry { position: named, fault }) = verify(&parts) else {
            return Err(TestCaseError::fail("not seen"));
        };
        // After the last seal only positions tell: of two entries with the same one, either may be the false one.
        let (first, last) = (u64::try_from(position).unwrap(), u64::try_from(position + 1).unwrap());
        prop_assert!(named == first || (position > 20 && named == last), "{named}");
        prop_assert!(fault == EntryFault::Inserted || position > 20);
    }

    #[test]
    fn a_repeated_entry_is_named(position in SEALED, again in SEALED) {
        let mut parts = sound();
        let place = place(&parts, position);
        parts.insert(place, Part::of(&entry(again)));
        // Beside its own twin, the second of the two is the one too many.
        let expected = if again == position { position + 1 } else { position };
        prop_assert_eq!(verify(&parts), Err(problem(expected, EntryFault::Inserted)));
    }

    #[test]
    fn two_entries_in_each_others_place_are_named_by_the_first(one in SEALED, other in SEALED) {
        prop_assume!(one < other);
        let mut parts = sound();
        let (first, second) = (place(&parts, one), place(&parts, other));
        parts.swap(first, second);
        let together = covering(one) == covering(other);
        let fault = if together { EntryFault::Reordered } else { EntryFault::Missing };
        prop_assert_eq!(verify(&parts), Err(problem(one, fault)));
    }

    #[test]
    fn a_file_that_was_cut_is_said_to_be(left in any::<Index>()) {
        let mut parts = sound();
        parts.truncate(left.index(parts.len()));
        let entries = parts.iter().filter(|part| matches!(part, Part::Entry(_))).count() as u64;
        prop_assert_eq!(verify(&parts), Err(Problem::Cut { entries }));
    }

    #[test]
    fn entries_taken_from_the_end_before_a_seal_are_missed(left in 0_i64..20) {
        let mut parts = sound();
        let last = seal_of(&parts, 20);
        let from = if left == 0 { 0 } else { place(&parts, left) + 1 };
        let mut kept = parts.split_off(last);
        parts.truncate(from);
        let seals = parts.iter().filter(|part| matches!(part, Part::Seal(_))).count();
        parts.append(&mut kept);
        let expected = if seals == 3 {
            problem(left + 1, EntryFault::Missing)
        } else {
            Problem::Seal { size: 20, fault: SealFault::Chain }
        };
        prop_assert_eq!(verify(&parts), Err(expected));
    }

    #[test]
    fn any_change_of_a_head_breaks_its_signature(seal in any::<Index>(), field in 0_usize..8) {
        let mut parts = sound();
        let size = SIZES[seal.index(SIZES.len())];
        change_seal(&mut parts, size, |seal| {
            let Signed { head, signature } = &mut seal.signed;
            match field {
                0 => head.at.0 += jiff::SignedDuration::from_micros(1),
                1 => head.previous = head.previous.map_or(Some(head.root), |_| None),
                2 => head.root = tree::leaf(b"other"),
                3 => head.since += 1,
                4 => head.size += 1,
                5 => head.v += 1,
                6 => signature.replace_range(0..2, if signature.starts_with("00") { "01" } else { "00" }),
                _ => signature.truncate(10),
            }
        });
        let fault = SealFault::Signature(SignatureFault::Wrong);
        let size = if field == 4 { size + 1 } else { size };
        prop_assert_eq!(verify(&parts), Err(Problem::Seal { size, fault }));
    }

    #[test]
    fn a_removed_seal_is_seen_at_the_next(seal in any::<Index>()) {
        let mut parts = sound();
        let which = seal.index(SIZES.len());
        parts.remove(seal_of(&parts, SIZES[which]));
        let expected = match SIZES.get(which + 1) {
            Some(next) => Problem::Seal { size: *next, fault: SealFault::Chain },
            None => Problem::Cut { entries: 23 },
        };
        prop_assert_eq!(verify(&parts), Err(expected));
    }

    #[test]
    fn a_changed_entry_whose_hash_was_changed_too_is_found_among_those_of_its_seal(position in SEALED) {
        let mut parts = sound();
        let forged = Part::of(&altered(position, 1));
        let Part::Entry(line) = &forged else { unreachable!() };
        let leaf = tree::leaf(line.as_bytes());
        let at = place(&parts, position);
        change_seal(&mut parts, covering(position), |seal| {
            let first = i64::try_from(seal.signed.head.since).unwrap();
            seal.leaves[usize::try_from(position - first - 1).unwrap()] = leaf;
        });
        parts[at] = forged;
        let Err(Problem::Among { from, to }) = verify(&parts) else {
            return Err(TestCaseError::fail("not seen"));
        };
        prop_assert!((from..=to).contains(&u64::try_from(position).unwrap()));
    }
}

proptest! {
    #[test]
    fn what_is_no_export_at_all_is_refused_and_never_panics(lines in prop::collection::vec(".{0,80}", 0..9)) {
        prop_assert!(verify(&lines.into_iter().map(Part::Entry).collect::<Vec<_>>()).is_err());
    }
}

#[test]
fn a_list_of_hashes_that_was_changed_harms_nothing_while_the_entries_are_right() {
    let mut parts = sound();
    change_seal(&mut parts, 11, |seal| seal.leaves.clear());
    assert!(verify(&parts).is_ok());
}

#[test]
fn seals_of_another_key_are_told_with_its_name() {
    let fault = SealFault::Signature(SignatureFault::OtherKey("ajena".to_owned()));
    let told = verify(&file(ENTRIES, &SIZES, &TestKey("ajena")));
    assert_eq!(told, Err(Problem::Seal { size: 3, fault }));
}

#[test]
fn what_is_no_line_of_an_export_is_named_by_its_number() {
    let mut parts = sound();
    parts[1] = Part::Entry("{\"actor\":7".to_owned());
    assert!(matches!(verify(&parts), Err(Problem::Unreadable { line: 3, .. })));
    parts[1] = Part::Entry("{\"hola\":{}}".to_owned());
    assert!(matches!(verify(&parts), Err(Problem::Unreadable { line: 3, .. })));
    let mut twice = sound();
    twice.push(Part::of(&entry(24)));
    assert!(matches!(verify(&twice), Err(Problem::Unreadable { .. })));
}

#[test]
fn a_seal_kept_elsewhere_tells_a_journal_that_lost_its_end() {
    let whole = sound();
    let Part::Seal(kept) = &whole[seal_of(&whole, 20)] else {
        panic!("no seal")
    };
    assert!(verify_with(&whole, &[kept]).is_ok());
    let shorter = file(12, &[3, 4, 11], &KEY);
    assert!(verify(&shorter).is_ok());
    let fault = SealFault::Beyond;
    assert_eq!(verify_with(&shorter, &[kept]), Err(Problem::Seal { size: 20, fault }));
}

#[test]
fn a_seal_kept_elsewhere_tells_a_journal_that_was_written_anew() {
    let first = file(4, &[2, 4], &KEY);
    let Part::Seal(kept) = &first[seal_of(&first, 4)] else {
        panic!("no seal")
    };
    // Who has the key made another one of four entries.
    let anew = file(4, &[4], &KEY);
    assert!(verify(&anew).is_ok());
    let fault = SealFault::Forked;
    assert_eq!(verify_with(&anew, &[kept]), Err(Problem::Seal { size: 4, fault }));
    let cut_elsewhere = file(6, &[3, 6], &KEY);
    let fault = SealFault::Forked;
    assert_eq!(
        verify_with(&cut_elsewhere, &[kept]),
        Err(Problem::Seal { size: 4, fault })
    );
}
