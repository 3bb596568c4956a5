//! An export made in memory, so that it can be tampered with.

use jiff::Timestamp;
use radica_storage::{
    Json,
    journal::Recorded,
    objects::Sha256,
    seals::{
        Head, Keys, Seal, Signed, Signer,
        entry::{self, Instant},
        export::Line,
        problem::Problem,
        tree::{self, Frontier},
        verify::{Report, Verification},
    },
};

/// A key for tests: its signature is a hash over its name and the message.
pub struct TestKey(pub &'static str);

impl Signer for TestKey {
    fn key_id(&self) -> String {
        self.0.to_owned()
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        let half = Sha256::of(&[self.0.as_bytes(), message].concat());
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(half.as_bytes());
        signature
    }
}

impl Keys for TestKey {
    fn accepts(&self, key_id: &str, message: &[u8], signature: &[u8; 64]) -> Option<bool> {
        (key_id == self.0).then(|| self.sign(message) == *signature)
    }
}

pub const KEY: TestKey = TestKey("entidad");

/// The entry at a position.
pub fn entry(position: i64) -> Recorded {
    Recorded {
        position,
        at: Timestamp::from_second(1_790_000_000 + position).unwrap(),
        actor: "ana".to_owned(),
        subject_kind: "case".to_owned(),
        subject_id: format!("01J{position}"),
        version: 1,
        kind: "filed".to_owned(),
        data: Json::from(serde_json::json!({ "monto": position })),
    }
}

/// What a file of lines is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Entry(String),
    Seal(Seal),
    End { entries: u64, seals: u64 },
}

impl Part {
    pub fn of(recorded: &Recorded) -> Self {
        Self::Entry(entry::canonical(recorded).unwrap())
    }

    fn line(&self) -> String {
        match self {
            Self::Entry(line) => line.clone(),
            Self::Seal(seal) => Line::Seal(Box::new(seal.clone())).text().unwrap(),
            Self::End { entries, seals } => {
                let (entries, seals) = (*entries, *seals);
                Line::End { entries, seals }.text().unwrap()
            }
        }
    }
}

/// A file of `entries` entries with seals of the given sizes.
pub fn file(entries: i64, sizes: &[u64], key: &dyn Signer) -> Vec<Part> {
    let (mut parts, mut frontier, mut leaves) = (Vec::new(), Frontier::default(), Vec::new());
    let mut last: Option<Head> = None;
    for position in 1..=entries {
        let part = Part::of(&entry(position));
        leaves.push(tree::leaf(part.line().as_bytes()));
        parts.push(part);
        let size = u64::try_from(position).unwrap();
        if sizes.contains(&size) {
            frontier.extend(leaves.iter().copied());
            let head = Head {
                at: Instant(Timestamp::from_second(1_790_000_000 + position).unwrap()),
                key_id: key.key_id(),
                previous: last.as_ref().map(|last| last.hash().unwrap()),
                root: frontier.root(),
                since: last.as_ref().map_or(0, |last| last.size),
                size,
                v: Head::V,
            };
            last = Some(head.clone());
            let signed = Signed::new(head, key).unwrap();
            let leaves = std::mem::take(&mut leaves);
            parts.push(Part::Seal(Seal { leaves, signed }));
        }
    }
    let (entries, seals) = (u64::try_from(entries).unwrap(), sizes.len() as u64);
    parts.push(Part::End { entries, seals });
    parts
}

/// Where the entry of a position stands in an untouched file.
pub fn place(parts: &[Part], position: i64) -> usize {
    let wanted = Part::of(&entry(position));
    parts.iter().position(|part| *part == wanted).unwrap()
}

/// Verifies a file, with seals that were kept elsewhere.
pub fn verify_with(parts: &[Part], kept: &[&Seal]) -> Result<Report, Problem> {
    let begin = Ok(Verification::new(&KEY));
    let mut verification = kept
        .iter()
        .fold(begin, |verification, seal| verification?.expecting(seal))?;
    verification.line(&Line::Journal { v: Line::V }.text().unwrap())?;
    for part in parts {
        verification.line(&part.line())?;
    }
    verification.finish()
}

/// Verifies a file.
pub fn verify(parts: &[Part]) -> Result<Report, Problem> {
    verify_with(parts, &[])
}
