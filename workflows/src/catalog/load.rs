//! Reads every file of a catalogue, checks them one by one and then together.

use std::collections::BTreeMap;
use std::sync::Arc;

use radica_engine::calendar::Calendar;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::committee::Committee;
use super::entity::Entity;
use super::files::Files;
use super::form::{ChoiceList, FormFile};
use super::ids::{CommitteeId, FormId, ListId, NoticeId, PolicyId};
use super::notice::Notice;
use super::policy::Policy;
use super::problem::{Loaded, Problem, Report};
use super::theme::Themes;
use super::tramite_file::TramiteFile;
use super::trd::Trd;
use super::{Catalog, Source, check, resolve, shape};
use radica_engine::located::{self, Position};

/// Every file that was read, before they are checked together.
pub(super) struct Parts {
    pub entity: Loaded<Entity>,
    pub themes: Loaded<Themes>,
    pub calendar: Calendar,
    pub forms: BTreeMap<FormId, Loaded<FormFile>>,
    pub lists: BTreeMap<ListId, Loaded<ChoiceList>>,
    pub tramites: Vec<Loaded<TramiteFile>>,
    pub processes: Vec<Source>,
    pub trds: Vec<Loaded<Trd>>,
    pub notices: BTreeMap<NoticeId, Loaded<Notice>>,
    pub policies: BTreeMap<PolicyId, Loaded<Policy>>,
    pub committees: BTreeMap<CommitteeId, Loaded<Committee>>,
    pub templates: BTreeMap<String, Source>,
    pub texts: BTreeMap<String, String>,
}

/// Reads and checks everything.
pub(super) fn load(files: &Files) -> Result<Catalog, Vec<Problem>> {
    let mut report = Report::default();
    let parts = read(files, &mut report);
    let Some(mut parts) = parts else {
        return Err(report.into_sorted());
    };
    resolve::lists(&mut parts, &mut report);
    let tramites = resolve::tramites(&parts, &mut report);
    check::all(&parts, &tramites, &mut report);
    if report.len() > 0 {
        return Err(report.into_sorted());
    }
    let tramites = tramites
        .into_iter()
        .map(|tramite| (tramite.value.id.clone(), Arc::new(tramite.value)))
        .collect();
    Ok(Catalog {
        version: files.hash(),
        entity: parts.entity.value,
        themes: parts.themes.value,
        calendar: parts.calendar,
        tramites,
        forms: values(parts.forms),
        lists: values(parts.lists),
        processes: parts
            .processes
            .into_iter()
            .map(|source| (check::process_id(&source), source))
            .collect(),
        trds: in_order(parts.trds),
        notices: values(parts.notices),
        policies: values(parts.policies),
        committees: values(parts.committees),
        templates: parts.templates,
        texts: parts.texts,
    })
}

/// None when what everything else is checked against could not be read.
fn read(files: &Files, report: &mut Report) -> Option<Parts> {
    let entity = single(files, "entity.yaml", report);
    let themes = single(files, "themes.yaml", report);
    let calendar = calendar(files, report);
    let forms = by_id(files, "forms", report, |form: &FormFile| form.form.clone());
    let lists = by_id(files, "lists", report, |list: &ChoiceList| list.list.clone());
    let notices = by_id(files, "notices", report, |notice: &Notice| notice.notice.clone());
    let policies = by_id(files, "policies", report, |policy: &Policy| policy.policy.clone());
    let committees = by_id(files, "committees", report, |committee: &Committee| {
        committee.committee.clone()
    });
    let tramites = all(files, "tramites", report);
    let trds = all(files, "trd", report);
    Some(Parts {
        entity: entity?,
        themes: themes?,
        calendar: calendar?,
        forms,
        lists,
        tramites,
        processes: sources(files, "processes", "yaml").collect(),
        trds,
        notices,
        policies,
        committees,
        templates: sources(files, "templates", "typ")
            .map(|source| (file_name(&source.path), source))
            .collect(),
        texts: files
            .of("policies", "md")
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .collect(),
    })
}

