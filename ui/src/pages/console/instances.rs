//! Instances, searched and chosen.

use askama::Template;
use radica_workflows::console::{Found, STATUSES, Search};

use super::words::{moment, query, status, status_text};
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::icons::Icon;
use crate::pages::parts::{Choice, Tag};

/// What was looked for, and what was found.
#[derive(Clone, Debug, Template)]
#[template(path = "console/instances.html")]
pub struct InstancesPage {
    pub chrome: Chrome,
    pub text: String,
    pub processes: Vec<Choice>,
    pub statuses: Vec<Choice>,
    /// An element and a version that the address names; hidden, and said in words.
    pub element: String,
    pub version: String,
    /// Where what was found of one version is moved to another.
    pub migrate: Option<String>,
    pub rows: Vec<InstanceRow>,
    /// Where older ones are.
    pub more: Option<String>,
}

/// An instance in the list.
#[derive(Clone, Debug)]
pub struct InstanceRow {
    pub id: String,
    pub href: String,
    /// The filing number, or the end of the id.
    pub label: String,
    pub process: String,
    pub version: String,
    pub status: Tag,
    pub places: String,
    pub changed: String,
    pub can_choose: bool,
}

impl InstancesPage {
    /// A page of what was found.
    pub fn of(chrome: Chrome, asked: &Search, processes: &[String], (found, more): (Vec<Found>, bool)) -> Self {
        let word = |word: &Option<String>| word.clone().unwrap_or_default();
        let (process, chosen) = (word(&asked.process), word(&asked.status));
        let (element, version) = (word(&asked.element), word(&asked.version));
        let last = found.last().filter(|_| more).map(|last| last.row.id.to_string());
        let more = last.map(|last| {
            let pairs = [
                ("q", asked.text.as_str()),
                ("proceso", &process),
                ("estado", &chosen),
                ("actividad", &element),
                ("version", &version),
                ("antes", &last),
            ];
            format!("/operacion/instancias?{}", query(&pairs))
        });
        let migrate = (!version.is_empty()).then(|| {
            let meant = query(&[("estado", chosen.as_str()), ("actividad", &element)]);
            format!("/operacion/procesos/{version}/migrar?{meant}")
        });
        let option = |value: &str, label: &str, current: &str| Choice::new(value, label, value == current);
        let all = |label: &str, current: &str| option("", label, current);
        let names = processes.iter().map(|name| option(name, name, &process));
        let statuses = STATUSES.iter().map(|word| option(word, &status_text(word), &chosen));
        Self {
            processes: std::iter::once(all("Todos", &process)).chain(names).collect(),
            statuses: std::iter::once(all("Todos", &chosen)).chain(statuses).collect(),
            text: asked.text.clone(),
            rows: found.iter().map(InstanceRow::of).collect(),
            element,
            version,
            migrate,
            more,
            chrome,
        }
    }
}

impl InstanceRow {
    fn of(found: &Found) -> Self {
        let row = &found.row;
        let id = row.id.to_string();
        Self {
            href: format!("/operacion/instancias/{id}"),
            label: found.radicado.clone().unwrap_or_else(|| id.clone()),
            process: row.definition_name.clone(),
            version: format::short_hash(&row.definition),
            status: status(&row.status),
            places: found.places.join(", "),
            changed: moment(row.updated_at),
            can_choose: matches!(row.status.as_str(), "running" | "incident" | "suspended"),
            id,
        }
    }
}

#[cfg(test)]
impl InstancesPage {
    pub fn sample() -> Self {
        let row = |label: &str, word: &str| InstanceRow {
            id: format!("01JD{label}"),
            href: "/operacion/instancias/01JD".into(),
            label: label.into(),
            process: "resolver-solicitud".into(),
            version: "9f86d081".into(),
            status: status(word),
            places: "Estudio jurídico".into(),
            changed: "19 nov, 09:52".into(),
            can_choose: word != "finished",
        };
        let page = Self::of(Chrome::official(), &Search::default(), &[], (Vec::new(), false));
        Self {
            rows: vec![
                row("E-2026-017444", "incident"),
                row("E-2026-017391", "running"),
                row("E-2026-017390", "finished"),
            ],
            more: Some("/operacion/instancias?antes=01JD".into()),
            element: "estudio".into(),
            version: "9f86d081".into(),
            migrate: Some("/operacion/procesos/9f86d081/migrar?actividad=estudio".into()),
            ..page
        }
    }

    pub fn sample_empty() -> Self {
        Self {
            text: "E-2026-999999".into(),
            rows: Vec::new(),
            more: None,
            ..Self::sample()
        }
    }
}
