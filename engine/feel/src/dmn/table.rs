//! Decision tables, compiled and run (DMN 1.5 §8).

use super::constant::ConstantTests;
use super::lower::{Lowering, made};
use super::model::{Aggregation, DecisionTable, HitPolicy, InputClause, OutputClause};
use crate::ast::{Expr, Kind};
use crate::eval::{Fault, Machine, RuleTrace, TableTrace};
use crate::expression::UnaryTests;
use crate::number::Number;
use crate::parser::ParsedTests;
use crate::value::{Context, Name, Type, Value, compare};
use std::cmp::Ordering;
use std::sync::Arc;

/// A decision table ready to run.
#[derive(Debug)]
pub(crate) struct Table {
    hit_policy: HitPolicy,
    inputs: Vec<Input>,
    outputs: Vec<Output>,
    rules: Vec<CompiledRule>,
}

#[derive(Debug)]
struct Input {
    expression: Expr,
    kind: Type,
    /// Its type as far as it is known: the declared one, or that of the expression.
    known: Type,
    values: Option<Cell>,
}

#[derive(Debug)]
struct Output {
    name: Name,
    kind: Type,
    /// The most important first.
    values: Vec<Expr>,
    default: Option<Expr>,
}

#[derive(Debug)]
struct CompiledRule {
    tests: Vec<Cell>,
    outputs: Vec<Expr>,
}

/// Unary tests with their source; `None` when they could not be read.
#[derive(Debug)]
struct Cell {
    source: Arc<str>,
    tests: Option<ParsedTests>,
    /// The same tests when all are of constants, which most are.
    constant: Option<ConstantTests>,
}

/// Compiles a table; cells that are no FEEL are noted.
pub(super) fn compile(lowering: &mut Lowering<'_>, table: &DecisionTable) -> Expr {
    let inputs: Vec<Input> = each(&table.inputs, |at, clause| {
        lowering.known.at(format!("entrada {at}"));
        input(lowering, clause)
    });
    let outputs: Vec<Output> = each(&table.outputs, |at, clause| {
        lowering.known.at(format!("salida {at}"));
        output(lowering, clause)
    });
    lowering.known.at(String::new());
    let combines =
        matches!(table.hit_policy, HitPolicy::Collect(Some(aggregation)) if aggregation != Aggregation::Count);
    if combines && outputs.len() > 1 {
        lowering.problem("solo se combina una tabla de un resultado".into());
    }
    let rules = each(&table.rules, |at, rule| CompiledRule {
        tests: each(&rule.tests, |column, text| {
            lowering.known.at(format!("regla {at}, columna {column}"));
            cell(lowering, text, inputs.get(column - 1).map(|input| &input.known))
        }),
        outputs: each(&rule.outputs, |column, text| {
            lowering.known.at(format!("regla {at}, salida {column}"));
            given(lowering, text, outputs.get(column - 1).map(|output| &output.kind))
        }),
    });
    lowering.known.at(String::new());
    made(Kind::Table(Arc::new(Table {
        hit_policy: table.hit_policy,
        inputs,
        outputs,
        rules,
    })))
}

/// The rule, when it matched.
fn matching<'r>((rule, trace): (&'r CompiledRule, &RuleTrace)) -> Option<&'r CompiledRule> {
    (*trace == RuleTrace::Matched).then_some(rule)
}

/// Every item with its number, from 1.
fn each<T, U>(items: &[T], mut make: impl FnMut(usize, &T) -> U) -> Vec<U> {
    items.iter().enumerate().map(|(at, item)| make(at + 1, item)).collect()
}

fn input(lowering: &mut Lowering<'_>, clause: &InputClause) -> Input {
    let (expression, found) = lowering.text_with_type(&clause.expression);
    let kind = lowering.kind(clause.type_ref.as_deref());
    lowering.known.given(&found, &kind);
    let known = if kind == Type::Any { found } else { kind.clone() };
    let values = clause.values.as_deref().filter(|text| !is_blank(text));
    Input {
        expression,
        values: values.map(|text| cell(lowering, text, Some(&known))),
        kind,
        known,
    }
}

fn output(lowering: &mut Lowering<'_>, clause: &OutputClause) -> Output {
    let kind = lowering.kind(clause.type_ref.as_deref());
    let values = clause.values.as_deref().filter(|text| !is_blank(text));
    let default = clause.default.as_deref().filter(|text| !is_blank(text));
    Output {
        name: clause.name.as_deref().unwrap_or_default().into(),
        values: values.map_or(Vec::new(), |text| vec![lowering.text(&format!("[{text}]"))]),
        default: default.map(|text| given(lowering, text, Some(&kind))),
        kind,
    }
}

