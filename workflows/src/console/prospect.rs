//! What an operator sees before asking for a migration: the versions, and what has to be placed in the new one.

use std::collections::BTreeMap;

use radica_storage::ids::InstanceId;
use radica_storage::positions::{self, Count};

use super::find::{Version, VersionView, is_in_force, version, versions};
use super::instance::{Detail, detail};
use super::mapping::{Place, places};
use super::moving::Selection;
use super::plan::readable;
use crate::actor::Actor;
use crate::app::App;
use crate::problem::{Error, Result};

/// What is known before a migration is asked for.
#[derive(Debug, Clone)]
pub struct Prospect {
    /// The version that is left, with how many of those that are meant are where.
    pub from: VersionView,
    /// The other versions of the process, the newest first.
    pub targets: Vec<Version>,
    /// The one that is looked at: the one asked for, or the one in force, or the newest; none when there is no other.
    pub to: Option<VersionView>,
    /// How many instances are meant.
    pub instances: i64,
    /// What has to be placed in it.
    pub places: Vec<Place>,
}

/// Before many instances of a version move.
pub async fn prospect(
    app: &App,
    actor: &Actor,
    from: &str,
    to: Option<&str>,
    selection: &Selection,
) -> Result<Prospect> {
    let from = version(app, actor, from).await?;
    let instances = match selection.chosen.len() {
        0 => positions::count_in(&app.db, &selection.within(&from.version.stored.hash)).await?,
        chosen => i64::try_from(chosen).unwrap_or(i64::MAX),
    };
    look(app, actor, from, to, instances).await
}

/// Before one instance moves to another version of its own process.
pub async fn prospect_of(app: &App, actor: &Actor, id: InstanceId, to: Option<&str>) -> Result<(Detail, Prospect)> {
    let detail = detail(app, actor, id).await?;
    let mut from = version(app, actor, &detail.matter.row.get().definition).await?;
    from.counts.clear();
    for at in detail.at.iter().filter(|at| at.own) {
        if from.counts.iter().all(|count| count.element != at.element) {
            from.counts.push(Count {
                element: at.element.clone(),
                instances: 1,
                incidents: i64::from(at.incident().is_some()),
            });
        }
    }
    let prospect = look(app, actor, from, to, 1).await?;
    Ok((detail, prospect))
}

async fn look(app: &App, actor: &Actor, from: VersionView, to: Option<&str>, instances: i64) -> Result<Prospect> {
    let stored = &from.version.stored;
    let mut targets = versions(app, actor).await?;
    targets.retain(|version| version.stored.name == stored.name && version.stored.hash != stored.hash);
    let chosen = match to {
        Some(to) => Some(to.to_owned()).filter(|to| targets.iter().any(|version| version.stored.hash == *to)),
        None => default(app, &targets),
    };
    if to.is_some() && chosen.is_none() {
        return Err(Error::NotFound("definition"));
    }
    let to = match chosen {
        Some(hash) => {
            readable(app, &hash).await?;
            Some(version(app, actor, &hash).await?)
        }
        None => None,
    };
    let stands: BTreeMap<String, i64> = from
        .counts
        .iter()
        .map(|count| (count.element.clone(), count.instances))
        .collect();
    let places = to.as_ref().map(|to| places(&from.process, &to.process, &stands));
    Ok(Prospect {
        places: places.unwrap_or_default(),
        from,
        targets,
        to,
        instances,
    })
}

fn default(app: &App, targets: &[Version]) -> Option<String> {
    let in_force = targets.iter().find(|version| is_in_force(app, &version.stored.hash));
    let chosen = in_force.or_else(|| targets.first());
    chosen.map(|version| version.stored.hash.clone())
}
