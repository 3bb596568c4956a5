//! Begins an instance that decides on nothing but its own variables: neither a case nor a governed document.

use std::collections::BTreeMap;

use radica_engine::variables::Variables;
use radica_engine::{Command, Instance, ids as engine};
use radica_storage::ids::InstanceId;
use radica_storage::{Commit, Json, instances};

use crate::actor::Actor;
use crate::app::App;
use crate::catalog::ids::ProcessId;
use crate::definitions::Versions;
use crate::kept::Kept;
use crate::matter::{Matter, Subject};
use crate::operating;
use crate::problem::Result;
use crate::turn::Turn;

/// Begins an instance of the newest version of a process.
pub async fn alone(app: &App, actor: &Actor, process: &str, variables: Variables) -> Result<InstanceId> {
    operating::operator(actor)?;
    let process = app.rules.process(&ProcessId::new(process))?.clone();
    let id: InstanceId = app.ids().id();
    let now = app.clock.now();
    let row = instances::Instance {
        id,
        version: 1,
        definition: process.hash().to_string(),
        definition_name: process.id().to_owned(),
        state: Json::null(),
        status: String::new(),
        case_id: None,
        updated_at: now,
    };
    let matter = Matter {
        row: Kept::new(row),
        instance: Instance::new(),
        process,
        versions: Versions::default(),
        tasks: BTreeMap::new(),
        subject: Subject::Alone,
    };
    let guards = matter.clone();
    let mut turn = Turn::new(app.rules.clone(), actor.clone(), now, app.ids(), matter);
    turn.run(Command::Start {
        instance: engine::InstanceId(id.into()),
        variables,
    })?;
    app.writer.commit(guards.guard(Commit::of(turn.finish()?))).await?;
    Ok(id)
}
