//! Call activity: another process runs in a scope that sees nothing around it. The version is bound when the
//! call begins.

use super::{Worked, subprocess};
use crate::decide::{At, Outcome, Run, data, repeat};
use crate::event::Wait;
use crate::ids::{ScopeId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::lifecycle::IllegalTransition;
use crate::limits;
use crate::model::{CallActivity, Definition, Kind, Node, Version};
use crate::variables::{Name, Value, Variables};

/// Where the scope of a called process keeps what it was given; no expression can name it.
const GIVEN: &str = "$given";

/// Begins the called process.
pub(super) fn work(run: &mut Run<'_>, token: TokenId, node: &Node, call: &CallActivity) -> Worked {
    let called = match called(run, token, call) {
        Ok(called) => called,
        Err(incident) => return Ok(Err(incident)),
    };
    // Without a mapping, the process gets a copy of all that is seen here.
    let copied = if node.has_data() { Vec::new() } else { copy(run, token) };
    let scope = data::open(run, token, node, Some(&called.hash))?;
    run.set_here(scope, copied)?;
    subprocess::furnish(run, scope, called, None)?;
    subprocess::enter_starts(run, scope, called, &called.body.starts);
    Ok(Ok(Outcome::Rest(Wait::Scope)))
}

fn called<'a>(run: &Run<'a>, token: TokenId, call: &CallActivity) -> Result<&'a Definition, Incident> {
    let scope = run.local(token);
    let id = call
        .process
        .text("el proceso llamado", run.around(&run.scoped(scope)), Retry::Work)?;
    if depth(run, scope) >= limits::CALL_DEPTH {
        let message = format!(
            "hay {} procesos llamados uno dentro de otro: quizá se llaman en círculo",
            limits::CALL_DEPTH
        );
        return Err(Incident::new(IncidentKind::Call, message, Retry::Work));
    }
    let found = match &call.version {
        Version::Latest => run.library.process(&id),
        Version::Fixed(hash) => run.library.version(hash),
    };
    found.ok_or_else(|| {
        let message = format!("el proceso llamado `{id}` no existe en la versión pedida");
        Incident::new(IncidentKind::Call, message, Retry::Work)
    })
}

/// A copy of all that is seen, and what it was: only what the process then changes is copied back.
fn copy(run: &Run<'_>, token: TokenId) -> Vec<(Name, Value)> {
    let seen = run.scoped(run.local(token)).all();
    let counts = |name: &Name| matches!(run.at(token), Some(at) if repeat::is_own_of_round(at.node(), name));
    let seen = seen.iter().map(|(name, value)| (name.clone(), value.clone()));
    let copied: Vec<(Name, Value)> = seen.filter(|(name, _)| !counts(name)).collect();
    let given = Value::Context(copied.iter().cloned().collect());
    copied.into_iter().chain([(Name::from(GIVEN), given)]).collect()
}

/// How many calls a scope is inside of.
fn depth(run: &Run<'_>, scope: ScopeId) -> usize {
    let around = run.instance.outwards(scope);
    around.filter(|scope| scope.calls.is_some()).count()
}

/// A called process is done: without a mapping, what it changed is set around the call. What it left as it was
/// may have changed there.
pub(crate) fn copy_out(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Result<(), IllegalTransition> {
    let node = at.node();
    if !matches!(node.kind, Kind::CallActivity(_)) || node.has_data() {
        return Ok(());
    }
    let own = run.instance.scope(ScopeId::of(token));
    let (around, variables) = match own.map(|scope| (scope.parent, scope.variables.clone())) {
        Some((Some(around), variables)) => (around, variables),
        _ => return Ok(()),
    };
    let given = variables.get(GIVEN).and_then(Value::as_context);
    let before = |name: &Name| given.and_then(|given| given.get(name));
    let changed = variables
        .iter()
        .filter(|(name, _)| !name.starts_with('$') && !repeat::is_own_of_round(node, name))
        .filter(|(name, value)| before(name) != Some(*value))
        .map(|(name, value)| (name.clone(), value.clone()));
    let changed: Variables = changed.collect();
    run.set(around, &changed)
}
