//! How much the engine accepts: every bound in one place.

/// Elements of one definition.
pub const ELEMENTS: usize = 10_000;

/// Subprocesses, one inside another.
pub const NESTING: usize = 32;

/// Levels of lists and maps in a YAML definition, and of elements in an XML one.
pub const DEPTH: usize = 200;

/// Attributes of one XML element.
pub const ATTRIBUTES: usize = 200;

/// Nodes of an XML definition: elements, texts and comments.
pub const XML_NODES: usize = ELEMENTS * 60;

/// Nodes of a YAML definition: scalars, lists and maps, with those that aliases repeat.
pub const YAML_NODES: usize = ELEMENTS * 60;

/// Tokens that an activity may take to begin, or let go along each flow when it is done.
pub const QUANTITY: u32 = 1_000;

/// Bytes of one definition's source.
pub const SOURCE_BYTES: usize = 16 * 1024 * 1024;

/// Items for which one activity is done.
pub const ITEMS: usize = 10_000;

/// Elements entered by one command before the rest wait behind an incident: a loop in which nothing
/// waits stops here.
pub const ENTERED_PER_COMMAND: usize = 10_000;

/// Rounds of repeated activities begun by one command before the rest wait behind an incident.
pub const ROUNDS_PER_COMMAND: usize = 100_000;

/// Processes called by each other, one inside the other, before the next call waits behind an incident.
pub const CALL_DEPTH: usize = 16;

/// Tokens up to which a join that can no longer be completed is found while others still move; with more,
/// it is found when all of them wait.
pub const STUCK_SEARCH: usize = 64;

/// Commands that a simulation gives an instance by itself.
pub const AUTO_STEPS: usize = 10_000;
