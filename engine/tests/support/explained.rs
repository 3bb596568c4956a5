//! No token is lost or stuck.
//!
//! Precisely: an instance runs exactly while it has tokens, each in a scope that is there, and each scope has the
//! token that opened it. Every token waits, and for something that can still happen:
//! - a task, a job, a time, a message or an operator: these are open outside (checked elsewhere against the
//!   effects);
//! - events: at least one is armed at it;
//! - its scope: something goes on in it, or it is an ad-hoc subprocess, in which people begin something;
//! - undoing: a token undoes for it;
//! - at a join, or for a complex gateway to begin anew: a token elsewhere in the scope does not wait like that;
//!   for a gateway one elsewhere leads to it, and for a parallel one to each way in on which no token waits;
//!   in an ad-hoc subprocess people begin what is missing, or end it.
//!
//! So by induction (scopes nest, who undoes is younger than who asked for it) an instance that has no task, job,
//! time, message, event, condition, ad-hoc subprocess or incident open has ended.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use radica_engine::event::Wait;
use radica_engine::ids::{ElementId, TokenId};
use radica_engine::instance::{Instance, ROOT, Token};
use radica_engine::model::Kind;
use radica_engine::{Definition, limits};

use super::machine::Machine;
use super::random::commands::is_ad_hoc;

/// What is not explained; none when all is well.
pub fn unexplained(machine: &Machine<'_>, ways: &mut AllWays) -> Option<String> {
    let instance = machine.instance();
    if instance.tokens().next().is_some() != machine.is_running() {
        return Some("it runs while it has tokens, and only then".to_owned());
    }
    let orphan = instance
        .scopes()
        .find(|(id, _)| *id != ROOT && instance.token(id.owner()).is_none());
    if let Some((scope, _)) = orphan {
        return Some(format!("scope {scope} has nobody who opened it"));
    }
    instance.tokens().find_map(|(id, token)| {
        let why = stuck(machine, ways, id, token)?;
        Some(format!("token {id} at {} {why}", token.element))
    })
}

/// Those of each definition, by its hash.
pub type AllWays = HashMap<String, Ways>;

fn stuck(machine: &Machine<'_>, ways: &mut AllWays, id: TokenId, token: &Token) -> Option<String> {
    let instance = machine.instance();
    if instance.scope(token.scope).is_none() {
        return Some(format!("is in scope {}, which is gone", token.scope));
    }
    let says = |sound: bool, why: &str| (!sound).then(|| why.to_owned());
    match token.wait.as_ref() {
        None => Some("waits for nothing".to_owned()),
        Some(Wait::Task { .. } | Wait::Job { .. } | Wait::Timer { .. } | Wait::Message { .. }) => None,
        Some(Wait::Incident { .. }) => None,
        Some(Wait::Event) => says(!token.boundary.is_empty(), "waits for events, and none is armed"),
        Some(Wait::Undo) => {
            let mut undoes = instance.tokens().filter(|(_, other)| other.undoes == Some(id));
            says(undoes.next().is_some(), "waits for what nobody undoes")
        }
        Some(Wait::Scope) => {
            let ad_hoc = machine.node_of(id, token).is_some_and(|(_, node)| is_ad_hoc(node));
            says(
                ad_hoc || goes_on_in(instance, id),
                "waits for a scope in which nothing goes on",
            )
        }
        Some(Wait::Join | Wait::Reset { .. }) => never_joined(machine, ways, id, token),
    }
}

fn goes_on_in(instance: &Instance, owner: TokenId) -> bool {
    let inside = |(id, token): (TokenId, &Token)| id != owner && token.scope.owner() == owner;
    let rounds = |parent: Option<radica_engine::ids::ScopeId>| parent.is_some_and(|parent| parent.owner() == owner);
    instance.tokens().any(inside) || instance.scopes().any(|(id, scope)| id != ROOT && rounds(scope.parent))
}

fn never_joined(machine: &Machine<'_>, ways: &mut AllWays, id: TokenId, token: &Token) -> Option<String> {
    let instance = machine.instance();
    let others: Vec<&Token> = instance
        .tokens()
        .filter(|(other, there)| there.scope == token.scope && *other != token.scope.owner() && *other != id)
        .map(|(_, there)| there)
        .collect();
    let around = instance
        .token(token.scope.owner())
        .map(|owner| (token.scope.owner(), owner));
    let around = around.and_then(|(id, owner)| machine.node_of(id, owner));
    if around.is_some_and(|(_, node)| is_ad_hoc(node)) {
        return None;
    }
    if !others.iter().any(|other| !joins(other)) {
        return Some("waits at a join with nobody who moves".to_owned());
    }
    let (graph, node) = machine.node_of(id, token)?;
    let ways = ways.entry(graph.hash().to_string()).or_insert_with(|| Ways::of(graph));
    let elsewhere: Vec<&ElementId> = others
        .iter()
        .map(|other| &other.element)
        .filter(|at| **at != node.id)
        .collect();
    let comes = |to: &ElementId| elsewhere.iter().any(|from| ways.lead(from, to));
    match node.kind {
        Kind::Inclusive => (!comes(&node.id)).then(|| "waits at an inclusive join that nobody leads to".to_owned()),
        // In a crowd, a lost way is told when all stand still.
        Kind::Parallel if instance.tokens().nth(limits::STUCK_SEARCH).is_none() => {
            let here = || others.iter().filter(|other| other.element == node.id && joins(other));
            let free = here().filter(|other| other.flow.is_none()).count() + usize::from(token.flow.is_none());
            let full: BTreeSet<&ElementId> = here()
                .filter_map(|other| other.flow.as_ref())
                .chain(&token.flow)
                .collect();
            let into = graph.flows().filter(|(_, _, to)| to.id == node.id);
            let lost = into.filter(|(flow, from, _)| {
                !full.contains(&flow.id) && !elsewhere.iter().any(|at| **at == from.id || ways.lead(at, &from.id))
            });
            (lost.count() > free).then(|| "waits at a join for a way along which nobody can come".to_owned())
        }
        _ => None,
    }
}

const fn joins(token: &Token) -> bool {
    matches!(token.wait, Some(Wait::Join | Wait::Reset { .. }))
}

/// From where to where a definition leads within a scope.
pub struct Ways(BTreeMap<ElementId, BTreeSet<ElementId>>);

impl Ways {
    fn of(graph: &Definition) -> Self {
        let flows = graph.flows().map(|(_, from, to)| (&from.id, &to.id));
        let hosts = graph
            .elements()
            .filter_map(|node| Some((&graph.host_of(node)?.id, &node.id)));
        let steps: Vec<(&ElementId, &ElementId)> = flows.chain(hosts).collect();
        let reached = |from: &ElementId| {
            let (mut seen, mut todo) = (BTreeSet::new(), vec![from]);
            while let Some(at) = todo.pop() {
                for (_, next) in steps.iter().filter(|(step, _)| *step == at) {
                    if seen.insert((*next).clone()) {
                        todo.push(next);
                    }
                }
            }
            seen
        };
        Self(
            graph
                .elements()
                .map(|node| (node.id.clone(), reached(&node.id)))
                .collect(),
        )
    }

    fn lead(&self, from: &ElementId, to: &ElementId) -> bool {
        self.0.get(from).is_some_and(|reached| reached.contains(to))
    }
}
