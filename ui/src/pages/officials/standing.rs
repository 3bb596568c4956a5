//! A task of a process that stands alone, begun by a message, a signal, a time or an operator.

use askama::Template;
use radica_storage::tasks::Task;
use radica_workflows::App;
use radica_workflows::actor::Actor;
use radica_workflows::catalog::form::Data;
use radica_workflows::problem::Result;
use radica_workflows::standing::Standing;
use serde_json::Value;

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
    /// Taking it, when nobody has it, or giving it back; the act in the address and its button.
    pub holding: Option<(&'static str, &'static str)>,
}

impl StandingTaskPage {
    /// The form of a task.
    pub fn of(
        chrome: Chrome,
        app: &App,
        actor: &Actor,
        (standing, task): (&Standing, &Task),
        now: Correction<'_>,
    ) -> Result<Self> {
        let fields = filled(app, task, &Data::new(), now)?;
        let mut known = Vec::new();
        for (name, value) in &standing.variables {
            tell(name.clone(), value, &mut known);
        }
        let effect = standing.consequence.as_deref();
        Ok(Self {
            task: task.id.to_string(),
            version: task.version,
            title: task.name.clone(),
            process: standing.process.clone(),
            lead: super::of_task::lead(task),
            known,
            errors: FormErrors::of(&fields),
            fields,
            effect: effect
                .unwrap_or("Termina esta actividad y el proceso sigue.")
                .to_owned(),
            holding: holding(actor, task),
            chrome,
        })
    }
}

fn holding(actor: &Actor, task: &Task) -> Option<(&'static str, &'static str)> {
    match task.assignee {
        None => Some(("tomar", "Tomar la tarea")),
        Some(holder) if actor.person().is_some_and(|person| person.id == holder) => {
            Some(("devolver", "Devolver a la dependencia"))
        }
        Some(_) => None,
    }
}

/// What a value says, one line for each of its parts: `aviso, entidad` and its text.
fn tell(name: String, value: &Value, known: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Object(parts) => {
            for (part, value) in parts {
                tell(format!("{name}, {part}"), value, known);
            }
        }
        Value::String(text) => known.push((name, text.clone())),
        Value::Bool(yes) => known.push((name, (if *yes { "Sí" } else { "No" }).to_owned())),
        Value::Number(_) | Value::Array(_) => known.push((name, value.to_string())),
    }
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
                ("aviso, entidad".into(), "Corpoamazonia".into()),
                ("aviso, municipios".into(), r#"["Mocoa","Villagarzón"]"#.into()),
            ],
            errors: FormErrors::of(&fields),
            fields,
            effect: "Termina esta actividad y el proceso sigue.".into(),
            holding: Some(("tomar", "Tomar la tarea")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_told_part_by_part_in_words() {
        let mut known = Vec::new();
        let value = serde_json::json!({ "entidad": "Corpoamazonia", "urgente": true, "dias": 3, "nada": null });
        tell("aviso".to_owned(), &value, &mut known);
        let told: Vec<(&str, &str)> = known
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let expected = [
            ("aviso, dias", "3"),
            ("aviso, entidad", "Corpoamazonia"),
            ("aviso, urgente", "Sí"),
        ];
        assert_eq!(told, expected);
    }
}
