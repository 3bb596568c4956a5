//! One decision in progress: the instance as it will be, what happened, and what is still to do.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use radica_feel::Scope;

use super::{Decision, Env, join, perform, scopes};
use crate::effect::Effect;
use crate::event::{BoundaryOn, Event, Wait};
use crate::expression::Surroundings;
use crate::ids::{ElementId, ScopeId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::instance::{Instance, ROOT, Status, Token};
use crate::lifecycle::IllegalTransition;
use crate::limits;
use crate::model::{Definition, FlowIx, NodeIx};
use crate::variables::{Name, Value, Variables};

/// A decision in progress.
pub(crate) struct Run<'a, 'e> {
    pub definition: &'a Definition,
    pub instance: Instance,
    pub env: &'a mut Env<'e>,
    events: Vec<Event>,
    effects: Vec<Effect>,
    todo: VecDeque<Todo>,
    entered: usize,
}

/// What is still to do before every token waits.
#[derive(Clone, Debug)]
pub(crate) enum Todo {
    /// A token arrives.
    Enter {
        node: NodeIx,
        scope: ScopeId,
        flow: Option<FlowIx>,
    },
    /// The token of one item arrives at an activity done for each.
    Instance { body: TokenId, index: usize },
    /// A token starts its element from the beginning.
    Begin { token: TokenId },
    /// A token does its element's work; the boundary events wait already.
    Work { token: TokenId },
    /// A token leaves its element.
    Leave { token: TokenId },
}

/// What working on an element came to.
pub(crate) enum Outcome {
    /// The element is done.
    Done,
    /// The token rests.
    Rest(Wait),
}

impl<'a, 'e> Run<'a, 'e> {
    pub fn new(definition: &'a Definition, instance: Instance, env: &'a mut Env<'e>) -> Self {
        let (events, effects, todo) = Default::default();
        Self {
            definition,
            instance,
            env,
            events,
            effects,
            todo,
            entered: 0,
        }
    }

    pub fn into_decision(self) -> Decision {
        Decision {
            events: self.events,
            effects: self.effects,
            instance: self.instance,
        }
    }

    pub const fn now(&self) -> Timestamp {
        self.env.now
    }

    /// Records an event and applies it.
    pub fn emit(&mut self, event: Event) -> Result<(), IllegalTransition> {
        self.instance.apply(&event)?;
        self.events.push(event);
        Ok(())
    }

    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub fn todo(&mut self, todo: Todo) {
        self.todo.push_back(todo);
    }

    /// Works until every token waits, then ends the instance when none is left.
    pub fn settle(&mut self) -> Result<(), IllegalTransition> {
        loop {
            while let Some(todo) = self.todo.pop_front() {
                perform::perform(self, todo)?;
            }
            scopes::close_empty(self)?;
            if self.todo.is_empty() {
                join::release(self)?;
            }
            if self.todo.is_empty() {
                join::raise_stuck(self)?;
            }
            if self.todo.is_empty() {
                break;
            }
        }
        if *self.instance.status() == Status::Running && self.instance.tokens().next().is_none() {
            self.emit(Event::Finished)?;
            self.effect(Effect::Finished { cancelled: false });
        }
        Ok(())
    }

    /// Brings a token to an element. Past the bound, it waits there behind an incident.
    pub fn enter(&mut self, node: NodeIx, scope: ScopeId, flow: Option<FlowIx>) -> Result<(), IllegalTransition> {
        let token = self.instance.next_token();
        let element = self.definition.node(node).id.clone();
        let flow = flow.map(|flow| self.definition.flow(flow).id.clone());
        self.emit(Event::Entered {
            token,
            element,
            scope,
            flow,
        })?;
        self.entered += 1;
        if self.entered > limits::ENTERED_PER_COMMAND {
            let message = format!(
                "el proceso pasó por más de {} elementos sin esperar nada: quizá da vueltas sin fin",
                limits::ENTERED_PER_COMMAND
            );
            return self.raise(token, Incident::new(IncidentKind::Runaway, message, Retry::Enter));
        }
        self.todo(Todo::Begin { token });
        Ok(())
    }

    /// Puts a token to rest.
    pub fn rest(&mut self, token: TokenId, wait: Wait) -> Result<(), IllegalTransition> {
        self.emit(Event::Waiting { token, wait })
    }

    /// Puts a token to rest until an operator looks.
    pub fn raise(&mut self, token: TokenId, incident: Incident) -> Result<(), IllegalTransition> {
        if let Some(element) = self.element_of(token) {
            self.effect(Effect::RaiseIncident {
                token,
                element,
                incident: incident.clone(),
            });
        }
        self.rest(token, Wait::Incident { incident })
    }

    /// The node a token is at.
    pub fn node_of(&self, token: TokenId) -> Option<NodeIx> {
        self.definition.ix(&self.instance.token(token)?.element)
    }

    pub fn element_of(&self, token: TokenId) -> Option<ElementId> {
        self.instance.token(token).map(|token| token.element.clone())
    }

    pub fn scope_of(&self, token: TokenId) -> ScopeId {
        self.instance.token(token).map_or(ROOT, |token| token.scope)
    }

    /// What an expression at this scope may see.
    pub fn around<'s>(&'s self, scope: &'s Scoped<'s>) -> Surroundings<'s> {
        Surroundings {
            now: self.env.now,
            calendars: self.env.calendars,
            scope,
        }
    }

    /// The variables that a scope sees: its own, then those around it.
    pub const fn scoped(&self, scope: ScopeId) -> Scoped<'_> {
        Scoped {
            instance: &self.instance,
            scope,
        }
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

    /// Sets variables, each in the innermost scope that has one of that name, else in the root.
    pub fn set(&mut self, scope: ScopeId, variables: &Variables) -> Result<(), IllegalTransition> {
        let mut homes: BTreeMap<ScopeId, Variables> = BTreeMap::new();
        for (name, value) in variables.iter() {
            let home = self.scoped(scope).home_of(name).unwrap_or(ROOT);
            homes.entry(home).or_default().set(name.clone(), value.clone());
        }
        for (scope, variables) in homes {
            self.emit(Event::Set { scope, variables })?;
        }
        Ok(())
    }

    /// Forgets tokens that were about to arrive in a scope.
    pub fn forget_entries(&mut self, gone: ScopeId) {
        self.todo.retain(|todo| match todo {
            Todo::Enter { scope, .. } => *scope != gone,
            Todo::Instance { body, .. } => ScopeId::of(*body) != gone,
            Todo::Begin { .. } | Todo::Work { .. } | Todo::Leave { .. } => true,
        });
    }

    /// Closes outside what a token waits for, before it is interrupted or the instance cancelled.
    pub fn withdraw(&mut self, id: TokenId) {
        let Some(token) = self.instance.token(id) else {
            return;
        };
        let mut closing = own_closing(id, token);
        closing.extend(boundary_closing(token));
        self.effects.extend(closing);
    }

    /// Closes outside what the boundary events of a token wait for.
    pub fn disarm(&mut self, id: TokenId) {
        if let Some(token) = self.instance.token(id) {
            let closing = boundary_closing(token);
            self.effects.extend(closing);
        }
    }
}

