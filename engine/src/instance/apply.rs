//! What each event does to the state.

use std::collections::{BTreeMap, BTreeSet};

use super::{Bound, Instance, ROOT, Scope, Status, Token, Undoable};
use crate::event::{BoundaryOn, BoundaryWait, Event, Holder};
use crate::ids::{DefinitionHash, ElementId, ScopeId, TokenId};
use crate::lifecycle::{self, IllegalTransition, Phase, Step};

impl Instance {
    /// Takes an event in.
    ///
    /// # Errors
    /// When it does not fit the state, which is then as it was.
    pub fn apply(&mut self, event: &Event) -> Result<(), IllegalTransition> {
        match event {
            Event::Started {
                instance,
                process,
                hash,
                ..
            } => {
                let (id, process, hash) = (*instance, process.clone(), hash.clone());
                self.kept.of = Some(Bound { id, process, hash });
                self.kept.status = Status::Running;
                self.open(ROOT, Scope::default());
            }
            Event::Set { scope, variables } => {
                self.kept.scopes.entry(*scope).or_default().variables.extend(variables);
            }
            Event::Entered { .. } => self.entered(event)?,
            Event::Armed { token, wait } => {
                self.token_for(*token, Step::Arm)?.boundary.push(wait.clone());
                self.index.armed(Holder::Token(*token), wait);
            }
            Event::Listening { scope, wait } => {
                self.kept.scopes.entry(*scope).or_default().listening.push(wait.clone());
                self.index.armed(Holder::Scope(*scope), wait);
            }
            Event::Waiting { token, wait } => {
                let there = self.token_for(*token, Step::Wait)?;
                there.wait = Some(wait.clone());
                if let Some(there) = self.kept.tokens.get(token) {
                    self.index.waits(*token, there, wait);
                }
            }
            Event::Continued { token, .. } => {
                let wait = self.token_for(*token, Step::Continue)?.wait.take();
                if let (Some(wait), Some(there)) = (wait, self.kept.tokens.get(token)) {
                    self.index.continued(*token, there, &wait);
                }
            }
            Event::Fired { token, element, part } => {
                self.check(*token, Step::Fire)?;
                self.disarm(Holder::Token(*token), element, *part);
            }
            Event::Heard { scope, element, part } => self.disarm(Holder::Scope(*scope), element, *part),
            Event::Deaf { scope } => self.deafen(*scope),
            Event::Checked {
                holder,
                element,
                part,
                met,
            } => self.checked(*holder, element, *part, *met),
            Event::Interrupted { token, .. } => {
                self.check(*token, Step::Interrupt)?;
                self.remove(*token);
            }
            Event::Left { token } => {
                self.check(*token, Step::Leave)?;
                let gone = self.remove(*token).map(|token| token.element);
                if let Some(element) = gone.filter(|element| !self.kept.passed.contains(element)) {
                    self.kept.passed.insert(element);
                }
            }
            Event::ScopeOpened { scope, calls, .. } if self.kept.scopes.contains_key(scope) => {
                // One round of a repeated call: its scope was opened for its data already.
                if let Some(there) = self.kept.scopes.get_mut(scope) {
                    there.calls.clone_from(calls);
                    self.index.called(*scope, calls.as_ref());
                }
            }
            Event::ScopeOpened { scope, parent, calls } => {
                let opened = Scope {
                    parent: Some(*parent),
                    calls: calls.clone(),
                    ..Scope::default()
                };
                self.open(*scope, opened);
            }
            Event::ScopeClosed { scope } => self.close(*scope),
            Event::Undoable { token, partly } => self.undoable(*token, *partly),
            Event::UndoBegan { token, scope, activity } => self.undo_began(*token, *scope, activity.as_ref()),
            Event::Undoing { token, by, restore } => self.undoing(*token, *by, *restore),
            Event::Suspended { .. } => self.kept.suspended = true,
            Event::Resumed { .. } => self.kept.suspended = false,
            Event::Migrated {
                from,
                process,
                hash,
                moves,
                ..
            } => self.migrated(from, process, hash, moves),
            Event::Finished => self.kept.status = Status::Finished,
            Event::Cancelled { reason, .. } => self.cancelled(reason),
            Event::Threw { .. } | Event::Decided { .. } | Event::Modified { .. } => {}
        }
        Ok(())
    }

