//! What a process can ask for with `service:`. One file per family.
//!
//! A service here is pure: it changes the turn's records and is done. What needs the outside (printing, the object
//! store) answers [`Answer::ForWorker`] and lives in `jobs/`.

mod case;
mod clock;
mod policy;

pub use policy::state as version_state;

use radica_engine::effect::RunJob;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::jobs::JobKind;
use crate::problem::{Error, Result};
use crate::turn::Turn;

/// How a service answers.
pub enum Answer {
    /// Done, with its result.
    Done(Value),
    /// A worker does it after the commit.
    ForWorker(JobKind),
    /// There is no such service.
    Unknown,
}

/// Every service, for `radica check`.
pub const KNOWN: &[&str] = &[
    "clock-stop",
    "clock-resume",
    "clock-extend",
    "notify",
    "record-outcome",
    "close-case",
    "desist",
    "issue-document",
    "open-ballot",
    "publish-version",
    "withdraw-version",
];

/// Runs a service of the turn's instance.
pub fn run(turn: &mut Turn, job: &RunJob) -> Result<Answer> {
    let done = |()| Answer::Done(Value::Object(serde_json::Map::new()));
    match job.kind.as_str() {
        "clock-stop" => clock::stop(turn, input(job)?).map(done),
        "clock-resume" => clock::resume(turn, input(job)?).map(done),
        "clock-extend" => clock::extend(turn, input(job)?).map(done),
        "notify" => case::notify(turn, input(job)?, &job.job.to_string()).map(done),
        "record-outcome" => case::record_outcome(turn, input(job)?).map(done),
        "close-case" => case::close(turn).map(done),
        "desist" => case::desist(turn, input(job)?).map(done),
        "issue-document" => Ok(Answer::ForWorker(JobKind::IssueDocument)),
        "open-ballot" => policy::open_ballot(turn).map(done),
        "publish-version" => policy::publish(turn).map(done),
        "withdraw-version" => policy::withdraw(turn).map(done),
        _ => Ok(Answer::Unknown),
    }
}

fn input<T: DeserializeOwned>(job: &RunJob) -> Result<T> {
    serde_json::from_value(job.input.clone())
        .map_err(|problem| Error::Internal(format!("input of service {} at {}: {problem}", job.kind, job.element)))
}
