//! Moves a running instance to another version of its definition, or of one that it called.
//!
//! Every token stays where it waits, under the id that its element has in the new version; tasks, timers and
//! messages that are waited for stay as they are. Boundary events and event subprocesses that are gone stop
//! waiting, new ones begin. Nothing is done twice, and either everything fits or nothing is touched.

mod fits;

use std::collections::BTreeMap;

use crate::decide::{At, Decided, Env, Run};
use crate::effect::Effect;
use crate::elements::arm;
use crate::event::{BoundaryWait, Event, Holder, Wait};
use crate::ids::{ElementId, ScopeId, TokenId};
use crate::instance::{Instance, Status};
use crate::lifecycle::IllegalTransition;
use crate::model::{Definition, Kind, Node};
pub use fits::{Misfit, Problem};

/// What is asked: from which version to which, and which elements have another id there.
#[derive(Clone, Copy)]
pub struct Migration<'a> {
    /// The version that runs.
    pub from: &'a Definition,
    /// The version that is to run.
    pub to: &'a Definition,
    /// Elements that have another id in it: old, new. The others keep theirs.
    pub moves: &'a BTreeMap<ElementId, ElementId>,
    /// Why.
    pub reason: &'a str,
    /// Who.
    pub by: Option<&'a str>,
}

/// Why an instance cannot be migrated. It is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MigrationError {
    /// It has not started, or ended.
    #[error("the instance does not run")]
    NotRunning,
    /// It does not run that version, nor did it call it.
    #[error("the instance does not run the version that is migrated")]
    OtherVersion,
    /// These tokens have no place in the new version; the texts are Spanish: an operator reads them.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Misfits(Vec<Problem>),
    /// The state does not fit its definition or its own lifecycle: it was damaged outside.
    #[error("the instance is damaged: {0}")]
    Damaged(#[from] IllegalTransition),
}

