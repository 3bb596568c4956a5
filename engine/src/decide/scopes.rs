//! Scopes of subprocesses: closed when no token is left in them, or terminated with what is inside.

use super::{Run, Todo, data, repeat};
use crate::elements::{ad_hoc, compensation};
use crate::event::{Cause, Event, Wait};
use crate::ids::{ElementId, ScopeId, TokenId};
use crate::instance::ROOT;
use crate::lifecycle::IllegalTransition;
use crate::model::Node;

/// Closes every scope in which no token is left; the token that opened it goes on.
pub(super) fn close_empty(run: &mut Run<'_>) -> Result<(), IllegalTransition> {
    let mut emptied = run.instance.take_emptied();
    emptied.sort_unstable();
    emptied.dedup();
    for scope in emptied {
        if scope != ROOT && is_empty(run, scope) {
            close(run, scope)?;
        }
    }
    Ok(())
}

fn close(run: &mut Run<'_>, scope: ScopeId) -> Result<(), IllegalTransition> {
    let token = scope.owner();
    let Some(at) = run.at(token) else {
        return Ok(());
    };
    if compensation::reopened(run, token, at) {
        run.emit(Event::Continued {
            token,
            after: Cause::Undo,
        })?;
        return compensation::undone(run, token);
    }
    if repeat::is_instance(run, token) {
        if ad_hoc::goes_on(run, token, at)? {
            return Ok(());
        }
        crate::elements::call::copy_out(run, token, at)?;
        // The scope is the instance's own too; it closes when the instance leaves.
        run.emit(Event::Continued {
            token,
            after: Cause::Scope,
        })?;
        run.todo(Todo::Leave { token });
        return Ok(());
    }
    if at.node().repeat.is_some() {
        return repeat::finish(run, token, at);
    }
    if ad_hoc::goes_on(run, token, at)? {
        return Ok(());
    }
    compensation::remember(run, token, at)?;
    crate::elements::call::copy_out(run, token, at)?;
    data::close(run, token, at.node())?;
    run.emit(Event::Continued {
        token,
        after: Cause::Scope,
    })?;
    run.todo(Todo::Leave { token });
    Ok(())
}

/// Whether nothing goes on in a scope whose token waits for it.
fn is_empty(run: &Run<'_>, scope: ScopeId) -> bool {
    let owner = run.instance.token(scope.owner());
    owner.is_some_and(|token| matches!(token.wait, Some(Wait::Scope))) && run.instance.index().is_empty(scope)
}

/// A path ended at an activity: an ad-hoc subprocess around it is looked at.
pub(super) fn path_ended(run: &mut Run<'_>, scope: ScopeId, node: &Node) -> Result<(), IllegalTransition> {
    ad_hoc::performed(run, scope, &node.id)
}

/// Ends every token of a scope, and of the scopes inside it, but its own and one more.
pub(crate) fn terminate(
    run: &mut Run<'_>,
    scope: ScopeId,
    by: &ElementId,
    except: Option<TokenId>,
) -> Result<(), IllegalTransition> {
    run.forget_entries(scope);
    let inside = run.instance.tokens().filter(|(_, token)| token.scope == scope);
    let kept = |id: &TokenId| *id == scope.owner() || Some(*id) == except;
    let tokens: Vec<TokenId> = inside.map(|(id, _)| id).filter(|id| !kept(id)).collect();
    for token in tokens {
        end(run, token, by)?;
    }
    // What is left are instances, each of which lives in a scope of its own.
    let inner = run.instance.scopes().filter(|(_, inner)| inner.parent == Some(scope));
    let inner: Vec<ScopeId> = inner
        .map(|(id, _)| id)
        .filter(|id| Some(id.owner()) != except)
        .collect();
    for scope in inner {
        end(run, scope.owner(), by)?;
    }
    Ok(())
}

/// Ends a token and, when it has a scope, all inside.
pub(crate) fn end(run: &mut Run<'_>, token: TokenId, by: &ElementId) -> Result<(), IllegalTransition> {
    let Some(there) = run.instance.token(token) else {
        return Ok(());
    };
    let (undoes, round) = (there.undoes, there.scope == ScopeId::of(token));
    run.withdraw(token);
    let scope = ScopeId::of(token);
    let opened = run.instance.scope(scope).is_some();
    if opened {
        terminate(run, scope, by, None)?;
        run.deafen(scope)?;
    }
    if opened && !round {
        run.emit(Event::ScopeClosed { scope })?;
    }
    run.emit(Event::Interrupted { token, by: by.clone() })?;
    // The token of a round lives in its own scope, which goes last.
    if opened && round {
        run.emit(Event::ScopeClosed { scope })?;
    }
    // Whoever asked for the undoing goes on with the rest.
    if let Some(asked) = undoes {
        run.todo(Todo::Undo { token: asked });
    }
    Ok(())
}
