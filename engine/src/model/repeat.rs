//! Activities that are done more than once: loops and multi-instance.

use super::events::Thrown;
use crate::expression::Expression;
use crate::variables::Name;

/// How often an activity is done.
#[derive(Clone, Debug)]
pub enum Repeat {
    /// While a condition holds (standard loop).
    Loop(Loop),
    /// For each item of a list, or a number of times (multi-instance).
    Each(Box<Each>),
}

/// An activity done while a condition holds; it may read `loopCounter`, from 1.
#[derive(Clone, Debug)]
pub struct Loop {
    /// Done again while it holds; always when none.
    pub condition: Option<Expression>,
    /// Whether the condition is looked at before the first time, too.
    pub test_before: bool,
    /// At most so many times.
    pub maximum: Option<u32>,
}

/// An activity done once for each item of a list (multi-instance).
#[derive(Clone, Debug)]
pub struct Each {
    /// The list, or how many times.
    pub items: Items,
    /// The variable that holds the item, in a scope of each instance's own.
    pub variable: Option<Name>,
    /// Whether each instance waits for the one before it.
    pub one_by_one: bool,
    /// Ends the rest when it holds after an instance; it may read `numberOfInstances`,
    /// `numberOfActiveInstances`, `numberOfCompletedInstances` and `numberOfTerminatedInstances`.
    pub until: Option<Expression>,
    /// The variable that takes the list of results, in the order of the items; null where an instance
    /// was not done.
    pub results: Option<Name>,
    /// What each instance contributes to the results, computed in its scope; the activity's result when none.
    pub output: Option<Expression>,
    /// What is thrown as instances are done (BPMN's `behavior`).
    pub behavior: Behavior,
}

/// What a multi-instance activity is done for.
#[derive(Clone, Debug)]
pub enum Items {
    /// Each item of a list.
    In(Expression),
    /// A number of times.
    Count(Expression),
}

/// What a multi-instance activity throws to its own boundary events as instances are done.
#[derive(Clone, Debug, Default)]
pub enum Behavior {
    /// Nothing (BPMN's `All`).
    #[default]
    Nothing,
    /// The event, for each instance (BPMN's `None`).
    Every(Thrown),
    /// The event, for the first instance (BPMN's `One`).
    First(Thrown),
    /// Each event whose condition holds, for each instance (BPMN's `Complex`).
    When(Vec<(Expression, Thrown)>),
}
