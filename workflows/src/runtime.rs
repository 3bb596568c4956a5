//! Load → decide → commit. A conflict with somebody else's change is decided anew on what stands then.

use radica_engine::migrate::MigrationError;
use radica_engine::{Command, Rejection, ids as engine};
use radica_storage::ids::InstanceId;
use radica_storage::{Commit, CommitError, Committed};

use crate::actor::Actor;
use crate::app::App;
use crate::matter::Matter;
use crate::problem::{Error, Result};
use crate::turn::Turn;

/// What is said to whoever works on a process that an operator suspended.
const SUSPENDED: &str = "Este proceso está suspendido por quien opera el sistema. Sus tareas no se pueden completar \
    hasta que se reanude; lo que usted escribió no se guardó.";
/// How often a turn is decided anew before the caller is told of the conflict.
const ATTEMPTS: usize = 8;

/// Reads the instance, lets `play` change it in a turn, and commits; repeated when somebody else was quicker.
pub async fn play(
    app: &App,
    actor: &Actor,
    instance: InstanceId,
    play: impl Fn(&mut Turn) -> Result<()> + Send,
) -> Result<Committed> {
    play_with(app, actor, instance, play, |commit| commit).await
}

/// As [`play`], with expectations of the caller's own on the commit.
pub async fn play_with(
    app: &App,
    actor: &Actor,
    instance: InstanceId,
    play: impl Fn(&mut Turn) -> Result<()> + Send,
    guard: impl Fn(Commit) -> Commit + Send,
) -> Result<Committed> {
    let nothing = || std::future::ready(Ok(()));
    play_reading(app, actor, instance, nothing, move |turn, ()| play(turn), guard).await
}

/// As [`play_with`], with what else is read of the instance. Nothing that only changes with the instance is stale: a
/// change after the instance was read makes the commit a conflict.
pub async fn play_reading<R: Send, F: Future<Output = Result<R>> + Send>(
    app: &App,
    actor: &Actor,
    instance: InstanceId,
    read: impl Fn() -> F + Send,
    play: impl Fn(&mut Turn, &R) -> Result<()> + Send,
    guard: impl Fn(Commit) -> Commit + Send,
) -> Result<Committed> {
    let mut place = app.hot.place(instance).await;
    let mut attempts = 0;
    loop {
        let kept = place.take();
        let was_kept = kept.is_some();
        let matter = match kept {
            Some(matter) => matter,
            None => Matter::read(app, instance).await?,
        };
        let beside = read().await?;
        let mut turn = Turn::new(app.rules.clone(), actor.clone(), app.clock.now(), app.ids(), matter);
        match play(&mut turn, &beside) {
            Ok(()) => {}
            // What was kept may be behind.
            Err(_) if was_kept => continue,
            Err(refused) => return Err(refused),
        }
        let (batch, matter) = turn.finish()?;
        let commit = guard(matter.guard(Commit::of(batch)));
        match app.writer.commit(commit).await {
            Ok(committed) => {
                // It is done, even when what to keep of it cannot be read now.
                if let Ok(written) = matter.written(app).await {
                    place.keep(written);
                }
                return Ok(committed);
            }
            Err(CommitError::Conflict { .. }) if was_kept || attempts < ATTEMPTS => attempts += 1,
            Err(refused) => return Err(refused.into()),
        }
    }
}

/// Runs one command on an instance.
pub async fn command(app: &App, actor: &Actor, instance: InstanceId, command: Command) -> Result<Committed> {
    play(app, actor, instance, |turn| turn.run(command.clone())).await
}

/// A timer is due.
pub async fn fire_timer(app: &App, instance: InstanceId, timer: engine::TimerId) -> Result<Committed> {
    command(app, &Actor::System("timers"), instance, Command::FireTimer { timer }).await
}

impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::TaskNotOpen(_) => Self::Conflict("Esta tarea ya se hizo o ya no hace falta.".to_owned()),
            Rejection::Suspended => Self::Conflict(SUSPENDED.to_owned()),
            Rejection::NotSuspended => Self::Conflict("Este proceso no está suspendido.".to_owned()),
            Rejection::NoIncident(_) => {
                Self::Conflict("Este incidente ya se resolvió. Vuelva a abrir el proceso.".to_owned())
            }
            Rejection::NoToken(_) => {
                Self::Conflict("El proceso ya avanzó desde esa posición. Vuelva a abrirlo.".to_owned())
            }
            Rejection::NoPlace { element, .. } => Self::Closed(format!(
                "No se puede poner una posición en «{element}»: elija una actividad que no dependa de otra abierta."
            )),
            Rejection::TimerNotWaiting(_) => Self::Closed("Este plazo ya se cumplió o ya no se espera.".to_owned()),
            Rejection::TimerNotDue { .. } => Self::Conflict("Este plazo todavía no se cumple.".to_owned()),
            Rejection::Ended => Self::Closed("Este trámite ya terminó.".to_owned()),
            Rejection::NotSubscribed(_) => Self::Conflict("Esto ya se había registrado.".to_owned()),
            other => Self::Internal(other.to_string()),
        }
    }
}

/// One line for each part that does not fit.
impl From<MigrationError> for Error {
    fn from(refused: MigrationError) -> Self {
        match refused {
            MigrationError::NotRunning => Self::Closed("El proceso ya terminó.".to_owned()),
            MigrationError::OtherVersion => Self::Conflict("El proceso no usa la versión que se deja.".to_owned()),
            MigrationError::Misfits(problems) => {
                let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
                Self::Closed(lines.join("\n"))
            }
            MigrationError::Damaged(damage) => Self::Internal(damage.to_string()),
        }
    }
}
