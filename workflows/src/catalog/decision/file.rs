//! The shape of `decisions/*.yaml`: a sheet of the decision crate, and what people read about it.

use radica_feel::Type;
use radica_feel::dmn::{Policy, Sheet};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::catalog::ids::{DecisionId, TramiteId};

/// A decision table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionFile {
    /// Its id: what a process calls it by. No two decisions of the catalogue share it.
    pub decision: DecisionId,
    /// Its name, in Spanish.
    #[serde(default)]
    pub name: Option<String>,
    /// What it decides, in Spanish.
    #[serde(default)]
    pub about: Option<String>,
    /// Trámites it serves.
    #[serde(default)]
    pub tramites: Vec<TramiteId>,
    /// Why it is not certain, when something was assumed.
    #[serde(default)]
    pub unconfirmed: Option<String>,
    /// Whether some combinations are meant to have no answer: gaps are then not told.
    #[serde(default)]
    pub partial: bool,
    /// The type of what it gives.
    #[serde(default, rename = "type")]
    pub kind: Option<FeelType>,
    /// Which of the rules that match count; `unique` when it is left out.
    #[serde(default)]
    #[schemars(schema_with = "policies")]
    pub hit_policy: Policy,
    /// The columns that are tested.
    pub inputs: Vec<InputColumn>,
    /// The columns that are given.
    pub outputs: Vec<OutputColumn>,
    /// The rules, in order.
    pub rules: Vec<RuleRow>,
}

/// A column that is tested.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InputColumn {
    /// What is tested, in FEEL.
    pub expression: String,
    /// What people read above the column.
    #[serde(default)]
    pub label: Option<String>,
    /// Its type.
    #[serde(default, rename = "type")]
    pub kind: Option<FeelType>,
    /// The values it may have, as unary tests.
    #[serde(default)]
    pub values: Option<String>,
}

/// A column that is given.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutputColumn {
    /// Its name.
    pub name: String,
    /// What people read above the column.
    #[serde(default)]
    pub label: Option<String>,
    /// Its type.
    #[serde(default, rename = "type")]
    pub kind: Option<FeelType>,
    /// The values it may have, the most important first.
    #[serde(default)]
    pub values: Option<String>,
    /// Its value when no rule matches, in FEEL.
    #[serde(default)]
    pub default: Option<String>,
}

/// A rule.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleRow {
    /// One cell of unary tests for each input; `-` is anything.
    pub when: Vec<String>,
    /// One cell of FEEL for each output.
    pub then: Vec<String>,
    /// Why, such as the norm it comes from.
    #[serde(default)]
    pub note: Option<String>,
    /// Why the rule is not certain, when it was assumed.
    #[serde(default)]
    pub unconfirmed: Option<String>,
}

/// The types that a column may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum FeelType {
    /// Any value.
    Any,
    /// `true` or `false`.
    #[serde(rename = "boolean")]
    Boolean,
    /// A number.
    #[serde(rename = "number")]
    Number,
    /// A text.
    #[serde(rename = "string")]
    String,
    /// A date.
    #[serde(rename = "date")]
    Date,
    /// A time of day.
    #[serde(rename = "time")]
    Time,
    /// A moment.
    #[serde(rename = "date and time")]
    DateTime,
    /// Days, hours, minutes and seconds.
    #[serde(rename = "days and time duration")]
    DaysAndTime,
    /// Years and months.
    #[serde(rename = "years and months duration")]
    YearsAndMonths,
    /// A list.
    #[serde(rename = "list")]
    List,
    /// Names with values.
    #[serde(rename = "context")]
    Context,
}

impl FeelType {
    /// The type as the decision crate knows it.
    #[must_use]
    pub fn to_feel(self) -> Type {
        Type::named(self.word()).unwrap_or(Type::Any)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Any => "Any",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "date and time",
            Self::DaysAndTime => "days and time duration",
            Self::YearsAndMonths => "years and months duration",
            Self::List => "list",
            Self::Context => "context",
        }
    }
}

/// The hit policies by their names.
fn policies(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": Policy::ALL.map(|(_, word)| word) })
}

/// Keys of ours, which the sheet of the decision crate does not have.
const OURS: [&str; 5] = ["name", "about", "tramites", "unconfirmed", "partial"];

/// The sheet of a file: what is left without the keys that are only for people.
pub(super) fn sheet(file: &Json) -> Result<Sheet, serde_json::Error> {
    let mut bare = file.clone();
    if let Some(entries) = bare.as_object_mut() {
        OURS.iter().for_each(|key| drop(entries.remove(*key)));
    }
    serde_json::from_value(bare)
}
