//! A decision table with, after a run, the rules that matched and the first cell that failed in each other: in words,
//! never by colour alone.

use askama::Template;
use radica_feel::RuleTrace;
use radica_workflows::catalog::decision::{Decision, policy_in_words};
use radica_workflows::decisions::Attempt;

use super::piece;
use crate::pages::icons::Icon;

/// The table, as it is read.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/decision_table.html")]
pub struct DecisionTableView {
    pub caption: String,
    /// How it chooses among the rules that match.
    pub policy: &'static str,
    pub inputs: Vec<String>,
    pub outputs: Vec<String>,
    /// The values that were tested, when it was tried.
    pub tested: Vec<String>,
    pub rules: Vec<RuleView>,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct RuleView {
    pub number: usize,
    pub fate: Fate,
    pub tests: Vec<CellView>,
    pub outputs: Vec<String>,
    pub note: String,
    pub doubt: Option<String>,
}

/// A cell that tests.
#[derive(Clone, Debug)]
pub struct CellView {
    pub heading: String,
    /// None when anything passes.
    pub text: Option<String>,
    pub failed: bool,
}

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The table was not tried.
    Untold,
    Matched,
    Failed,
    /// An earlier rule had decided.
    Skipped,
}

piece!(DecisionTableView);

impl DecisionTableView {
    /// The table of a decision, when it is one; with a run, the values that were tested and what became of each rule.
    pub fn of(decision: &Decision, attempt: Option<&Attempt>) -> Option<Self> {
        let table = decision.table()?;
        let split = table.inputs.len().min(decision.headings.len());
        let (inputs, outputs) = decision.headings.split_at(split);
        let rules = table.rules.iter().enumerate().map(|(n, rule)| {
            let trace = attempt.map(|attempt| attempt.rules.get(n));
            let cell = |(column, text): (usize, &String)| CellView {
                heading: inputs.get(column).cloned().unwrap_or_default(),
                text: Some(text.trim())
                    .filter(|text| *text != "-" && !text.is_empty())
                    .map(str::to_owned),
                failed: trace == Some(Some(&RuleTrace::Failed(column))),
            };
            RuleView {
                number: n + 1,
                fate: fate(trace),
                tests: rule.tests.iter().enumerate().map(cell).collect(),
                outputs: rule.outputs.clone(),
                note: table.note(rule).unwrap_or_default(),
                doubt: decision.doubts.get(n).cloned().flatten(),
            }
        });
        Some(Self {
            caption: decision.name.clone(),
            policy: policy_in_words(table.hit_policy),
            inputs: inputs.to_vec(),
            outputs: outputs.to_vec(),
            tested: attempt.map(|attempt| attempt.tested.clone()).unwrap_or_default(),
            rules: rules.collect(),
        })
    }
}

#[cfg(test)]
impl DecisionTableView {
    pub fn sample() -> Self {
        let catalog = radica_workflows::catalog::Catalog::embedded().unwrap();
        let decision = catalog.decision("alcance-libertad-y-tradicion").unwrap();
        let attempt = Attempt {
            tested: vec!["comprador".into(), "no".into(), "no".into()],
            rules: [vec![RuleTrace::Failed(0); 5], vec![RuleTrace::Matched]].concat(),
            ..Attempt::default()
        };
        Self::of(decision, Some(&attempt)).unwrap()
    }
}

const fn fate(trace: Option<Option<&RuleTrace>>) -> Fate {
    match trace {
        None => Fate::Untold,
        Some(None) => Fate::Skipped,
        Some(Some(RuleTrace::Matched)) => Fate::Matched,
        Some(Some(RuleTrace::Failed(_))) => Fate::Failed,
    }
}
