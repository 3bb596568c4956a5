//! Service task: a worker does something and answers.

use serde_json::{Map, Value as Json};

use crate::decide::{Outcome, Run};
use crate::effect::{Effect, RunJob};
use crate::event::Wait;
use crate::ids::{JobId, TokenId};
use crate::incident::Incident;
use crate::model::{Node, ServiceTask};

/// Asks for the job.
pub(super) fn work(run: &mut Run<'_>, token: TokenId, node: &Node, task: &ServiceTask) -> Result<Outcome, Incident> {
    let scope = run.scoped(run.local(token));
    let around = run.around(&scope);
    let input: Map<String, Json> = task
        .input
        .iter()
        .map(|(name, value)| (name.to_string(), value.evaluate(around).to_json()))
        .collect();
    let job = JobId(run.new_id());
    run.effect(Effect::RunJob(Box::new(RunJob {
        job,
        element: node.id.clone(),
        kind: task.service.clone(),
        input: Json::Object(input),
    })));
    Ok(Outcome::Rest(Wait::Job { job }))
}
