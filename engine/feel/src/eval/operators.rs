//! Comparison, ternary logic and the operators of arithmetic.

use super::arithmetic;
use super::machine::{Evaluated, Fault, Machine};
use crate::ast::{Arithmetic, Comparison, Expr};
use crate::token::Span;
use crate::value::{Value, compare, equal};

impl Machine<'_> {
    pub(super) fn comparison(&mut self, span: Span, operator: Comparison, left: &Expr, right: &Expr) -> Evaluated {
        // Most comparisons are of a variable with a constant: nothing is moved for those.
        if let (Some(left), Some(right)) = (self.borrowed(left), self.borrowed(right)) {
            self.charge(2)?;
            return self.compared(span, operator, left, right);
        }
        let (left, right) = (self.peek(left)?, self.peek(right)?);
        self.compared(span, operator, &left, &right)
    }

    /// The comparison of two values; null when they have none.
    pub(super) fn compared(&mut self, span: Span, operator: Comparison, left: &Value, right: &Value) -> Evaluated {
        self.charge_comparison(left, right)?;
        Ok(match holds(operator, left, right) {
            Some(result) => Value::Boolean(result),
            None => self.null(span, || {
                format!(
                    "{} no se puede comparar con {} con `{}`",
                    described(left),
                    described(right),
                    operator.symbol()
                )
            }),
        })
    }

    /// False as soon as one part is false; true when all are true; null otherwise.
    pub(super) fn conjunction(&mut self, span: Span, parts: &[Expr]) -> Evaluated {
        self.logic(span, parts, false)
    }

    /// True as soon as one part is true; false when all are false; null otherwise.
    pub(super) fn disjunction(&mut self, span: Span, parts: &[Expr]) -> Evaluated {
        self.logic(span, parts, true)
    }

    fn logic(&mut self, span: Span, parts: &[Expr], decisive: bool) -> Evaluated {
        let mut unknown = false;
        for part in parts {
            match self.eval(part)? {
                Value::Boolean(value) if value == decisive => return Ok(Value::Boolean(decisive)),
                Value::Boolean(_) => {}
                Value::Null => unknown = true,
                other => {
                    unknown = true;
                    let word = if decisive { "or" } else { "and" };
                    self.null(span, || {
                        format!("`{word}` necesita valores lógicos, no {}", described(&other))
                    });
                }
            }
        }
        Ok(if unknown {
            Value::Null
        } else {
            Value::Boolean(!decisive)
        })
    }

    pub(super) fn between(&mut self, span: Span, parts: &[Expr; 3]) -> Evaluated {
        let value = self.peek(&parts[0])?;
        let (low, high) = (self.peek(&parts[1])?, self.peek(&parts[2])?);
        let above = self.compared(span, Comparison::GreaterEqual, &value, &low)?;
        let below = self.compared(span, Comparison::LessEqual, &value, &high)?;
        Ok(match (above.as_boolean(), below.as_boolean()) {
            (Some(false), _) | (_, Some(false)) => Value::Boolean(false),
            (Some(true), Some(true)) => Value::Boolean(true),
            _ => Value::Null,
        })
    }

    pub(super) fn arithmetic(&mut self, span: Span, first: &Expr, rest: &[(Arithmetic, Expr)]) -> Evaluated {
        let mut left = self.eval(first)?;
        for (operator, operand) in rest {
            let span = span.to(operand.span);
            left = match self.borrowed(operand) {
                Some(right) => {
                    self.charge(1)?;
                    self.combined(span, *operator, &left, right)?
                }
                None => {
                    let right = self.eval(operand)?;
                    self.combined(span, *operator, &left, &right)?
                }
            };
        }
        Ok(left)
    }

    fn combined(&mut self, span: Span, operator: Arithmetic, left: &Value, right: &Value) -> Evaluated {
        if let (Arithmetic::Add, Value::String(a), Value::String(b)) = (operator, left, right) {
            return self.string(format!("{a}{b}"));
        }
        if let (Arithmetic::Power, Some(exponent)) = (operator, right.as_number()) {
            self.charge(if exponent.is_integer() { 50 } else { 600 })?;
        }
        let result = arithmetic::combine(operator, left, right).ok_or_else(|| {
            Fault::Null(format!(
                "{} {} {} no tiene valor",
                described(left),
                operator.symbol(),
                described(right)
            ))
        });
        self.settle(span, result)
    }

    pub(super) fn negation(&mut self, span: Span, operand: &Expr) -> Evaluated {
        let value = self.eval(operand)?;
        let result =
            arithmetic::negate(&value).ok_or_else(|| Fault::Null(format!("{} no tiene opuesto", described(&value))));
        self.settle(span, result)
    }
}

/// Whether a comparison holds; `None` when the values cannot be compared.
pub(crate) fn holds(operator: Comparison, left: &Value, right: &Value) -> Option<bool> {
    match operator {
        Comparison::Equal => equal(left, right),
        Comparison::NotEqual => equal(left, right).map(|same| !same),
        Comparison::Less => compare(left, right).map(std::cmp::Ordering::is_lt),
        Comparison::LessEqual => compare(left, right).map(std::cmp::Ordering::is_le),
        Comparison::Greater => compare(left, right).map(std::cmp::Ordering::is_gt),
        Comparison::GreaterEqual => compare(left, right).map(std::cmp::Ordering::is_ge),
    }
}

/// What stands before a value in a message.
fn article(value: &Value) -> &'static str {
    match value {
        Value::Number(_) => "el número ",
        Value::Date(_) => "la fecha ",
        Value::Time(_) => "la hora ",
        Value::DateTime(_) => "el momento ",
        Value::DaysAndTime(_) | Value::YearsAndMonths(_) => "la duración ",
        Value::Range(_) => "el intervalo ",
        _ => "",
    }
}

/// A value for a message: its kind and its text, shortened.
pub(crate) fn described(value: &Value) -> String {
    match value {
        Value::Null => "nulo".into(),
        Value::String(text) => format!("el texto \"{}\"", crate::error::shorten(text, 40)),
        Value::List(list) => format!("una lista de {}", list.items().len()),
        Value::Context(context) => {
            let names: Vec<&str> = context.iter().take(6).map(|(name, _)| &**name).collect();
            format!("un contexto con ({})", names.join(", "))
        }
        Value::Function(_) => "una función".into(),
        other => format!("{}{}", article(other), crate::error::shorten(&other.to_string(), 60)),
    }
}
