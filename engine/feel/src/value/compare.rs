//! Equality and order (DMN 1.5 tables 51 and 52).

use super::{Bound, Context, Range, Value};
use std::cmp::Ordering;

/// Whether two values are equal; `None` when their kinds cannot be compared.
pub(crate) fn equal(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Null, Value::Null) => Some(true),
        (Value::Null, _) | (_, Value::Null) => Some(false),
        (Value::Boolean(a), Value::Boolean(b)) => Some(a == b),
        (Value::String(a), Value::String(b)) => Some(a == b),
        (Value::DateTime(a), Value::DateTime(b)) if a.is_local() != b.is_local() => Some(false),
        (Value::Time(a), Value::Time(b)) if a.offset().is_some() != b.offset().is_some() => Some(false),
        (Value::List(a), Value::List(b)) => Some(lists_equal(a.items(), b.items())),
        (Value::Context(a), Value::Context(b)) => Some(contexts_equal(a, b)),
        (Value::Range(a), Value::Range(b)) => Some(ranges_equal(a, b)),
        (Value::Function(a), Value::Function(b)) => Some(a.is_same(b)),
        _ => compare(a, b).map(|order| order == Ordering::Equal),
    }
}

/// The order of two values; `None` when they have none. Instants of different zones are compared
/// as instants; a local date and time has no order with one that has a zone.
pub(crate) fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => {
            (a.offset().is_some() == b.offset().is_some()).then(|| a.utc_nanos().cmp(&b.utc_nanos()))
        }
        (Value::DateTime(a), Value::DateTime(b)) => {
            (a.is_local() == b.is_local()).then(|| a.utc_nanos().cmp(&b.utc_nanos()))
        }
        (Value::DaysAndTime(a), Value::DaysAndTime(b)) => Some(a.cmp(b)),
        (Value::YearsAndMonths(a), Value::YearsAndMonths(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn lists_equal(a: &[Value], b: &[Value]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b) == Some(true))
}

fn contexts_equal(a: &Context, b: &Context) -> bool {
    a.len() == b.len()
        && a.iter()
            .all(|(name, value)| b.get(name).is_some_and(|other| equal(value, other) == Some(true)))
}

fn ranges_equal(a: &Range, b: &Range) -> bool {
    let same = |a: &Bound, b: &Bound| a.included == b.included && equal(&a.value, &b.value) == Some(true);
    same(&a.start, &b.start) && same(&a.end, &b.end)
}

impl PartialEq for Value {
    /// Equality of FEEL; values that cannot be compared are not equal.
    fn eq(&self, other: &Value) -> bool {
        equal(self, other) == Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Value {
        Value::from(text.parse::<super::super::DateTime>().unwrap())
    }

    #[test]
    fn instants_in_different_zones_are_ordered_as_instants() {
        assert_eq!(
            compare(&at("2026-01-01T10:00:00-05:00"), &at("2026-01-01T15:00:00Z")),
            Some(Ordering::Equal)
        );
        assert_eq!(
            compare(&at("2026-01-01T10:00:00-05:00"), &at("2026-01-01T14:00:00Z")),
            Some(Ordering::Greater)
        );
    }

    #[test]
    fn a_local_time_is_neither_before_nor_after_an_instant() {
        assert_eq!(compare(&at("2026-01-01T10:00:00"), &at("2026-01-01T10:00:00Z")), None);
        assert_eq!(
            equal(&at("2026-01-01T10:00:00"), &at("2026-01-01T10:00:00Z")),
            Some(false)
        );
    }

    #[test]
    fn values_of_different_kinds_are_not_comparable() {
        assert_eq!(equal(&Value::from("1"), &Value::from(1i64)), None);
        assert_eq!(equal(&Value::Null, &Value::from(1i64)), Some(false));
    }
}
