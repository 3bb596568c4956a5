//! Arithmetic on values (DMN 1.5 tables 53 to 57).

use crate::ast::Arithmetic;
use crate::number::{Number, Rounding};
use crate::value::{Date, DateTime, DaysAndTime, Months, Time, Value};

/// `left operator right`; `None` when the operation does not apply or overflows.
pub(crate) fn combine(operator: Arithmetic, left: &Value, right: &Value) -> Option<Value> {
    if let (Value::Number(a), Value::Number(b)) = (left, right) {
        return numbers(operator, *a, *b).map(Value::Number);
    }
    match operator {
        Arithmetic::Add => add(left, right).or_else(|| add(right, left)),
        Arithmetic::Subtract => subtract(left, right),
        Arithmetic::Multiply => scale(left, right).or_else(|| scale(right, left)),
        Arithmetic::Divide => divide(left, right),
        Arithmetic::Power => None,
    }
}

/// `-value`
pub(crate) fn negate(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) => Some(Value::Number(number.negated())),
        Value::DaysAndTime(duration) => DaysAndTime::from_nanos(-duration.to_nanos()).map(Value::DaysAndTime),
        Value::YearsAndMonths(months) => months.0.checked_neg().map(|m| Value::YearsAndMonths(Months(m))),
        _ => None,
    }
}

fn numbers(operator: Arithmetic, a: Number, b: Number) -> Option<Number> {
    match operator {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        Arithmetic::Divide => a.checked_div(b),
        Arithmetic::Power => a.checked_pow(b),
    }
}

fn add(left: &Value, right: &Value) -> Option<Value> {
    Some(match (left, right) {
        (Value::DaysAndTime(a), Value::DaysAndTime(b)) => {
            Value::DaysAndTime(DaysAndTime::from_nanos(a.to_nanos() + b.to_nanos())?)
        }
        (Value::YearsAndMonths(a), Value::YearsAndMonths(b)) => Value::YearsAndMonths(Months(a.0.checked_add(b.0)?)),
        (Value::Date(date), Value::YearsAndMonths(months)) => Value::Date(date.add_months(*months)?),
        (Value::Date(date), Value::DaysAndTime(duration)) => Value::Date(add_to_date(*date, *duration)?),
        (Value::DateTime(at), Value::YearsAndMonths(months)) => Value::from(DateTime {
            date: at.date.add_months(*months)?,
            time: at.time.clone(),
        }),
        (Value::DateTime(at), Value::DaysAndTime(duration)) => Value::from(at.add(*duration)?),
        (Value::Time(time), Value::DaysAndTime(duration)) => {
            let nanos = i128::from(time.nanos_of_day()) + duration.to_nanos();
            Value::Time(Time::from_nanos(nanos, time.zone().clone()))
        }
        _ => return None,
    })
}

/// A date counts as its midnight; the result is the day that is reached.
fn add_to_date(date: Date, duration: DaysAndTime) -> Option<Date> {
    DateTime::midnight_utc(date).add(duration).map(|at| at.date)
}

fn subtract(left: &Value, right: &Value) -> Option<Value> {
    let nanos = match (left, right) {
        (Value::Date(a), Value::Date(b)) => {
            DateTime::midnight_utc(*a).utc_nanos() - DateTime::midnight_utc(*b).utc_nanos()
        }
        (Value::Date(a), Value::DateTime(b)) => between(&DateTime::midnight_utc(*a), b)?,
        (Value::DateTime(a), Value::Date(b)) => between(a, &DateTime::midnight_utc(*b))?,
        (Value::DateTime(a), Value::DateTime(b)) => between(a, b)?,
        (Value::Time(a), Value::Time(b)) if a.offset().is_some() == b.offset().is_some() => {
            a.utc_nanos() - b.utc_nanos()
        }
        (_, Value::DaysAndTime(_) | Value::YearsAndMonths(_)) => return add(left, &negate(right)?),
        _ => return None,
    };
    DaysAndTime::from_nanos(nanos).map(Value::DaysAndTime)
}

/// Nanoseconds from `b` to `a`; a local moment and an instant have no distance.
fn between(a: &DateTime, b: &DateTime) -> Option<i128> {
    (a.is_local() == b.is_local()).then(|| a.utc_nanos() - b.utc_nanos())
}

fn scale(duration: &Value, factor: &Value) -> Option<Value> {
    let Value::Number(factor) = factor else {
        return None;
    };
    match duration {
        Value::DaysAndTime(duration) => {
            let seconds = duration.to_number()?.checked_mul(*factor)?;
            DaysAndTime::from_number(seconds).map(Value::DaysAndTime)
        }
        Value::YearsAndMonths(months) => whole_months(Number::from(months.0).checked_mul(*factor)?),
        _ => None,
    }
}

fn divide(left: &Value, right: &Value) -> Option<Value> {
    Some(match (left, right) {
        (Value::DaysAndTime(a), Value::DaysAndTime(b)) => Value::Number(a.to_number()?.checked_div(b.to_number()?)?),
        (Value::YearsAndMonths(a), Value::YearsAndMonths(b)) => {
            Value::Number(Number::from(a.0).checked_div(Number::from(b.0))?)
        }
        (Value::DaysAndTime(a), Value::Number(b)) => {
            Value::DaysAndTime(DaysAndTime::from_number(a.to_number()?.checked_div(*b)?)?)
        }
        (Value::YearsAndMonths(a), Value::Number(b)) => whole_months(Number::from(a.0).checked_div(*b)?)?,
        _ => return None,
    })
}

/// Broken months are cut.
fn whole_months(months: Number) -> Option<Value> {
    let whole = months.rounded(0, Rounding::Down)?.to_i64()?;
    Some(Value::YearsAndMonths(Months(whole)))
}
