//! Whether an instance fits another version of its definition.

use std::collections::BTreeMap;
use std::fmt;
use std::mem::discriminant;

use super::Migration;
use crate::event::Wait;
use crate::ids::{ElementId, ScopeId, TokenId};
use crate::instance::{Instance, Token};
use crate::model::{Definition, Kind, Node, On, Repeat, Subprocess};

/// A token that has no place in the new version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The token.
    pub token: TokenId,
    /// Where it is.
    pub element: ElementId,
    /// What the element is called on screen: its name, or its id.
    pub label: String,
    /// Why it does not fit.
    pub why: Misfit,
}

/// Why a token does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The new version has no such element.
    NoElement(ElementId),
    /// The element is of another kind there.
    OtherKind(ElementId),
    /// The element is done more than once there and not here, or the other way round, or in another manner.
    OtherRepeat(ElementId),
    /// The element stands in another subprocess there.
    OtherParent(ElementId),
    /// It waits for other events there.
    OtherEvents(ElementId),
    /// The way along which it came to a join is not there.
    NoWay(ElementId),
    /// Another element of the instance moves to the same one.
    SameTarget(ElementId),
    /// An activity that may have to be undone is not there.
    NotUndoable(ElementId),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "«{}»: {}", self.label, self.why)
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoElement(id) => write!(f, "la versión nueva no tiene «{id}»; diga a qué elemento pasa"),
            Self::OtherKind(id) => write!(f, "«{id}» es de otra clase en la versión nueva"),
            Self::OtherRepeat(id) => write!(f, "«{id}» se repite de otra manera en la versión nueva"),
            Self::OtherParent(id) => write!(f, "«{id}» está en otro subproceso en la versión nueva"),
            Self::OtherEvents(id) => write!(f, "«{id}» espera otros eventos en la versión nueva"),
            Self::NoWay(id) => write!(
                f,
                "la versión nueva no tiene el camino «{id}» por el que llegó a la unión"
            ),
            Self::SameTarget(id) => write!(f, "otro elemento pasa también a «{id}»"),
            Self::NotUndoable(id) => write!(f, "la versión nueva no tiene «{id}», que tal vez haya que deshacer"),
        }
    }
}

/// Everything that does not fit.
pub(super) fn problems(migration: &Migration<'_>, instance: &Instance) -> Vec<Problem> {
    let scopes = instance.scopes_of(&migration.from.hash);
    let mut targets: BTreeMap<&ElementId, &ElementId> = BTreeMap::new();
    let mut problems = Vec::new();
    for (id, token) in instance.tokens() {
        if instance.stands_in(id).is_none_or(|scope| !scopes.contains(&scope)) {
            continue;
        }
        let why = misfit(migration, token).or_else(|| {
            let target = migration.moved(&token.element);
            let first = *targets.entry(target).or_insert(&token.element);
            (first != &token.element).then(|| Misfit::SameTarget(target.clone()))
        });
        problems.extend(why.map(|why| Problem {
            token: id,
            element: token.element.clone(),
            label: label(migration, &token.element),
            why,
        }));
    }
    for scope in scopes {
        problems.extend(undoable(migration, instance, scope));
    }
    problems
}

/// The ids that change, of elements and of the ways along which tokens came.
pub(super) fn renamed(migration: &Migration<'_>, instance: &Instance) -> BTreeMap<ElementId, ElementId> {
    let mut renamed = migration.moves.clone();
    for (_, token) in instance.tokens() {
        if let Some(flow) = &token.flow
            && let Some(new) = way(migration, flow).filter(|new| *new != flow)
        {
            renamed.insert(flow.clone(), new.clone());
        }
    }
    renamed
}

fn misfit(migration: &Migration<'_>, token: &Token) -> Option<Misfit> {
    let target = migration.moved(&token.element);
    let no_element = || Misfit::NoElement(target.clone());
    let (Some(old), Some(new)) = (
        migration.from.element(token.element.as_str()),
        migration.to.element(target.as_str()),
    ) else {
        return Some(no_element());
    };
    if !same_kind(old, new) {
        return Some(Misfit::OtherKind(target.clone()));
    }
    if !same_repeat(old, new) {
        return Some(Misfit::OtherRepeat(target.clone()));
    }
    let around = |definition: &Definition, node: &Node| definition.parent_of(node).map(|node| node.id.clone());
    let parent = around(migration.from, old).map(|id| migration.moved(&id).clone());
    if parent != around(migration.to, new) {
        return Some(Misfit::OtherParent(target.clone()));
    }
    match &token.wait {
        Some(Wait::Event) if !same_events(migration, token, new) => Some(Misfit::OtherEvents(target.clone())),
        Some(Wait::Join) => {
            let flow = token.flow.as_ref()?;
            let there = way(migration, flow).is_some();
            (!there).then(|| Misfit::NoWay(flow.clone()))
        }
        _ => None,
    }
}

