//! `if`, `for`, `some`, `every`, and literals made of parts.

use super::machine::{Evaluated, Local, Machine, PARTIAL};
use super::operators::described;
use super::outcome::Limit;
use crate::ast::{Binding, Domain, Expr, FunctionLiteral, Kind, RangeLiteral};
use crate::number::Number;
use crate::token::Span;
use crate::value::{Bound, Captured, Context, Function, Lambda, List, Name, Range, Value, compare};
use std::ops::ControlFlow;
use std::sync::Arc;

impl Machine<'_> {
    /// True takes the `then` branch, false and null the `else` branch.
    pub(super) fn conditional(&mut self, parts: &[Expr; 3]) -> Evaluated {
        let condition = self.eval(&parts[0])?;
        if !matches!(condition, Value::Boolean(_) | Value::Null) {
            return Ok(self.null(parts[0].span, || {
                format!("una condición es un valor lógico, no {}", described(&condition))
            }));
        }
        let branch = if condition.as_boolean() == Some(true) { 1 } else { 2 };
        self.eval(&parts[branch])
    }

    pub(super) fn iteration(&mut self, bindings: &[Binding], body: &Expr, uses_partial: bool) -> Evaluated {
        let mut results: Vec<Value> = Vec::new();
        let mut valid = true;
        let mut each = |machine: &mut Self| {
            let value = if uses_partial {
                let partial = machine.list(results.clone())?;
                machine.with_local(Local::Named(PARTIAL.clone(), partial), |machine| machine.eval(body))?
            } else {
                machine.eval(body)?
            };
            if results.len() >= machine.env.budget.list {
                return Err(Limit::List);
            }
            results.push(value);
            Ok(ControlFlow::Continue(()))
        };
        let _ = self.over(bindings, &mut valid, &mut each)?;
        if valid { self.list(results) } else { Ok(Value::Null) }
    }

    /// `some` looks for true, `every` for false. Null leaves it open, and so does every other value.
    pub(super) fn quantified(&mut self, bindings: &[Binding], condition: &Expr, decisive: bool) -> Evaluated {
        let (mut valid, mut unknown, mut found) = (true, false, false);
        let mut each = |machine: &mut Self| {
            match machine.eval(condition)? {
                Value::Boolean(value) if value == decisive => found = true,
                Value::Boolean(_) => {}
                Value::Null => unknown = true,
                other => {
                    machine.null(condition.span, || {
                        format!("una condición es un valor lógico, no {}", described(&other))
                    });
                    (unknown, found) = (true, false);
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(if found {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        };
        let _ = self.over(bindings, &mut valid, &mut each)?;
        Ok(match (valid, found, unknown) {
            (true, true, _) => Value::Boolean(decisive),
            (true, false, false) => Value::Boolean(!decisive),
            _ => Value::Null,
        })
    }

    /// Runs `each` for every combination of the bindings, the last one fastest.
    fn over(
        &mut self,
        bindings: &[Binding],
        valid: &mut bool,
        each: &mut dyn FnMut(&mut Self) -> Result<ControlFlow<()>, Limit>,
    ) -> Result<ControlFlow<()>, Limit> {
        let Some((binding, rest)) = bindings.split_first() else {
            return each(self);
        };
        let Some(domain) = self.domain(&binding.domain)? else {
            *valid = false;
            return Ok(ControlFlow::Break(()));
        };
        for item in domain {
            self.charge(1)?;
            let local = Local::Named(binding.name.clone(), item);
            let flow = self.deeper(|machine| machine.with_local(local, |machine| machine.over(rest, valid, each)))?;
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The values to go through; `None`, with a note, when there are none to speak of.
    fn domain(&mut self, domain: &Domain) -> Result<Option<Values>, Limit> {
        match domain {
            Domain::Values(expr) => {
                let value = self.eval(expr)?;
                Ok(match value {
                    Value::List(list) => Some(Values::Items { list, next: 0 }),
                    Value::Range(range) => self
                        .steps(expr.span, &range.start.value, &range.end.value)
                        .map(|steps| steps.without(&range)),
                    Value::Null => {
                        self.null(expr.span, || "no hay qué recorrer: nulo".into());
                        None
                    }
                    single => Some(Values::Single(Some(single))),
                })
            }
            Domain::Steps(from, to) => {
                let (low, high) = (self.eval(from)?, self.eval(to)?);
                Ok(self.steps(from.span.to(to.span), &low, &high))
            }
        }
    }

    /// Whole numbers or days from one end to the other, up or down.
    fn steps(&mut self, span: Span, from: &Value, to: &Value) -> Option<Values> {
        let steps = match (from, to) {
            (Value::Number(a), Value::Number(b)) => a
                .to_i64()
                .zip(b.to_i64())
                .map(|(a, b)| Values::steps(a, b, Step::Number)),
            (Value::Date(a), Value::Date(b)) => Some(Values::steps(a.to_days(), b.to_days(), Step::Date)),
            _ => None,
        };
        if steps.is_none() {
            self.null(span, || {
                format!(
                    "solo se recorren números enteros y fechas, no {}..{}",
                    described(from),
                    described(to)
                )
            });
        }
        steps
    }

    /// A function keeps the values of the names it mentions.
    pub(super) fn function(&mut self, span: Span, literal: &FunctionLiteral) -> Evaluated {
        if literal.external {
            return Ok(self.null(span, || "las funciones externas no se ejecutan".into()));
        }
        let captured: Vec<(Name, Value)> = literal
            .mentions
            .iter()
            .filter_map(|name| self.lookup(name).map(|value| (name.clone(), value)))
            .collect();
        self.charge(captured.len())?;
        let depth = captured.iter().map(|(_, value)| value.depth()).max().unwrap_or(0) + 1;
        if depth > crate::value::MAX_VALUE_DEPTH {
            return Err(Limit::Nesting);
        }
        let lambda = Lambda {
            parameters: literal.parameters.clone(),
            body: literal.body.clone(),
            result: literal.result.clone(),
            source: Arc::clone(&self.source),
            captured,
            own_name: None,
            depth,
        };
        Ok(Value::Function(Function(Captured::Lambda(Arc::new(lambda)))))
    }

    pub(super) fn list_literal(&mut self, items: &[Expr]) -> Evaluated {
        let items = items
            .iter()
            .map(|item| self.eval(item))
            .collect::<Result<Vec<Value>, Limit>>()?;
        self.list(items)
    }

    /// Each entry sees those before it; a name given twice makes the context null.
    pub(super) fn context_literal(&mut self, entries: &[(Name, Expr)]) -> Evaluated {
        let height = self.locals.len();
        let result = self.context_entries(entries);
        self.locals.truncate(height);
        result
    }

    fn context_entries(&mut self, entries: &[(Name, Expr)]) -> Evaluated {
        let mut context = Context::new();
        for (name, expr) in entries {
            let mut value = self.eval(expr)?;
            if let (Kind::Function(_), Value::Function(function)) = (&expr.kind, &value) {
                value = Value::Function(function.named(name));
            }
            if context.get(name).is_some() {
                return Ok(self.null(expr.span, || format!("la entrada `{name}` está dos veces")));
            }
            self.set(&mut context, name.clone(), value.clone())?;
            self.locals.push(Local::Named(name.clone(), value));
        }
        Ok(Value::Context(context))
    }

    pub(super) fn range_literal(&mut self, span: Span, range: &RangeLiteral) -> Evaluated {
        if let Some(constant) = &range.constant {
            return Ok(constant.clone());
        }
        let start = range.start.as_ref().map_or(Ok(Value::Null), |expr| self.eval(expr))?;
        let end = range.end.as_ref().map_or(Ok(Value::Null), |expr| self.eval(expr))?;
        let missing = range.start.is_some() && start.is_null() || range.end.is_some() && end.is_null();
        let mixed = !start.is_null() && !end.is_null() && compare(&start, &end).is_none();
        if missing || mixed {
            return Ok(self.null(span, || {
                format!(
                    "{} y {} no son extremos de un intervalo",
                    described(&start),
                    described(&end)
                )
            }));
        }
        if start.depth().max(end.depth()) >= crate::value::MAX_VALUE_DEPTH {
            return Err(Limit::Nesting);
        }
        Ok(Value::Range(Arc::new(Range {
            start: Bound {
                value: start,
                included: range.start_included,
            },
            end: Bound {
                value: end,
                included: range.end_included,
            },
        })))
    }
}

/// The values of a domain, made one by one.
enum Values {
    /// Shared, not copied: a loop may end after the first of a hundred thousand.
    Items {
        list: List,
        next: usize,
    },
    Single(Option<Value>),
    Steps {
        next: i64,
        last: i64,
        by: i64,
        done: bool,
        make: Step,
    },
}

#[derive(Clone, Copy)]
enum Step {
    Number,
    Date,
}

impl Values {
    fn steps(first: i64, last: i64, make: Step) -> Values {
        Values::Steps {
            next: first,
            last,
            by: if first <= last { 1 } else { -1 },
            done: false,
            make,
        }
    }

    /// Leaves out the ends that do not belong to `range`.
    fn without(mut self, range: &Range) -> Values {
        if let Values::Steps {
            next, last, by, done, ..
        } = &mut self
        {
            if !range.start.included {
                *done = next == last;
                *next += *by;
            }
            if !range.end.included {
                *done = *done || next == last || (*last - *next).signum() == -*by;
                *last -= *by;
            }
        }
        self
    }
}

impl Iterator for Values {
    type Item = Value;

    fn next(&mut self) -> Option<Value> {
        match self {
            Values::Items { list, next } => {
                let item = list.items().get(*next).cloned();
                *next += 1;
                item
            }
            Values::Single(value) => value.take(),
            Values::Steps { done: true, .. } => None,
            Values::Steps {
                next,
                last,
                by,
                done,
                make,
            } => {
                let current = *next;
                *done = current == *last;
                *next = next.saturating_add(*by);
                match make {
                    Step::Number => Some(Value::Number(Number::from(current))),
                    Step::Date => crate::value::Date::from_days(current).map(Value::Date),
                }
            }
        }
    }
}
