//! Decision tables as plain data, for YAML: the same model, easier to write and to review.
//!
//! ```yaml
//! decision: tarifa
//! hit_policy: first
//! inputs:
//!   - { expression: monto, type: number }
//!   - { expression: clase, type: string }
//! outputs:
//!   - { name: tarifa, type: number, default: "0" }
//! rules:
//!   - { when: ["< 100", '"natural"'], then: ["10"], note: "Ordenanza 12 de 2020, art. 3" }
//!   - { when: [">= 100", "-"], then: ["monto * 0.05"] }
//! ```

use super::model::{
    Boxed, BoxedKind, DOUBT, Decision, DecisionTable, InputClause, Model, NOTE, OutputClause, Required, Rule, Variable,
};
use super::policy::Policy;
use crate::builtins;
use crate::expression::{Expression, UnaryTests};
use crate::value::Name;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One decision table as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// The name of the decision.
    pub decision: String,
    /// The type of its value.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Which of the rules that match count; only one may when this is left out.
    #[serde(default)]
    pub hit_policy: Policy,
    /// The columns that are tested.
    pub inputs: Vec<SheetInput>,
    /// The columns that are given.
    pub outputs: Vec<SheetOutput>,
    /// The rules, in order.
    pub rules: Vec<SheetRule>,
}

/// A column that is tested.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetInput {
    /// What is tested, in FEEL.
    pub expression: String,
    /// What people read above the column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The name of its type.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The values it may have, as unary tests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<String>,
}

/// A column that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetOutput {
    /// Its name.
    pub name: String,
    /// What people read above the column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The name of its type.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The values it may have, the most important first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<String>,
    /// Its value when no rule matches, in FEEL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

/// A rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetRule {
    /// One cell of unary tests for each input; `-` is anything.
    pub when: Vec<String>,
    /// One cell of FEEL for each output.
    pub then: Vec<String>,
    /// Why, such as the norm it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why the rule is not certain, when it was assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unconfirmed: Option<String>,
}

/// The columns and cells do not make a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// A rule has not one cell for each column.
    #[error("regla {rule}: se esperaban {expected} celdas en `{part}`, y hay {found}")]
    Cells {
        /// Its number, from 1.
        rule: usize,
        /// `when` or `then`.
        part: &'static str,
        /// How many columns there are.
        expected: usize,
        /// How many cells there are.
        found: usize,
    },
    /// There is nothing to give.
    #[error("una tabla necesita al menos una salida")]
    NoOutput,
    /// The model is not one decision with a table.
    #[error("solo un modelo de una decisión con una tabla se puede escribir como tabla")]
    NotOneTable,
}

impl Sheet {
    /// The model of the table. The variables that its cells mention become input data.
    ///
    /// # Errors
    /// A row that does not fit the columns.
    pub fn to_model(&self) -> Result<Model, SheetError> {
        let table = self.table()?;
        let names = self.mentions();
        let inputs: Vec<Variable> = names
            .into_iter()
            .enumerate()
            .map(|(at, name)| Variable {
                id: format!("input_{}", at + 1),
                name: name.to_string(),
                type_ref: self.type_of(&name),
            })
            .collect();
        let logic = Boxed {
            kind: BoxedKind::Table(table),
            type_ref: None,
        };
        let decision = Decision {
            variable: Variable {
                id: "decision".into(),
                name: self.decision.clone(),
                type_ref: self.kind.clone(),
            },
            requires: inputs
                .iter()
                .map(|input| Required::Input(format!("#{}", input.id)))
                .collect(),
            logic: Some(logic),
        };
        let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
        let namespace = format!(
            "urn:radica:decision:{}",
            self.decision.chars().map(plain).collect::<String>()
        );
        Ok(Model {
            namespace,
            name: self.decision.clone(),
            inputs,
            decisions: vec![decision],
            ..Model::default()
        })
    }

    /// The table of a model of one decision.
    ///
    /// # Errors
    /// [`SheetError::NotOneTable`] when the model is anything else.
    pub fn from_model(model: &Model) -> Result<Sheet, SheetError> {
        let [decision] = model.decisions.as_slice() else {
            return Err(SheetError::NotOneTable);
        };
        let Some(Boxed {
            kind: BoxedKind::Table(table),
            ..
        }) = &decision.logic
        else {
            return Err(SheetError::NotOneTable);
        };
        Ok(Sheet {
            decision: decision.variable.name.clone(),
            kind: decision.variable.type_ref.clone(),
            hit_policy: table.hit_policy.into(),
            inputs: table.inputs.iter().map(SheetInput::from).collect(),
            outputs: table.outputs.iter().map(SheetOutput::from).collect(),
            rules: table.rules.iter().map(|rule| SheetRule::of(table, rule)).collect(),
        })
    }

