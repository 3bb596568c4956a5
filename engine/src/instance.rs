//! The state of one run of a process. Only [`Instance::apply`] changes it.

mod apply;
mod index;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::event::{BoundaryOn, BoundaryWait, Event, Holder, Wait};
use crate::ids::{DefinitionHash, ElementId, InstanceId, JobId, ScopeId, SubscriptionId, TaskId, TimerId, TokenId};
use crate::incident::Incident;
use crate::lifecycle::{IllegalTransition, Phase};
use crate::variables::Variables;
pub(crate) use index::Index;

/// The version of the state's JSON.
const VERSION: u8 = 1;

/// The scope of the process itself.
pub const ROOT: ScopeId = ScopeId(0);

/// One run of a process.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Kept")]
pub struct Instance {
    kept: Kept,
    /// Found again from the rest; never written.
    index: Index,
}

impl Serialize for Instance {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.kept.serialize(serializer)
    }
}

/// What of an instance is written down.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    v: u8,
    status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<Bound>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    suspended: bool,
    scopes: BTreeMap<ScopeId, Scope>,
    tokens: BTreeMap<TokenId, Token>,
    next_token: u32,
    passed: BTreeSet<ElementId>,
}

impl From<Kept> for Instance {
    fn from(kept: Kept) -> Self {
        let index = Index::of(&kept.tokens, &kept.scopes);
        Self { kept, index }
    }
}

/// What an instance is bound to.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Bound {
    id: InstanceId,
    process: String,
    hash: DefinitionHash,
}

/// Where an instance stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing happened yet.
    New,
    /// Tokens are in it.
    Running,
    /// All tokens reached an end.
    Finished,
    /// Somebody ended it.
    Cancelled {
        /// Why.
        reason: String,
    },
}

/// Variables with a life of their own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Scope {
    /// The scope around it; none for the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ScopeId>,
    /// Its variables.
    pub variables: Variables,
    /// The process that runs in it, when it was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls: Option<DefinitionHash>,
    /// What the event subprocesses in it wait for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listening: Vec<BoundaryWait>,
    /// What was done in it and can be undone, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undoable: Vec<Undoable>,
}

/// An activity that was done and can be undone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Undoable {
    /// The activity.
    pub element: ElementId,
    /// For a subprocess: how its scope was when it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Box<Scope>>,
    /// Whether it was ended before it was done: only what was done inside it is undone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partly: bool,
}

/// A point of the process where something goes on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Token {
    /// Where it is.
    pub element: ElementId,
    /// The scope it lives in.
    pub scope: ScopeId,
    /// The flow it came along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<ElementId>,
    /// What it waits for; none only while a command is being decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Wait>,
    /// What the boundary events of its activity wait for, or the events it waits for itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boundary: Vec<BoundaryWait>,
    /// For an activity that undoes another: the token that asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<TokenId>,
    /// What it is still to undo, the last first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to_undo: Vec<Undoable>,
}

impl Default for Kept {
    fn default() -> Self {
        let (scopes, tokens, passed) = Default::default();
        Self {
            v: VERSION,
            status: Status::New,
            of: None,
            suspended: false,
            scopes,
            tokens,
            next_token: 1,
            passed,
        }
    }
}

