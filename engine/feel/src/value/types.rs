//! Types of FEEL, and whether a value conforms to one (DMN 1.5 §10.3.2.9).

use super::function::Captured;
use super::{DateTime, Function, Name, Restricted, Value};
use std::fmt;
use std::sync::Arc;

/// A type of FEEL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Any value.
    Any,
    /// Only null.
    Null,
    /// `boolean`
    Boolean,
    /// `number`
    Number,
    /// `string`
    String,
    /// `date`
    Date,
    /// `time`
    Time,
    /// `date and time`
    DateTime,
    /// `days and time duration`
    DaysAndTime,
    /// `years and months duration`
    YearsAndMonths,
    /// `list<…>`
    List(Arc<Type>),
    /// `context<name: type, …>`: at least these entries.
    Context(Arc<[(Name, Type)]>),
    /// `range<…>`
    Range(Arc<Type>),
    /// `function<…> -> …`
    Function(Arc<[Type]>, Arc<Type>),
    /// A type limited to some of its values.
    Restricted(Arc<Restricted>),
}

impl Type {
    /// The built-in type of that name.
    pub fn named(name: &str) -> Option<Type> {
        Some(match name {
            "Any" | "any" => Type::Any,
            "Null" | "null" => Type::Null,
            "boolean" => Type::Boolean,
            "number" => Type::Number,
            "string" => Type::String,
            "date" => Type::Date,
            "time" => Type::Time,
            "date and time" | "dateTime" => Type::DateTime,
            "days and time duration" | "dayTimeDuration" => Type::DaysAndTime,
            "years and months duration" | "yearMonthDuration" => Type::YearsAndMonths,
            "list" => Type::List(Arc::new(Type::Any)),
            "context" => Type::Context(Arc::new([])),
            "range" => Type::Range(Arc::new(Type::Any)),
            _ => return None,
        })
    }

    /// Whether `value` may stand where this type is asked for: null always may, and values that
    /// are not allowed may not.
    pub fn accepts(&self, value: &Value) -> bool {
        value.is_null() || self.describes(value, true)
    }

    /// `value instance of self`: which values are allowed does not matter.
    pub fn is_type_of(&self, value: &Value) -> bool {
        self.describes(value, false)
    }

    fn describes(&self, value: &Value, limited: bool) -> bool {
        let part = |kind: &Type, value: &Value| value.is_null() || kind.describes(value, limited);
        match (self, value) {
            (Type::Null, Value::Null) => true,
            (_, Value::Null) => false,
            (Type::Restricted(restricted), value) => {
                restricted.base.describes(value, limited) && (!limited || restricted.allows(value))
            }
            (Type::Any, _)
            | (Type::Boolean, Value::Boolean(_))
            | (Type::Number, Value::Number(_))
            | (Type::String, Value::String(_))
            | (Type::Date, Value::Date(_))
            | (Type::Time, Value::Time(_))
            | (Type::DateTime, Value::DateTime(_))
            | (Type::DaysAndTime, Value::DaysAndTime(_))
            | (Type::YearsAndMonths, Value::YearsAndMonths(_)) => true,
            (Type::List(item), Value::List(list)) => list.items().iter().all(|value| part(item, value)),
            (Type::Context(entries), Value::Context(context)) => entries
                .iter()
                .all(|(name, kind)| context.get(name).is_some_and(|value| part(kind, value))),
            (Type::Range(ends), Value::Range(range)) => part(ends, &range.start.value) && part(ends, &range.end.value),
            (Type::Function(parameters, result), Value::Function(function)) => {
                function_conforms(function, parameters, result)
            }
            _ => false,
        }
    }

    /// Converts `value` to this type where FEEL does so on its own (DMN 1.5 §10.3.2.9.4): a list of
    /// one to its item, an item to a list of one, a date to midnight UTC. Null when it cannot.
    pub fn coerce(&self, value: Value) -> Value {
        if self.accepts(&value) {
            return value;
        }
        match (self, value) {
            (Type::DateTime, Value::Date(date)) => Value::from(DateTime::midnight_utc(date)),
            (Type::Restricted(restricted), value) => {
                let value = restricted.base.coerce(value);
                if self.accepts(&value) { value } else { Value::Null }
            }
            (kind, Value::List(list)) => match list.items() {
                [item] if !matches!(kind, Type::List(_)) && kind.accepts(item) => item.clone(),
                _ => Value::Null,
            },
            (Type::List(item), value) if item.accepts(&value) => Value::list(vec![value]),
            _ => Value::Null,
        }
    }

    /// Whether every value of this type is also of type `other` (DMN 1.5 §10.3.2.9.2).
    pub fn conforms_to(&self, other: &Type) -> bool {
        match (self, other) {
            (_, Type::Any) | (Type::Null, _) => true,
            (a, b) if a == b => true,
            (Type::Restricted(a), b) => a.base.conforms_to(b),
            (Type::List(a), Type::List(b)) | (Type::Range(a), Type::Range(b)) => a.conforms_to(b),
            (Type::Context(a), Type::Context(b)) => b
                .iter()
                .all(|(name, kind)| a.iter().any(|(key, mine)| key == name && mine.conforms_to(kind))),
            (Type::Function(a, ra), Type::Function(b, rb)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| b.conforms_to(a)) && ra.conforms_to(rb)
            }
            _ => false,
        }
    }
}

fn function_conforms(function: &Function, parameters: &[Type], result: &Type) -> bool {
    let conform = |mine: &[super::Parameter], returned: &Type| {
        mine.len() == parameters.len()
            && mine.iter().zip(parameters).all(|(mine, wanted)| wanted.conforms_to(&mine.kind))
            // What a function written in FEEL gives is often not known.
            && (*returned == Type::Any || returned.conforms_to(result))
    };
    match &function.0 {
        Captured::Builtin(builtin) => builtin.takes(parameters.len()),
        Captured::Lambda(lambda) => conform(&lambda.parameters, &lambda.result),
        Captured::Native(native) => conform(native.parameters(), native.result()),
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => f.write_str("Any"),
            Type::Null => f.write_str("Null"),
            Type::Boolean => f.write_str("boolean"),
            Type::Number => f.write_str("number"),
            Type::String => f.write_str("string"),
            Type::Date => f.write_str("date"),
            Type::Time => f.write_str("time"),
            Type::DateTime => f.write_str("date and time"),
            Type::DaysAndTime => f.write_str("days and time duration"),
            Type::YearsAndMonths => f.write_str("years and months duration"),
            Type::List(item) => write!(f, "list<{item}>"),
            Type::Range(ends) => write!(f, "range<{ends}>"),
            Type::Restricted(restricted) => {
                write!(f, "{} ({})", restricted.base, restricted.tests.source())
            }
            Type::Context(entries) => {
                let entries: Vec<_> = entries.iter().map(|(name, kind)| format!("{name}: {kind}")).collect();
                write!(f, "context<{}>", entries.join(", "))
            }
            Type::Function(parameters, result) => {
                let parameters: Vec<_> = parameters.iter().map(Type::to_string).collect();
                write!(f, "function<{}> -> {result}", parameters.join(", "))
            }
        }
    }
}