    fn table(&self) -> Result<DecisionTable, SheetError> {
        if self.outputs.is_empty() {
            return Err(SheetError::NoOutput);
        }
        for (at, rule) in self.rules.iter().enumerate() {
            for (part, cells, columns) in [
                ("when", &rule.when, self.inputs.len()),
                ("then", &rule.then, self.outputs.len()),
            ] {
                if cells.len() != columns {
                    return Err(SheetError::Cells {
                        rule: at + 1,
                        part,
                        expected: columns,
                        found: cells.len(),
                    });
                }
            }
        }
        let input = |input: &SheetInput| InputClause {
            label: input.label.clone(),
            expression: input.expression.clone(),
            type_ref: input.kind.clone(),
            values: input.values.clone(),
        };
        let output = |output: &SheetOutput| OutputClause {
            label: output.label.clone(),
            name: Some(output.name.clone()),
            type_ref: output.kind.clone(),
            values: output.values.clone(),
            default: output.default.clone(),
        };
        let doubtful = self.rules.iter().any(|rule| rule.unconfirmed.is_some());
        let annotated = doubtful || self.rules.iter().any(|rule| rule.note.is_some());
        let columns = [(annotated, NOTE), (doubtful, DOUBT)]
            .into_iter()
            .filter(|(there, _)| *there);
        let columns: Vec<String> = columns.map(|(_, name)| name.to_string()).collect();
        let rule = |rule: &SheetRule| Rule {
            tests: rule.when.clone(),
            outputs: rule.then.clone(),
            annotations: [&rule.note, &rule.unconfirmed]
                .map(|said| said.clone().unwrap_or_default())
                .into_iter()
                .take(columns.len())
                .collect(),
        };
        Ok(DecisionTable {
            hit_policy: self.hit_policy.into(),
            inputs: self.inputs.iter().map(input).collect(),
            outputs: self.outputs.iter().map(output).collect(),
            rules: self.rules.iter().map(rule).collect(),
            annotations: columns,
        })
    }

    /// Variables that the cells mention. Cells that are no FEEL mention none; compiling tells.
    fn mentions(&self) -> BTreeSet<Name> {
        let expressions = self.inputs.iter().map(|input| &input.expression);
        let given = self.rules.iter().flat_map(|rule| &rule.then);
        let defaults = self.outputs.iter().flat_map(|output| &output.default);
        let expressions = expressions
            .chain(given)
            .chain(defaults)
            .filter_map(|text| Expression::parse(text).ok());
        let tests = self
            .rules
            .iter()
            .flat_map(|rule| &rule.when)
            .filter_map(|text| UnaryTests::parse(text).ok());
        let names = expressions
            .flat_map(|expression| expression.mentions)
            .chain(tests.flat_map(|tests| tests.mentions));
        names
            .filter(|name| &**name != "?" && &**name != builtins::NAMESPACE && builtins::find(name).is_none())
            .collect()
    }

    /// The type of the column that tests just this variable.
    fn type_of(&self, name: &str) -> Option<String> {
        self.inputs
            .iter()
            .find(|input| input.expression.trim() == name)
            .and_then(|input| input.kind.clone())
    }
}

impl From<&InputClause> for SheetInput {
    fn from(clause: &InputClause) -> SheetInput {
        SheetInput {
            label: clause.label.clone(),
            expression: clause.expression.clone(),
            kind: clause.type_ref.clone(),
            values: clause.values.clone(),
        }
    }
}

impl From<&OutputClause> for SheetOutput {
    fn from(clause: &OutputClause) -> SheetOutput {
        SheetOutput {
            label: clause.label.clone(),
            name: clause.name.clone().unwrap_or_default(),
            kind: clause.type_ref.clone(),
            values: clause.values.clone(),
            default: clause.default.clone(),
        }
    }
}

impl SheetRule {
    fn of(table: &DecisionTable, rule: &Rule) -> SheetRule {
        SheetRule {
            when: rule.tests.clone(),
            then: rule.outputs.clone(),
            note: table.note(rule),
            unconfirmed: table.doubt(rule),
        }
    }
}
