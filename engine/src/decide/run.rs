//! One decision in progress: the instance as it will be, what happened, and what is still to do.

use std::collections::VecDeque;

use jiff::Timestamp;
use ulid::Ulid;

use super::{Env, conditions, join, perform, repeat, scopes};
use crate::calendar::Calendars;
use crate::effect::Effect;
use crate::event::{BoundaryOn, BoundaryWait, Cause, Event, Holder, Wait};
use crate::ids::{ElementId, Ids, ScopeId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::instance::{Instance, ROOT, Status, Token};
use crate::library::Library;
use crate::lifecycle::IllegalTransition;
use crate::limits;
use crate::model::{Definition, FlowIx, Kind, Node, NodeIx};
use crate::variables::Value;

/// A decision in progress.
pub(crate) struct Run<'a> {
    pub root: &'a Definition,
    pub instance: Instance,
    pub now: Timestamp,
    pub calendars: &'a dyn Calendars,
    pub library: &'a dyn Library,
    ids: &'a mut dyn Ids,
    events: Vec<Event>,
    effects: Vec<Effect>,
    todo: VecDeque<Todo>,
    entered: usize,
    rounds: usize,
    /// Whether something that a condition may read has changed since conditions were looked at.
    changed: bool,
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
    /// A token arrives at an event that has happened already.
    Happened {
        node: NodeIx,
        scope: ScopeId,
        flow: Option<FlowIx>,
        content: Value,
    },
    /// The start of an event subprocess happened.
    EnterEvent {
        start: NodeIx,
        scope: ScopeId,
        content: Value,
    },
    /// The token of one round arrives at an activity that is done more than once; the first of a task that began
    /// the process has its message already.
    Instance {
        body: TokenId,
        index: usize,
        message: Option<Value>,
    },
    /// A token at a receive task, whose boundary events wait already, has its message.
    Received { token: TokenId, message: Value },
    /// A token starts its element from the beginning.
    Begin { token: TokenId },
    /// A token does its element's work; the boundary events wait already.
    Work { token: TokenId },
    /// A token does its element's work again, after an incident; its inputs are there already.
    Again { token: TokenId },
    /// A token leaves its element.
    Leave { token: TokenId },
    /// A token that throws compensation goes on undoing.
    Undo { token: TokenId },
    /// What starts an event subprocess is waited for, after an operator mended it.
    Listen { token: TokenId },
    /// An activity of an ad-hoc subprocess was done; the token is at the subprocess.
    AdHoc { token: TokenId },
}

/// What working on an element came to.
pub(crate) enum Outcome {
    /// The element is done.
    Done,
    /// The token rests.
    Rest(Wait),
}

/// A place in a definition: that of the process itself, or of one that it calls.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    pub graph: &'a Definition,
    pub ix: NodeIx,
}

impl<'a> At<'a> {
    pub fn node(self) -> &'a Node {
        self.graph.node(self.ix)
    }
}

impl<'a> Run<'a> {
    pub fn new(definition: &'a Definition, instance: Instance, env: &'a mut Env<'_>) -> Self {
        let (events, effects, todo) = Default::default();
        Self {
            root: definition,
            instance,
            now: env.now,
            calendars: env.calendars,
            library: env.library,
            ids: env.ids,
            events,
            effects,
            todo,
            entered: 0,
            rounds: 0,
            changed: false,
        }
    }

    pub fn into_parts(self) -> (Vec<Event>, Vec<Effect>, Instance) {
        (self.events, self.effects, self.instance)
    }

    pub fn new_id(&mut self) -> Ulid {
        self.ids.next()
    }

    /// Records an event and applies it.
    pub fn emit(&mut self, event: Event) -> Result<(), IllegalTransition> {
        self.instance.apply(&event)?;
        self.changed |= match &event {
            Event::Set { .. } => true,
            Event::Armed { wait, .. } | Event::Listening { wait, .. } => {
                matches!(wait.on, BoundaryOn::Condition { .. })
            }
            _ => false,
        };
        self.events.push(event);
        Ok(())
    }

    /// What a token rested for is over, when it rested for that.
    pub fn emit_continued(&mut self, token: TokenId, after: Cause) -> Result<(), IllegalTransition> {
        self.emit(Event::Continued { token, after })
    }

    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub fn todo(&mut self, todo: Todo) {
        self.todo.push_back(todo);
    }