impl Instance {
    /// An instance to which nothing happened.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The state after all these events.
    ///
    /// # Errors
    /// When an event does not fit the state: the journal was damaged.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<Self, IllegalTransition> {
        let mut instance = Self::new();
        for event in events {
            instance.apply(event)?;
        }
        Ok(instance)
    }

    /// Its id; none before it starts.
    #[must_use]
    pub fn id(&self) -> Option<InstanceId> {
        self.kept.of.as_ref().map(|of| of.id)
    }

    /// The process it runs.
    #[must_use]
    pub fn process(&self) -> Option<&str> {
        self.kept.of.as_ref().map(|of| of.process.as_str())
    }

    /// The version of the process it runs.
    #[must_use]
    pub fn definition(&self) -> Option<&DefinitionHash> {
        self.kept.of.as_ref().map(|of| &of.hash)
    }

    /// Where it stands.
    #[must_use]
    pub const fn status(&self) -> &Status {
        &self.kept.status
    }

    /// Its tokens, oldest first.
    pub fn tokens(&self) -> impl Iterator<Item = (TokenId, &Token)> {
        self.kept.tokens.iter().map(|(id, token)| (*id, token))
    }

    /// A token.
    #[must_use]
    pub fn token(&self, id: TokenId) -> Option<&Token> {
        self.kept.tokens.get(&id)
    }

    /// A scope.
    #[must_use]
    pub fn scope(&self, id: ScopeId) -> Option<&Scope> {
        self.kept.scopes.get(&id)
    }

    /// Its scopes.
    pub fn scopes(&self) -> impl Iterator<Item = (ScopeId, &Scope)> {
        self.kept.scopes.iter().map(|(id, scope)| (*id, scope))
    }

    /// The variables of the process.
    #[must_use]
    pub fn variables(&self) -> Option<&Variables> {
        self.kept.scopes.get(&ROOT).map(|scope| &scope.variables)
    }

    /// Whether a token has left this element, or has come along this flow.
    #[must_use]
    pub fn passed(&self, id: &str) -> bool {
        self.kept.passed.contains(id)
    }

    /// Whether it takes no command but a few.
    #[must_use]
    pub const fn suspended(&self) -> bool {
        self.kept.suspended
    }

    /// The token that waits for this task.
    #[must_use]
    pub fn task(&self, task: TaskId) -> Option<(TokenId, &Token)> {
        self.own_wait(task.0, |wait| matches!(wait, Wait::Task { task: t, .. } if *t == task))
    }

    /// The token that waits for this job.
    #[must_use]
    pub fn job(&self, job: JobId) -> Option<(TokenId, &Token)> {
        self.own_wait(job.0, |wait| matches!(wait, Wait::Job { job: j } if *j == job))
    }

    /// The wait for a message of this name and key, the oldest when there are several.
    #[must_use]
    pub fn waiting_for(&self, message: &str, key: &str) -> Option<SubscriptionId> {
        let own = |token: &Token| match &token.wait {
            Some(Wait::Message {
                subscription,
                message: name,
                key: about,
            }) if name == message && about == key => Some(*subscription),
            _ => None,
        };
        let armed = |waits: &[BoundaryWait]| {
            waits.iter().find_map(|wait| match &wait.on {
                BoundaryOn::Message {
                    subscription,
                    message: name,
                    key: about,
                } if name == message && about == key => Some(*subscription),
                _ => None,
            })
        };
        let mut tokens = self.kept.tokens.values();
        tokens
            .find_map(|token| own(token).or_else(|| armed(&token.boundary)))
            .or_else(|| self.kept.scopes.values().find_map(|scope| armed(&scope.listening)))
    }

    /// Timers that wait, with their time and element.
    pub fn timers(&self) -> impl Iterator<Item = (TimerId, jiff::Timestamp, &ElementId)> {
        let own = self.kept.tokens.values().filter_map(|token| match &token.wait {
            Some(Wait::Timer { timer, at }) => Some((*timer, *at, &token.element)),
            _ => None,
        });
        own.chain(self.armed().filter_map(|(_, wait)| match &wait.on {
            BoundaryOn::Timer { timer, at, .. } => Some((*timer, *at, &wait.element)),
            _ => None,
        }))
    }

    /// Everything that is armed: boundary events, events that tokens wait for, event subprocesses.
    pub fn armed(&self) -> impl Iterator<Item = (Holder, &BoundaryWait)> {
        let tokens = self.kept.tokens.iter();
        let beside = tokens.flat_map(|(id, token)| token.boundary.iter().map(|wait| (Holder::Token(*id), wait)));
        let scopes = self.kept.scopes.iter();
        beside.chain(scopes.flat_map(|(id, scope)| scope.listening.iter().map(|wait| (Holder::Scope(*id), wait))))
    }

    /// What is armed at one holder.
    #[must_use]
    pub fn armed_at(&self, holder: Holder) -> &[BoundaryWait] {
        match holder {
            Holder::Token(token) => self.token(token).map_or(&[], |token| &token.boundary),
            Holder::Scope(scope) => self.scope(scope).map_or(&[], |scope| &scope.listening),
        }
    }

    /// Incidents that wait for an operator.
    pub fn incidents(&self) -> impl Iterator<Item = (TokenId, &ElementId, &Incident)> {
        self.kept.tokens.iter().filter_map(|(id, token)| match &token.wait {
            Some(Wait::Incident { incident }) => Some((*id, &token.element, incident)),
            _ => None,
        })
    }

    pub(crate) const fn next_token(&self) -> TokenId {
        TokenId(self.kept.next_token)
    }

    /// A scope and those around it, innermost first; out of called processes, too.
    pub(crate) fn outwards(&self, scope: ScopeId) -> impl Iterator<Item = &Scope> {
        std::iter::successors(self.scope(scope), |inner| {
            inner.parent.and_then(|outer| self.scope(outer))
        })
    }

    /// The scope that a token's element stands in. The token of one round of a repeated activity lives in the
    /// round's own scope, and its element stands outside.
    pub(crate) fn stands_in(&self, id: TokenId) -> Option<ScopeId> {
        let scope = self.token(id)?.scope;
        if scope == ScopeId::of(id) {
            self.scope(scope)?.parent
        } else {
            Some(scope)
        }
    }

    /// The version of the called process whose elements are in a scope; none in the instance's own.
    pub(crate) fn called_in(&self, scope: ScopeId) -> Option<&DefinitionHash> {
        if self.index.calls().is_empty() {
            return None;
        }
        self.outwards(scope).find_map(|scope| scope.calls.as_ref())
    }

    pub(crate) const fn index(&self) -> &Index {
        &self.index
    }

    /// Scopes in which the last thing ended since this was last asked.
    pub(crate) fn take_emptied(&mut self) -> Vec<ScopeId> {
        self.index.take_emptied()
    }

    /// Whether there are such scopes.
    pub(crate) const fn has_emptied(&self) -> bool {
        self.index.has_emptied()
    }

    /// The token that waits for this id itself, not by what is armed at it.
    fn own_wait(&self, id: ulid::Ulid, for_it: impl Fn(&Wait) -> bool) -> Option<(TokenId, &Token)> {
        let Some(Holder::Token(token)) = self.index.holder(id) else {
            return None;
        };
        let found = self.token(token)?;
        found.wait.as_ref().is_some_and(for_it).then_some((token, found))
    }
}

impl Status {
    /// The status as the state writes it.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Cancelled { .. } => "cancelled",
        }
    }
}

impl Token {
    /// Where it is in its life.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        if self.wait.is_some() {
            Phase::Waiting
        } else {
            Phase::Active
        }
    }
}
