//! The life of a token: every legal transition, in one table.

use crate::ids::TokenId;

/// Where a token is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Not there yet, or no longer.
    Absent,
    /// It is being worked on; no command ends with a token in this phase.
    Active,
    /// It waits for something outside, or for other tokens.
    Waiting,
}

/// What happens to a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It arrives at an element.
    Enter,
    /// A boundary event of its activity begins to wait.
    Arm,
    /// It rests.
    Wait,
    /// What it rested for happened.
    Continue,
    /// A boundary event happens beside it.
    Fire,
    /// A boundary event ends it.
    Interrupt,
    /// Its element is done.
    Leave,
}

/// A step that a token in this phase cannot take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("token {token} cannot {step:?} while it is {phase:?}")]
pub struct IllegalTransition {
    /// The token.
    pub token: TokenId,
    /// Its phase.
    pub phase: Phase,
    /// The step.
    pub step: Step,
}

/// The phase after a step; `None` when the step is illegal.
#[must_use]
pub const fn after(phase: Phase, step: Step) -> Option<Phase> {
    match (phase, step) {
        (Phase::Absent, Step::Enter) => Some(Phase::Active),
        (Phase::Active, Step::Arm) => Some(Phase::Active),
        (Phase::Active, Step::Wait) => Some(Phase::Waiting),
        (Phase::Active, Step::Leave | Step::Interrupt) => Some(Phase::Absent),
        (Phase::Waiting, Step::Arm | Step::Fire) => Some(Phase::Waiting),
        (Phase::Waiting, Step::Continue) => Some(Phase::Active),
        (Phase::Waiting, Step::Interrupt) => Some(Phase::Absent),
        _ => None,
    }
}