    /// Whether nothing is left to do but to wait.
    fn idle(&self) -> bool {
        self.todo.is_empty()
    }

    /// Works until every token waits, then ends the instance when none is left.
    pub fn settle(&mut self) -> Result<(), IllegalTransition> {
        loop {
            while let Some(todo) = self.todo.pop_front() {
                perform::perform(self, todo)?;
                self.look()?;
            }
            scopes::close_empty(self)?;
            self.look()?;
            if self.idle() {
                join::release(self)?;
            }
            if self.idle() {
                join::raise_stuck(self)?;
            }
            // A complex gateway that began anew may have been the last thing in its scope.
            if self.idle() && !self.changed && !self.instance.has_emptied() {
                break;
            }
        }
        if *self.instance.status() == Status::Running && self.instance.tokens().next().is_none() {
            self.deafen(ROOT)?;
            self.emit(Event::Finished)?;
            self.effect(Effect::Finished { cancelled: false });
        }
        Ok(())
    }

    /// Looks at conditions when something changed: at each step, for one may hold in between only.
    fn look(&mut self) -> Result<(), IllegalTransition> {
        if std::mem::take(&mut self.changed) {
            conditions::look(self)?;
        }
        Ok(())
    }

    /// Brings a token to an element; gives it, unless it is past the bound and waits there behind an incident.
    pub fn enter(
        &mut self,
        node: NodeIx,
        scope: ScopeId,
        flow: Option<FlowIx>,
        undoes: Option<TokenId>,
    ) -> Result<Option<TokenId>, IllegalTransition> {
        let token = self.arrive(node, scope, flow, undoes)?;
        let past = self.check_bound(token, Retry::Enter)?;
        Ok((!past).then_some(token))
    }

    /// Brings a token to an element, however many were entered.
    pub fn arrive(
        &mut self,
        node: NodeIx,
        scope: ScopeId,
        flow: Option<FlowIx>,
        undoes: Option<TokenId>,
    ) -> Result<TokenId, IllegalTransition> {
        let token = self.instance.next_token();
        let graph = self.graph(scope);
        let element = graph.node(node).id.clone();
        let flow = flow.map(|flow| graph.flow(flow).id.clone());
        self.emit(Event::Entered {
            token,
            element,
            scope,
            flow,
            undoes,
        })?;
        self.entered += 1;
        Ok(token)
    }

    /// Counts a token that an element looks at again as one that enters; says whether it is past the bound.
    pub fn enter_again(&mut self, token: TokenId) -> Result<bool, IllegalTransition> {
        self.entered += 1;
        self.check_bound(token, Retry::Enter)
    }

    /// Says whether too many elements were entered; the token then waits there behind an incident.
    pub fn check_bound(&mut self, token: TokenId, retry: Retry) -> Result<bool, IllegalTransition> {
        self.stop_past(token, self.entered, limits::ENTERED_PER_COMMAND, retry)
    }

    /// Counts a round of a repeated activity; says whether it is past the bound and waits behind an incident.
    pub fn begin_round(&mut self, token: TokenId) -> Result<bool, IllegalTransition> {
        self.rounds += 1;
        self.stop_past(token, self.rounds, limits::ROUNDS_PER_COMMAND, Retry::Enter)
    }

    fn stop_past(
        &mut self,
        token: TokenId,
        count: usize,
        bound: usize,
        retry: Retry,
    ) -> Result<bool, IllegalTransition> {
        if count <= bound {
            return Ok(false);
        }
        let message =
            format!("el proceso pasó por más de {bound} elementos sin esperar nada: quizá da vueltas sin fin");
        self.raise(token, Incident::new(IncidentKind::Runaway, message, retry))?;
        Ok(true)
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

    /// The definition whose elements are in a scope: the process itself, or the one that was called.
    pub fn graph(&self, scope: ScopeId) -> &'a Definition {
        let called = self.instance.called_in(scope);
        called.and_then(|hash| self.library.version(hash)).unwrap_or(self.root)
    }

