//! Types of operators.

use super::Checker;
use crate::ast::{Arithmetic, Expr};
use crate::token::Span;
use crate::value::Type;

impl Checker<'_> {
    /// The type of a comparison; values of these types may never be comparable.
    pub(super) fn compared(&mut self, span: Span, operator: &str, left: &Type, right: &Type) -> Type {
        let unknown = |kind: &Type| matches!(kind, Type::Any | Type::Null);
        let (left, right) = (plain(left), plain(right));
        let alike = unknown(left) || unknown(right) || std::mem::discriminant(left) == std::mem::discriminant(right);
        if !alike {
            self.mistake(span, format!("`{left}` y `{right}` no se comparan con `{operator}`"));
        }
        Type::Boolean
    }

    pub(super) fn arithmetic(&mut self, first: &Expr, rest: &[(Arithmetic, Expr)]) -> Type {
        let mut left = self.infer(first);
        for (operator, operand) in rest {
            let right = self.infer(operand);
            left = match result(*operator, plain(&left), plain(&right)) {
                Some(kind) => kind,
                None => {
                    let message = format!("`{left}` {} `{right}` no tiene valor", operator.symbol());
                    self.mistake(first.span.to(operand.span), message)
                }
            };
        }
        left
    }

    pub(super) fn negated(&mut self, span: Span, operand: &Expr) -> Type {
        let kind = self.infer(operand);
        match plain(&kind) {
            Type::Number | Type::DaysAndTime | Type::YearsAndMonths | Type::Any | Type::Null => kind,
            other => self.mistake(span, format!("`{other}` no tiene opuesto")),
        }
    }
}

/// A type without the limit on its values.
fn plain(kind: &Type) -> &Type {
    match kind {
        Type::Restricted(restricted) => plain(&restricted.base),
        other => other,
    }
}

/// The type of an operation (DMN 1.5 tables 53 to 57); `None` when it has none.
fn result(operator: Arithmetic, left: &Type, right: &Type) -> Option<Type> {
    use Arithmetic::{Add, Divide, Multiply, Power, Subtract};
    use Type::{Any, Date, DateTime, DaysAndTime, Null, Number, String, Time, YearsAndMonths};
    Some(match (operator, left, right) {
        (_, Any | Null, _) | (_, _, Any | Null) => Any,
        (_, Number, Number) => Number,
        (Power, ..) => return None,
        (Add, String, String) => String,
        (Add | Subtract, DaysAndTime, DaysAndTime) => DaysAndTime,
        (Add | Subtract, YearsAndMonths, YearsAndMonths) => YearsAndMonths,
        (Add | Subtract, Date | DateTime, DaysAndTime | YearsAndMonths) | (Add | Subtract, Time, DaysAndTime) => {
            left.clone()
        }
        (Add, DaysAndTime | YearsAndMonths, Date | DateTime) | (Add, DaysAndTime, Time) => right.clone(),
        (Subtract, Date | DateTime, Date | DateTime) | (Subtract, Time, Time) => DaysAndTime,
        (Multiply | Divide, DaysAndTime | YearsAndMonths, Number) => left.clone(),
        (Multiply, Number, DaysAndTime | YearsAndMonths) => right.clone(),
        (Divide, DaysAndTime, DaysAndTime) | (Divide, YearsAndMonths, YearsAndMonths) => Number,
        _ => return None,
    })
}