fn sources<'a>(files: &'a Files, directory: &'a str, extension: &'a str) -> impl Iterator<Item = Source> + 'a {
    files.of(directory, extension).map(|(path, text)| Source {
        path: path.to_owned(),
        text: text.to_owned(),
    })
}

fn file_name(path: &str) -> String {
    path.rsplit_once('/').map_or(path, |(_, name)| name).to_owned()
}

fn values<K: Ord, T>(loaded: BTreeMap<K, Loaded<T>>) -> BTreeMap<K, T> {
    loaded.into_iter().map(|(id, file)| (id, file.value)).collect()
}

fn in_order(trds: Vec<Loaded<Trd>>) -> Vec<Trd> {
    let mut trds: Vec<Trd> = trds.into_iter().map(|file| file.value).collect();
    trds.sort_by_key(|trd| trd.in_force_from);
    trds
}

fn calendar(files: &Files, report: &mut Report) -> Option<Calendar> {
    const PATH: &str = "calendar.yaml";
    let Some(text) = files.get(PATH) else {
        report.file(PATH, "falta este archivo", "el calendario de la entidad");
        return None;
    };
    let error = match Calendar::from_yaml(text) {
        Ok(calendar) => return Some(calendar),
        Err(error) => error,
    };
    let text = error.to_string();
    let first = text.lines().next().unwrap_or_default();
    report.file(
        PATH,
        format!("el calendario no sirve: {first}"),
        "un calendario con su forma",
    );
    None
}

fn single<T: DeserializeOwned + JsonSchema>(files: &Files, path: &str, report: &mut Report) -> Option<Loaded<T>> {
    match files.get(path) {
        Some(text) => parse(path, text, &schema::<T>(), report),
        None => {
            report.file(path, "falta este archivo", "la definición de la entidad y de sus temas");
            None
        }
    }
}

fn all<T: DeserializeOwned + JsonSchema>(files: &Files, directory: &str, report: &mut Report) -> Vec<Loaded<T>> {
    let schema = schema::<T>();
    files
        .of(directory, "yaml")
        .filter_map(|(path, text)| parse(path, text, &schema, report))
        .collect()
}

fn by_id<K, T>(files: &Files, directory: &str, report: &mut Report, id: fn(&T) -> K) -> BTreeMap<K, Loaded<T>>
where
    K: Ord + Clone + std::fmt::Display,
    T: DeserializeOwned + JsonSchema,
{
    let mut found: BTreeMap<K, Loaded<T>> = BTreeMap::new();
    for file in all(files, directory, report) {
        let id = id(&file.value);
        if let Some(first) = found.get(&id) {
            let wrong = format!("`{id}` ya está en {}", first.path);
            report.at(&file, "", wrong, "un identificador que no esté en otro archivo");
        } else {
            found.insert(id, file);
        }
    }
    found
}

fn schema<T: JsonSchema>() -> Json {
    schemars::schema_for!(T).to_value()
}

fn parse<T: DeserializeOwned>(path: &str, text: &str, schema: &Json, report: &mut Report) -> Option<Loaded<T>> {
    let tree = match located::read(text) {
        Ok(tree) => tree,
        Err(error) => {
            report.add(
                path,
                error.at,
                format!("no es YAML válido: {}", error.message),
                "un documento YAML",
            );
            return None;
        }
    };
    let departures = shape::departures(&tree, schema);
    let sound = departures.is_empty();
    for departure in departures {
        report.add(path, departure.at, departure.wrong, departure.expected);
    }
    if !sound {
        return None;
    }
    match serde_json::from_value(tree.to_json()) {
        Ok(value) => Some(Loaded {
            path: path.to_owned(),
            tree,
            value,
        }),
        Err(error) => {
            let at = Position { line: 1, column: 1 };
            report.add(
                path,
                at,
                format!("no se entiende: {error}"),
                "la forma que dice su esquema JSON",
            );
            None
        }
    }
}
