//! From which version of a process to which, and what goes where.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use radica_engine::Definition;
use radica_engine::ids::ElementId;
use radica_engine::migrate::Migration;
use radica_storage::definitions;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::problem::{Error, Result};
use crate::rules::PROCESS;

/// A migration as an operator asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The version that runs, by its content hash.
    pub from: String,
    /// The version that is to run.
    pub to: String,
    /// Elements that have another id in it: old, new. The others keep theirs.
    pub moves: BTreeMap<ElementId, ElementId>,
}

/// A plan with both versions, of which every part is there.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The version that runs.
    pub from: Arc<Definition>,
    /// The version that is to run.
    pub to: Arc<Definition>,
    moves: BTreeMap<ElementId, ElementId>,
}

impl Prepared {
    /// Reads the versions of a plan.
    ///
    /// # Errors
    /// [`Error::Closed`] when a version or an element that it names is not there, or when it makes no sense.
    pub async fn of(app: &App, plan: &Plan) -> Result<Self> {
        let (old, from) = version(app, &plan.from).await?;
        let (new, to) = version(app, &plan.to).await?;
        if plan.from == plan.to {
            return Err(closed("Elija una versión distinta de la que se deja."));
        }
        if old != new {
            return Err(closed("Un proceso solo pasa a otra versión de sí mismo."));
        }
        let moves = plan.moves.clone().into_iter().filter(|(old, new)| old != new).collect();
        check(&from, &to, &moves)?;
        Ok(Self { from, to, moves })
    }

    /// The migration, with who asks for it and why.
    #[must_use]
    pub fn migration<'a>(&'a self, reason: &'a str, by: Option<&'a str>) -> Migration<'a> {
        Migration {
            from: &self.from,
            to: &self.to,
            moves: &self.moves,
            reason,
            by,
        }
    }

    /// The new id of an element that has one.
    pub(super) fn moved(&self, element: &str) -> Option<&ElementId> {
        self.moves.get(element)
    }

    /// As the journal tells it.
    pub(super) fn told(&self) -> Value {
        json!({ "from": self.from.hash(), "to": self.to.hash(), "moves": self.moves })
    }
}

/// A version with the name of its process.
async fn version(app: &App, hash: &str) -> Result<(String, Arc<Definition>)> {
    let stored = definitions::get(&app.db, hash).await?;
    let stored = stored.filter(|stored| stored.kind == PROCESS);
    let stored = stored.ok_or_else(|| closed("Esa versión del proceso no está en el sistema. Elija otra."))?;
    Ok((stored.name, readable(app, hash).await?))
}

/// A version that is kept; an old one may no longer be understood.
pub(super) async fn readable(app: &App, hash: &str) -> Result<Arc<Definition>> {
    match app.rules.definitions.get(&app.db, hash).await {
        Err(Error::Internal(why)) => {
            tracing::warn!(definition = hash, why, "a version of a process cannot be read");
            Err(closed("Este programa ya no entiende esa versión. Elija otra."))
        }
        read => read,
    }
}

fn check(from: &Definition, to: &Definition, moves: &BTreeMap<ElementId, ElementId>) -> Result<()> {
    let mut taken = BTreeSet::new();
    for (old, new) in moves {
        if from.element(old.as_str()).is_none() {
            return Err(Error::Closed(format!("La versión que se deja no tiene «{old}».")));
        }
        if to.element(new.as_str()).is_none() {
            return Err(Error::Closed(format!("La versión nueva no tiene «{new}».")));
        }
        if !taken.insert(new) {
            return Err(Error::Closed(format!(
                "Dos elementos pasan a «{new}». Elija uno distinto para cada uno."
            )));
        }
    }
    Ok(())
}

fn closed(why: &str) -> Error {
    Error::Closed(why.to_owned())
}
