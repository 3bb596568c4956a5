//! What each kind of element does. One file per kind; the dispatch is exhaustive, so that a new kind
//! does not compile until it is handled here.

pub(crate) mod ad_hoc;
pub(crate) mod arm;
mod business_rule_task;
pub(crate) mod call;
mod catch;
mod catching;
pub(crate) mod compensation;
pub(crate) mod complex;
pub(crate) mod errors;
mod event_based;
mod exclusive;
mod inclusive;
mod messages;
mod parallel;
mod script_task;
mod service_task;
pub(crate) mod signals;
pub(crate) mod subprocess;
pub(crate) mod throw;
mod timer;
mod user_task;

use crate::decide::{At, Outcome, Run, data};
use crate::ids::{ScopeId, TokenId};
use crate::incident::Incident;
use crate::lifecycle::IllegalTransition;
use crate::model::{FlowIx, Kind};
pub(crate) use timer::scheduled;

/// What working on an element gives: an outcome, or an incident; the outer error is a damaged state.
pub(crate) type Worked = Result<Result<Outcome, Incident>, IllegalTransition>;

/// Does the work of the element a token is at.
pub(crate) fn work(run: &mut Run<'_>, token: TokenId, at: At<'_>) -> Worked {
    let node = at.node();
    match &node.kind {
        Kind::Start(_) | Kind::Exclusive | Kind::Boundary(_) | Kind::ManualTask | Kind::Task => Ok(Ok(Outcome::Done)),
        Kind::End(thrown) | Kind::Throw(thrown) => throw::work(run, token, node, thrown),
        Kind::Catch(catch) => catch::work(run, token, node, catch),
        Kind::UserTask(task) => Ok(user_task::work(run, token, node, task)),
        Kind::ServiceTask(task) => Ok(service_task::work(run, token, node, task)),
        Kind::ScriptTask(task) => script_task::work(run, token, task),
        Kind::BusinessRuleTask(task) => business_rule_task::work(run, token, task),
        Kind::SendTask(message) => messages::send(run, token, node, message),
        Kind::ReceiveTask(task) => Ok(catch::wait_for_message(run, token, node, &task.message)),
        Kind::Subprocess(subprocess) => subprocess::work(run, token, at, subprocess),
        Kind::CallActivity(call) => call::work(run, token, node, call),
        Kind::Inclusive => Ok(Ok(inclusive::work(node))),
        Kind::Parallel => parallel::work(run, token, node),
        Kind::Complex(complex) => complex::work(run, token, at, complex),
        Kind::EventBased(_) => event_based::work(run, token, at),
    }
}

/// The flows a token leaves along. What an activity gives out is set before its ways are chosen (BPMN 2.0.2,
/// §10.4.2).
pub(crate) fn ways_out(run: &Run<'_>, token: TokenId, at: At<'_>) -> Result<Vec<FlowIx>, Incident> {
    let node = at.node();
    match &node.kind {
        Kind::Exclusive => exclusive::way_out(run, token, at),
        Kind::End(_) => Ok(Vec::new()),
        Kind::Throw(thrown) if compensation::went_on_at_once(thrown) => Ok(Vec::new()),
        Kind::Parallel => Ok(node.outgoing.clone()),
        Kind::EventBased(_) => Err(event_based::no_way_out()),
        Kind::Complex(_) => inclusive::ways_out(run, token, at, complex::counted(true)),
        Kind::Inclusive
        | Kind::Start(_)
        | Kind::Throw(_)
        | Kind::Catch(_)
        | Kind::Boundary(_)
        | Kind::UserTask(_)
        | Kind::ServiceTask(_)
        | Kind::ScriptTask(_)
        | Kind::BusinessRuleTask(_)
        | Kind::SendTask(_)
        | Kind::ReceiveTask(_)
        | Kind::ManualTask
        | Kind::Task
        | Kind::Subprocess(_)
        | Kind::CallActivity(_) => inclusive::ways_out(run, token, at, data::outputs(run, ScopeId::of(token), node)),
    }
}
