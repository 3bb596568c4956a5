//! Scripts: a moment and steps, as the golden traces of the engine have them, or only a list of steps.

use jiff::Zoned;
use radica_engine::located::{self, Located};
use radica_engine::simulate::Step;
use serde_json::Value as Json;

use crate::cli::Failure;

/// What is done, in order.
#[derive(Debug)]
pub struct Script {
    /// When it begins, when it says so.
    pub at: Option<Zoned>,
    steps: Vec<Step>,
}

impl Script {
    /// Reads a script.
    pub fn read(text: &str, file: &str) -> Result<Self, Failure> {
        let tree = located::read(text).map_err(|error| {
            let (line, column) = (error.at.line, error.at.column);
            Failure::told(format!("{file}:{line}:{column}: no es YAML válido: {}", error.message))
        })?;
        let wrong = |node: &Located, why: String| {
            let (line, column) = (node.at.line, node.at.column);
            Failure::told(format!("{file}:{line}:{column}: {why}"))
        };
        let field = |key: &str| {
            let entry = tree.map()?.iter().find(|entry| entry.key == key)?;
            Some(&entry.value)
        };
        let at = match field("at") {
            None => None,
            Some(node) => {
                let at = node.text().unwrap_or_default().parse();
                Some(at.map_err(|error| wrong(node, format!("no es un momento con su zona: {error}")))?)
            }
        };
        let steps = tree.list().or_else(|| field("steps")?.list());
        let steps = steps.ok_or_else(|| wrong(&tree, "se esperaba una lista de pasos, o `at` y `steps`".to_owned()))?;
        let step = |node: &Located| of_json(node.to_json()).map_err(|why| wrong(node, why));
        Ok(Self {
            at,
            steps: steps.iter().map(step).collect::<Result<_, _>>()?,
        })
    }

    /// The steps, beginning with a start; variables given on the command line stand below the script's own.
    pub fn steps(&self, variables: &Json) -> Vec<Step> {
        let mut steps = self.steps.clone();
        match steps.iter_mut().find(|step| matches!(step, Step::Start(_))) {
            Some(Step::Start(own)) => *own = below(own, variables),
            _ => steps.insert(0, Step::Start(variables.clone())),
        }
        steps
    }
}

/// A step written on one line.
pub fn step(text: &str) -> Result<Step, String> {
    let tree = located::read(text).map_err(|error| format!("no es YAML válido: {}", error.message))?;
    of_json(tree.to_json())
}

fn of_json(json: Json) -> Result<Step, String> {
    serde_json::from_value(json).map_err(|error| format!("no es un paso: {error}"))
}

fn below(own: &Json, given: &Json) -> Json {
    let (Some(own_entries), Some(given)) = (own.as_object(), given.as_object()) else {
        return own.clone();
    };
    let mut all = given.clone();
    all.extend(own_entries.clone());
    Json::Object(all)
}
