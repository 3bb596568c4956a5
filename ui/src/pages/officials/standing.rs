//! A task of a process that stands alone, begun by a message, a signal, a time or an operator.

use askama::Template;
use radica_storage::tasks::Task;
use radica_workflows::App;
use radica_workflows::catalog::form::Data;
use radica_workflows::problem::Result;
use radica_workflows::standing::Standing;

use super::of_task::{Correction, filled};
use crate::pages::chrome::Chrome;
use crate::pages::parts::{Field, FormErrors};

/// What the process knows, and what the task asks.
#[derive(Clone, Debug, Template)]
#[template(path = "officials/standing.html")]
pub struct StandingTaskPage {
    pub chrome: Chrome,
    /// Id of the task.
    pub task: String,
    pub version: i64,
    pub title: String,
    pub process: String,
    pub lead: Option<String>,
    /// Name and value.
    pub known: Vec<(String, String)>,
    pub errors: FormErrors,
    pub fields: Vec<Field>,
    /// What completing does.
    pub effect: String,
    /// Whether nobody has taken it.
    pub is_free: bool,
}

impl StandingTaskPage {
    /// The form of a task.
    pub fn of(chrome: Chrome, app: &App, standing: &Standing, task: &Task, now: Correction<'_>) -> Result<Self> {
        let fields = filled(app, task, &Data::new(), now)?;
        let known = standing
            .variables
            .iter()
            .map(|(name, value)| (name.clone(), shown(value)));
        let effect = standing.consequence.as_deref();
        Ok(Self {
            task: task.id.to_string(),
            version: task.version,
            title: task.name.clone(),
            process: standing.process.clone(),
            lead: super::of_task::lead(task),
            known: known.collect(),
            errors: FormErrors::of(&fields),
            fields,
            effect: effect
                .unwrap_or("Termina esta actividad y el proceso sigue.")
                .to_owned(),
            is_free: task.assignee.is_none(),
            chrome,
        })
    }
}

/// A text as it is, anything else as JSON.
fn shown(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
impl StandingTaskPage {
    pub fn sample() -> Self {
        use crate::pages::parts::{Choice, Control};
        let options = vec![Choice::new("true", "Sí", false), Choice::new("false", "No", false)];
        let fields = vec![Field::new("procede", "¿Procede?", Control::Radio { options }).error("Elija si procede")];
        Self {
            chrome: Chrome::official(),
            task: "01JD0TASK".into(),
            version: 2,
            title: "Estudiar el aviso".into(),
            process: "Avisos de otras entidades".into(),
            lead: Some("A más tardar el martes 3 de noviembre.".into()),
            known: vec![
                ("numero".into(), "17".into()),
                (
                    "aviso".into(),
                    r#"{"entidad":"Corpoamazonia","municipio":"Mocoa"}"#.into(),
                ),
            ],
            errors: FormErrors::of(&fields),
            fields,
            effect: "Termina esta actividad y el proceso sigue.".into(),
            is_free: true,
        }
    }
}
