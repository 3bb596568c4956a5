//! Reads every file of a catalogue, checks them one by one and then together.

use std::collections::BTreeMap;
use std::sync::Arc;

use radica_engine::calendar::Calendar;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::committee::Committee;
use super::decision::{self, CasesFile, Decision};
use super::entity::Entity;
use super::files::Files;
use super::form::{ChoiceList, FormFile};
use super::ids::{CommitteeId, DecisionId, FormId, ListId, NoticeId, PolicyId};
use super::notice::Notice;
use super::policy::Policy;
use super::problem::{Loaded, Problem, Report};
use super::theme::Themes;
use super::tramite_file::TramiteFile;
use super::trd::Trd;
use super::{Catalog, Source, check, resolve, shape};
use radica_engine::located::{self, Position};
use radica_feel::dmn::Model;

/// Every file that was read, before they are checked together.
pub(super) struct Parts {
    pub entity: Loaded<Entity>,
    pub themes: Loaded<Themes>,
    pub calendar: Calendar,
    pub forms: BTreeMap<FormId, Loaded<FormFile>>,
    pub lists: BTreeMap<ListId, Loaded<ChoiceList>>,
    pub tramites: Vec<Loaded<TramiteFile>>,
    pub processes: Vec<Source>,
    pub decisions: BTreeMap<DecisionId, Arc<Decision>>,
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
    let (problems, warnings) = report.into_parts();
    if !problems.is_empty() {
        return Err(problems);
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
        decisions: parts.decisions,
        warnings,
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
    let decisions = decisions(files, report);
    if let Some(calendar) = &calendar {
        cases(files, &decisions, calendar, report);
    }
    Some(Parts {
        entity: entity?,
        themes: themes?,
        calendar: calendar?,
        forms,
        lists,
        tramites,
        processes: ["yaml", "bpmn"]
            .into_iter()
            .flat_map(|extension| sources(files, "processes", extension))
            .collect(),
        decisions,
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

/// What a file of worked examples ends with.
const CASES: &str = ".cases.yaml";

/// Tables and models. A model may import any other of the directory.
fn decisions(files: &Files, report: &mut Report) -> BTreeMap<DecisionId, Arc<Decision>> {
    let models: Vec<Model> = files
        .of("decisions", "dmn")
        .filter_map(|(_, text)| Model::from_xml(text).ok())
        .collect();
    let tables = files.of("decisions", "yaml").filter(|(path, _)| !path.ends_with(CASES));
    let mut found: BTreeMap<DecisionId, Arc<Decision>> = BTreeMap::new();
    for (path, text) in tables.chain(files.of("decisions", "dmn")) {
        let read = decision::read(path, text, &models);
        read.problems.into_iter().for_each(|problem| report.push(problem));
        read.warnings.into_iter().for_each(|warning| report.warn(warning));
        for (decision, at) in read.decisions.into_iter().zip(read.places) {
            if let Some(first) = found.get(&decision.id) {
                let wrong = format!("la decisión `{}` ya está en {}", decision.id, first.source.path);
                let expected = "un identificador que no esté en otro archivo";
                report.push(Problem::new(path, at, "duplicate-id", wrong, expected));
            } else {
                found.insert(decision.id.clone(), Arc::new(decision));
            }
        }
    }
    found
}

/// The worked examples of the decisions that could be read.
fn cases(files: &Files, decisions: &BTreeMap<DecisionId, Arc<Decision>>, calendar: &Calendar, report: &mut Report) {
    let schema = schema::<CasesFile>();
    if report.len() > 0 {
        // A decision that could not be read would be told as one that does not exist.
        return;
    }
    for (path, text) in files.of("decisions", "yaml").filter(|(path, _)| path.ends_with(CASES)) {
        if let Some(file) = parse::<CasesFile>(path, text, &schema, report) {
            let problems = decision::cases::problems(&file, |id| decisions.get(id).map(|found| &**found), calendar);
            problems.into_iter().for_each(|problem| report.push(problem));
        }
    }
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

pub(super) fn schema<T: JsonSchema>() -> Json {
    schemars::schema_for!(T).to_value()
}

/// Reads a file whose shape a schema tells: every departure at once, each where it is.
pub(super) fn parse<T: DeserializeOwned>(
    path: &str,
    text: &str,
    schema: &Json,
    report: &mut Report,
) -> Option<Loaded<T>> {
    let tree = match located::read(text) {
        Ok(tree) => tree,
        Err(error) => {
            let wrong = format!("no es YAML válido: {}", error.message);
            report.push(Problem::new(path, error.at, "syntax", wrong, "un documento YAML"));
            return None;
        }
    };
    let departures = shape::departures(&tree, schema);
    let sound = departures.is_empty();
    for departure in departures {
        report.push(Problem::new(
            path,
            departure.at,
            "shape",
            departure.wrong,
            departure.expected,
        ));
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
            let wrong = format!("no se entiende: {error}");
            report.push(Problem::new(
                path,
                at,
                "shape",
                wrong,
                "la forma que dice su esquema JSON",
            ));
            None
        }
    }
}
