//! Signals: one job finds out who waits and which processes begin, and leaves a job for each of them. All are done
//! once: they end in the commit that does what they ask.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use radica_engine::Command;
use radica_engine::event::BoundaryOn;
use radica_engine::ids as engine;
use radica_storage::ids::{InstanceId, SubscriptionId};
use radica_storage::jobs::{Job, JobState};
use radica_storage::starts::{self, Start, StartKind};
use radica_storage::{Batch, Commit, subscriptions};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::content_of;
use crate::actor::Actor;
use crate::app::App;
use crate::effects::job_at;
use crate::jobs::{JobError, JobKind};
use crate::problem::Error;
use crate::runtime;
use crate::starting;
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

/// Leaves a job for each instance that waited when the signal was thrown, and for each process that begins with it.
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
    let begins = begun_by(app, &input).await?;
    let begins = begins
        .iter()
        .map(|start| starting::by_signal(app, start, input.thrown_by, input.content.clone()));
    let batch = Batch::new().put(done(job)).put_all(jobs).put_all(begins);
    let commit = Commit::of(batch).expect::<Job>(&job.id, Some(job.version));
    app.writer.commit_patiently(commit).await.map_err(Error::from)?;
    Ok(())
}

/// One start for each process that began with the signal when it was thrown.
async fn begun_by(app: &App, thrown: &Thrown) -> Result<Vec<Start>, Error> {
    let mut begun = starts::named(&app.db, StartKind::Signal, &thrown.signal).await?;
    let mut processes = BTreeSet::new();
    begun.retain(|start| start.since <= thrown.thrown_at && processes.insert(start.process.clone()));
    Ok(begun)
}

/// Brings a signal to one instance, if it still waits for it.
pub async fn hear(app: &App, job: &Job) -> Result<(), JobError> {
    let Payload { input } = job.payload.read::<Payload<Heard>>().map_err(JobError::never)?;
    let Some(instance) = job.instance else {
        return Err(JobError::never("a signal for nobody"));
    };
    let content = content_of(&input.content)?;
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

fn done(job: &Job) -> Job {
    Job {
        version: job.version + 1,
        state: JobState::Done,
        lease_owner: None,
        ..job.clone()
    }
}
