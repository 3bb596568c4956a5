//! Committees and their rules: `committees/*.yaml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::CommitteeId;

/// A committee.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Committee {
    /// Its id.
    pub committee: CommitteeId,
    /// Its name.
    pub name: String,
    /// The norm that creates it.
    pub basis: String,
    /// Members.
    pub members: Vec<Member>,
    /// Share of voting members that have to take part.
    pub quorum: Fraction,
    /// What carries a motion.
    pub majority: Majority,
    /// Whether votes are secret.
    pub secret: bool,
    /// Working days that a virtual deliberation stays open (CPACA art. 63).
    pub virtual_days: u16,
    /// What was assumed and the entity has to confirm.
    #[serde(default)]
    pub unconfirmed: Option<String>,
}

/// A member.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Subject at the staff issuer.
    pub subject: String,
    /// Full name.
    pub name: String,
    /// Post.
    pub post: String,
    /// In what quality.
    pub quality: Quality,
    /// Office in the committee, if any.
    #[serde(default)]
    pub duty: Option<Duty>,
}

/// In what quality somebody belongs to a committee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Quality {
    /// Votes.
    Principal,
    /// Votes when the principal is away.
    Suplente,
    /// Speaks, does not vote.
    Invitado,
}

/// A duty within the committee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Duty {
    /// Presides.
    Preside,
    /// Keeps the acta.
    Secretaria,
}

/// A share: more than or at least `over` of `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fraction {
    /// Numerator.
    pub over: u32,
    /// Denominator.
    pub of: u32,
    /// Whether the share itself is not enough.
    pub strict: bool,
}

impl Fraction {
    /// The fewest of `total` that satisfy it.
    #[must_use]
    pub fn needed(self, total: u32) -> u32 {
        let of = self.of.max(1);
        let exact = total.saturating_mul(self.over);
        if self.strict {
            exact / of + 1
        } else {
            exact.div_ceil(of)
        }
    }
}

/// What carries a motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Majority {
    /// More than half of those who take part.
    Simple,
    /// More than half of all voting members.
    Absolute,
    /// Two thirds of all voting members.
    Qualified,
}
