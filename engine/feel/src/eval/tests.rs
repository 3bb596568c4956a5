//! `in` and unary tests.

use super::machine::{Evaluated, Machine};
use super::outcome::Limit;
use crate::ast::{Expr, Kind, Test};
use crate::parser::ParsedTests;
use crate::value::{Value, equal};

impl Machine<'_> {
    pub(super) fn membership(&mut self, value: &Expr, tests: &[Test]) -> Evaluated {
        let value = self.peek(value)?;
        self.any_of(&value, tests)
    }

    /// Whether `input` passes unary tests.
    pub(crate) fn unary_tests(&mut self, input: &Value, tests: &ParsedTests) -> Evaluated {
        match tests {
            ParsedTests::Any => Ok(Value::Boolean(true)),
            ParsedTests::AnyOf(tests) => self.with_question(input, tests),
            ParsedTests::NoneOf(tests) => Ok(match self.with_question(input, tests)? {
                Value::Boolean(passed) => Value::Boolean(!passed),
                _ => Value::Null,
            }),
        }
    }

    /// Most cells are plain and need no `?`.
    fn with_question(&mut self, input: &Value, tests: &[Test]) -> Evaluated {
        if tests.iter().any(Test::mentions_input) {
            self.with_input(input, |machine| machine.any_of(input, tests))
        } else {
            self.any_of(input, tests)
        }
    }

    /// True as soon as one test passes; null when none does and all gave null.
    fn any_of(&mut self, input: &Value, tests: &[Test]) -> Evaluated {
        let mut failed = false;
        for test in tests {
            match self.passes(input, test)? {
                Some(true) => return Ok(Value::Boolean(true)),
                Some(false) => failed = true,
                None => {}
            }
        }
        Ok(if failed { Value::Boolean(false) } else { Value::Null })
    }

    fn passes(&mut self, input: &Value, test: &Test) -> Result<Option<bool>, Limit> {
        match test {
            Test::Compare(operator, operand, _) => {
                let operand_value = self.peek(operand)?;
                let result = self.compared(operand.span, *operator, input, &operand_value)?;
                Ok(result.as_boolean())
            }
            Test::Value { expr, mentions_input } => {
                let value = self.peek(expr)?;
                // A condition on `?` is its own answer.
                if *mentions_input && matches!(*value, Value::Boolean(_) | Value::Null) {
                    return Ok(value.as_boolean());
                }
                // A range whose ends make none tells nothing.
                if value.is_null() && matches!(expr.kind, Kind::Range(_)) {
                    return Ok(None);
                }
                if let Value::List(_) = *value {
                    self.charge(value.weight() as usize)?;
                }
                self.charge_comparison(input, &value)?;
                Ok(matches(input, &value))
            }
        }
    }
}

/// Whether `input` is the value, lies in the range, or is in the list.
pub(crate) fn matches(input: &Value, value: &Value) -> Option<bool> {
    match value {
        Value::Range(range) if !matches!(input, Value::Range(_)) => range.contains(input),
        Value::List(list) => {
            let whole = matches!(input, Value::List(_)) && equal(input, value) == Some(true);
            let item = |item: &Value| match item {
                Value::List(_) if !matches!(input, Value::List(_)) => matches(input, item) == Some(true),
                Value::Range(_) => matches(input, item) == Some(true),
                item => equal(input, item) == Some(true),
            };
            Some(whole || list.items().iter().any(item))
        }
        Value::Boolean(true) if !matches!(input, Value::Boolean(_)) => Some(true),
        other => equal(input, other),
    }
}
