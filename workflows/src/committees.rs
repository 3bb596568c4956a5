//! Committees: who may vote, the rules of quorum and majority, and the votes.
//!
//! The entitled voters are a snapshot taken when the vote opens; a member who declares an impediment leaves the count.

use radica_storage::committees::Vote;
use radica_storage::ids::CommitteeId;
use serde::{Deserialize, Serialize};

use crate::catalog::committee::{Committee, Fraction, Majority, Quality};

/// Somebody entitled to vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entitled {
    /// Subject at the staff issuer.
    pub subject: String,
    /// Full name.
    pub name: String,
    /// Post.
    pub post: String,
}

/// How somebody votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// A favor.
    For,
    /// En contra.
    Against,
    /// Abstención.
    Abstain,
    /// Impedimento: the vote leaves the count.
    Recused,
}

impl Choice {
    /// As a form sends it and the database keeps it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::For => "a_favor",
            Self::Against => "en_contra",
            Self::Abstain => "abstencion",
            Self::Recused => "impedimento",
        }
    }

    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::For => "A favor",
            Self::Against => "En contra",
            Self::Abstain => "Abstención",
            Self::Recused => "Impedimento",
        }
    }

    /// The choice of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::For, Self::Against, Self::Abstain, Self::Recused]
            .into_iter()
            .find(|choice| choice.as_str() == word)
    }
}

/// The rules that a vote is counted by.
#[derive(Debug, Clone, Copy)]
pub struct VotingRule {
    /// Share of the entitled who have to take part.
    pub quorum: Fraction,
    /// What carries the motion.
    pub majority: Majority,
}

/// A vote counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Those entitled, without the recused.
    pub entitled: u32,
    /// Votes in favour.
    pub in_favour: u32,
    /// Votes against.
    pub against: u32,
    /// Abstentions.
    pub abstentions: u32,
    /// Those who declared an impediment.
    pub recused: u32,
    /// How many have to take part.
    pub quorum: u32,
    /// How many votes in favour carry it.
    pub needed: u32,
    /// Whether there was a quorum and enough votes in favour.
    pub aprobado: bool,
}

impl Tally {
    /// Counts votes by a rule.
    #[must_use]
    pub fn count(rule: &VotingRule, entitled: usize, votes: &[Vote]) -> Self {
        let of = |wanted: Choice| {
            let count = votes
                .iter()
                .filter(|vote| Choice::parse(&vote.choice) == Some(wanted))
                .count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        let (in_favour, against, abstentions, recused) = (
            of(Choice::For),
            of(Choice::Against),
            of(Choice::Abstain),
            of(Choice::Recused),
        );
        let entitled = u32::try_from(entitled).unwrap_or(u32::MAX).saturating_sub(recused);
        let taking_part = in_favour + against + abstentions;
        let quorum = rule.quorum.needed(entitled);
        let needed = match rule.majority {
            Majority::Simple => taking_part / 2 + 1,
            Majority::Absolute => entitled / 2 + 1,
            Majority::Qualified => (entitled * 2).div_ceil(3),
        };
        let aprobado = taking_part >= quorum && taking_part > 0 && in_favour >= needed;
        Self {
            entitled,
            in_favour,
            against,
            abstentions,
            recused,
            quorum,
            needed,
            aprobado,
        }
    }

    /// Whether the motion was carried.
    #[must_use]
    pub const fn approved(&self) -> bool {
        self.aprobado
    }
}

/// The rules of a committee.
#[must_use]
pub fn rule_of(committee: &Committee) -> VotingRule {
    VotingRule {
        quorum: committee.quorum,
        majority: committee.majority,
    }
}

/// The members with a vote: a suplente votes only in a principal's place, which Stage 1 does not model.
#[must_use]
pub fn entitled_of(committee: &Committee) -> Vec<Entitled> {
    let voting = committee
        .members
        .iter()
        .filter(|member| member.quality == Quality::Principal);
    voting
        .map(|member| Entitled {
            subject: member.subject.clone(),
            name: member.name.clone(),
            post: member.post.clone(),
        })
        .collect()
}

/// The database's id of a committee: made from its code, so that it never changes.
#[must_use]
pub fn stored_id(committee: &Committee) -> CommitteeId {
    crate::policies::stable_id(committee.committee.as_str())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use radica_storage::ids::{BallotId, PersonId};

    use super::*;

    const SIMPLE: VotingRule = VotingRule {
        quorum: Fraction {
            over: 1,
            of: 2,
            strict: true,
        },
        majority: Majority::Simple,
    };

    fn votes(choices: &[Choice]) -> Vec<Vote> {
        let vote = |(voter, choice): (usize, &Choice)| Vote {
            ballot: BallotId::from_parts(0, 1),
            voter: PersonId::from_parts(0, voter as u128),
            choice: choice.as_str().to_owned(),
            reason: None,
            at: Timestamp::UNIX_EPOCH,
        };
        choices.iter().enumerate().map(vote).collect()
    }

    #[test]
    fn a_simple_majority_is_more_than_half_of_those_who_take_part() {
        let tally = Tally::count(
            &SIMPLE,
            7,
            &votes(&[Choice::For, Choice::For, Choice::Against, Choice::Abstain]),
        );
        assert_eq!((tally.quorum, tally.needed, tally.approved()), (4, 3, false));
    }

    #[test]
    fn without_quorum_nothing_is_carried() {
        let tally = Tally::count(&SIMPLE, 3, &votes(&[Choice::For]));
        assert!(!tally.approved());
    }

    #[test]
    fn an_impediment_leaves_the_count() {
        let tally = Tally::count(&SIMPLE, 3, &votes(&[Choice::For, Choice::For, Choice::Recused]));
        assert_eq!((tally.entitled, tally.quorum, tally.needed), (2, 2, 2));
        assert!(tally.approved());
    }

    #[test]
    fn an_absolute_majority_counts_those_who_did_not_vote() {
        let rule = VotingRule {
            majority: Majority::Absolute,
            ..SIMPLE
        };
        let tally = Tally::count(&rule, 5, &votes(&[Choice::For, Choice::For, Choice::Against]));
        assert_eq!((tally.needed, tally.approved()), (3, false));
    }
}
