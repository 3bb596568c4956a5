//! What goes into the index.

/// Something that can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Identifies it; a later entry with the same id replaces it.
    pub id: String,
    /// What it is, such as `expediente` or `document`; searches can be limited to some kinds.
    pub kind: String,
    /// Its title, shown in full.
    pub title: String,
    /// Its text; what matters most should come first, because excerpts come from its first 128 KiB.
    pub body: String,
    /// Numbers it is known by (radicado, NIT, document number), found with or without punctuation.
    pub numbers: Vec<String>,
    /// The groups whose members may find it; without any, nobody finds it.
    pub groups: Vec<String>,
    /// When it happened, in microseconds since 1970; of equally good hits the latest comes first.
    pub date: i64,
}

/// A change to the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Adds an entry, or replaces the one with its id.
    Put(Entry),
    /// Removes the entry with this id, if there is one.
    Delete(String),
}
