//! Incidents: what the engine cannot go on with by itself. The instance waits for an operator.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a token cannot go on. The texts are Spanish: an operator reads them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// What kind it is.
    pub kind: IncidentKind,
    /// What is wrong.
    pub message: String,
    /// The expression, when it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// The values the expression read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<ReadValue>,
    /// Why the expression gave what it gave.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
    /// Where a retry goes on.
    pub retry: Retry,
}

/// A variable that an expression read, and what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadValue {
    /// The variable.
    pub name: String,
    /// Its value, as FEEL writes it; shortened when long.
    pub value: String,
}

/// Kinds of incidents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// A condition gave null or something that is neither true nor false.
    Condition,
    /// No condition holds and there is no default.
    NoFlow,
    /// An expression gave something that cannot be used.
    Expression,
    /// A timer has no moment.
    Schedule,
    /// A job failed for good.
    Job,
    /// An error that no boundary event catches.
    Error,
    /// A process that is called does not exist, or too many call each other.
    Call,
    /// A decision does not exist, or could not be made.
    Decision,
    /// Too many elements were entered by one command.
    Runaway,
    /// A join waits for tokens that can no longer come.
    Stuck,
}

/// Where a token goes on when an operator retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// From the beginning of the element.
    Enter,
    /// With the element's own work; its boundary events already wait.
    Work,
    /// With leaving the element.
    Leave,
    /// By looking again whether the join is complete.
    Join,
    /// By beginning to wait for what starts an event subprocess, or for an event beside an activity.
    Listen,
}

impl Incident {
    pub(crate) fn new(kind: IncidentKind, message: impl Into<String>, retry: Retry) -> Self {
        let (expression, values, why) = Default::default();
        Self {
            kind,
            message: message.into(),
            expression,
            values,
            why,
            retry,
        }
    }
}

impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(expression) = &self.expression {
            write!(f, " [{expression}]")?;
        }
        for (n, ReadValue { name, value }) in self.values.iter().enumerate() {
            write!(f, "{} {name} = {value}", if n == 0 { ";" } else { "," })?;
        }
        Ok(())
    }
}
