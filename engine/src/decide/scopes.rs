//! Scopes of subprocesses: closed when no token is left in them, or terminated with what is inside.

use super::{Run, Todo};
use crate::event::{Cause, Event, Wait};
use crate::ids::{ElementId, ScopeId, TokenId};
use crate::instance::ROOT;
use crate::lifecycle::IllegalTransition;

/// Closes every subprocess in which no token is left; its own token goes on.
pub(super) fn close_empty(run: &mut Run<'_, '_>) -> Result<(), IllegalTransition> {
    let scopes = run
        .instance
        .scopes()
        .map(|(id, _)| id)
        .filter(|id| *id != ROOT);
    let empty: Vec<ScopeId> = scopes
        .filter(|id| !run.instance.tokens().any(|(_, token)| token.scope == *id))
        .collect();
    for scope in empty {
        let token = scope.owner();
        run.emit(Event::ScopeClosed { scope })?;
        run.emit(Event::Continued {
            token,
            after: Cause::Scope,
        })?;
        run.todo(Todo::Leave { token });
    }
    Ok(())
}

/// Ends every token of a scope, and of the scopes inside it, except one.
pub(crate) fn terminate(
    run: &mut Run<'_, '_>,
    scope: ScopeId,
    by: &ElementId,
    except: Option<TokenId>,
) -> Result<(), IllegalTransition> {
    run.forget_entries(scope);
    let inside = run
        .instance
        .tokens()
        .filter(|(_, token)| token.scope == scope);
    let tokens: Vec<TokenId> = inside
        .map(|(id, _)| id)
        .filter(|id| Some(*id) != except)
        .collect();
    for token in tokens {
        end(run, token, by)?;
    }
    Ok(())
}

/// Ends a token and, when it is at a subprocess, all inside.
pub(crate) fn end(
    run: &mut Run<'_, '_>,
    token: TokenId,
    by: &ElementId,
) -> Result<(), IllegalTransition> {
    run.withdraw(token);
    let scope = ScopeId::of(token);
    let open = run
        .instance
        .token(token)
        .is_some_and(|token| matches!(token.wait, Some(Wait::Scope)));
    if open {
        terminate(run, scope, by, None)?;
        run.emit(Event::ScopeClosed { scope })?;
    }
    run.emit(Event::Interrupted {
        token,
        by: by.clone(),
    })
}
