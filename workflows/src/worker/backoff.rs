//! How long to wait before another try.

use jiff::{SignedDuration, Timestamp};
use ulid::Ulid;

/// The longest wait, in seconds.
const LONGEST: u64 = 3600;

/// When to try again: 2, 4, 8 … seconds, at most an hour, less up to a half of it. That part follows from the id, so
/// that what failed together (a server was down) does not come back together.
pub fn after(now: Timestamp, attempts: i64, id: Ulid) -> Timestamp {
    let wait = longest(attempts);
    let less = spread(id.0, attempts) % (wait * 500);
    let millis = i64::try_from(wait * 1000 - less).unwrap_or(i64::MAX);
    now.checked_add(SignedDuration::from_millis(millis)).unwrap_or(now)
}

fn longest(attempts: i64) -> u64 {
    let doublings = u32::try_from(attempts.clamp(1, 12)).unwrap_or(12);
    2_u64.pow(doublings).min(LONGEST)
}

/// Numbers that look drawn, the same for the same id and try (the finaliser of SplitMix64).
fn spread(id: u128, attempts: i64) -> u64 {
    let folded = (id ^ (id >> 64)) as u64;
    let mut mixed = folded.wrapping_add(attempts.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn millis(attempts: i64, id: u128) -> i64 {
        after(Timestamp::UNIX_EPOCH, attempts, Ulid(id)).as_millisecond()
    }

    #[test]
    fn waiting_doubles_until_an_hour() {
        for (attempts, seconds) in [(1, 2), (3, 8), (11, 2048), (12, 3600), (40, 3600)] {
            for id in 0..50 {
                let waits = millis(attempts, id);
                assert!(
                    (seconds * 500..=seconds * 1000).contains(&waits),
                    "{attempts}: {waits} ms"
                );
            }
        }
    }

    #[test]
    fn what_failed_together_does_not_come_back_together() {
        let waits: BTreeSet<i64> = (0..100).map(|id| millis(5, id)).collect();
        assert!(waits.len() > 95, "{} different waits of 100", waits.len());
        assert!(waits.last().unwrap() - waits.first().unwrap() > 12_000);
    }

    #[test]
    fn the_same_try_of_the_same_job_waits_the_same() {
        assert_eq!(millis(2, 77), millis(2, 77));
        assert_ne!(millis(2, 77), millis(3, 77) / 2);
    }
}
