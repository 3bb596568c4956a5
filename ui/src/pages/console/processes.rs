//! Processes with their versions, and one version drawn with how many instances are where.

use askama::Template;
use radica_engine::layout::Diagram;
use radica_workflows::console::{Version, VersionView, name_of};

use super::words::{moment, query};
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::parts::Flow;

/// Every version of every process.
#[derive(Clone, Debug, Template)]
#[template(path = "console/processes.html")]
pub struct ProcessesPage {
    pub chrome: Chrome,
    pub rows: Vec<VersionRow>,
}

/// A version.
#[derive(Clone, Debug)]
pub struct VersionRow {
    pub process: String,
    pub href: String,
    /// `a1b2c3d4`
    pub version: String,
    pub since: String,
    pub in_force: bool,
    pub running: i64,
    pub incidents: i64,
    pub suspended: i64,
    pub ended: i64,
}

/// A version with its diagram.
#[derive(Clone, Debug, Template)]
#[template(path = "console/version.html")]
pub struct VersionPage {
    pub chrome: Chrome,
    pub row: VersionRow,
    pub name: String,
    pub flow: Flow,
    pub counts: Vec<CountRow>,
    /// Where its instances are listed.
    pub all: String,
    /// Where they are moved to another version, when any runs it.
    pub migrate: Option<String>,
}

/// How many instances are at an element.
#[derive(Clone, Debug)]
pub struct CountRow {
    pub name: String,
    pub href: String,
    pub instances: i64,
    pub incidents: i64,
}

impl ProcessesPage {
    /// The versions that are in force or that something runs.
    pub fn of(chrome: Chrome, versions: &[Version]) -> Self {
        let shown = versions
            .iter()
            .filter(|version| version.in_force || !version.by_status.is_empty());
        Self {
            chrome,
            rows: shown.map(VersionRow::of).collect(),
        }
    }
}

impl VersionRow {
    fn of(version: &Version) -> Self {
        let of = |status: &str| version.by_status.get(status).copied().unwrap_or(0);
        let stored = &version.stored;
        Self {
            process: stored.name.clone(),
            href: format!("/operacion/procesos/{}", stored.hash),
            version: format::short_hash(&stored.hash),
            since: moment(stored.at),
            in_force: version.in_force,
            running: of("running"),
            incidents: of("incident"),
            suspended: of("suspended"),
            ended: of("finished") + of("cancelled"),
        }
    }
}

impl VersionPage {
    /// One version.
    pub fn of(chrome: Chrome, view: &VersionView) -> Self {
        let row = VersionRow::of(&view.version);
        let name = view.process.name().unwrap_or(view.process.id()).to_owned();
        let label =
            format!("{name}, con el número de procesos en cada actividad; la tabla siguiente da los mismos datos");
        let flow = drawn(view, &label);
        let hash = &view.version.stored.hash;
        let counts = view.counts.iter().map(|count| CountRow {
            name: name_of(&view.process, &count.element),
            href: format!(
                "/operacion/instancias?{}",
                query(&[("version", hash), ("actividad", &count.element)])
            ),
            instances: count.instances,
            incidents: count.incidents,
        });
        Self {
            all: format!("/operacion/instancias?{}", query(&[("version", hash)])),
            migrate: (!view.counts.is_empty()).then(|| format!("/operacion/procesos/{hash}/migrar")),
            counts: counts.collect(),
            chrome,
            row,
            name,
            flow,
        }
    }
}

/// A version with how many instances are where; `label` is what the drawing shows.
pub(super) fn drawn(view: &VersionView, label: &str) -> Flow {
    let diagram = Diagram::of(&view.process);
    let mut flow = Flow::of(&diagram, label);
    for (node, shape) in flow.nodes.iter_mut().zip(&diagram.nodes) {
        if let Some(count) = view.counts.iter().find(|count| count.element == shape.id.as_str()) {
            let positive = |count: i64| u32::try_from(count).ok().filter(|count| *count > 0);
            node.count(positive(count.instances), positive(count.incidents));
        }
    }
    flow
}

#[cfg(test)]
impl VersionRow {
    fn sample() -> Self {
        Self {
            process: "resolver-solicitud".into(),
            href: "/operacion/procesos/9f86d081".into(),
            version: "9f86d081".into(),
            since: "1 nov, 08:00".into(),
            in_force: true,
            running: 98,
            incidents: 3,
            suspended: 1,
            ended: 412,
        }
    }
}

#[cfg(test)]
impl ProcessesPage {
    pub fn sample() -> Self {
        let older = VersionRow {
            in_force: false,
            version: "60303ae2".into(),
            ..VersionRow::sample()
        };
        Self {
            chrome: Chrome::official(),
            rows: vec![VersionRow::sample(), older],
        }
    }
}

#[cfg(test)]
impl VersionPage {
    pub fn sample() -> Self {
        let count = |name: &str, instances, incidents| CountRow {
            name: name.into(),
            href: "/operacion/instancias?actividad=estudio".into(),
            instances,
            incidents,
        };
        Self {
            chrome: Chrome::official(),
            row: VersionRow::sample(),
            name: "Resolver una solicitud".into(),
            flow: Flow::sample_of_operation(),
            counts: vec![count("Revisar requisitos", 31, 0), count("Estudio jurídico", 24, 2)],
            all: "/operacion/instancias?version=9f86d081".into(),
            migrate: Some("/operacion/procesos/9f86d081/migrar".into()),
        }
    }
}
