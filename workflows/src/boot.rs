//! Preparing a database for the catalogue in force, at every start; a second node finds it done.

use radica_storage::definitions::{self, Definition};
use radica_storage::{Batch, Commit};
use serde_json::json;

use crate::actor::Actor;
use crate::app::App;
use crate::journaling::{About, entry};
use crate::problem::Result;
use crate::{policies, positions, starting};

/// Keeps the processes and decisions in force by content, for the instances that will outlive them, what begins the
/// processes, and the known versions of governed documents; finds where unfinished instances are, when that is not
/// known.
pub async fn prepare(app: &App) -> Result<()> {
    for source in app.rules.sources() {
        if definitions::get(&app.db, &source.hash).await?.is_none() {
            let row = Definition {
                at: app.clock.now(),
                ..source
            };
            let data = json!({ "kind": row.kind, "name": row.name });
            let about: About<'_> = ("definition", &row.hash, 1);
            let entry = entry(row.at, &Actor::System("boot"), about, "deployed", data);
            let commit = Commit::of(Batch::new().entry(entry).put(row));
            app.writer.commit_patiently(commit).await?;
        }
    }
    starting::deploy(app).await?;
    positions::rebuild(app).await?;
    policies::seed(app).await
}