fn own_closing(id: TokenId, token: &Token) -> Vec<Effect> {
    let effect = match &token.wait {
        Some(Wait::Task { task, .. }) => Effect::CloseTask {
            task: *task,
            done: false,
        },
        Some(Wait::Job { job }) => Effect::CancelJob { job: *job },
        Some(Wait::Timer { timer, .. }) => Effect::CancelTimer { timer: *timer },
        Some(Wait::Message { subscription, .. }) => Effect::Unsubscribe {
            subscription: *subscription,
        },
        Some(Wait::Incident { .. }) => Effect::ClearIncident { token: id },
        Some(Wait::Join | Wait::Scope) | None => return Vec::new(),
    };
    vec![effect]
}

fn boundary_closing(token: &Token) -> Vec<Effect> {
    token.boundary.iter().map(|wait| closing(&wait.on)).collect()
}

/// The effect that closes a boundary wait.
pub(crate) const fn closing(on: &BoundaryOn) -> Effect {
    match on {
        BoundaryOn::Timer { timer, .. } => Effect::CancelTimer { timer: *timer },
        BoundaryOn::Message { subscription, .. } => Effect::Unsubscribe {
            subscription: *subscription,
        },
    }
}

/// The variables of a scope and of those around it.
pub(crate) struct Scoped<'a> {
    instance: &'a Instance,
    scope: ScopeId,
}

impl Scoped<'_> {
    /// The scopes that are seen, innermost first.
    fn outwards(&self) -> impl Iterator<Item = (ScopeId, &crate::instance::Scope)> {
        let instance = self.instance;
        let scope = move |id: ScopeId| instance.scope(id).map(|scope| (id, scope));
        std::iter::successors(scope(self.scope), move |(_, inner)| inner.parent.and_then(scope))
    }

    fn home_of(&self, name: &str) -> Option<ScopeId> {
        self.outwards()
            .find(|(_, scope)| scope.variables.get(name).is_some())
            .map(|(id, _)| id)
    }
}

impl Scope for Scoped<'_> {
    fn get(&self, name: &str) -> Option<Value> {
        self.outwards()
            .find_map(|(_, scope)| scope.variables.get(name).cloned())
    }
}
