//! What a process can ask for with `service:`. One file per family.
//!
//! A service here is pure: it changes the turn's records and is done. What needs the outside (printing, the object
//! store) answers [`Answer::ForWorker`] and lives in `jobs/`.

mod case;
pub(crate) mod clock;
pub mod completion;
mod policy;

pub use policy::state as version_state;

use radica_engine::effect::RunJob;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::jobs::{JobKind, issue_document};
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

/// What a process can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// The filer was notified: the term stops, and the time to complete begins.
    ClockStop,
    /// The filer delivered: the term goes on.
    ClockResume,
    /// The term is extended.
    ClockExtend,
    /// The filer has as much time again to complete.
    CompletionExtend,
    /// Somebody is told.
    Notify,
    /// How the case was decided is recorded.
    RecordOutcome,
    /// The case ends.
    CloseCase,
    /// The filing is taken for withdrawn.
    Desist,
    /// A document is numbered, printed, signed and filed.
    IssueDocument,
    /// A committee votes.
    OpenBallot,
    /// A version enters into force.
    PublishVersion,
    /// A version ends without entering into force.
    WithdrawVersion,
}

impl Service {
    /// Every service.
    pub const ALL: [Self; 12] = [
        Self::ClockStop,
        Self::ClockResume,
        Self::ClockExtend,
        Self::CompletionExtend,
        Self::Notify,
        Self::RecordOutcome,
        Self::CloseCase,
        Self::Desist,
        Self::IssueDocument,
        Self::OpenBallot,
        Self::PublishVersion,
        Self::WithdrawVersion,
    ];

    /// As a process writes it after `service:`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ClockStop => "clock-stop",
            Self::ClockResume => "clock-resume",
            Self::ClockExtend => "clock-extend",
            Self::CompletionExtend => "completion-extend",
            Self::Notify => "notify",
            Self::RecordOutcome => "record-outcome",
            Self::CloseCase => "close-case",
            Self::Desist => "desist",
            Self::IssueDocument => "issue-document",
            Self::OpenBallot => "open-ballot",
            Self::PublishVersion => "publish-version",
            Self::WithdrawVersion => "withdraw-version",
        }
    }

    /// The service of that name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.word() == word)
    }

    /// Whether an `input:` without expressions is what the service takes, and if not why.
    ///
    /// # Errors
    /// What is missing, unknown or of another type.
    pub fn check_input(self, input: &Value) -> std::result::Result<(), serde_json::Error> {
        match self {
            Self::ClockStop => fits::<clock::Notified>(input),
            Self::ClockResume => fits::<clock::Change>(input),
            Self::ClockExtend => fits::<clock::Extension>(input),
            Self::CompletionExtend => fits::<completion::Extended>(input),
            Self::Notify => fits::<case::Notify>(input),
            Self::RecordOutcome => fits::<case::Recorded>(input),
            Self::Desist => fits::<case::Desisted>(input),
            Self::IssueDocument => fits::<issue_document::Input>(input),
            Self::CloseCase | Self::OpenBallot | Self::PublishVersion | Self::WithdrawVersion => fits::<Nothing>(input),
        }
    }
}

/// A service that takes no input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Runs a service of the turn's instance.
pub fn run(turn: &mut Turn, job: &RunJob) -> Result<Answer> {
    let done = |()| Answer::Done(json!({}));
    let Some(service) = Service::parse(&job.kind) else {
        return Ok(Answer::Unknown);
    };
    match service {
        Service::ClockStop => {
            let notified = clock::stop(turn, input(job)?)?;
            completion::begin(turn, notified).map(Answer::Done)
        }
        Service::ClockResume => clock::resume(turn, input(job)?).map(done),
        Service::ClockExtend => clock::extend(turn, input(job)?).map(done),
        Service::CompletionExtend => completion::extend(turn, input(job)?).map(Answer::Done),
        Service::Notify => case::notify(turn, input(job)?, &job.job.to_string()).map(done),
        Service::RecordOutcome => case::record_outcome(turn, input(job)?).map(done),
        Service::CloseCase => case::close(turn).map(done),
        Service::Desist => case::desist(turn, input(job)?).map(done),
        Service::IssueDocument => Ok(Answer::ForWorker(JobKind::IssueDocument)),
        Service::OpenBallot => policy::open_ballot(turn).map(done),
        Service::PublishVersion => policy::publish(turn).map(done),
        Service::WithdrawVersion => policy::withdraw(turn).map(done),
    }
}

fn fits<T: DeserializeOwned>(input: &Value) -> std::result::Result<(), serde_json::Error> {
    T::deserialize(input).map(drop)
}

fn input<T: DeserializeOwned>(job: &RunJob) -> Result<T> {
    serde_json::from_value(job.input.clone())
        .map_err(|problem| Error::Internal(format!("input of service {} at {}: {problem}", job.kind, job.element)))
}
