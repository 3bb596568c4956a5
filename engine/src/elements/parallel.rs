//! Parallel gateway: waits until a token is there from every incoming flow, then takes all ways out.

use std::collections::BTreeMap;

use super::Worked;
use crate::decide::{Outcome, Run};
use crate::event::{Cause, Event, Wait};
use crate::ids::{ElementId, TokenId};
use crate::lifecycle::IllegalTransition;
use crate::model::Node;

/// Joins, or waits for the rest.
pub(super) fn work(run: &mut Run<'_, '_>, token: TokenId, node: &Node) -> Worked {
    let missing = node.incoming.len().saturating_sub(1);
    let others = others(run, token, node);
    if others.len() < missing {
        return Ok(Ok(Outcome::Rest(Wait::Join)));
    }
    for other in others.into_values() {
        merge(run, other)?;
    }
    Ok(Ok(Outcome::Done))
}

/// The oldest token that waits here from each other flow.
fn others(run: &Run<'_, '_>, id: TokenId, node: &Node) -> BTreeMap<ElementId, TokenId> {
    let mut others = BTreeMap::new();
    let Some(this) = run.instance.token(id) else {
        return others;
    };
    for (other, token) in run.instance.tokens() {
        let waits_here = token.element == node.id
            && token.scope == this.scope
            && token.flow != this.flow
            && matches!(token.wait, Some(Wait::Join));
        if let (true, Some(flow)) = (waits_here, &token.flow) {
            others.entry(flow.clone()).or_insert(other);
        }
    }
    others
}

fn merge(run: &mut Run<'_, '_>, token: TokenId) -> Result<(), IllegalTransition> {
    run.emit(Event::Continued {
        token,
        after: Cause::Join,
    })?;
    run.emit(Event::Left { token })
}