    /// Where a token is.
    pub fn at(&self, id: TokenId) -> Option<At<'a>> {
        let graph = self.graph(self.instance.stands_in(id)?);
        let ix = graph.ix(&self.instance.token(id)?.element)?;
        Some(At { graph, ix })
    }

    /// The body that runs in a scope: the definition, and the subprocess in it; none when the scope only holds
    /// data, or the rounds of a repeated activity.
    pub fn body_of(&self, scope: ScopeId) -> Option<(&'a Definition, Option<NodeIx>)> {
        if scope == ROOT {
            return Some((self.root, None));
        }
        if self.instance.scope(scope)?.calls.is_some() {
            return Some((self.graph(scope), None));
        }
        let owner = scope.owner();
        let at = self.at(owner)?;
        let node = at.node();
        let is_body =
            matches!(node.kind, Kind::Subprocess(_)) && (node.repeat.is_none() || repeat::is_instance(self, owner));
        is_body.then_some((at.graph, Some(at.ix)))
    }

    pub fn element_of(&self, token: TokenId) -> Option<ElementId> {
        self.instance.token(token).map(|token| token.element.clone())
    }

    /// The scope a token lives in.
    pub fn scope_of(&self, token: TokenId) -> ScopeId {
        self.instance.token(token).map_or(ROOT, |token| token.scope)
    }

    /// The scope in which a token's element does its work: its own when it has one.
    pub fn local(&self, token: TokenId) -> ScopeId {
        let own = ScopeId::of(token);
        if self.instance.scope(own).is_some() {
            own
        } else {
            self.scope_of(token)
        }
    }

    /// Forgets tokens that were about to arrive in a scope.
    pub fn forget_entries(&mut self, gone: ScopeId) {
        self.todo.retain(|todo| match todo {
            Todo::Enter { scope, .. } | Todo::Happened { scope, .. } | Todo::EnterEvent { scope, .. } => *scope != gone,
            Todo::Instance { body, .. } => ScopeId::of(*body) != gone,
            Todo::Begin { .. }
            | Todo::Work { .. }
            | Todo::Received { .. }
            | Todo::Again { .. }
            | Todo::Leave { .. }
            | Todo::Undo { .. }
            | Todo::AdHoc { .. }
            | Todo::Listen { .. } => true,
        });
    }

    /// Closes outside what a token waits for, before it is interrupted or the instance cancelled.
    pub fn withdraw(&mut self, id: TokenId) {
        if let Some(effect) = self.instance.token(id).and_then(|token| own_closing(id, token)) {
            self.effects.push(effect);
        }
        self.disarm(Holder::Token(id));
    }

    /// Closes outside what is armed at a holder.
    pub fn disarm(&mut self, holder: Holder) {
        let waits = self.instance.armed_at(holder).iter();
        let closing: Vec<Effect> = waits.filter_map(closing).collect();
        self.effects.extend(closing);
    }

    /// Ends the waiting of a scope's event subprocesses.
    pub fn deafen(&mut self, scope: ScopeId) -> Result<(), IllegalTransition> {
        if self.instance.armed_at(Holder::Scope(scope)).is_empty() {
            return Ok(());
        }
        self.disarm(Holder::Scope(scope));
        self.emit(Event::Deaf { scope })
    }
}

fn own_closing(id: TokenId, token: &Token) -> Option<Effect> {
    Some(match token.wait.as_ref()? {
        Wait::Task { task, .. } => Effect::CloseTask {
            task: *task,
            done: false,
        },
        Wait::Job { job } => Effect::CancelJob { job: *job },
        Wait::Timer { timer, .. } => Effect::CancelTimer { timer: *timer },
        Wait::Message { subscription, .. } => Effect::Unsubscribe {
            subscription: *subscription,
        },
        Wait::Incident { .. } => Effect::ClearIncident { token: id },
        Wait::Join | Wait::Scope | Wait::Event | Wait::Undo | Wait::Reset { .. } => return None,
    })
}

/// The effect that closes an armed wait.
pub(crate) const fn closing(wait: &BoundaryWait) -> Option<Effect> {
    match wait.on {
        BoundaryOn::Timer { timer, .. } => Some(Effect::CancelTimer { timer }),
        BoundaryOn::Message { subscription, .. } | BoundaryOn::Signal { subscription, .. } => {
            Some(Effect::Unsubscribe { subscription })
        }
        BoundaryOn::Condition { .. } => None,
    }
}
