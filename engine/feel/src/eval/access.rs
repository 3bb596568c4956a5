//! Members, filters and the steps of a path.

use super::machine::{Evaluated, ITEM, Local, Machine};
use super::operators::described;
use super::outcome::Limit;
use crate::ast::{Expr, Kind, Step};
use crate::number::Number;
use crate::token::Span;
use crate::value::{Captured, DaysAndTime, Function, Name, Range, Time, Value, Zone};

impl Machine<'_> {
    pub(super) fn postfix(&mut self, base: &Expr, steps: &[(Span, Step)]) -> Evaluated {
        let (mut value, rest);
        // A built-in is called by its name even when a variable of that name holds plain data.
        if let (Kind::Name(name, Some(builtin)), Some(((span, Step::Call(arguments)), after))) =
            (&base.kind, steps.split_first())
            && !matches!(self.lookup(name), Some(Value::Function(_)))
        {
            (value, rest) = (
                self.call(*span, &Function(Captured::Builtin(builtin)), arguments)?,
                after,
            );
        } else {
            (value, rest) = (self.eval(base)?, steps);
        }
        for (span, step) in rest {
            value = match step {
                Step::Member(name) => self.member(*span, value, name)?,
                Step::Filter(filter) => self.filter(*span, value, filter)?,
                Step::Call(arguments) => self.call_value(*span, &value, arguments)?,
            };
        }
        Ok(value)
    }

    fn call_value(&mut self, span: Span, callee: &Value, arguments: &crate::ast::Arguments) -> Evaluated {
        match callee {
            Value::Function(function) => self.call(span, function, arguments),
            other => Ok(self.null(span, || format!("{} no se puede llamar", described(other)))),
        }
    }

    /// A member of a value; of each item when the value is a list.
    pub(crate) fn member(&mut self, span: Span, value: Value, name: &Name) -> Evaluated {
        if let Value::List(list) = &value {
            let members = list.items().iter().map(|item| self.member_of(span, item, name));
            let items = members.collect::<Result<Vec<Value>, Limit>>()?;
            return self.list(items);
        }
        self.member_of(span, &value, name)
    }

    fn member_of(&mut self, span: Span, value: &Value, name: &str) -> Evaluated {
        let found = match value {
            Value::Context(context) => {
                self.charge(context.len() / 16)?;
                context.get(name).cloned()
            }
            other => property(other, name),
        };
        Ok(match found {
            Some(value) => value,
            None => self.null(span, || format!("{} no tiene `{name}`", described(value))),
        })
    }

    /// An index from 1 (from the end when negative), or a condition on each item.
    pub(crate) fn filter(&mut self, span: Span, value: Value, filter: &Expr) -> Evaluated {
        let single = [value.clone()];
        let items = match &value {
            Value::List(list) => list.items(),
            Value::Null => &[],
            _ => &single[..],
        };
        let mut kept = Vec::new();
        for (index, item) in items.iter().enumerate() {
            self.charge(1)?;
            match self.on_item(item, filter)? {
                Value::Boolean(true) => kept.push(item.clone()),
                Value::Number(position) if index == 0 => {
                    return Ok(self.at_index(span, items, position));
                }
                Value::Boolean(false) | Value::Null => {}
                other => {
                    self.null(filter.span, || {
                        format!("un filtro es un número o un valor lógico, no {}", described(&other))
                    });
                }
            }
        }
        if items.is_empty()
            && let Value::Number(position) = self.eval(filter)?
        {
            return Ok(self.at_index(span, items, position));
        }
        self.list(kept)
    }

    /// The filter sees the item as `item`, and its entries when it is a context.
    fn on_item(&mut self, item: &Value, filter: &Expr) -> Evaluated {
        let named = Local::Named(ITEM.clone(), item.clone());
        self.with_local(named, |machine| match item {
            Value::Context(context) => {
                machine.with_local(Local::Entries(context.clone()), |machine| machine.eval(filter))
            }
            _ => machine.eval(filter),
        })
    }

    fn at_index(&mut self, span: Span, items: &[Value], position: Number) -> Value {
        let index = match position.to_i64() {
            Some(position @ 1..) => usize::try_from(position - 1).ok(),
            Some(position @ ..=-1) => usize::try_from(position.unsigned_abs())
                .ok()
                .and_then(|back| items.len().checked_sub(back)),
            _ => None,
        };
        match index.and_then(|index| items.get(index)) {
            Some(item) => item.clone(),
            None => self.null(span, || {
                format!("no hay un elemento {position} en una lista de {}", items.len())
            }),
        }
    }
}

/// Properties of values that are no contexts (DMN 1.5 table 65).
fn property(value: &Value, name: &str) -> Option<Value> {
    match value {
        Value::Date(date) => match name {
            "year" => Some(Value::from(i64::from(date.year()))),
            "month" => Some(Value::from(i64::from(date.month()))),
            "day" => Some(Value::from(i64::from(date.day()))),
            "weekday" => Some(Value::from(i64::from(date.weekday()))),
            _ => None,
        },
        Value::DateTime(at) => match name {
            "time offset" => at.offset().map_or(Some(Value::Null), offset),
            name => property(&Value::Date(at.date), name).or_else(|| time_property(&at.time, name)),
        },
        Value::Time(time) => time_property(time, name),
        Value::DaysAndTime(duration) => days_property(*duration, name),
        Value::YearsAndMonths(months) => match name {
            "years" => Some(Value::from(months.0 / 12)),
            "months" => Some(Value::from(months.0 % 12)),
            _ => None,
        },
        Value::Range(range) => range_property(range, name),
        _ => None,
    }
}

fn time_property(time: &Time, name: &str) -> Option<Value> {
    match name {
        "hour" => Some(Value::from(i64::from(time.hour()))),
        "minute" => Some(Value::from(i64::from(time.minute()))),
        "second" => Some(Value::from(i64::from(time.second()))),
        "time offset" => time.offset().map_or(Some(Value::Null), offset),
        "timezone" => Some(match time.zone() {
            Zone::Named(name) => Value::String(name.clone()),
            _ => Value::Null,
        }),
        _ => None,
    }
}

fn offset(seconds: i32) -> Option<Value> {
    DaysAndTime::from_seconds(seconds.into()).map(Value::DaysAndTime)
}

fn days_property(duration: DaysAndTime, name: &str) -> Option<Value> {
    let parts = duration.parts();
    let size = match name {
        "days" => parts.days,
        "hours" => parts.hours,
        "minutes" => parts.minutes,
        "seconds" => parts.seconds,
        _ => return None,
    };
    Some(Value::from(if parts.negative { -size } else { size }))
}

fn range_property(range: &Range, name: &str) -> Option<Value> {
    match name {
        "start" => Some(range.start.value.clone()),
        "end" => Some(range.end.value.clone()),
        "start included" => Some(Value::Boolean(range.start.included)),
        "end included" => Some(Value::Boolean(range.end.included)),
        _ => None,
    }
}