    fn entered(&mut self, event: &Event) -> Result<(), IllegalTransition> {
        let Event::Entered {
            token,
            element,
            scope,
            flow,
            undoes,
        } = event
        else {
            return Ok(());
        };
        self.check(*token, Step::Enter)?;
        if let Some(flow) = flow.as_ref().filter(|flow| !self.kept.passed.contains(*flow)) {
            self.kept.passed.insert(flow.clone());
        }
        self.kept.next_token = self.kept.next_token.max(token.0.saturating_add(1));
        let (wait, boundary, to_undo) = Default::default();
        let entered = Token {
            element: element.clone(),
            scope: *scope,
            flow: flow.clone(),
            wait,
            boundary,
            undoes: *undoes,
            to_undo,
        };
        self.kept.tokens.insert(*token, entered);
        self.index.entered(*token, *scope);
        Ok(())
    }

    fn open(&mut self, id: ScopeId, scope: Scope) {
        let (parent, calls) = (scope.parent, scope.calls.clone());
        if self.kept.scopes.insert(id, scope).is_none() {
            self.index.opened(id, parent);
            self.index.called(id, calls.as_ref());
        }
    }

    fn close(&mut self, id: ScopeId) {
        if self.kept.scopes.contains_key(&id) {
            self.deafen(id);
            let parent = self.kept.scopes.remove(&id).and_then(|scope| scope.parent);
            self.index.closed(id, parent);
        }
    }

    fn remove(&mut self, id: TokenId) -> Option<Token> {
        let token = self.kept.tokens.remove(&id)?;
        if let Some(wait) = &token.wait {
            self.index.continued(id, &token, wait);
        }
        for wait in &token.boundary {
            self.index.disarmed(Holder::Token(id), wait, &[]);
        }
        self.index.left(id, token.scope);
        Some(token)
    }

    fn waits_of(&mut self, holder: Holder) -> Option<&mut Vec<BoundaryWait>> {
        match holder {
            Holder::Token(token) => self.kept.tokens.get_mut(&token).map(|token| &mut token.boundary),
            Holder::Scope(scope) => self.kept.scopes.get_mut(&scope).map(|scope| &mut scope.listening),
        }
    }

    /// Forgets the waits of an event, or one of them.
    fn disarm(&mut self, holder: Holder, element: &ElementId, part: Option<u16>) {
        let Some(waits) = self.waits_of(holder) else {
            return;
        };
        let over = |wait: &BoundaryWait| wait.element == *element && part.is_none_or(|part| wait.part == part);
        let (over, rest): (Vec<_>, Vec<_>) = std::mem::take(waits).into_iter().partition(over);
        waits.clone_from(&rest);
        for wait in over {
            self.index.disarmed(holder, &wait, &rest);
        }
    }

    fn deafen(&mut self, scope: ScopeId) {
        let holder = Holder::Scope(scope);
        let waits = self.waits_of(holder).map(std::mem::take).unwrap_or_default();
        for wait in waits {
            self.index.disarmed(holder, &wait, &[]);
        }
    }

    fn checked(&mut self, holder: Holder, element: &ElementId, part: u16, now: bool) {
        let waits = self.waits_of(holder).into_iter().flatten();
        for wait in waits.filter(|wait| wait.element == *element && wait.part == part) {
            if let BoundaryOn::Condition { met } = &mut wait.on {
                *met = now;
            }
        }
    }

    /// Keeps what undoing the activity of a token will need: for a subprocess, how its scope is now.
    fn undoable(&mut self, id: TokenId, partly: bool) {
        let Some(token) = self.kept.tokens.get(&id) else {
            return;
        };
        let (element, scope) = (token.element.clone(), token.scope);
        let own = ScopeId::of(id);
        // A round of a repeated activity lives in its own scope, inside that of all rounds; what it did is known
        // around both.
        let parent = |id: ScopeId| self.kept.scopes.get(&id).and_then(|scope| scope.parent);
        let around = if scope == own {
            parent(own).and_then(parent)
        } else {
            Some(scope)
        };
        let kept = self.kept.scopes.get(&own).cloned().map(Box::new);
        if let Some(home) = around.and_then(|scope| self.kept.scopes.get_mut(&scope)) {
            let scope = kept;
            home.undoable.push(Undoable { element, scope, partly });
        }
    }

    fn undo_began(&mut self, id: TokenId, scope: ScopeId, activity: Option<&ElementId>) {
        let wanted = |done: &Undoable| activity.is_none_or(|activity| done.element == *activity);
        let round = |done: &Undoable| done.scope.as_ref().is_some_and(|kept| kept.parent == Some(scope));
        let around = self.kept.scopes.get(&scope).and_then(|scope| scope.parent);
        let mut taken = around
            .map(|around| self.take_undoable(around, round))
            .unwrap_or_default();
        taken.extend(self.take_undoable(scope, wanted));
        if let Some(token) = self.kept.tokens.get_mut(&id) {
            // An event may undo several activities, in the order in which it names them; the last goes first.
            taken.append(&mut token.to_undo);
            token.to_undo = taken;
        }
    }

