//! Hit policies by the names that sheets give them; each aggregation is a policy of its own there.

use super::model::{Aggregation, HitPolicy};
use serde::{Deserialize, Serialize};

/// Hit policies by name: which of the rules that match count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Only one may match.
    #[default]
    Unique,
    /// The first, in order.
    First,
    /// The one whose outputs are the most important.
    Priority,
    /// Any: those that match agree.
    Any,
    /// All, the most important first.
    OutputOrder,
    /// All, in the order of the rules.
    RuleOrder,
    /// All, as a list.
    Collect,
    /// The sum of all.
    Sum,
    /// How many match.
    Count,
    /// The smallest.
    Min,
    /// The largest.
    Max,
}

impl Policy {
    /// Every one, with its name.
    pub const ALL: [(Policy, &'static str); 11] = [
        (Policy::Unique, "unique"),
        (Policy::First, "first"),
        (Policy::Priority, "priority"),
        (Policy::Any, "any"),
        (Policy::OutputOrder, "output_order"),
        (Policy::RuleOrder, "rule_order"),
        (Policy::Collect, "collect"),
        (Policy::Sum, "sum"),
        (Policy::Count, "count"),
        (Policy::Min, "min"),
        (Policy::Max, "max"),
    ];

    /// Its name, as a sheet writes it.
    pub fn word(self) -> &'static str {
        let found = Policy::ALL.iter().find(|(policy, _)| *policy == self);
        found.map_or("unique", |(_, word)| word)
    }
}

impl From<Policy> for HitPolicy {
    fn from(policy: Policy) -> HitPolicy {
        match policy {
            Policy::Unique => HitPolicy::Unique,
            Policy::First => HitPolicy::First,
            Policy::Priority => HitPolicy::Priority,
            Policy::Any => HitPolicy::Any,
            Policy::OutputOrder => HitPolicy::OutputOrder,
            Policy::RuleOrder => HitPolicy::RuleOrder,
            Policy::Collect => HitPolicy::Collect(None),
            Policy::Sum => HitPolicy::Collect(Some(Aggregation::Sum)),
            Policy::Count => HitPolicy::Collect(Some(Aggregation::Count)),
            Policy::Min => HitPolicy::Collect(Some(Aggregation::Min)),
            Policy::Max => HitPolicy::Collect(Some(Aggregation::Max)),
        }
    }
}

impl From<HitPolicy> for Policy {
    fn from(policy: HitPolicy) -> Policy {
        match policy {
            HitPolicy::Unique => Policy::Unique,
            HitPolicy::First => Policy::First,
            HitPolicy::Priority => Policy::Priority,
            HitPolicy::Any => Policy::Any,
            HitPolicy::OutputOrder => Policy::OutputOrder,
            HitPolicy::RuleOrder => Policy::RuleOrder,
            HitPolicy::Collect(None) => Policy::Collect,
            HitPolicy::Collect(Some(Aggregation::Sum)) => Policy::Sum,
            HitPolicy::Collect(Some(Aggregation::Count)) => Policy::Count,
            HitPolicy::Collect(Some(Aggregation::Min)) => Policy::Min,
            HitPolicy::Collect(Some(Aggregation::Max)) => Policy::Max,
        }
    }
}
