//! Definitions with how many run them, and instances by what is known of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use radica_engine::Definition;
use radica_storage::definitions::Definition as Stored;
use radica_storage::ids::{CaseId, InstanceId};
use radica_storage::instances::{self, Instance as Row, Wanted};
use radica_storage::positions::{self, Count};
use radica_storage::{cases, definitions};

use crate::actor::Actor;
use crate::app::App;
use crate::operating::operator;
use crate::problem::{Error, Result};
use crate::rules::PROCESS;

/// Instances on a page.
const PAGE: i64 = 50;

/// A version of a process.
#[derive(Debug, Clone)]
pub struct Version {
    /// What the database keeps of it.
    pub stored: Stored,
    /// Whether new instances run it.
    pub in_force: bool,
    /// How many instances run it, by status.
    pub by_status: BTreeMap<String, i64>,
}

impl Version {
    /// Instances that have not ended.
    #[must_use]
    pub fn unfinished(&self) -> i64 {
        let of = |status: &str| self.by_status.get(status).copied().unwrap_or(0);
        of("running") + of("incident") + of("suspended")
    }
}

/// A version with its elements.
#[derive(Debug, Clone)]
pub struct VersionView {
    /// The version.
    pub version: Version,
    /// Its graph.
    pub process: Arc<Definition>,
    /// How many instances are at each element where there are any.
    pub counts: Vec<Count>,
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// A filing number or the id of an instance; empty for all.
    pub text: String,
    /// The process.
    pub process: Option<String>,
    /// The version, by its content hash.
    pub version: Option<String>,
    /// The status.
    pub status: Option<String>,
    /// The element.
    pub element: Option<String>,
    /// Only older ones than this.
    pub before: Option<InstanceId>,
}

/// An instance that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its row.
    pub row: Row,
    /// The filing number of its case.
    pub radicado: Option<String>,
    /// The names of the elements where it stands.
    pub places: Vec<String>,
}

/// Every version of every process that is in force or that an instance runs, the newest of each process first.
pub async fn versions(app: &App, actor: &Actor) -> Result<Vec<Version>> {
    operator(actor)?;
    let mut counts = BTreeMap::<String, BTreeMap<String, i64>>::new();
    for count in instances::count(&app.db).await? {
        let of = counts.entry(count.definition).or_default();
        of.insert(count.status, count.instances);
    }
    let stored = definitions::of_kind(&app.db, PROCESS).await?;
    let versions = stored.into_iter().map(|stored| Version {
        in_force: is_in_force(app, &stored.hash),
        by_status: counts.remove(&stored.hash).unwrap_or_default(),
        stored,
    });
    Ok(versions.collect())
}

/// One version, with how many instances are at each element.
pub async fn version(app: &App, actor: &Actor, hash: &str) -> Result<VersionView> {
    let all = versions(app, actor).await?;
    let version = all.into_iter().find(|version| version.stored.hash == hash);
    Ok(VersionView {
        version: version.ok_or(Error::NotFound("definition"))?,
        process: app.rules.definitions.get(&app.db, hash).await?,
        counts: positions::count(&app.db, hash).await?,
    })
}

/// A page of instances, the newest first, and whether there are more.
pub async fn search(app: &App, actor: &Actor, search: &Search) -> Result<(Vec<Found>, bool)> {
    operator(actor)?;
    let text = search.text.trim();
    let id = text.parse::<InstanceId>().ok();
    let wanted = Wanted {
        process: search.process.clone(),
        definition: search.version.clone(),
        status: search.status.clone(),
        element: search.element.clone(),
        radicado: (id.is_none() && !text.is_empty()).then(|| text.to_uppercase()),
        id,
    };
    let mut rows = instances::find(&app.db, &wanted, search.before, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    let radicados = radicados(app, &rows).await?;
    let mut found = Vec::new();
    for row in rows {
        let radicado = row.case_id.and_then(|case| radicados.get(&case).cloned());
        let places = places(app, &row).await?;
        found.push(Found { row, radicado, places });
    }
    Ok((found, more))
}

/// The filing numbers of the cases of instances.
pub(super) async fn radicados(app: &App, rows: &[Row]) -> Result<BTreeMap<CaseId, String>> {
    let ids: Vec<_> = rows.iter().filter_map(|row| row.case_id).collect();
    let cases = cases::get_many(&app.db, &ids).await?;
    Ok(cases.into_iter().map(|case| (case.id, case.radicado)).collect())
}

async fn places(app: &App, row: &Row) -> Result<Vec<String>> {
    let mut places = Vec::new();
    for position in positions::of_instance(&app.db, row.id).await? {
        let process = app.rules.definitions.get(&app.db, &position.definition).await?;
        places.push(name_of(&process, &position.element));
    }
    Ok(places)
}

/// The name of an element; its id when it has none.
#[must_use]
pub fn name_of(process: &Definition, element: &str) -> String {
    let named = process.element(element).and_then(|node| node.name.clone());
    named.unwrap_or_else(|| element.to_owned())
}

pub(super) fn is_in_force(app: &App, hash: &str) -> bool {
    app.rules.processes().any(|process| process.hash().as_str() == hash)
}