/// A cell of an output; one that is left blank gives null.
fn given(lowering: &mut Lowering<'_>, text: &str, wanted: Option<&Type>) -> Expr {
    if is_blank(text) {
        return made(Kind::Literal(Value::Null));
    }
    let (expr, found) = lowering.text_with_type(text);
    wanted
        .into_iter()
        .for_each(|wanted| lowering.known.given(&found, wanted));
    expr
}

/// A cell of tests; one that is left blank passes anything, as `-` does.
fn cell(lowering: &mut Lowering<'_>, text: &str, input: Option<&Type>) -> Cell {
    let text = if is_blank(text) { "-" } else { text };
    match UnaryTests::parse_with(text, &lowering.vocabulary) {
        Ok(tests) => {
            lowering.mention(&tests.mentions);
            lowering.known.test(&tests, input.unwrap_or(&Type::Any));
            Cell {
                source: tests.shared_source(),
                constant: ConstantTests::of(&tests.tests),
                tests: Some(tests.tests),
            }
        }
        Err(error) => {
            lowering.problem(error.to_string());
            Cell {
                source: text.into(),
                tests: None,
                constant: None,
            }
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

impl Table {
    pub(crate) fn run(&self, machine: &mut Machine<'_>) -> Result<Value, Fault> {
        let inputs = self
            .inputs
            .iter()
            .map(|input| input.value(machine))
            .collect::<Result<Vec<_>, Fault>>()?;
        let mut trace = TableTrace {
            inputs,
            rules: Vec::with_capacity(self.rules.len()),
        };
        let (mut first, mut count) = (None, 0);
        for rule in &self.rules {
            let failed = rule.failed_cell(machine, &trace.inputs)?;
            trace.rules.push(failed.map_or(RuleTrace::Matched, RuleTrace::Failed));
            if failed.is_none() {
                count += 1;
                first = first.or(Some(rule));
                if self.hit_policy == HitPolicy::First {
                    break;
                }
            }
        }
        let matched: Vec<&CompiledRule> = match (first, count) {
            (Some(_), 2..) => self.rules.iter().zip(&trace.rules).filter_map(matching).collect(),
            _ => Vec::new(),
        };
        machine.trace(trace);
        let Some(first) = first else {
            return self.without_match(machine);
        };
        if let ([output], [cell]) = (self.outputs.as_slice(), first.outputs.as_slice())
            && count == 1
            && !self.gives_many()
        {
            return Ok(output.kind.coerce(machine.eval(cell)?));
        }
        let matched = if count == 1 { vec![first] } else { matched };
        let hits = matched
            .iter()
            .map(|rule| self.given(machine, rule))
            .collect::<Result<Vec<_>, Fault>>()?;
        self.combined(machine, hits)
    }

    /// Whether what it gives is a list or is combined from several rules.
    fn gives_many(&self) -> bool {
        matches!(
            self.hit_policy,
            HitPolicy::OutputOrder | HitPolicy::RuleOrder | HitPolicy::Collect(_)
        )
    }

    /// The value of each output of a rule.
    fn given(&self, machine: &mut Machine<'_>, rule: &CompiledRule) -> Result<Vec<Value>, Fault> {
        let cells = self.outputs.iter().zip(&rule.outputs);
        cells
            .map(|(output, cell)| Ok(output.kind.coerce(machine.eval(cell)?)))
            .collect()
    }

    fn combined(&self, machine: &mut Machine<'_>, mut hits: Vec<Vec<Value>>) -> Result<Value, Fault> {
        match self.hit_policy {
            HitPolicy::Unique if hits.len() > 1 => Err(Fault::Null(format!(
                "se cumplen {} reglas donde solo debe una",
                hits.len()
            ))),
            HitPolicy::Any if hits.iter().any(|hit| *hit != hits[0]) => {
                Err(Fault::null("las reglas que se cumplen no dan lo mismo"))
            }
            HitPolicy::Unique | HitPolicy::Any | HitPolicy::First => self.one(machine, hits.swap_remove(0)),
            HitPolicy::Priority => {
                self.by_importance(machine, &mut hits)?;
                self.one(machine, hits.swap_remove(0))
            }
            HitPolicy::OutputOrder => {
                self.by_importance(machine, &mut hits)?;
                self.many(machine, hits)
            }
            HitPolicy::RuleOrder | HitPolicy::Collect(None) => self.many(machine, hits),
            HitPolicy::Collect(Some(Aggregation::Count)) => Ok(Value::from(hits.len())),
            HitPolicy::Collect(Some(_)) if self.outputs.len() > 1 => {
                Err(Fault::null("solo se combina una tabla de un resultado"))
            }
            HitPolicy::Collect(Some(aggregation)) => aggregated(aggregation, hits),
        }
    }

    fn one(&self, machine: &mut Machine<'_>, mut hit: Vec<Value>) -> Result<Value, Fault> {
        if self.outputs.len() == 1 {
            return Ok(hit.swap_remove(0));
        }
        let mut context = Context::new();
        for (output, value) in self.outputs.iter().zip(hit) {
            machine.set(&mut context, output.name.clone(), value)?;
        }
        Ok(Value::Context(context))
    }

    fn many(&self, machine: &mut Machine<'_>, hits: Vec<Vec<Value>>) -> Result<Value, Fault> {
        let values = hits
            .into_iter()
            .map(|hit| self.one(machine, hit))
            .collect::<Result<_, Fault>>()?;
        Ok(machine.list(values)?)
    }

    /// Sorts by the place of each output among its allowed values; rules of equal importance keep
    /// their order.
    fn by_importance(&self, machine: &mut Machine<'_>, hits: &mut [Vec<Value>]) -> Result<(), Fault> {
        let mut orders = Vec::new();
        for output in &self.outputs {
            let values = output
                .values
                .first()
                .map_or(Ok(Value::Null), |values| machine.eval(values))?;
            orders.push(values.as_list().map(<[Value]>::to_vec).unwrap_or_default());
        }
        let place = |at: usize, value: &Value| {
            orders[at]
                .iter()
                .position(|allowed| allowed == value)
                .unwrap_or(usize::MAX)
        };
        hits.sort_by_key(|hit| {
            hit.iter()
                .enumerate()
                .map(|(at, value)| place(at, value))
                .collect::<Vec<_>>()
        });
        Ok(())
    }

    fn without_match(&self, machine: &mut Machine<'_>) -> Result<Value, Fault> {
        if self.outputs.iter().all(|output| output.default.is_none()) {
            return match self.hit_policy {
                HitPolicy::Collect(Some(Aggregation::Count)) => Ok(Value::from(0_i64)),
                _ => Err(Fault::null("ninguna regla se cumple, y no hay un valor para ese caso")),
            };
        }
        let default = |output: &Output| {
            output
                .default
                .as_ref()
                .map_or(Ok(Value::Null), |expr| machine.eval(expr))
        };
        let values = self.outputs.iter().map(default).collect::<Result<Vec<_>, _>>()?;
        self.one(machine, values)
    }
}

impl Input {
    fn value(&self, machine: &mut Machine<'_>) -> Result<Value, Fault> {
        let value = self.kind.coerce(machine.eval(&self.expression)?);
        if let Some(values) = &self.values
            && !value.is_null()
            && !values.passes(machine, &value)?
        {
            let shown = crate::eval::described(&value);
            return Err(Fault::Null(format!(
                "{shown} no está entre los valores de la columna: {}",
                values.source
            )));
        }
        Ok(value)
    }
}

impl CompiledRule {
    /// The first cell that its input does not pass; `None` when the rule matches.
    fn failed_cell(&self, machine: &mut Machine<'_>, inputs: &[Value]) -> Result<Option<usize>, Fault> {
        for (column, (cell, input)) in self.tests.iter().zip(inputs).enumerate() {
            if !cell.passes(machine, input)? {
                return Ok(Some(column));
            }
        }
        Ok(None)
    }
}

impl Cell {
    fn passes(&self, machine: &mut Machine<'_>, input: &Value) -> Result<bool, Fault> {
        if let Some(passed) = self.constant.as_ref().and_then(|tests| tests.pass(input)) {
            machine.charge(1)?;
            return Ok(passed);
        }
        let Some(tests) = &self.tests else {
            return Err(Fault::Null(format!("la celda `{}` no es FEEL", self.source)));
        };
        let result = machine.in_source(&self.source, |machine| machine.unary_tests(input, tests))?;
        Ok(result == Value::Boolean(true))
    }
}

fn aggregated(aggregation: Aggregation, hits: Vec<Vec<Value>>) -> Result<Value, Fault> {
    let values: Vec<Value> = hits.into_iter().map(|mut hit| hit.swap_remove(0)).collect();
    let chosen = |wanted: Ordering| {
        let better = |a: Value, b: Value| {
            if compare(&b, &a) == Some(wanted) { b } else { a }
        };
        values.iter().cloned().reduce(better).unwrap_or_default()
    };
    match aggregation {
        Aggregation::Min => Ok(chosen(Ordering::Less)),
        Aggregation::Max => Ok(chosen(Ordering::Greater)),
        _ => {
            let sum = values
                .iter()
                .try_fold(Number::ZERO, |sum, value| sum.checked_add(value.as_number()?));
            sum.map(Value::Number)
                .ok_or_else(|| Fault::null("solo se suman números"))
        }
    }
}
