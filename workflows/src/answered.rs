//! What officials answered in the tasks of a case, for whoever decides after them.

use radica_engine::model::Kind;
use radica_storage::tasks::{Task, TaskState};

use crate::app::App;
use crate::catalog::form::Data;
use crate::deciding;
use crate::dossier::Dossier;
use crate::effects::FILER_ROLE;
use crate::printing::answers::shown;
use crate::problem::Result;

/// What somebody answered in a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The task's name.
    pub task: String,
    /// Who did it.
    pub by: String,
    /// Questions and answers, as people read them.
    pub facts: Vec<(String, String)>,
}

/// The last answers of each task that officials did, in the order they were done.
pub fn of(app: &App, dossier: &Dossier) -> Result<Vec<Answered>> {
    let tasks = dossier.matter.tasks.values().map(|kept| kept.get());
    let mut done: Vec<&Task> = tasks
        .filter(|task| task.state == TaskState::Done && task.role != FILER_ROLE)
        .collect();
    done.sort_by_key(|task| task.ended_at);
    let variables = dossier.matter.variables();
    let mut answered = Vec::new();
    for (place, task) in done.iter().enumerate() {
        // Done again later: only the last answers are kept.
        if done[place + 1..].iter().any(|later| later.element == task.element) {
            continue;
        }
        if let Some(given) = result_of(dossier, task).and_then(|name| variables[name].as_object()) {
            answered.extend(answers(app, task, given)?);
        }
    }
    Ok(answered)
}

fn result_of<'a>(dossier: &'a Dossier, task: &Task) -> Option<&'a str> {
    match &dossier.matter.element(&task.element)?.kind {
        Kind::UserTask(asked) => asked.result.as_deref(),
        _ => None,
    }
}

fn answers(app: &App, task: &Task, given: &Data) -> Result<Option<Answered>> {
    let fields = deciding::fields_of(app, task)?;
    let facts = fields.iter().filter_map(|field| {
        let value = shown(app.catalog(), field, given.get(&field.id)?)?;
        Some((field.label.clone(), value))
    });
    let facts: Vec<_> = facts.collect();
    let by = given
        .get("por")
        .and_then(|by| by["nombre"].as_str())
        .unwrap_or_default();
    Ok((!facts.is_empty()).then(|| Answered {
        task: task.name.clone(),
        by: by.to_owned(),
        facts,
    }))
}
