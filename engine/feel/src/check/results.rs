//! Types of what built-ins give, and of properties.

use crate::value::Type;
use std::sync::Arc;

/// The type of the value of a built-in; `Any` when it depends on the arguments.
pub(super) fn of(name: &str) -> Type {
    match name {
        "number" | "string length" | "count" | "sum" | "product" | "mean" | "median" | "stddev" | "decimal"
        | "floor" | "ceiling" | "round up" | "round down" | "round half up" | "round half down" | "modulo" | "sqrt"
        | "log" | "exp" | "day of year" | "week of year" | "last day of month" => Type::Number,
        "string" | "substring" | "upper case" | "lower case" | "substring before" | "substring after" | "replace"
        | "string join" | "day of week" | "month of year" => Type::String,
        "contains" | "starts with" | "ends with" | "matches" | "list contains" | "all" | "any" | "not" | "is"
        | "odd" | "even" | "before" | "after" | "meets" | "met by" | "overlaps" | "overlaps before"
        | "overlaps after" | "finishes" | "finished by" | "includes" | "during" | "starts" | "started by"
        | "coincides" => Type::Boolean,
        "date" | "today" => Type::Date,
        "time" => Type::Time,
        "date and time" | "now" => Type::DateTime,
        "years and months duration" => Type::YearsAndMonths,
        "split" => Type::List(Arc::new(Type::String)),
        "index of" => Type::List(Arc::new(Type::Number)),
        _ => Type::Any,
    }
}

/// The type of a property of a value that is no context (DMN 1.5 table 65).
pub(super) fn property(kind: &Type, name: &str) -> Option<Type> {
    let number = match kind {
        Type::Date => matches!(name, "year" | "month" | "day" | "weekday"),
        Type::DateTime => matches!(
            name,
            "year" | "month" | "day" | "weekday" | "hour" | "minute" | "second"
        ),
        Type::Time => matches!(name, "hour" | "minute" | "second"),
        Type::DaysAndTime => matches!(name, "days" | "hours" | "minutes" | "seconds"),
        Type::YearsAndMonths => matches!(name, "years" | "months"),
        _ => false,
    };
    match (kind, name) {
        _ if number => Some(Type::Number),
        (Type::DateTime | Type::Time, "time offset") => Some(Type::DaysAndTime),
        (Type::DateTime | Type::Time, "timezone") => Some(Type::String),
        (Type::Range(ends), "start" | "end") => Some(Type::clone(ends)),
        (Type::Range(_), "start included" | "end included") => Some(Type::Boolean),
        _ => None,
    }
}
