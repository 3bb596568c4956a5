//! Named places where a test may end the process, as a power failure or `SIGKILL` would: nothing is unwound, flushed or closed.
//!
//! A build with debug assertions ends at the place that the environment variable [`VARIABLE`] names, `writer.after-commit`, or
//! at the third time it is reached, `writer.after-commit:3`. In a release build the places are nothing.
//!
//! To add a place: a variant of [`Place`] and [`reached`] where it is. The crash test goes through all of them.

use crate::value::words;

/// Names the place to end at, perhaps with how often it is reached before.
pub const VARIABLE: &str = "RADICA_TEST_CRASH";

words! {
    /// A place between two steps of which one may happen without the other.
    pub enum Place {
        /// The writer has commits and has not begun their transaction.
        WriterBeforeBegin = "writer.before-begin",
        /// Their rows are written and not committed.
        WriterBeforeCommit = "writer.before-commit",
        /// They are committed and nobody was told.
        WriterAfterCommit = "writer.after-commit",
        /// A content is received and has no key yet.
        ObjectBeforePublish = "objects.before-publish",
        /// It has its key and no row names it.
        ObjectAfterPublish = "objects.after-publish",
        /// A job is leased and not begun.
        JobTaken = "jobs.taken",
        /// The number of a document is taken, and the document not printed.
        JobNumbered = "jobs.numbered",
        /// A document is stored and not filed.
        JobPrinted = "jobs.printed",
        /// A timer is due and not fired.
        TimerDue = "timers.due",
        /// A notice is leased and not sent.
        NoticeTaken = "notices.taken",
        /// A notice is sent and not marked so.
        NoticeSent = "notices.sent",
        /// Changes are in the search index and not committed there.
        SearchBeforeCommit = "search.before-commit",
        /// A seal is in the database and not in the object store.
        SealWritten = "seals.written",
    }
}

/// Ends the process if this is the place and the time that [`VARIABLE`] names.
#[cfg(debug_assertions)]
pub fn reached(place: Place) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    static CHOSEN: OnceLock<Option<(Place, u64)>> = OnceLock::new();
    static TIMES: AtomicU64 = AtomicU64::new(0);
    let chosen = CHOSEN.get_or_init(|| parse(&std::env::var(VARIABLE).ok()?));
    if let Some((chosen, time)) = chosen
        && *chosen == place
        && TIMES.fetch_add(1, Ordering::Relaxed) + 1 == *time
    {
        std::process::abort();
    }
}

/// Nothing: no test ends a release build.
#[cfg(not(debug_assertions))]
pub const fn reached(_: Place) {}

#[cfg(debug_assertions)]
fn parse(text: &str) -> Option<(Place, u64)> {
    let (place, time) = text.split_once(':').unwrap_or((text, "1"));
    Some((place.parse().ok()?, time.parse().ok()?))
}

#[cfg(all(test, debug_assertions))]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_with_the_time_it_is_reached() {
        assert_eq!(parse("jobs.taken"), Some((Place::JobTaken, 1)));
        assert_eq!(parse("seals.written:3"), Some((Place::SealWritten, 3)));
        assert_eq!(parse("nowhere"), None);
    }
}
