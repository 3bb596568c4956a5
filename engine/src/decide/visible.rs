//! Which variables a scope sees, and where those that are set go. A called process sees nothing of what
//! surrounds its call.

use std::collections::BTreeMap;

use radica_feel::{Context, Scope};

use super::Run;
use crate::event::Event;
use crate::expression::Surroundings;
use crate::ids::ScopeId;
use crate::instance::{Instance, ROOT};
use crate::lifecycle::IllegalTransition;
use crate::variables::{Name, Value, Variables};

/// The variables of a scope and of those around it.
pub(crate) struct Scoped<'a> {
    instance: &'a Instance,
    scope: ScopeId,
}

impl<'s> Scoped<'s> {
    /// What a scope of an instance sees.
    pub const fn of(instance: &'s Instance, scope: ScopeId) -> Self {
        Self { instance, scope }
    }

    /// The scopes that are seen, innermost first.
    fn outwards(&self) -> impl Iterator<Item = (ScopeId, &'s crate::instance::Scope)> + use<'s> {
        let instance = self.instance;
        let scope = move |id: ScopeId| instance.scope(id).map(|scope| (id, scope));
        std::iter::successors(scope(self.scope), move |(_, inner)| {
            let around = inner.parent.filter(|_| inner.calls.is_none());
            around.and_then(scope)
        })
    }

    /// Where a variable that nobody has yet is set: the process itself, or the one that was called.
    fn outermost(&self) -> ScopeId {
        self.outwards().last().map_or(ROOT, |(id, _)| id)
    }

    fn home_of(&self, name: &str) -> Option<ScopeId> {
        self.outwards()
            .find(|(_, scope)| scope.variables.get(name).is_some())
            .map(|(id, _)| id)
    }

    /// All variables that are seen, by name.
    pub fn all(&self) -> Context {
        let mut seen: BTreeMap<&Name, &Value> = BTreeMap::new();
        for (_, scope) in self.outwards() {
            for (name, value) in scope.variables.iter().filter(|(name, _)| !name.starts_with('$')) {
                seen.entry(name).or_insert(value);
            }
        }
        seen.into_iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}

impl Scope for Scoped<'_> {
    fn get(&self, name: &str) -> Option<Value> {
        self.outwards()
            .find_map(|(_, scope)| scope.variables.get(name).cloned())
    }
}

impl Run<'_> {
    /// What an expression at this scope may see.
    pub fn around<'s>(&'s self, scope: &'s dyn Scope) -> Surroundings<'s> {
        Surroundings {
            now: self.now,
            calendars: self.calendars,
            scope,
        }
    }

    /// The variables that a scope sees: its own, then those around it.
    pub const fn scoped(&self, scope: ScopeId) -> Scoped<'_> {
        Scoped::of(&self.instance, scope)
    }

    /// Sets the outcome of an element: under `result`, or each entry of a context. Null without a
    /// result variable sets nothing.
    pub fn set_result(
        &mut self,
        scope: ScopeId,
        result: Option<&Name>,
        value: &Value,
    ) -> Result<(), IllegalTransition> {
        let variables = match (result, value) {
            (Some(name), value) => Variables::from_iter([(name.clone(), value.clone())]),
            (None, Value::Context(context)) => Variables::from(context),
            (None, _) => return Ok(()),
        };
        self.set(scope, &variables)
    }

    /// Sets variables, each in the innermost scope that has one of that name, else in the outermost that is seen.
    pub fn set(&mut self, scope: ScopeId, variables: &Variables) -> Result<(), IllegalTransition> {
        let mut homes: BTreeMap<ScopeId, Variables> = BTreeMap::new();
        for (name, value) in variables.iter() {
            let seen = self.scoped(scope);
            let home = seen.home_of(name).unwrap_or_else(|| seen.outermost());
            homes.entry(home).or_default().set(name.clone(), value.clone());
        }
        for (scope, variables) in homes {
            self.emit(Event::Set { scope, variables })?;
        }
        Ok(())
    }

    /// Sets variables of this scope itself, shadowing those around it.
    pub fn set_here(
        &mut self,
        scope: ScopeId,
        entries: impl IntoIterator<Item = (Name, Value)>,
    ) -> Result<(), IllegalTransition> {
        let variables: Variables = entries.into_iter().collect();
        if variables.is_empty() {
            return Ok(());
        }
        self.emit(Event::Set { scope, variables })
    }

    /// A variable of this scope itself.
    pub fn own_variable(&self, scope: ScopeId, name: &str) -> Value {
        let found = self.instance.scope(scope).and_then(|scope| scope.variables.get(name));
        found.cloned().unwrap_or_default()
    }
}