    /// Takes out of what was done in a scope.
    fn take_undoable(&mut self, scope: ScopeId, is_taken: impl Fn(&Undoable) -> bool) -> Vec<Undoable> {
        let Some(home) = self.kept.scopes.get_mut(&scope) else {
            return Vec::new();
        };
        let (taken, rest) = std::mem::take(&mut home.undoable).into_iter().partition(is_taken);
        home.undoable = rest;
        taken
    }

    fn undoing(&mut self, id: TokenId, by: TokenId, restore: bool) {
        let next = self.kept.tokens.get_mut(&id).and_then(|token| token.to_undo.pop());
        if let (true, Some(scope)) = (restore, next.and_then(|done| done.scope)) {
            let mut scope = *scope;
            scope.listening.clear();
            // It stands where it is opened again: the scope around it then may be gone.
            scope.parent = self.kept.tokens.get(&by).map(|token| token.scope);
            self.open(ScopeId::of(by), scope);
        }
    }

    fn migrated(
        &mut self,
        from: &DefinitionHash,
        process: &str,
        hash: &DefinitionHash,
        moves: &BTreeMap<ElementId, ElementId>,
    ) {
        let moved: BTreeSet<ScopeId> = self.scopes_of(from);
        let renamed = |element: &mut ElementId| {
            if let Some(new) = moves.get(element) {
                *element = new.clone();
            }
        };
        for (id, token) in &mut self.kept.tokens {
            let outside = if token.scope == ScopeId::of(*id) {
                self.kept.scopes.get(&token.scope).and_then(|scope| scope.parent)
            } else {
                Some(token.scope)
            };
            if outside.is_some_and(|scope| moved.contains(&scope)) {
                renamed(&mut token.element);
                token.flow.iter_mut().for_each(renamed);
                token.boundary.iter_mut().for_each(|wait| renamed(&mut wait.element));
                token.to_undo.iter_mut().for_each(|done| renamed(&mut done.element));
            }
        }
        for (id, scope) in &mut self.kept.scopes {
            if moved.contains(id) {
                scope.listening.iter_mut().for_each(|wait| renamed(&mut wait.element));
                scope.undoable.iter_mut().for_each(|done| renamed(&mut done.element));
            }
            if scope.calls.as_ref() == Some(from) {
                scope.calls = Some(hash.clone());
            }
        }
        if let Some(of) = self.kept.of.as_mut().filter(|of| of.hash == *from) {
            process.clone_into(&mut of.process);
            of.hash = hash.clone();
            let passed = std::mem::take(&mut self.kept.passed).into_iter();
            self.kept.passed = passed.map(|id| moves.get(&id).cloned().unwrap_or(id)).collect();
        }
        self.index = super::Index::of(&self.kept.tokens, &self.kept.scopes);
    }

    /// The scopes in which elements of a definition are.
    pub(crate) fn scopes_of(&self, definition: &DefinitionHash) -> BTreeSet<ScopeId> {
        let own = self.definition();
        let runs = |id: &ScopeId| self.called_in(*id).or(own) == Some(definition);
        self.kept.scopes.keys().copied().filter(runs).collect()
    }

    fn cancelled(&mut self, reason: &str) {
        self.kept.tokens.clear();
        self.kept.scopes.retain(|scope, _| *scope == ROOT);
        self.deafen(ROOT);
        self.index = super::Index::of(&self.kept.tokens, &self.kept.scopes);
        let reason = reason.to_owned();
        self.kept.suspended = false;
        self.kept.status = Status::Cancelled { reason };
    }

    fn check(&self, id: TokenId, step: Step) -> Result<(), IllegalTransition> {
        let phase = self.kept.tokens.get(&id).map_or(Phase::Absent, Token::phase);
        match lifecycle::after(phase, step) {
            Some(_) => Ok(()),
            None => Err(IllegalTransition { token: id, phase, step }),
        }
    }

    fn token_for(&mut self, id: TokenId, step: Step) -> Result<&mut Token, IllegalTransition> {
        self.check(id, step)?;
        let absent = IllegalTransition {
            token: id,
            phase: Phase::Absent,
            step,
        };
        self.kept.tokens.get_mut(&id).ok_or(absent)
    }
}
