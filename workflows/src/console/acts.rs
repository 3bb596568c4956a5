//! What an operator does to one instance. Each act has a reason, is journaled with who and why, and is refused when the
//! instance is no longer as the operator saw it.

use radica_engine::Command;
use radica_engine::command::{Modification, Placement};
use radica_engine::ids::TokenId;
use radica_engine::variables::{Value, Variables};
use radica_storage::Committed;
use radica_storage::ids::InstanceId;
use serde_json::json;

use crate::access::{self, Subject, allowed};
use crate::actor::Actor;
use crate::app::App;
use crate::operating::operator;
use crate::problem::{Error, Refused, Result};
use crate::runtime;
use crate::turn::Turn;

/// What is said to an operator who acts on what is no longer as it was shown.
pub(super) const WENT_ON: &str = "El proceso avanzó mientras usted lo miraba. Vuelva a abrirlo y revise cómo quedó.";

/// What is done.
#[derive(Debug, Clone)]
pub enum Act {
    /// Try an incident again, or all of them; with variables mended first.
    Retry {
        /// Which; none for all.
        token: Option<TokenId>,
        /// An object of JSON.
        variables: serde_json::Value,
    },
    /// Let a token with an incident pass.
    Skip {
        /// Which.
        token: TokenId,
        /// What would have come out.
        result: serde_json::Value,
    },
    /// End tokens and begin others elsewhere.
    Move {
        /// Tokens that end.
        end: Vec<TokenId>,
        /// Elements where new ones begin.
        start: Vec<String>,
    },
    /// Set variables of the process.
    Set(serde_json::Value),
    /// Take nothing until it resumes.
    Suspend,
    /// Go on.
    Resume,
    /// End it.
    Cancel,
}

impl Act {
    /// As the journal names it.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Retry { .. } => "retry",
            Self::Skip { .. } => "skip",
            Self::Move { .. } => "move",
            Self::Set(_) => "set",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Cancel => "cancel",
        }
    }
}

/// Does it, if the instance still has the version that the operator saw.
pub async fn act(app: &App, actor: &Actor, id: InstanceId, seen: i64, act: &Act, reason: &str) -> Result<Committed> {
    operator(actor)?;
    runtime::play(app, actor, id, |turn| {
        if turn.matter.row.get().version != seen {
            return Err(Error::Conflict(WENT_ON.to_owned()));
        }
        play(turn, act, reason)
    })
    .await
}

/// Plays the act in a turn, with its entry in the journal.
pub(super) fn play(turn: &mut Turn, act: &Act, reason: &str) -> Result<()> {
    not_their_own(turn)?;
    let by = turn.actor.person().map(|person| person.id.to_string());
    let commands = commands(turn, act, reason, by)?;
    if commands.is_empty() {
        return Err(Error::Conflict("Este proceso no tiene incidentes.".to_owned()));
    }
    operated(turn, json!({ "act": act.as_str(), "reason": reason }));
    commands.into_iter().try_for_each(|command| turn.run(command))
}

/// Journals an act of an operator on the instance of a turn: `act`, `reason`, and what belongs to them.
pub(super) fn operated(turn: &mut Turn, data: serde_json::Value) {
    let id = turn.matter.row.get().id;
    turn.matter.row.change();
    let version = turn.matter.row.next_version();
    turn.journal(("instance", &id, version), "operated", data);
}

/// Refuses an operator who filed the case that the process decides.
pub(super) fn not_their_own(turn: &Turn) -> Result<()> {
    let filer = turn.matter.case().ok().map(|file| file.case.get().filer);
    let subject = Subject {
        filer: filer.as_ref(),
        ..Subject::default()
    };
    if allowed(&turn.actor, access::Act::Operate, &subject) {
        return Ok(());
    }
    Err(Refused::new(access::Act::Operate, "instance", turn.matter.row.get().id)
        .because("Nadie opera el proceso de su propia solicitud (Ley 1437 de 2011, art. 11)."))
}

fn commands(turn: &Turn, act: &Act, reason: &str, by: Option<String>) -> Result<Vec<Command>> {
    let reason = reason.to_owned();
    Ok(match act {
        Act::Retry { token, variables } => {
            let stopped = turn.matter.instance.incidents().map(|(token, _, _)| token);
            let tokens: Vec<TokenId> = stopped
                .filter(|stopped| token.is_none_or(|one| one == *stopped))
                .collect();
            let variables = Variables::from_json(variables);
            let retry = |token| Command::Retry {
                token,
                variables: variables.clone(),
                by: by.clone(),
            };
            tokens.into_iter().map(retry).collect()
        }
        Act::Skip { token, result } => vec![Command::Skip {
            token: *token,
            result: Value::from_json(result),
            by,
        }],
        Act::Move { end, start } => {
            let placed = start.iter().map(|element| Placement {
                element: element.as_str().into(),
                scope: None,
            });
            vec![Command::Modify(Box::new(Modification {
                end: end.clone(),
                start: placed.collect(),
                variables: Variables::new(),
                reason,
                by,
            }))]
        }
        Act::Set(variables) => vec![Command::SetVariables {
            variables: Variables::from_json(variables),
            by,
        }],
        Act::Suspend => vec![Command::Suspend { reason, by }],
        Act::Resume => vec![Command::Resume { by }],
        Act::Cancel => vec![Command::Cancel { reason, by }],
    })
}
