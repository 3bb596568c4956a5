//! What a decision table leaves open: combinations no rule covers, rules that contradict each
//! other, and rules that never decide.
//!
//! Every column is cut at the values its cells name: one sample at each, one between each two and
//! one beyond. The rules are tried on every combination of samples, so that the answer is exact for
//! cells of literals. Tables with other cells, or with too many combinations, are said not to be
//! analysed.

use super::model::{DecisionTable, HitPolicy, InputClause};
use crate::ast::{Expr, Kind, Test};
use crate::builtins::is_literal;
use crate::eval::{Env, Machine};
use crate::expression::UnaryTests;
use crate::number::Number;
use crate::parser::ParsedTests;
use crate::value::{Date, DaysAndTime, Months, Value, compare};
use std::cmp::Ordering;

/// How many combinations of samples are tried.
const MAX_COMBINATIONS: usize = 20_000;

/// Something an author should look at. Rules and columns are counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// No rule covers these inputs, and there is no default.
    Gap {
        /// An example, one value for each input; null where any value will do.
        example: Vec<Value>,
    },
    /// Both rules match these inputs where only one may, or where both must give the same and do not.
    Overlap {
        /// The rules.
        rules: (usize, usize),
        /// An example, one value for each input.
        example: Vec<Value>,
    },
    /// Rules before it decide whatever it matches.
    Unreachable {
        /// The rule.
        rule: usize,
    },
    /// The table was not analysed.
    NotAnalysed {
        /// Why.
        reason: String,
    },
}

impl DecisionTable {
    /// What the table leaves open.
    pub fn findings(&self) -> Vec<Finding> {
        match Analysis::of(self) {
            Ok(analysis) => analysis.findings(self),
            Err(reason) => vec![Finding::NotAnalysed { reason }],
        }
    }
}

struct Analysis {
    /// Samples of each column.
    samples: Vec<Vec<Value>>,
    /// For each rule and column, which samples pass.
    passes: Vec<Vec<Vec<bool>>>,
}

impl Analysis {
    fn of(table: &DecisionTable) -> Result<Analysis, String> {
        let mut cells = Vec::new();
        for (at, rule) in table.rules.iter().enumerate() {
            let row = rule.tests.iter().enumerate().map(|(column, text)| {
                UnaryTests::parse(if text.trim().is_empty() { "-" } else { text })
                    .map_err(|_| format!("regla {}, columna {}: no es FEEL", at + 1, column + 1))
            });
            cells.push(row.collect::<Result<Vec<_>, String>>()?);
        }
        let mut samples = Vec::new();
        for (column, input) in table.inputs.iter().enumerate() {
            let mut named = Vec::new();
            for (at, row) in cells.iter().enumerate() {
                if row.get(column).is_none_or(|cell| literals(cell, &mut named).is_none()) {
                    return Err(format!(
                        "regla {}, columna {}: solo se analizan celdas con valores escritos",
                        at + 1,
                        column + 1
                    ));
                }
            }
            samples.push(
                sampled(input, named)
                    .ok_or_else(|| format!("columna {}: sus valores son de varias clases", column + 1))?,
            );
        }
        let combinations = samples
            .iter()
            .try_fold(1usize, |product, column| product.checked_mul(column.len()));
        if combinations.is_none_or(|product| product > MAX_COMBINATIONS) {
            return Err(format!("hay más de {MAX_COMBINATIONS} combinaciones por probar"));
        }
        let passes = cells.iter().map(|row| {
            let column = |(cell, samples): (&UnaryTests, &Vec<Value>)| {
                samples.iter().map(|sample| passed(cell, sample)).collect()
            };
            row.iter().zip(&samples).map(column).collect()
        });
        let passes = passes.collect();
        Ok(Analysis { samples, passes })
    }

