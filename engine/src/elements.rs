//! What each kind of element does. One file per kind; the dispatch is exhaustive, so that a new kind
//! does not compile until it is handled here.

pub(crate) mod boundary;
mod catch;
mod end;
pub(crate) mod errors;
mod exclusive;
mod inclusive;
mod parallel;
mod script_task;
mod service_task;
mod subprocess;
mod timer;
mod user_task;

use crate::decide::Outcome;
use crate::decide::Run;
use crate::ids::TokenId;
use crate::incident::Incident;
use crate::lifecycle::IllegalTransition;
use crate::model::{FlowIx, Kind, NodeIx};

/// What working on an element gives: an outcome, or an incident; the outer error is a damaged state.
pub(crate) type Worked = Result<Result<Outcome, Incident>, IllegalTransition>;

/// Does the work of the element a token is at.
pub(crate) fn work(run: &mut Run<'_, '_>, token: TokenId, node: NodeIx) -> Worked {
    let definition = run.definition;
    let node = definition.node(node);
    match &node.kind {
        Kind::Start | Kind::Exclusive | Kind::Boundary(_) => Ok(Ok(Outcome::Done)),
        Kind::End(end) => end::work(run, token, node, end),
        Kind::Inclusive => Ok(Ok(inclusive::work(node))),
        Kind::Subprocess(subprocess) => subprocess::work(run, token, subprocess),
        Kind::UserTask(task) => Ok(user_task::work(run, token, node, task)),
        Kind::ServiceTask(task) => Ok(service_task::work(run, token, node, task)),
        Kind::ScriptTask(task) => script_task::work(run, token, task),
        Kind::Parallel => parallel::work(run, token, node),
        Kind::Catch(catch) => Ok(catch::work(run, token, node, catch)),
    }
}

/// The flows a token leaves along.
pub(crate) fn ways_out(run: &Run<'_, '_>, token: TokenId, node: NodeIx) -> Result<Vec<FlowIx>, Incident> {
    let node = run.definition.node(node);
    match &node.kind {
        Kind::Exclusive => exclusive::way_out(run, token, node).map(|flow| vec![flow]),
        Kind::Inclusive => inclusive::ways_out(run, token, node),
        Kind::Start
        | Kind::End(_)
        | Kind::Subprocess(_)
        | Kind::UserTask(_)
        | Kind::ServiceTask(_)
        | Kind::ScriptTask(_)
        | Kind::Parallel
        | Kind::Catch(_)
        | Kind::Boundary(_) => Ok(node.outgoing.clone()),
    }
}
