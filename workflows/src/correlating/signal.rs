//! Signals: one job finds out who waits, and leaves a job for each of them. Both are done once: they end in the commit
//! that does what they ask.

use std::collections::BTreeMap;

use jiff::Timestamp;
use radica_engine::Command;
use radica_engine::event::BoundaryOn;
use radica_engine::ids as engine;
use radica_storage::ids::{InstanceId, SubscriptionId};
use radica_storage::jobs::{Job, JobState};
use radica_storage::{Batch, Commit, Json, subscriptions};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::kept;
use crate::actor::Actor;
use crate::app::App;
use crate::effects::job_at;
use crate::jobs::{JobError, JobKind};
use crate::problem::Error;
use crate::runtime;
use crate::turn::Turn;

#[derive(Deserialize)]
struct Payload<T> {
    input: T,
}

/// A signal that was thrown.
#[derive(Deserialize)]
struct Thrown {
    signal: String,
    content: String,
    thrown_by: InstanceId,
    thrown_at: Timestamp,
}

/// A signal on its way to one instance.
#[derive(Serialize, Deserialize)]
struct Heard {
    signal: String,
    content: String,
    /// The waits that were there when it was thrown; later ones did not hear it.
    waits: Vec<SubscriptionId>,
}

/// Leaves a job for each instance that waited when the signal was thrown.
pub async fn announce(app: &App, job: &Job) -> Result<(), JobError> {
    let Payload { input } = job.payload.read::<Payload<Thrown>>().map_err(JobError::never)?;
    let waits = subscriptions::listening(&app.db, &input.signal, input.thrown_by, input.thrown_at).await;
    let mut by_instance = BTreeMap::<InstanceId, Vec<SubscriptionId>>::new();
    for wait in waits.map_err(Error::from)? {
        by_instance.entry(wait.instance).or_default().push(wait.id);
    }
    let mut ids = app.ids();
    let jobs = by_instance.into_iter().map(|(instance, waits)| {
        let input = json!(Heard {
            signal: input.signal.clone(),
            content: input.content.clone(),
            waits,
        });
        job_at(app.clock.now(), ids.id(), JobKind::Hear, Some(instance), input)
    });
    let batch = Batch::new().put(done(job)).put_all(jobs);
    let commit = Commit::of(batch).expect::<Job>(&job.id, Some(job.version));
    app.writer.commit_patiently(commit).await.map_err(Error::from)?;
    Ok(())
}

/// Brings a signal to one instance, if it still waits for it.
pub async fn hear(app: &App, job: &Job) -> Result<(), JobError> {
    let Payload { input } = job.payload.read::<Payload<Heard>>().map_err(JobError::never)?;
    let Some(instance) = job.instance else {
        return Err(JobError::never("a signal for nobody"));
    };
    let content = kept(&read_back(&input.content)?)?;
    let command = Command::Signal {
        signal: input.signal.clone(),
        content,
    };
    runtime::play_with(
        app,
        &Actor::System("signals"),
        instance,
        |turn| {
            turn.put(done(job));
            if still_waits(turn, &input.waits) {
                turn.run(command.clone())?;
            }
            Ok(())
        },
        |commit| commit.expect::<Job>(&job.id, Some(job.version)),
    )
    .await?;
    Ok(())
}

fn still_waits(turn: &Turn, waits: &[SubscriptionId]) -> bool {
    turn.matter.instance.armed().any(|(_, armed)| match armed.on {
        BoundaryOn::Signal {
            subscription: engine::SubscriptionId(id),
            ..
        } => waits.contains(&id.into()),
        _ => false,
    })
}

fn read_back(content: &str) -> Result<Json, JobError> {
    let value: serde_json::Value = serde_json::from_str(content).map_err(JobError::never)?;
    Ok(value.into())
}

fn done(job: &Job) -> Job {
    Job {
        version: job.version + 1,
        state: JobState::Done,
        lease_owner: None,
        ..job.clone()
    }
}