    fn findings(&self, table: &DecisionTable) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut decides = vec![false; self.passes.len()];
        let mut overlaps = Vec::new();
        let open = table.outputs.iter().all(|output| output.default.is_none());
        let mut gap = None;
        let mut at = vec![0; self.samples.len()];
        loop {
            let matching: Vec<usize> = (0..self.passes.len()).filter(|rule| self.matches(*rule, &at)).collect();
            match (table.hit_policy, matching.as_slice()) {
                (_, []) if gap.is_none() && open && !self.samples.iter().any(Vec::is_empty) => {
                    gap = Some(self.example(&at))
                }
                (_, []) => {}
                (HitPolicy::First, [first, ..]) => decides[*first] = true,
                (_, all) => all.iter().for_each(|rule| decides[*rule] = true),
            }
            if let Some((first, second)) = contradiction(table, &matching).filter(|pair| !overlaps.contains(pair)) {
                overlaps.push((first, second));
                findings.push(Finding::Overlap {
                    rules: (first + 1, second + 1),
                    example: self.example(&at),
                });
            }
            if !self.next(&mut at) {
                break;
            }
        }
        findings.extend(gap.map(|example| Finding::Gap { example }));
        findings.extend(
            (0..decides.len())
                .filter(|rule| !decides[*rule])
                .map(|rule| Finding::Unreachable { rule: rule + 1 }),
        );
        findings
    }

    fn matches(&self, rule: usize, at: &[usize]) -> bool {
        self.passes[rule]
            .iter()
            .zip(at)
            .all(|(column, sample)| column.get(*sample).copied().unwrap_or(false))
    }

    fn example(&self, at: &[usize]) -> Vec<Value> {
        self.samples
            .iter()
            .zip(at)
            .map(|(column, sample)| column.get(*sample).cloned().unwrap_or_default())
            .collect()
    }

    /// The next combination; `false` after the last one.
    fn next(&self, at: &mut [usize]) -> bool {
        for (position, column) in at.iter_mut().zip(&self.samples).rev() {
            *position += 1;
            if *position < column.len() {
                return true;
            }
            *position = 0;
        }
        false
    }
}

/// The first two of the rules that match which may not match together.
fn contradiction(table: &DecisionTable, matching: &[usize]) -> Option<(usize, usize)> {
    let (first, rest) = matching.split_first()?;
    let given = |rule: usize| table.rules.get(rule).map(|rule| &rule.outputs);
    let second = match table.hit_policy {
        HitPolicy::Unique => rest.first(),
        HitPolicy::Any => rest.iter().find(|rule| given(**rule) != given(*first)),
        _ => None,
    };
    second.map(|second| (*first, *second))
}

fn passed(cell: &UnaryTests, sample: &Value) -> bool {
    cell.evaluate(sample, &(), &epoch()).value.as_boolean() == Some(true)
}

/// Cells of literals say the same at any moment.
fn epoch() -> Env<'static> {
    Env::at(jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC))
}

/// Adds the literals a cell names; `None` when it holds anything else.
fn literals(cell: &UnaryTests, named: &mut Vec<Value>) -> Option<()> {
    let tests = match &cell.tests {
        ParsedTests::Any => return Some(()),
        ParsedTests::AnyOf(tests) | ParsedTests::NoneOf(tests) => tests,
    };
    tests.iter().try_for_each(|test| match test {
        Test::Compare(_, expr, _) | Test::Value { expr, .. } => literals_of(expr, named),
    })
}

fn literals_of(expr: &Expr, named: &mut Vec<Value>) -> Option<()> {
    match &expr.kind {
        Kind::Literal(value) => named.push(value.clone()),
        Kind::Negate(inner) => match &inner.kind {
            Kind::Literal(Value::Number(number)) => named.push(Value::Number(number.negated())),
            _ => return None,
        },
        Kind::Range(range) => range
            .start
            .iter()
            .chain(&range.end)
            .try_for_each(|end| literals_of(end, named))?,
        Kind::List(items) => items.iter().try_for_each(|item| literals_of(item, named))?,
        Kind::Postfix(..) if is_literal(expr) => named.push(constant(expr)),
        _ => return None,
    }
    Some(())
}

