//! Unique ids for one turn: a moment and a random start, given once, so that a turn can be repeated with the same result.

use jiff::Timestamp;
use rand::RngExt;
use ulid::Ulid;

/// Gives ids that follow one another from a random start.
#[derive(Debug, Clone)]
pub struct IdSource {
    millis: u64,
    next: u128,
}

impl IdSource {
    /// A source for what happens at `now`, started at random.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self::seeded(now, rand::rng().random())
    }

    /// A source started at `seed`.
    #[must_use]
    pub fn seeded(now: Timestamp, seed: u128) -> Self {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        Self { millis, next: seed }
    }

    /// An id never given before by this source.
    pub fn ulid(&mut self) -> Ulid {
        let id = Ulid::from_parts(self.millis, self.next);
        self.next = self.next.wrapping_add(1);
        id
    }

    /// An id of a given type.
    pub fn id<T: From<Ulid>>(&mut self) -> T {
        self.ulid().into()
    }
}

impl radica_engine::ids::Ids for IdSource {
    fn next(&mut self) -> Ulid {
        self.ulid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_repeated_from_the_same_seed_gives_the_same_ids() {
        let mut first = IdSource::seeded(Timestamp::UNIX_EPOCH, 7);
        let mut again = IdSource::seeded(Timestamp::UNIX_EPOCH, 7);
        assert_eq!(first.ulid(), again.ulid());
        let second = first.ulid();
        assert!(second != Ulid::from_parts(0, 7) && second == again.ulid());
    }
}
