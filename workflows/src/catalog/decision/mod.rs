//! Decisions, `decisions/*.yaml` and `*.dmn`: tables and models that processes call and people read.

pub(super) mod cases;
mod convert;
mod dmn;
pub(super) mod file;
mod finding;
mod words;
mod yaml;

use std::fmt;
use std::sync::Arc;

use jiff::Zoned;
use radica_engine::calendar::Calendar;
use radica_engine::host::CalendarHost;
use radica_feel::dmn::{Boxed, BoxedKind, DecisionTable, Decisions, Finding, Model, Sheet};
use radica_feel::{Budget, Context, Env, Outcome, Type, Value};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use super::Source;
use super::ids::{DecisionId, TramiteId};
use super::problem::Problem;

pub use cases::{Case, CasesFile};
pub use convert::ConvertError;
pub use file::DecisionFile;
pub use finding::{Told, told};
pub use words::policy_in_words;

/// A decision that processes may call by its id, compiled.
#[derive(Clone)]
pub struct Decision {
    /// Its id: its name in the table or the model.
    pub id: DecisionId,
    /// What people call it.
    pub name: String,
    /// What it decides.
    pub about: Option<String>,
    /// Trámites it serves.
    pub tramites: Vec<TramiteId>,
    /// Why it is not certain, when something was assumed.
    pub unconfirmed: Option<String>,
    /// SHA-256 of its file, in hexadecimal.
    pub hash: String,
    /// The file it stands in.
    pub source: Source,
    /// The data it reads, in the order of its columns.
    pub inputs: Vec<InputData>,
    /// What people read above each column: the inputs, then the outputs.
    pub headings: Vec<String>,
    /// Why each rule is not certain, when it was assumed.
    pub doubts: Vec<Option<String>>,
    /// Whether cases without an answer are meant, and not told.
    pub partial: bool,
    /// What the table leaves open.
    pub findings: Vec<Finding>,
    model: Arc<Model>,
    compiled: Decisions,
}

/// Something that a decision reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputData {
    /// Its name in the expressions.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Its type.
    pub kind: Type,
    /// The only texts it may be; empty when it is not a choice.
    pub choices: Vec<String>,
}

impl fmt::Debug for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decision")
            .field("id", &self.id)
            .field("hash", &self.hash)
            .finish_non_exhaustive()
    }
}

/// What a file holds, with what is wrong in it and what its author should look at.
#[derive(Default)]
pub(in crate::catalog) struct Read {
    pub decisions: Vec<Decision>,
    pub problems: Vec<Problem>,
    pub warnings: Vec<Problem>,
    /// Where the id of each decision stands.
    pub places: Vec<radica_engine::located::Position>,
}

/// The decisions of a file on its own, by its content: XML is DMN, anything else YAML.
///
/// # Errors
/// With everything wrong in it.
pub fn read_alone(path: &str, text: &str) -> Result<Vec<Decision>, Vec<Problem>> {
    let read = read(path, text, &[]);
    if read.problems.is_empty() {
        Ok(read.decisions)
    } else {
        Err(read.problems)
    }
}

/// Reads a file by its content: XML is DMN, anything else YAML. `others` are models that it may import.
pub(in crate::catalog) fn read(path: &str, text: &str, others: &[Model]) -> Read {
    if text.trim_start().starts_with('<') {
        dmn::read(path, text, others)
    } else {
        yaml::read(path, text)
    }
}

impl Decision {
    /// All of its file, compiled: [`Decisions::evaluate`] takes the [`Decision::id`] as the name.
    #[must_use]
    pub const fn compiled(&self) -> &Decisions {
        &self.compiled
    }

    /// The model of its file.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The table that decides, when it is a table.
    #[must_use]
    pub fn table(&self) -> Option<&DecisionTable> {
        table_of(&self.model, self.id.as_str())
    }

    /// The same table as plain data, when it is a table.
    #[must_use]
    pub fn sheet(&self) -> Option<Sheet> {
        let mut decisions = self.model.decisions.iter();
        let decision = decisions.find(|decision| decision.variable.name == self.id.as_str())?;
        let alone = Model {
            decisions: vec![decision.clone()],
            ..Model::default()
        };
        Sheet::from_model(&alone).ok()
    }

    /// What it gives on data, whose texts are read as the types of its inputs say.
    #[must_use]
    pub fn evaluate(&self, given: &Map<String, Json>, calendar: &Calendar, now: Zoned) -> Outcome {
        let env = Env {
            now,
            budget: Budget::default(),
            host: &CalendarHost(calendar),
        };
        self.compiled.evaluate(self.id.as_str(), &self.context(given), &env)
    }

    fn context(&self, given: &Map<String, Json>) -> Context {
        given.iter().fold(Context::new(), |context, (name, json)| {
            let input = self.inputs.iter().find(|input| input.name == *name);
            let value = input.map_or_else(
                || Value::from_json(json),
                |input| Value::from_json_as(json, &input.kind),
            );
            context.with(name.as_str(), value)
        })
    }
}

fn table_of<'a>(model: &'a Model, name: &str) -> Option<&'a DecisionTable> {
    let decision = model.decisions.iter().find(|decision| decision.variable.name == name)?;
    match &decision.logic {
        Some(Boxed {
            kind: BoxedKind::Table(table),
            ..
        }) => Some(table),
        _ => None,
    }
}

fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// The texts that unary tests name, when they name nothing but texts.
fn choices(values: Option<&str>) -> Vec<String> {
    let Some(listed) = values.and_then(|values| radica_feel::Expression::parse(&format!("[{values}]")).ok()) else {
        return Vec::new();
    };
    let env = Env::at(jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC));
    let found = listed.evaluate(&(), &env).value;
    let texts = found.as_list().unwrap_or_default().iter();
    let texts: Option<Vec<String>> = texts.map(|value| value.as_str().map(str::to_owned)).collect();
    texts.unwrap_or_default()
}

#[cfg(test)]
mod tests;