/// The value of `date("2026-03-27")` and its like.
fn constant(expr: &Expr) -> Value {
    let env = epoch();
    let source = "".into();
    let mut machine = Machine::new(&(), &env, &source);
    machine.eval(expr).unwrap_or_default()
}

/// Samples of a column whose cells name these values; those that are not allowed are left out.
fn sampled(input: &InputClause, mut named: Vec<Value>) -> Option<Vec<Value>> {
    let allowed = input.values.as_deref().and_then(|text| UnaryTests::parse(text).ok());
    if let Some(allowed) = &allowed {
        // What may be but is named by no cell is a gap of its own.
        literals(allowed, &mut named)?;
    }
    named.retain(|value| !value.is_null());
    let mut samples = match (named.first(), input.type_ref.as_deref()) {
        (Some(Value::Boolean(_)), _) | (None, Some("boolean")) => {
            vec![Value::Boolean(true), Value::Boolean(false)]
        }
        (None, _) => return Some(vec![Value::Null]),
        (Some(Value::String(_)), _) => with_another(named)?,
        (Some(Value::Number(_) | Value::Date(_) | Value::DaysAndTime(_) | Value::YearsAndMonths(_)), _) => {
            around(named)?
        }
        _ => return None,
    };
    if let Some(allowed) = &allowed {
        samples.retain(|sample| passed(allowed, sample));
    }
    Some(samples)
}

/// The strings, and one that none of them is.
fn with_another(mut named: Vec<Value>) -> Option<Vec<Value>> {
    let longest = named
        .iter()
        .map(|value| value.as_str().map(str::len))
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .max()?;
    named.dedup();
    named.push(Value::from("…".repeat(longest + 1)));
    Some(named)
}

/// The values, one between each two, and one beyond either end.
fn around(mut named: Vec<Value>) -> Option<Vec<Value>> {
    if named.iter().any(|value| compare(value, &named[0]).is_none()) {
        return None;
    }
    named.sort_by(|a, b| compare(a, b).unwrap_or(Ordering::Equal));
    named.dedup();
    let mut samples = vec![shifted(&named[0], -1)?];
    for (at, value) in named.iter().enumerate() {
        samples.push(value.clone());
        if let Some(next) = named.get(at + 1) {
            samples.extend(middle(value, next));
        }
    }
    samples.push(shifted(named.last()?, 1)?);
    Some(samples)
}

fn shifted(value: &Value, by: i64) -> Option<Value> {
    match value {
        Value::Number(number) => number.checked_add(Number::from(by)).map(Value::Number),
        Value::Date(date) => Date::from_days(date.to_days() + by).map(Value::Date),
        Value::DaysAndTime(duration) => {
            DaysAndTime::from_nanos(duration.to_nanos() + i128::from(by)).map(Value::DaysAndTime)
        }
        Value::YearsAndMonths(months) => months.0.checked_add(by).map(|m| Value::YearsAndMonths(Months(m))),
        _ => None,
    }
}

/// A value strictly between two others; dates that follow each other have none.
fn middle(low: &Value, high: &Value) -> Option<Value> {
    match (low, high) {
        (Value::Number(low), Value::Number(high)) => {
            low.checked_add(*high)?.checked_div(Number::from(2)).map(Value::Number)
        }
        (Value::Date(low), Value::Date(high)) if high.to_days() - low.to_days() > 1 => {
            Date::from_days((low.to_days() + high.to_days()).div_euclid(2)).map(Value::Date)
        }
        (Value::DaysAndTime(low), Value::DaysAndTime(high)) => {
            DaysAndTime::from_nanos((low.to_nanos() + high.to_nanos()).div_euclid(2)).map(Value::DaysAndTime)
        }
        (Value::YearsAndMonths(low), Value::YearsAndMonths(high)) if high.0 - low.0 > 1 => {
            Some(Value::YearsAndMonths(Months(low.0 + (high.0 - low.0) / 2)))
        }
        _ => None,
    }
}
