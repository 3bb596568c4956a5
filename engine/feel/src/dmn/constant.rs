//! Cells of constants, such as `< 100` or `"natural", "mixta"`: tested without an evaluation.

use crate::ast::{Comparison, Expr, Kind, Test};
use crate::eval::{holds, matches};
use crate::parser::ParsedTests;
use crate::value::{Range, Value};
use std::sync::Arc;

/// Tests that say the same about a value at any moment and in any scope.
#[derive(Debug)]
pub(super) struct ConstantTests {
    tests: Vec<Constant>,
    negated: bool,
}

#[derive(Debug)]
enum Constant {
    Compare(Comparison, Value),
    Equal(Value),
    Within(Arc<Range>),
}

impl ConstantTests {
    /// The tests, when all of them are of numbers, texts, booleans, dates or ranges of those.
    pub fn of(tests: &ParsedTests) -> Option<ConstantTests> {
        let (tests, negated) = match tests {
            ParsedTests::Any => {
                return Some(ConstantTests {
                    tests: Vec::new(),
                    negated: false,
                });
            }
            ParsedTests::AnyOf(tests) => (tests, false),
            ParsedTests::NoneOf(tests) => (tests, true),
        };
        let tests = tests.iter().map(constant).collect::<Option<Vec<_>>>()?;
        Some(ConstantTests { tests, negated })
    }

    /// Whether `input` passes. `None` when it cannot be told, or only with a note of why: that takes an
    /// evaluation.
    pub fn pass(&self, input: &Value) -> Option<bool> {
        let mut passed = self.tests.is_empty();
        for test in &self.tests {
            passed = match test {
                Constant::Compare(operator, value) => holds(*operator, input, value)?,
                Constant::Equal(value) => matches(input, value)?,
                Constant::Within(range) if !matches!(input, Value::Range(_)) => range.contains(input)?,
                Constant::Within(_) => return None,
            };
            if passed {
                break;
            }
        }
        Some(passed != self.negated)
    }
}

fn constant(test: &Test) -> Option<Constant> {
    match test {
        Test::Compare(operator, expr, _) => Some(Constant::Compare(*operator, scalar(expr)?)),
        Test::Value { expr, .. } => match &expr.kind {
            Kind::Range(range) => match &range.constant {
                Some(Value::Range(range)) => Some(Constant::Within(range.clone())),
                _ => None,
            },
            _ => scalar(expr).map(Constant::Equal),
        },
    }
}

/// A literal whose comparison costs one step whatever it is compared with.
fn scalar(expr: &Expr) -> Option<Value> {
    match &expr.kind {
        Kind::Literal(value @ Value::String(text)) if text.len() < 1_000 => Some(value.clone()),
        Kind::Literal(value @ (Value::Number(_) | Value::Boolean(_) | Value::Date(_))) => Some(value.clone()),
        Kind::Negate(inner) => match scalar(inner)? {
            Value::Number(number) => Some(Value::Number(number.negated())),
            _ => None,
        },
        _ => None,
    }
}
