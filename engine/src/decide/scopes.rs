//! Scopes of subprocesses: closed when no token is left in them, or terminated with what is inside.

use super::{Run, Todo, each};
use crate::event::{Cause, Event, Wait};
use crate::ids::{ElementId, ScopeId, TokenId};
use crate::instance::{ROOT, Token};
use crate::lifecycle::IllegalTransition;

/// Closes every scope in which no token is left; the token that opened it goes on.
pub(super) fn close_empty(run: &mut Run<'_, '_>) -> Result<(), IllegalTransition> {
    let scopes = run.instance.scopes().map(|(id, _)| id).filter(|id| *id != ROOT);
    let empty: Vec<ScopeId> = scopes.filter(|id| is_empty(run, *id)).collect();
    for scope in empty {
        let token = scope.owner();
        let Some(node) = run.node_of(token) else {
            continue;
        };
        let node = run.definition.node(node);
        if each::is_instance(run, token) {
            // The scope is the instance's own too; it closes when the instance leaves.
            run.emit(Event::Continued {
                token,
                after: Cause::Scope,
            })?;
            run.todo(Todo::Leave { token });
        } else if node.each.is_some() {
            each::finish(run, token, node)?;
        } else {
            run.emit(Event::ScopeClosed { scope })?;
            run.emit(Event::Continued {
                token,
                after: Cause::Scope,
            })?;
            run.todo(Todo::Leave { token });
        }
    }
    Ok(())
}

/// Whether nothing goes on in a scope whose token waits for it.
fn is_empty(run: &Run<'_, '_>, scope: ScopeId) -> bool {
    let owner = scope.owner();
    let waits = |token: &Token| matches!(token.wait, Some(Wait::Scope));
    run.instance.token(owner).is_some_and(waits)
        && !run
            .instance
            .tokens()
            .any(|(id, token)| token.scope == scope && id != owner)
        && !run.instance.scopes().any(|(_, inner)| inner.parent == Some(scope))
}

/// Ends every token of a scope, and of the scopes inside it, but its own and one more.
pub(crate) fn terminate(
    run: &mut Run<'_, '_>,
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
    let inner: Vec<ScopeId> = inner.map(|(id, _)| id).collect();
    for scope in inner {
        end(run, scope.owner(), by)?;
        close(run, scope)?;
    }
    Ok(())
}

/// Ends a token and, when it waits for a scope, all inside.
pub(crate) fn end(run: &mut Run<'_, '_>, token: TokenId, by: &ElementId) -> Result<(), IllegalTransition> {
    run.withdraw(token);
    let scope = ScopeId::of(token);
    let waits = |token: &Token| matches!(token.wait, Some(Wait::Scope));
    if run.instance.token(token).is_some_and(waits) {
        terminate(run, scope, by, None)?;
        close(run, scope)?;
    }
    run.emit(Event::Interrupted { token, by: by.clone() })
}

fn close(run: &mut Run<'_, '_>, scope: ScopeId) -> Result<(), IllegalTransition> {
    match run.instance.scope(scope) {
        Some(_) => run.emit(Event::ScopeClosed { scope }),
        None => Ok(()),
    }
}
