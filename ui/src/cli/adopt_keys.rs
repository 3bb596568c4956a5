//! `radica adopt-keys`: after the keys were changed on purpose, says that these are the ones of all nodes.

use std::process::ExitCode;

use radica_storage::Writer;
use radica_workflows::shared_keys::{self, EDGE, ENTITY};
use radica_workflows::signing::EntityKey;

use super::{Failure, with_database};
use crate::config::Config;
use crate::keys::EdgeKey;
use crate::node;

/// Records both keys and prints them; the journal keeps which ones they replaced.
pub fn run(config: &Config) -> Result<ExitCode, Failure> {
    let entity = EntityKey::open(&config.entity_key()).map_err(Failure::told)?;
    let edge = EdgeKey::load_or_create(&config.edge_key()).map_err(Failure::told)?;
    let own = [(ENTITY, entity.public().id()), (EDGE, edge.fingerprint())];
    with_database(config, async |db| {
        let (writer, _task) = Writer::start(db.clone(), Default::default())
            .await
            .map_err(Failure::told)?;
        let now = node::system_clock().now();
        for (purpose, fingerprint) in own {
            let changed = shared_keys::adopt(db, &writer, now, purpose, &fingerprint).await;
            let said = if changed.map_err(Failure::told)? {
                "cambiada"
            } else {
                "la misma"
            };
            println!("{purpose}: {fingerprint} ({said})");
        }
        Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}
