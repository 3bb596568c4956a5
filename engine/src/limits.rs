//! How much the engine accepts: every bound in one place.

/// Elements of one definition.
pub const ELEMENTS: usize = 10_000;

/// Bytes of one definition's source.
pub const SOURCE_BYTES: usize = 4 * 1024 * 1024;

/// Items for which one activity is done.
pub const ITEMS: usize = 10_000;

/// Elements entered by one command before the rest wait behind an incident: a loop in which nothing
/// waits stops here.
pub const ENTERED_PER_COMMAND: usize = 10_000;
