//! The inbox of an official with what its rows say: the case of each task, its clock, and the filters.

use std::collections::BTreeMap;

use radica_engine::legal_clock::ClockState;
use radica_storage::cases::{self, Case};
use radica_storage::ids::CaseId;
use radica_storage::tasks::{Place, Task};

use crate::actor::Actor;
use crate::app::App;
use crate::clock::CaseClock;
use crate::deciding::{self, View};
use crate::problem::Result;
use crate::standing;

/// Tasks read at once while filtering.
const BATCH: i64 = 200;
/// Tasks looked at for one page at most; the rest are on the next.
const MOST_LOOKED_AT: usize = 2_000;

/// What is wanted of the inbox; nothing set means everything.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Part of a radicado, a name or a title.
    pub words: String,
    /// Code of a trámite.
    pub tramite: Option<String>,
    /// Id of an activity.
    pub activity: Option<String>,
    /// How its term stands.
    pub light: Option<Light>,
}

/// How a term stands, for filtering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    /// More working days left than the entity warns of.
    OnTime,
    /// Few working days left.
    DueSoon,
    /// The term passed.
    Overdue,
    /// The clock is stopped.
    Suspended,
}

/// A task with the case it belongs to.
#[derive(Debug, Clone)]
pub struct Row {
    /// The task.
    pub task: Task,
    /// Its case with its clock; none for a task of a governed document, or of an instance that stands alone.
    pub case: Option<(Case, CaseClock)>,
    /// Whether its instance stands alone.
    pub is_alone: bool,
}

/// A page of the inbox.
#[derive(Debug, Clone)]
pub struct Page {
    /// By due time.
    pub rows: Vec<Row>,
    /// Where the next page begins, when there may be one.
    pub next: Option<Place>,
}

/// The tasks that the actor may do, filtered, by due time.
pub async fn page(
    app: &App,
    actor: &Actor,
    view: View,
    wanted: &Wanted,
    after: Option<Place>,
    size: usize,
) -> Result<Page> {
    let mut rows = Vec::new();
    let mut place = after;
    let mut looked_at = 0;
    loop {
        let tasks = deciding::inbox(app, actor, view, place, BATCH).await?;
        let last = i64::try_from(tasks.len()).unwrap_or(i64::MAX) < BATCH;
        for row in with_cases(app, tasks).await? {
            looked_at += 1;
            let at = row.task.place();
            if wanted.fits(app, &row) {
                rows.push(row);
            }
            place = Some(at);
            if rows.len() > size {
                rows.pop();
                let next = rows.last().map(|row: &Row| row.task.place());
                return Ok(Page { rows, next });
            }
        }
        if last {
            return Ok(Page { rows, next: None });
        }
        if looked_at >= MOST_LOOKED_AT {
            return Ok(Page { rows, next: place });
        }
    }
}

impl Light {
    /// How a clock stands, as the entity warns; none when it ended.
    #[must_use]
    pub fn of(state: ClockState, warn_days: u16) -> Option<Self> {
        match state {
            ClockState::Running { left, .. } if left <= u32::from(warn_days) => Some(Self::DueSoon),
            ClockState::Running { .. } => Some(Self::OnTime),
            ClockState::Suspended { .. } => Some(Self::Suspended),
            ClockState::Expired { .. } => Some(Self::Overdue),
            ClockState::Ended { .. } => None,
        }
    }
}

impl Wanted {
    fn fits(&self, app: &App, row: &Row) -> bool {
        let case = row.case.as_ref().map(|(case, _)| case);
        let of_tramite = |code: &String| case.is_some_and(|case| case.tramite == *code);
        let has_light = |light: &Light| row.light(app) == Some(*light);
        self.tramite.as_ref().is_none_or(of_tramite)
            && self
                .activity
                .as_ref()
                .is_none_or(|activity| row.task.element == *activity)
            && self.light.as_ref().is_none_or(has_light)
            && self.has_words(row)
    }

    fn has_words(&self, row: &Row) -> bool {
        let wanted = self.words.trim().to_lowercase();
        let case = row
            .case
            .as_ref()
            .map(|(case, _)| [&case.radicado, &case.filer_name, &case.title, &case.filer_id_number]);
        let texts = [&row.task.subject, &row.task.name]
            .into_iter()
            .chain(case.into_iter().flatten());
        wanted.is_empty() || texts.into_iter().any(|text| text.to_lowercase().contains(&wanted))
    }
}

impl Row {
    fn light(&self, app: &App) -> Option<Light> {
        let (_, clock) = self.case.as_ref()?;
        let catalog = app.catalog();
        Light::of(
            clock.state(&catalog.calendar, app.clock.today()),
            catalog.entity.traffic_light.warn_days,
        )
    }
}

async fn with_cases(app: &App, tasks: Vec<Task>) -> Result<Vec<Row>> {
    let mut ids: Vec<CaseId> = tasks.iter().filter_map(|task| task.case_id).collect();
    ids.sort();
    ids.dedup();
    let mut found = BTreeMap::new();
    for case in cases::get_many(&app.db, &ids).await? {
        let clock = CaseClock::read(&case.clock, &app.catalog().calendar)?;
        found.insert(case.id, (case, clock));
    }
    let mut rows = Vec::new();
    for task in tasks {
        rows.push(Row {
            case: task.case_id.and_then(|id| found.get(&id).cloned()),
            is_alone: task.case_id.is_none() && standing::is_alone(&app.db, task.instance).await?,
            task,
        });
    }
    Ok(rows)
}
