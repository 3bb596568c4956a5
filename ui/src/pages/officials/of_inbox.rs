//! The inbox, from its rows.

use std::collections::BTreeMap;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use radica_engine::legal_clock::ClockState;
use radica_storage::ids::TaskId;
use radica_storage::tasks::Place;
use radica_workflows::App;
use radica_workflows::actor::{Actor, Person};
use radica_workflows::deciding::View;
use radica_workflows::inbox::{Light, Page, Row, Wanted};
use radica_workflows::time::in_zone;
use serde::Deserialize;

use super::InboxPage;
use super::inbox::{BulkAct, Filters, Tab, TaskRow};
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::parts::{Choice, TrafficLight};

/// What the address asks of the inbox.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    vista: String,
    q: String,
    tramite: String,
    actividad: String,
    termino: String,
    desde: String,
}

/// Names of the views in the address, with their tabs.
const VIEWS: [(View, &str, &str); 3] = [
    (View::Mine, "mias", "Mis tareas"),
    (View::Unassigned, "sin-asignar", "Sin asignar"),
    (View::All, "todas", "Todas"),
];
const LIGHTS: [(Light, &str, &str); 4] = [
    (Light::Overdue, "vencido", "Vencido"),
    (Light::DueSoon, "por-vencer", "Por vencer"),
    (Light::OnTime, "en-termino", "En término"),
    (Light::Suspended, "suspendido", "Suspendido"),
];

impl Asked {
    /// The view; that of the official's own tasks when none is named.
    pub fn view(&self) -> View {
        VIEWS
            .iter()
            .find(|(_, name, _)| *name == self.vista)
            .map_or(View::Mine, |(view, _, _)| *view)
    }

    /// The filters.
    pub fn wanted(&self) -> Wanted {
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        Wanted {
            words: self.q.clone(),
            tramite: given(&self.tramite),
            activity: given(&self.actividad),
            light: LIGHTS
                .iter()
                .find(|(_, name, _)| *name == self.termino)
                .map(|(light, _, _)| *light),
        }
    }

    /// Where the page begins.
    pub fn after(&self) -> Option<Place> {
        let (due, id) = self.desde.split_once('.')?;
        let id = TaskId::from_str(id).ok()?;
        let due_at = match due {
            "" => None,
            micros => Some(Timestamp::from_microsecond(micros.parse().ok()?).ok()?),
        };
        Some(Place { due_at, id })
    }

    /// The same question from another place.
    fn from(&self, place: Place) -> String {
        let due = place
            .due_at
            .map(|at| at.as_microsecond().to_string())
            .unwrap_or_default();
        let desde = format!("{due}.{}", place.id);
        let pairs = [
            ("vista", &self.vista),
            ("q", &self.q),
            ("tramite", &self.tramite),
            ("actividad", &self.actividad),
            ("termino", &self.termino),
            ("desde", &desde),
        ];
        let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(given)
            .finish();
        format!("/bandeja?{query}")
    }
}

impl InboxPage {
    /// A page of the inbox.
    pub fn of(chrome: Chrome, app: &App, actor: &Actor, asked: &Asked, counts: [i64; 3], page: &Page) -> Self {
        let view = asked.view();
        let tab = |(each, count): (&(View, &str, &str), i64)| Tab {
            href: format!("/bandeja?vista={}", each.1),
            label: each.2.to_owned(),
            count: usize::try_from(count).unwrap_or_default(),
            here: each.0 == view,
        };
        Self {
            office: actor.person().map(|person| offices(app, person)).unwrap_or_default(),
            updated: format::clock(app.clock.local().time()),
            tabs: VIEWS.iter().zip(counts).map(tab).collect(),
            filters: filters(app, asked, page),
            rows: page.rows.iter().map(|row| shown(app, row)).collect(),
            bulk: vec![BulkAct {
                value: "claim".to_owned(),
                label: "Tomar".to_owned(),
            }],
            next: page.next.map(|place| asked.from(place)),
            chrome,
        }
    }
}

fn offices(app: &App, person: &Person) -> String {
    let entity = &app.catalog().entity;
    let names: Vec<String> = person
        .offices
        .iter()
        .filter_map(|id| entity.office(id))
        .map(|office| office.name.clone())
        .collect();
    format::list(&names)
}

fn filters(app: &App, asked: &Asked, page: &Page) -> Filters {
    let tramites = app
        .catalog()
        .tramites
        .values()
        .filter(|tramite| tramite.filing.is_some());
    let activities: BTreeMap<&str, &str> = page
        .rows
        .iter()
        .map(|row| (row.task.element.as_str(), row.task.name.as_str()))
        .collect();
    Filters {
        view: asked.vista.clone(),
        query: asked.q.clone(),
        tramites: tramites
            .map(|tramite| {
                let label = format!("{} {}", tramite.id, tramite.short_name);
                Choice::new(tramite.id.as_str(), &label, asked.tramite == tramite.id.as_str())
            })
            .collect(),
        activities: activities
            .into_iter()
            .map(|(id, name)| Choice::new(id, name, asked.actividad == id))
            .collect(),
        lights: LIGHTS
            .iter()
            .map(|(_, name, label)| Choice::new(name, label, asked.termino == *name))
            .collect(),
    }
}

fn shown(app: &App, row: &Row) -> TaskRow {
    let today = app.clock.today();
    let calendar = &app.catalog().calendar;
    let state = row.case.as_ref().map(|(_, clock)| clock.state(calendar, today));
    let stopped = matches!(state, Some(ClockState::Suspended { .. }));
    let due = row.task.due_at.map(|at| in_zone(at).date()).filter(|_| !stopped);
    let light = state.map(|state| {
        let overdue = match state {
            ClockState::Expired { due } => calendar.working_days_between(due, today),
            _ => 0,
        };
        TrafficLight::of(state, u32::from(app.catalog().entity.traffic_light.warn_days), overdue)
    });
    let case = row.case.as_ref().map(|(case, _)| case);
    let tramite = case.and_then(|case| app.rules.tramite(&case.tramite));
    TaskRow {
        task: row.task.id.to_string(),
        href: case.map_or_else(
            || format!("/tareas/{}", row.task.id),
            |case| format!("/bandeja/{}", case.radicado),
        ),
        radicado: row.task.subject.clone(),
        due: due.map(format::short_date),
        due_detail: match due {
            Some(due) => relative(due, today),
            None if stopped => "con la entrega".to_owned(),
            None => String::new(),
        },
        light,
        tramite: tramite.map_or_else(
            || without_tramite(row).to_owned(),
            |tramite| format!("{} {}", tramite.id, tramite.short_name),
        ),
        applicant: case.map(|case| case.filer_name.clone()).unwrap_or_default(),
        activity: row.task.name.clone(),
        received: format::short_date(in_zone(row.task.created_at).date()),
    }
}

const fn without_tramite(row: &Row) -> &'static str {
    if row.is_alone {
        "Proceso sin trámite"
    } else {
        "Aprobación de una política"
    }
}

/// `hoy`, `mañana`, `ayer`, or the day of the week.
fn relative(day: Date, today: Date) -> String {
    let away = (day - today).get_days();
    match away {
        -1 => "ayer".to_owned(),
        0 => "hoy".to_owned(),
        1 => "mañana".to_owned(),
        _ => format::weekday(day).to_owned(),
    }
}
