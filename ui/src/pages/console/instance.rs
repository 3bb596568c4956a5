//! One instance: where it stands, its variables, and what happened in it.

use askama::Template;
use radica_workflows::console::{At, Detail, Happening, Story, What};

use super::events;
use super::words::{act, incident, moment, status, value, wait};
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::icons::Icon;
use crate::pages::parts::{Flow, Link, Tag};

/// What stands above every page of an instance.
#[derive(Clone, Debug)]
pub struct Head {
    pub id: String,
    pub href: String,
    /// A filing number, a document's code, or the id.
    pub label: String,
    pub process: Link,
    pub status: Tag,
    pub changed: String,
    /// Its case, when it has one.
    pub case: Option<Link>,
    pub actions: Vec<Link>,
}

/// Where it stands.
#[derive(Clone, Debug, Template)]
#[template(path = "console/instance.html")]
pub struct InstancePage {
    pub chrome: Chrome,
    pub head: Head,
    pub flow: Flow,
    pub positions: Vec<PositionRow>,
    pub incidents: Vec<IncidentView>,
}

/// A token.
#[derive(Clone, Debug)]
pub struct PositionRow {
    pub number: String,
    pub name: String,
    pub waits: String,
}

/// Why a token stopped.
#[derive(Clone, Debug)]
pub struct IncidentView {
    pub place: String,
    pub kind: &'static str,
    pub message: String,
    pub expression: Option<String>,
    pub values: Vec<(String, String)>,
    pub why: Vec<String>,
    pub retry: String,
    pub skip: String,
}

/// Its variables.
#[derive(Clone, Debug, Template)]
#[template(path = "console/variables.html")]
pub struct VariablesPage {
    pub chrome: Chrome,
    pub head: Head,
    pub rows: Vec<VariableRow>,
}

/// A variable with what it was.
#[derive(Clone, Debug)]
pub struct VariableRow {
    pub name: String,
    /// `El proceso`, or the activity it belongs to.
    pub place: String,
    pub value: String,
    /// Oldest first: moment, who, value.
    pub history: Vec<(String, String, String)>,
}

/// What happened.
#[derive(Clone, Debug, Template)]
#[template(path = "console/story.html")]
pub struct StoryPage {
    pub chrome: Chrome,
    pub head: Head,
    pub rows: Vec<StoryRow>,
}

/// An event.
#[derive(Clone, Debug)]
pub struct StoryRow {
    pub at: String,
    pub who: String,
    pub place: String,
    pub what: String,
    pub variables: Option<String>,
}

impl Head {
    fn of(detail: &Detail) -> Self {
        let row = detail.matter.row.get();
        let id = row.id.to_string();
        let href = format!("/operacion/instancias/{id}");
        let label = match detail.matter.subject.label() {
            label if label.is_empty() => id.clone(),
            label => label,
        };
        let version = format::short_hash(&row.definition);
        Self {
            process: Link::new(
                format!("/operacion/procesos/{}", row.definition),
                format!("{}, versión {version}", row.definition_name),
            ),
            status: status(&row.status),
            changed: moment(row.updated_at),
            case: row
                .case_id
                .map(|_| Link::new(format!("/bandeja/{label}"), "Ver el caso")),
            actions: actions(&href, &row.status),
            id,
            href,
            label,
        }
    }
}

/// What may be done in a status.
fn actions(href: &str, status: &str) -> Vec<Link> {
    let one = |path: &str, words: &str| Link::new(format!("{href}/{path}"), words);
    let mut actions = Vec::new();
    match status {
        "suspended" => actions.push(one("reanudar", "Reanudar")),
        "running" | "incident" => actions.push(one("suspender", "Suspender")),
        _ => return actions,
    }
    actions.push(one("mover", "Mover posiciones"));
    actions.push(one("cambiar", "Cambiar variables"));
    actions.push(one("migrar", "Pasar a otra versión"));
    actions.push(one("cancelar", "Cancelar el proceso"));
    actions
}

impl InstancePage {
    /// Where an instance stands.
    pub fn of(chrome: Chrome, detail: &Detail) -> Self {
        let head = Head::of(detail);
        let matter = &detail.matter;
        let places: Vec<&str> = detail.at.iter().map(|at| at.name.as_str()).collect();
        let label = if places.is_empty() {
            "El proceso, con lo que se hizo; ya no hay nada pendiente".to_owned()
        } else {
            format!("El proceso, con lo que se hizo; ahora está en: {}", places.join(", "))
        };
        Self {
            flow: Flow::of_matter(matter, &label),
            positions: detail.at.iter().map(PositionRow::of).collect(),
            incidents: detail
                .at
                .iter()
                .filter_map(|at| IncidentView::of(&head.href, at))
                .collect(),
            head,
            chrome,
        }
    }
}

impl PositionRow {
    fn of(at: &At) -> Self {
        Self {
            number: at.token.to_string(),
            name: at.name.clone(),
            waits: wait(at.wait.as_ref()),
        }
    }
}

impl IncidentView {
    fn of(href: &str, at: &At) -> Option<Self> {
        let stopped = at.incident()?;
        let values = stopped
            .values
            .iter()
            .map(|read| (read.name.clone(), read.value.clone()));
        Some(Self {
            place: at.name.clone(),
            kind: incident(stopped.kind),
            message: stopped.message.clone(),
            expression: stopped.expression.clone(),
            values: values.collect(),
            why: stopped.why.clone(),
            retry: format!("{href}/reintentar?posicion={}", at.token),
            skip: format!("{href}/omitir?posicion={}", at.token),
        })
    }
}

