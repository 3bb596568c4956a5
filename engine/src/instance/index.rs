//! What is asked of an instance at every step, kept beside it so that the answer does not cost more the more
//! tokens there are. Nothing here is written down: it follows from the tokens and the scopes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ulid::Ulid;

use super::{Scope, Token};
use crate::event::{BoundaryOn, BoundaryWait, Holder, Wait};
use crate::ids::{DefinitionHash, ElementId, ScopeId, TokenId};

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// Who waits for a task, a job, a timer or a subscription.
    holders: HashMap<Ulid, Holder>,
    /// Tokens and scopes in each scope, but the token that opened it.
    crowd: HashMap<ScopeId, usize>,
    /// Tokens that wait at joins.
    joining: BTreeMap<(ScopeId, ElementId), BTreeSet<TokenId>>,
    /// Tokens that stand for complex gateways which take in what still comes.
    resetting: BTreeSet<TokenId>,
    /// The scopes in which a called process runs, and which version of it.
    calls: BTreeMap<ScopeId, DefinitionHash>,
    /// Who waits for a condition.
    conditional: BTreeSet<Holder>,
    /// Scopes in which the last thing ended.
    emptied: Vec<ScopeId>,
}

impl Index {
    /// The index of a state.
    pub fn of(tokens: &BTreeMap<TokenId, Token>, scopes: &BTreeMap<ScopeId, Scope>) -> Self {
        let mut index = Self::default();
        for (id, scope) in scopes {
            index.opened(*id, scope.parent);
            index.called(*id, scope.calls.as_ref());
            for wait in &scope.listening {
                index.armed(Holder::Scope(*id), wait);
            }
        }
        for (id, token) in tokens {
            index.entered(*id, token.scope);
            for wait in &token.boundary {
                index.armed(Holder::Token(*id), wait);
            }
            if let Some(wait) = &token.wait {
                index.waits(*id, token, wait);
            }
        }
        index.emptied.clear();
        index
    }

    pub fn holder(&self, id: Ulid) -> Option<Holder> {
        self.holders.get(&id).copied()
    }

    /// How many tokens and scopes are in a scope, without the token that opened it; each round of a repeated
    /// activity is one.
    pub fn crowd(&self, scope: ScopeId) -> usize {
        self.crowd.get(&scope).copied().unwrap_or_default()
    }

    /// Whether no token or scope is in a scope, but the token that opened it.
    pub fn is_empty(&self, scope: ScopeId) -> bool {
        self.crowd(scope) == 0
    }

    pub const fn joining(&self) -> &BTreeMap<(ScopeId, ElementId), BTreeSet<TokenId>> {
        &self.joining
    }

    pub const fn resetting(&self) -> &BTreeSet<TokenId> {
        &self.resetting
    }

    pub const fn calls(&self) -> &BTreeMap<ScopeId, DefinitionHash> {
        &self.calls
    }

    pub const fn conditional(&self) -> &BTreeSet<Holder> {
        &self.conditional
    }

    pub fn take_emptied(&mut self) -> Vec<ScopeId> {
        std::mem::take(&mut self.emptied)
    }

    pub const fn has_emptied(&self) -> bool {
        !self.emptied.is_empty()
    }

    pub fn opened(&mut self, scope: ScopeId, parent: Option<ScopeId>) {
        if let Some(parent) = parent {
            *self.crowd.entry(parent).or_default() += 1;
        }
        self.emptied.push(scope);
    }

    /// A process was called, and runs in a scope.
    pub fn called(&mut self, scope: ScopeId, version: Option<&DefinitionHash>) {
        self.calls.extend(version.map(|version| (scope, version.clone())));
    }

    pub fn closed(&mut self, scope: ScopeId, parent: Option<ScopeId>) {
        self.calls.remove(&scope);
        self.crowd.remove(&scope);
        if let Some(parent) = parent {
            self.less(parent);
        }
    }

    pub fn entered(&mut self, token: TokenId, scope: ScopeId) {
        if scope != ScopeId::of(token) {
            *self.crowd.entry(scope).or_default() += 1;
        }
    }

    /// A token is gone; what it waited for was forgotten before.
    pub fn left(&mut self, token: TokenId, scope: ScopeId) {
        if scope != ScopeId::of(token) {
            self.less(scope);
        }
    }

    fn less(&mut self, scope: ScopeId) {
        if let Some(crowd) = self.crowd.get_mut(&scope) {
            *crowd = crowd.saturating_sub(1);
            if *crowd == 0 {
                self.emptied.push(scope);
            }
        }
    }

    pub fn waits(&mut self, id: TokenId, token: &Token, wait: &Wait) {
        if let Wait::Join = wait {
            let key = (token.scope, token.element.clone());
            self.joining.entry(key).or_default().insert(id);
        } else if let Wait::Reset { .. } = wait {
            self.resetting.insert(id);
        } else if let Some(key) = key_of(wait) {
            self.holders.insert(key, Holder::Token(id));
        }
    }

    pub fn continued(&mut self, id: TokenId, token: &Token, wait: &Wait) {
        if let Wait::Join = wait {
            let key = (token.scope, token.element.clone());
            if let Some(there) = self.joining.get_mut(&key) {
                there.remove(&id);
                if there.is_empty() {
                    self.joining.remove(&key);
                }
            }
        } else if let Wait::Reset { .. } = wait {
            self.resetting.remove(&id);
        } else if let Some(key) = key_of(wait) {
            self.holders.remove(&key);
        }
    }

    pub fn armed(&mut self, holder: Holder, wait: &BoundaryWait) {
        match key_of_armed(&wait.on) {
            Some(key) => {
                self.holders.insert(key, holder);
            }
            None => {
                self.conditional.insert(holder);
            }
        }
    }

    /// A wait is over; `rest` is what its holder still waits for.
    pub fn disarmed(&mut self, holder: Holder, wait: &BoundaryWait, rest: &[BoundaryWait]) {
        match key_of_armed(&wait.on) {
            Some(key) => {
                self.holders.remove(&key);
            }
            None => {
                if !rest.iter().any(|wait| matches!(wait.on, BoundaryOn::Condition { .. })) {
                    self.conditional.remove(&holder);
                }
            }
        }
    }
}

const fn key_of(wait: &Wait) -> Option<Ulid> {
    match wait {
        Wait::Task { task, .. } => Some(task.0),
        Wait::Job { job } => Some(job.0),
        Wait::Timer { timer, .. } => Some(timer.0),
        Wait::Message { subscription, .. } => Some(subscription.0),
        Wait::Join | Wait::Scope | Wait::Event | Wait::Undo | Wait::Reset { .. } | Wait::Incident { .. } => None,
    }
}

const fn key_of_armed(on: &BoundaryOn) -> Option<Ulid> {
    match on {
        BoundaryOn::Timer { timer, .. } => Some(timer.0),
        BoundaryOn::Message { subscription, .. } | BoundaryOn::Signal { subscription, .. } => Some(subscription.0),
        BoundaryOn::Condition { .. } => None,
    }
}
