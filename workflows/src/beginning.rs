//! Begins an instance that decides on nothing but its own variables: neither a case nor a governed document.

use std::collections::BTreeMap;
use std::sync::Arc;

use radica_engine::variables::Variables;
use radica_engine::{Command, Definition, Instance, ids as engine};
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
    let mut fresh = Fresh::of(app, actor, process);
    let instance = engine::InstanceId(fresh.id.into());
    fresh.turn.run(Command::Start { instance, variables })?;
    fresh.commit(app, |commit| commit).await
}

/// An instance that is about to begin, in the turn in which it does.
pub(crate) struct Fresh {
    /// Its id.
    pub id: InstanceId,
    /// What it begins with.
    pub turn: Turn,
}

impl Fresh {
    /// An instance of a version of a process.
    pub fn of(app: &App, actor: &Actor, process: Arc<Definition>) -> Self {
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
        Self {
            id,
            turn: Turn::new(app.rules.clone(), actor.clone(), now, app.ids(), matter),
        }
    }

    /// Writes it, with expectations of the caller's own on the commit.
    pub async fn commit(self, app: &App, guard: impl FnOnce(Commit) -> Commit) -> Result<InstanceId> {
        let (batch, matter) = self.turn.finish()?;
        app.writer.commit(guard(matter.guard(Commit::of(batch)))).await?;
        if let Ok(written) = matter.written(app).await {
            app.hot.keep(written);
        }
        Ok(self.id)
    }
}
