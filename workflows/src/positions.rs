//! Where the tokens of an instance are, as rows: what a turn adds to them and takes away.

use std::collections::BTreeMap;

use radica_engine::Instance;
use radica_engine::event::Wait;
use radica_engine::ids::{DefinitionHash, ScopeId};
use radica_engine::instance::Status;
use radica_storage::ids::InstanceId;
use radica_storage::positions::{self as stored, Position};
use radica_storage::{Batch, Commit, instances};

use crate::app::App;
use crate::correlating;
use crate::problem::{Error, Result};

/// The positions of an instance, by the definition and the element.
pub type Positions = BTreeMap<(String, String), Position>;

/// Where the tokens of an instance are; nowhere once it has ended.
#[must_use]
pub fn of(id: InstanceId, instance: &Instance) -> Positions {
    let mut found = Positions::new();
    if *instance.status() != Status::Running {
        return found;
    }
    for (_, token) in instance.tokens() {
        let Some(definition) = definition_of(instance, token.scope) else {
            continue;
        };
        let key = (definition.to_string(), token.element.to_string());
        let position = found.entry(key).or_insert_with_key(|(definition, element)| Position {
            instance: id,
            definition: definition.clone(),
            element: element.clone(),
            tokens: 0,
            incidents: 0,
        });
        position.tokens += 1;
        position.incidents += i64::from(matches!(token.wait, Some(Wait::Incident { .. })));
    }
    found
}

/// Instances read at once.
const STRIDE: i64 = 200;

/// Finds where every unfinished instance is and what it waits for, when nothing of it is known: an older program wrote
/// them, or the rows were deleted.
pub async fn rebuild(app: &App) -> Result<()> {
    if stored::any(&app.db).await? {
        return Ok(());
    }
    let mut after = None;
    loop {
        let rows = instances::unfinished(&app.db, after, STRIDE).await?;
        let Some(last) = rows.last().map(|row| row.id) else {
            return Ok(());
        };
        after = Some(last);
        let mut batch = Batch::new();
        for row in rows {
            let instance: Instance = row
                .state
                .read()
                .map_err(|problem| Error::Internal(format!("state of instance {}: {problem}", row.id)))?;
            batch = batch
                .put_all(of(row.id, &instance).into_values())
                .put_all(correlating::waits_of(row.id, &instance, row.updated_at));
        }
        app.writer.commit_patiently(Commit::of(batch)).await?;
    }
}

/// The definition whose elements stand in a scope: the process called there, or around it, or the instance's own.
#[must_use]
pub fn definition_of(instance: &Instance, scope: ScopeId) -> Option<&DefinitionHash> {
    let mut at = Some(scope);
    while let Some(scope) = at.and_then(|id| instance.scope(id)) {
        if scope.calls.is_some() {
            return scope.calls.as_ref();
        }
        at = scope.parent;
    }
    instance.definition()
}
