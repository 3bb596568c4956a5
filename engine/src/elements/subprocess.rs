//! Embedded subprocess: opens a scope and waits until no token is left in it.

use super::Worked;
use crate::decide::{Outcome, Run, Todo, each};
use crate::event::{Event, Wait};
use crate::ids::{ScopeId, TokenId};
use crate::incident::{Incident, IncidentKind, Retry};
use crate::model::Subprocess;

/// Opens the scope and brings a token to its start.
pub(super) fn work(run: &mut Run<'_, '_>, token: TokenId, subprocess: &Subprocess) -> Worked {
    let Some(node) = subprocess.start else {
        let message = "el subproceso no tiene inicio";
        return Ok(Err(Incident::new(IncidentKind::NoFlow, message, Retry::Work)));
    };
    let scope = ScopeId::of(token);
    // An instance of an activity done for each item has its scope already.
    if !each::is_instance(run, token) {
        let parent = run.scope_of(token);
        run.emit(Event::ScopeOpened { scope, parent })?;
    }
    run.todo(Todo::Enter {
        node,
        scope,
        flow: None,
    });
    Ok(Ok(Outcome::Rest(Wait::Scope)))
}