fn same_kind(old: &Node, new: &Node) -> bool {
    match (&old.kind, &new.kind) {
        (Kind::Subprocess(Subprocess { variety: old, .. }), Kind::Subprocess(Subprocess { variety: new, .. })) => {
            discriminant(old) == discriminant(new)
        }
        (Kind::Catch(old), Kind::Catch(new)) => same_triggers(&old.on, &new.on),
        (old, new) => discriminant(old) == discriminant(new),
    }
}

fn same_triggers(old: &On, new: &On) -> bool {
    let kinds = |on: &On| on.triggers.iter().map(discriminant).collect::<Vec<_>>();
    old.all == new.all && kinds(old) == kinds(new)
}

fn same_repeat(old: &Node, new: &Node) -> bool {
    match (&old.repeat, &new.repeat) {
        (None, None) | (Some(Repeat::Loop(_)), Some(Repeat::Loop(_))) => true,
        (Some(Repeat::Each(old)), Some(Repeat::Each(new))) => old.one_by_one == new.one_by_one,
        _ => false,
    }
}

/// Whether a token that waits for events by itself finds each of them, and no other, in the new version.
fn same_events(migration: &Migration<'_>, token: &Token, new: &Node) -> bool {
    let waits = token.boundary.iter().map(|wait| migration.moved(&wait.element));
    let here: std::collections::BTreeSet<&ElementId> = waits.collect();
    let same = |id: &ElementId| {
        let old = migration.from.elements().find(|old| migration.moved(&old.id) == id);
        match (old, migration.to.element(id.as_str())) {
            (Some(old), Some(new)) => same_kind(old, new),
            _ => false,
        }
    };
    if let Kind::EventBased(_) = new.kind {
        let there = migration.to.flows().filter(|(_, from, _)| from.id == new.id);
        let there: std::collections::BTreeSet<&ElementId> = there.map(|(_, _, to)| &to.id).collect();
        return there == here && here.into_iter().all(same);
    }
    here.into_iter().all(same)
}

/// The flow of the new version that is this one: by its id, or because it joins the same elements.
fn way<'m>(migration: &'m Migration<'_>, flow: &'m ElementId) -> Option<&'m ElementId> {
    let named = |wanted: &ElementId| {
        let mut flows = migration.to.flows();
        flows
            .find(|(flow, _, _)| flow.id == *wanted)
            .map(|(flow, _, _)| &flow.id)
    };
    let joined = || {
        let (_, from, to) = migration.from.flows().find(|(old, _, _)| old.id == *flow)?;
        let (from, to) = (migration.moved(&from.id), migration.moved(&to.id));
        let mut flows = migration.to.flows();
        flows
            .find(|(_, new_from, new_to)| new_from.id == *from && new_to.id == *to)
            .map(|(flow, _, _)| &flow.id)
    };
    named(migration.moved(flow)).or_else(joined)
}

fn undoable(migration: &Migration<'_>, instance: &Instance, scope: ScopeId) -> Vec<Problem> {
    let done = instance
        .scope(scope)
        .map(|scope| scope.undoable.as_slice())
        .unwrap_or_default();
    let gone = done.iter().filter(|done| {
        let target = migration.moved(&done.element);
        migration.to.element(target.as_str()).is_none()
    });
    gone.map(|done| Problem {
        token: scope.owner(),
        element: done.element.clone(),
        label: label(migration, &done.element),
        why: Misfit::NotUndoable(migration.moved(&done.element).clone()),
    })
    .collect()
}

fn label(migration: &Migration<'_>, element: &ElementId) -> String {
    let node = migration.from.element(element.as_str());
    node.map_or(element.as_str(), Node::label).to_owned()
}