impl Migration<'_> {
    /// Everything that keeps an instance from being migrated; empty when nothing does.
    #[must_use]
    pub fn problems(&self, instance: &Instance) -> Vec<Problem> {
        fits::problems(self, instance)
    }

    /// The id that an element has in the new version.
    #[must_use]
    pub fn moved<'s>(&'s self, id: &'s ElementId) -> &'s ElementId {
        self.moves.get(id).unwrap_or(id)
    }

    /// What migrating an instance leads to; [`Migration::problems`] first, for all of them, when there are several.
    /// `env.library` must know the versions that the instance calls, and the new one.
    ///
    /// # Errors
    /// When it does not fit. `instance` is only read.
    pub fn migrate(&self, instance: &Instance, env: &mut Env<'_>) -> Result<(Decided, Instance), MigrationError> {
        if *instance.status() != Status::Running {
            return Err(MigrationError::NotRunning);
        }
        if instance.scopes_of(&self.from.hash).is_empty() {
            return Err(MigrationError::OtherVersion);
        }
        let problems = self.problems(instance);
        if !problems.is_empty() {
            return Err(MigrationError::Misfits(problems));
        }
        let before = instance.clone();
        let root = instance.definition() == Some(&self.from.hash);
        // When only a called process moves, the instance's own definition is looked up like any other.
        let own = instance.definition().and_then(|hash| env.library.version(hash));
        let definition = if root {
            self.to
        } else {
            own.ok_or(MigrationError::OtherVersion)?
        };
        let mut run = Run::new(definition, before, env);
        self.play(&mut run)?;
        run.settle()?;
        let (events, effects, after) = run.into_parts();
        Ok((Decided { events, effects }, after))
    }

    fn play(&self, run: &mut Run<'_>) -> Result<(), MigrationError> {
        let scopes = run.instance.scopes_of(&self.from.hash);
        let renamed = fits::renamed(self, &run.instance);
        run.emit(Event::Migrated {
            from: self.from.hash.clone(),
            process: self.to.id.clone(),
            hash: self.to.hash.clone(),
            moves: renamed,
            reason: self.reason.to_owned(),
            by: self.by.map(str::to_owned),
        })?;
        let tokens = run.instance.tokens().filter(|(_, token)| scopes.contains(&token.scope));
        let tokens: Vec<TokenId> = tokens.map(|(id, _)| id).collect();
        for token in tokens {
            self.rearm_token(run, token)?;
        }
        for scope in scopes {
            self.rearm_scope(run, scope)?;
        }
        Ok(())
    }

    /// Ends the waits of a token that the new version does not have, and begins those that it has more.
    fn rearm_token(&self, run: &mut Run<'_>, token: TokenId) -> Result<(), MigrationError> {
        let Some(at) = run.at(token) else {
            return Ok(());
        };
        let node = at.node();
        match run.instance.token(token).and_then(|token| token.wait.clone()) {
            Some(Wait::Task { task, .. }) if self.moves.values().any(|new| *new == node.id) => {
                let element = node.id.clone();
                run.effect(Effect::MoveTask { task, element });
            }
            // What is waited for by an event itself fits as it is, or the migration was refused.
            Some(Wait::Event | Wait::Incident { .. }) => return Ok(()),
            _ => {}
        }
        if crate::decide::repeat::is_instance(run, token) || !node.kind.is_activity() {
            return Ok(());
        }
        let events: Vec<&Node> = node.boundary.iter().map(|ix| at.graph.node(*ix)).collect();
        self.drop_waits(run, Holder::Token(token), &events)?;
        let scope = run.scope_of(token);
        for event in events {
            self.begin_wait(run, Holder::Token(token), scope, event)?;
        }
        Ok(())
    }

    fn rearm_scope(&self, run: &mut Run<'_>, scope: ScopeId) -> Result<(), MigrationError> {
        let Some((graph, parent)) = run.body_of(scope) else {
            return Ok(());
        };
        // An event subprocess that ended the rest is all that goes on: nothing else is listened to.
        let deaf = run.instance.armed_at(Holder::Scope(scope)).is_empty() && interrupted(run, graph, scope);
        let starts = graph.body(parent).events.iter().filter_map(|event| {
            let body = graph.body(Some(*event));
            body.starts.all().first().map(|ix| graph.node(*ix))
        });
        let starts: Vec<&Node> = starts.filter(|_| !deaf).collect();
        self.drop_waits(run, Holder::Scope(scope), &starts)?;
        for start in starts {
            self.begin_wait(run, Holder::Scope(scope), scope, start)?;
        }
        Ok(())
    }

    fn drop_waits(&self, run: &mut Run<'_>, holder: Holder, events: &[&Node]) -> Result<(), MigrationError> {
        let stays = |wait: &&BoundaryWait| events.iter().any(|event| event.id == wait.element);
        let gone = run.instance.armed_at(holder).iter().filter(|wait| !stays(wait));
        let gone: Vec<BoundaryWait> = gone.cloned().collect();
        for wait in gone {
            if let Some(effect) = crate::decide::closing(&wait) {
                run.effect(effect);
            }
            let (element, part) = (wait.element, Some(wait.part));
            run.emit(match holder {
                Holder::Token(token) => Event::Fired { token, element, part },
                Holder::Scope(scope) => Event::Heard { scope, element, part },
            })?;
        }
        Ok(())
    }

    /// Begins to wait for an event that the old version did not have; one that it had and that happened already
    /// stays over.
    fn begin_wait(
        &self,
        run: &mut Run<'_>,
        holder: Holder,
        scope: ScopeId,
        event: &Node,
    ) -> Result<(), MigrationError> {
        let armed = run
            .instance
            .armed_at(holder)
            .iter()
            .any(|wait| wait.element == event.id);
        let was_there = self.from.elements().any(|old| *self.moved(&old.id) == event.id);
        let Some(on) = event.on().filter(|_| !armed && !was_there) else {
            return Ok(());
        };
        let once = match &event.kind {
            Kind::Boundary(boundary) => boundary.interrupting,
            Kind::Start(start) => start.interrupting,
            _ => true,
        };
        let waits = arm::plan(run, scope, event, on, once).unwrap_or_default();
        Ok(arm::arm(run, holder, waits)?)
    }
}

fn interrupted(run: &Run<'_>, graph: &Definition, scope: ScopeId) -> bool {
    let inside = run.instance.tokens().filter(|(_, token)| token.scope == scope);
    let mut places = inside.filter_map(|(_, token)| graph.ix(&token.element));
    places.any(|ix| At { graph, ix }.node().is_event_subprocess())
}
