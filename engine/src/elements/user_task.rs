//! User task: somebody does something, in their own time.

use super::timer;
use crate::decide::{Outcome, Run};
use crate::effect::{Assigned, Effect, OpenTask};
use crate::event::Wait;
use crate::expression::{Surroundings, Template};
use crate::ids::{TaskId, TokenId};
use crate::incident::{Incident, Retry};
use crate::model::{Assign, Node, UserTask};

/// Opens the task.
pub(super) fn work(run: &mut Run<'_>, token: TokenId, node: &Node, task: &UserTask) -> Result<Outcome, Incident> {
    let scope = run.local(token);
    let assigned = assigned(&task.assign, run.around(&run.scoped(scope)))?;
    let due = match &task.due {
        None => None,
        Some(due) => Some(timer::first(run, scope, due, Retry::Work)?.0),
    };
    let id = TaskId(run.new_id());
    run.effect(Effect::OpenTask(Box::new(OpenTask {
        task: id,
        element: node.id.clone(),
        name: node.label().to_owned(),
        stage: node.stage.clone(),
        act: task.act.clone(),
        form: task.form.clone(),
        consequence: task.consequence.clone(),
        assigned,
        due,
    })));
    Ok(Outcome::Rest(Wait::Task { task: id, due }))
}

fn assigned(assign: &Assign, around: Surroundings<'_>) -> Result<Assigned, Incident> {
    let text = |template: &Option<Template>, what: &str| {
        template
            .as_ref()
            .map(|template| template.text(what, around, Retry::Work))
            .transpose()
    };
    Ok(Assigned {
        role: text(&assign.role, "el rol de quien hace la tarea")?,
        office: text(&assign.office, "la dependencia de quien hace la tarea")?,
        person: text(&assign.person, "la persona que hace la tarea")?,
        filer: assign.filer,
    })
}