impl VariablesPage {
    /// The variables of an instance, each with its history.
    pub fn of(chrome: Chrome, detail: &Detail, story: &Story) -> Self {
        let rows = detail.variables.iter().map(|variable| {
            let changes = story.history.get(&(variable.scope, variable.name.clone()));
            let changes = changes.into_iter().flatten();
            VariableRow {
                name: variable.name.clone(),
                place: variable.place.clone().unwrap_or_else(|| "El proceso".to_owned()),
                value: value(&variable.value),
                history: changes
                    .map(|change| (moment(change.at), change.who.clone(), value(&change.value)))
                    .collect(),
            }
        });
        Self {
            rows: rows.collect(),
            head: Head::of(detail),
            chrome,
        }
    }
}

impl StoryPage {
    /// What happened in an instance, the newest first.
    pub fn of(chrome: Chrome, detail: &Detail, story: &Story) -> Self {
        Self {
            rows: story.happenings.iter().rev().map(StoryRow::of).collect(),
            head: Head::of(detail),
            chrome,
        }
    }
}

impl StoryRow {
    fn of(happening: &Happening) -> Self {
        let (place, what, variables) = match &happening.what {
            What::Event(told) => {
                let (event, line) = &**told;
                let element = line.element.as_ref().map(ToString::to_string);
                let place = line.name.clone().or(element).unwrap_or_default();
                (place, events::sentence(event), line.variables.as_ref().map(value))
            }
            What::Begun(cause) => (String::new(), events::begun(cause), None),
            What::Operated { act: word, reason } => (String::new(), format!("{}: {reason}", act(word)), None),
        };
        Self {
            at: moment(happening.at),
            who: happening.who.clone(),
            place,
            what,
            variables,
        }
    }
}

#[cfg(test)]
impl Head {
    fn sample() -> Self {
        let href = "/operacion/instancias/01JD0INSTANCE";
        Self {
            id: "01JD0INSTANCE".into(),
            href: href.into(),
            label: "E-2026-017391".into(),
            process: Link::new("/operacion/procesos/9f86d081", "resolver-solicitud, versión 9f86d081"),
            status: status("incident"),
            changed: "19 nov, 09:52".into(),
            case: Some(Link::new("/bandeja/E-2026-017391", "Ver el caso")),
            actions: actions(href, "incident"),
        }
    }
}

#[cfg(test)]
impl InstancePage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::official(),
            head: Head::sample(),
            flow: Flow::sample_of_call(),
            positions: vec![PositionRow {
                number: "7".into(),
                name: "Estudio jurídico".into(),
                waits: "A que alguien resuelva el incidente".into(),
            }],
            incidents: vec![IncidentView {
                place: "¿Quién estudia?".into(),
                kind: "La condición no dio ni verdadero ni falso",
                message: "la condición dio null".into(),
                expression: Some("municipio = \"Mocoa\"".into()),
                values: vec![("municipio".into(), "null".into())],
                why: vec!["municipio: no existe".into()],
                retry: "/operacion/instancias/01JD0INSTANCE/reintentar?posicion=7".into(),
                skip: "/operacion/instancias/01JD0INSTANCE/omitir?posicion=7".into(),
            }],
        }
    }

    pub fn sample_ended() -> Self {
        Self {
            head: Head {
                status: status("finished"),
                actions: Vec::new(),
                ..Head::sample()
            },
            positions: Vec::new(),
            incidents: Vec::new(),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
impl VariablesPage {
    pub fn sample() -> Self {
        let history = vec![
            ("19 nov, 09:40".into(), "Luz Dary Chindoy".into(), "null".into()),
            ("19 nov, 09:52".into(), "Sofía Ortega".into(), "\"Mocoa\"".into()),
        ];
        Self {
            chrome: Chrome::official(),
            head: Head::sample(),
            rows: vec![VariableRow {
                name: "municipio".into(),
                place: "El proceso".into(),
                value: "\"Mocoa\"".into(),
                history,
            }],
        }
    }
}

#[cfg(test)]
impl StoryPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::official(),
            head: Head::sample(),
            rows: vec![StoryRow {
                at: "19 nov, 09:52".into(),
                who: "Sofía Ortega".into(),
                place: "Estudio jurídico".into(),
                what: "Se intentó de nuevo".into(),
                variables: Some("{\"municipio\":\"Mocoa\"}".into()),
            }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn an_incident_shows_its_expression_what_it_read_and_both_ways_out() {
        let html = InstancePage::sample().html().unwrap();
        assert!(html.contains("municipio = &#34;Mocoa&#34;") && html.contains("<dd>null</dd>"));
        assert!(html.contains("reintentar?posicion=7") && html.contains("omitir?posicion=7"));
    }

    #[test]
    fn nothing_can_be_done_to_what_ended() {
        let html = InstancePage::sample_ended().html().unwrap();
        assert!(!html.contains("Suspender") && html.contains("Ya no tiene posiciones"));
    }

    #[test]
    fn a_variable_shows_what_it_was_and_who_changed_it() {
        let html = VariablesPage::sample().html().unwrap();
        assert!(html.contains("Sofía Ortega") && html.contains("Luz Dary Chindoy"));
    }
}
