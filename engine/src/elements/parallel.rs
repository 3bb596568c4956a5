//! Parallel gateway: waits until a token is there from every incoming flow, then takes all ways out.

use std::collections::BTreeMap;

use super::Worked;
use crate::decide::{Outcome, Run, join};
use crate::event::Wait;
use crate::ids::TokenId;
use crate::model::Node;

/// Joins, or waits for the rest.
pub(super) fn work(run: &mut Run<'_>, token: TokenId, node: &Node) -> Worked {
    let missing = node.incoming.len().saturating_sub(1);
    let key = (run.scope_of(token), node.id.clone());
    let waiting = run.instance.index().joining().get(&key);
    // Each way in needs a token of its own, so with fewer tokens there is nothing to look at.
    if waiting.map_or(0, |waiting| waiting.len()) < missing {
        return Ok(Ok(Outcome::Rest(Wait::Join)));
    }
    let others = waiting.into_iter().flatten().copied().collect();
    let others = one_of_each_way(run, token, others, missing);
    if others.len() < missing {
        return Ok(Ok(Outcome::Rest(Wait::Join)));
    }
    for other in others {
        join::merge(run, other)?;
    }
    Ok(Ok(Outcome::Done))
}

/// The oldest token that waits here from each other flow. One that an operator put here came along none, and
/// stands for any.
fn one_of_each_way(run: &Run<'_>, id: TokenId, waiting: Vec<TokenId>, missing: usize) -> Vec<TokenId> {
    let (mut by_way, mut free) = (BTreeMap::new(), Vec::new());
    let own = run.instance.token(id).and_then(|token| token.flow.as_ref());
    for other in waiting {
        match run.instance.token(other).and_then(|token| token.flow.as_ref()) {
            Some(flow) if Some(flow) != own => {
                by_way.entry(flow.clone()).or_insert(other);
            }
            Some(_) => {}
            None => free.push(other),
        }
    }
    by_way.into_values().chain(free).take(missing).collect()
}
