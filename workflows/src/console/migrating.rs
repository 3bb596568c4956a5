//! Moves one instance to another version of its process, or of one that it called; or only tries whether it could.

use radica_engine::migrate::Problem;
use radica_storage::ids::InstanceId;
use radica_storage::subscriptions::{self, Subscription};
use radica_storage::tasks::TaskState;
use radica_storage::{Commit, Committed};

use super::acts::{WENT_ON, not_their_own, operated};
use super::plan::{Plan, Prepared};
use crate::actor::Actor;
use crate::app::App;
use crate::correlating::waits_of;
use crate::matter::{Matter, Subject};
use crate::operating::operator;
use crate::problem::{Error, Result};
use crate::runtime;
use crate::turn::Turn;

/// As the journal and the batches name it.
pub const MIGRATE: &str = "migrate";

/// Everything that keeps an instance from being moved by a plan; empty when nothing does.
pub async fn misfits(app: &App, actor: &Actor, id: InstanceId, plan: &Plan) -> Result<Vec<Problem>> {
    operator(actor)?;
    let prepared = Prepared::of(app, plan).await?;
    let matter = Matter::read(app, id).await?;
    Ok(prepared.migration("", None).problems(&matter.instance))
}

/// Moves one instance, if it still has the version of its row that the operator saw.
pub async fn migrate(
    app: &App,
    actor: &Actor,
    id: InstanceId,
    seen: i64,
    plan: &Plan,
    reason: &str,
) -> Result<Committed> {
    operator(actor)?;
    let prepared = Prepared::of(app, plan).await?;
    let as_seen = |turn: &mut Turn| {
        if turn.matter.row.get().version == seen {
            return Ok(());
        }
        Err(Error::Conflict(WENT_ON.to_owned()))
    };
    migrate_with(app, actor, id, (&prepared, reason), as_seen, |commit| commit).await
}

/// Moves one instance after `first`, in a commit with expectations of the caller's own.
pub(super) async fn migrate_with(
    app: &App,
    actor: &Actor,
    id: InstanceId,
    (prepared, reason): (&Prepared, &str),
    first: impl Fn(&mut Turn) -> Result<()> + Send,
    guard: impl Fn(Commit) -> Commit + Send,
) -> Result<Committed> {
    let play = move |turn: &mut Turn, waits: &Vec<Subscription>| {
        first(turn)?;
        play(turn, prepared, waits, reason)
    };
    runtime::play_reading(app, actor, id, || waits(app, id), play, guard).await
}

/// Plays the migration of one instance and writes nothing.
pub(super) async fn rehearse(app: &App, actor: &Actor, id: InstanceId, prepared: &Prepared) -> Result<()> {
    let matter = Matter::read(app, id).await?;
    let mut turn = Turn::new(app.rules.clone(), actor.clone(), app.clock.now(), app.ids(), matter);
    play(&mut turn, prepared, &[], "")
}

async fn waits(app: &App, id: InstanceId) -> Result<Vec<Subscription>> {
    Ok(subscriptions::of_instance(&app.db, id).await?)
}

fn play(turn: &mut Turn, prepared: &Prepared, waits: &[Subscription], reason: &str) -> Result<()> {
    not_their_own(turn)?;
    let own = turn.matter.process.hash() == prepared.from.hash();
    let mut told = prepared.told();
    told["act"] = MIGRATE.into();
    told["reason"] = reason.into();
    operated(turn, told);
    let by = turn.actor.person().map(|person| person.id.to_string());
    turn.migrate(&prepared.migration(reason, by.as_deref()), &prepared.to)?;
    follow_waits(turn, waits);
    if own {
        follow_ended_tasks(turn, prepared);
        follow_stage(turn);
    }
    Ok(())
}

/// What is still waited for says at which element, as the new version calls it.
fn follow_waits(turn: &mut Turn, waits: &[Subscription]) {
    for now in waits_of(turn.matter.row.get().id, &turn.matter.instance, turn.now) {
        let before = waits.iter().find(|wait| wait.id == now.id);
        if let Some(before) = before.filter(|before| before.element != now.element) {
            turn.put(Subscription {
                element: now.element,
                ..before.clone()
            });
        }
    }
}

/// What was done is found under the id that its activity has now; the engine moved the open tasks.
fn follow_ended_tasks(turn: &mut Turn, prepared: &Prepared) {
    for kept in turn.matter.tasks.values_mut() {
        let task = kept.get();
        let moved = prepared.moved(&task.element).filter(|_| task.state != TaskState::Open);
        if let Some(new) = moved {
            kept.change().element = new.to_string();
        }
    }
}

/// The stage of a case is the one that the new version says.
fn follow_stage(turn: &mut Turn) {
    let matter = &mut turn.matter;
    let mut tokens = matter.instance.tokens();
    let stage = tokens.find_map(|(_, token)| matter.process.element(token.element.as_str())?.stage.clone());
    if let (Some(stage), Subject::Case(file)) = (stage, &mut matter.subject)
        && file.case.get().stage != stage
    {
        file.case.change().stage = stage;
    }
}
