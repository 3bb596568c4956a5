//! What happened: the only thing that changes an instance, and what the journal keeps.

mod told;
mod wait;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{DefinitionHash, ElementId, InstanceId, ScopeId, TokenId};
use crate::variables::{Value, Variables};
pub use told::{Cause, TableRead, Threw};
use wait::is_first;
pub use wait::{BoundaryOn, BoundaryWait, Holder, Wait};

/// The version of the events' JSON.
pub const VERSION: u8 = 1;

/// A fact about an instance.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "e", rename_all = "snake_case")]
pub enum Event {
    /// The instance began.
    Started {
        /// The version of the form in which this and all following events are written.
        v: u8,
        /// Its id.
        instance: InstanceId,
        /// The process.
        process: String,
        /// The version of the process; it never changes without a migration.
        hash: DefinitionHash,
    },
    /// Variables were set.
    Set {
        /// Where.
        scope: ScopeId,
        /// Which.
        variables: Variables,
    },
    /// A token arrived at an element.
    Entered {
        /// The token, new.
        token: TokenId,
        /// Where it is.
        element: ElementId,
        /// The scope it lives in.
        scope: ScopeId,
        /// The flow it came along; none at a start or a boundary event.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        flow: Option<ElementId>,
        /// For an activity that undoes another: the token that asked for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        undoes: Option<TokenId>,
    },
    /// A boundary event of the token's activity, or an event that the token waits for, began to wait.
    Armed {
        /// The token at the activity.
        token: TokenId,
        /// What is waited for.
        wait: BoundaryWait,
    },
    /// An event subprocess of the scope began to wait.
    Listening {
        /// The scope.
        scope: ScopeId,
        /// What is waited for; its element is the start event.
        wait: BoundaryWait,
    },
    /// An activity with a scope of its own began.
    ScopeOpened {
        /// Its scope.
        scope: ScopeId,
        /// The scope around it.
        parent: ScopeId,
        /// The process that runs in it, when another was called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        calls: Option<DefinitionHash>,
    },
    /// An activity with a scope ended; its variables are gone.
    ScopeClosed {
        /// Its scope.
        scope: ScopeId,
    },
    /// The token rests until something happens.
    Waiting {
        /// The token.
        token: TokenId,
        /// What it waits for.
        wait: Wait,
    },
    /// What the token waited for happened.
    Continued {
        /// The token.
        token: TokenId,
        /// What happened.
        after: Cause,
    },
    /// An event that was armed at a token happened; that wait is over.
    Fired {
        /// The token.
        token: TokenId,
        /// The event.
        element: ElementId,
        /// Which of the event's waits, when it still waits for the others.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<u16>,
    },
    /// The start of an event subprocess happened; that wait is over.
    Heard {
        /// The scope.
        scope: ScopeId,
        /// The start event.
        element: ElementId,
        /// Which of the event's waits, when it still waits for the others.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<u16>,
    },
    /// No event subprocess of the scope waits any more: one of them ended what went on there.
    Deaf {
        /// The scope.
        scope: ScopeId,
    },
    /// A condition that is waited for was looked at, and is not as it was.
    Checked {
        /// Who waits for it.
        #[serde(flatten)]
        holder: Holder,
        /// The event.
        element: ElementId,
        /// Which of its waits.
        #[serde(default, skip_serializing_if = "is_first")]
        part: u16,
        /// Whether it holds now.
        met: bool,
    },
    /// An event was thrown.
    Threw {
        /// The token that threw it.
        token: TokenId,
        /// What.
        #[serde(flatten)]
        event: Threw,
    },
    /// A decision was made.
    Decided {
        /// The token at the business rule task.
        token: TokenId,
        /// The decision.
        decision: String,
        /// The version of the decision.
        hash: String,
        /// The tables that were read, and which of their rules matched.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tables: Vec<TableRead>,
        /// What it gave; null when nothing, and in journals from before this was kept.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        value: Value,
    },
    /// An activity was done that can be undone.
    Undoable {
        /// The token that was at it.
        token: TokenId,
        /// Whether it was ended before it was done: only what was done inside it can be undone.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        partly: bool,
    },
    /// A token began to undo what was done in a scope.
    UndoBegan {
        /// The token that throws compensation.
        token: TokenId,
        /// The scope.
        scope: ScopeId,
        /// The one activity that is undone; everything when none. In the scope of a repeated activity, that is
        /// what its rounds did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        activity: Option<ElementId>,
    },
    /// The last thing that is still to be undone is being undone.
    Undoing {
        /// The token that throws compensation.
        token: TokenId,
        /// The token that does it.
        by: TokenId,
        /// Whether the scope of a subprocess is opened again, as it was when it was done.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        restore: bool,
    },
    /// The token was ended by a boundary event, or by an end that terminates.
    Interrupted {
        /// The token; it is gone.
        token: TokenId,
        /// The event that ended it.
        by: ElementId,
    },
    /// The element is done.
    Left {
        /// The token; it is gone.
        token: TokenId,
    },
    /// No command but a few is taken until it resumes.
    Suspended {
        /// Why.
        reason: String,
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// It goes on.
    Resumed {
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// An operator moves tokens; what is done follows.
    Modified {
        /// Why.
        reason: String,
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// It runs another version of a definition from now on: as its own, and wherever it called that.
    Migrated {
        /// The version it ran.
        from: DefinitionHash,
        /// The process.
        process: String,
        /// The version it runs.
        hash: DefinitionHash,
        /// Elements and flows that have another id there: old, new.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        moves: BTreeMap<ElementId, ElementId>,
        /// Why.
        reason: String,
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// No token is left.
    Finished,
    /// Somebody ended it; all tokens are gone.
    Cancelled {
        /// Why.
        reason: String,
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
}
