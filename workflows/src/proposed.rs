//! What a process proposes for a task: answers that its form shows filled in, for the official to revise.

use radica_storage::tasks::Task;

use crate::catalog::form::Data;
use crate::matter::Matter;

/// The variable with the proposals: for each task, by its id, the answers by the names of their fields.
const PROPOSED: &str = "propuesta";

/// The answers proposed for a task; none when nothing is.
#[must_use]
pub fn of(matter: &Matter, task: &Task) -> Data {
    let variables = matter.variables();
    let answers = variables[PROPOSED][&task.element].as_object();
    answers.cloned().unwrap_or_default()
}
