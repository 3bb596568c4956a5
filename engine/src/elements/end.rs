//! End event: ends its path, every path of its scope, or its scope with an error.

use super::{Worked, errors};
use crate::decide::{Outcome, Run, scopes};
use crate::ids::TokenId;
use crate::incident::{Incident, IncidentKind, Retry};
use crate::model::{End, Node};
use crate::variables::Value;

/// Ends.
pub(super) fn work(run: &mut Run<'_, '_>, token: TokenId, node: &Node, end: &End) -> Worked {
    match end {
        End::Plain => {}
        End::Terminate => {
            let scope = run.scope_of(token);
            scopes::terminate(run, scope, &node.id, Some(token))?;
        }
        End::Error(code) => {
            let scope = run.scope_of(token);
            if !errors::throw_out_of(run, scope, code, &Value::Null)? {
                let message = format!("el camino termina con el error `{code}` y nada lo atiende");
                return Ok(Err(Incident::new(IncidentKind::Error, message, Retry::Work)));
            }
        }
    }
    Ok(Ok(Outcome::Done))
}
