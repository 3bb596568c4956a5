//! Values of FEEL (DMN 1.5 §10.3.2.3).

mod compare;
mod context;
mod date;
mod date_time;
mod duration;
mod function;
mod json;
mod list;
mod range;
mod restricted;
mod scan;
mod show;
mod time;
mod types;
mod zones;

pub(crate) use compare::{compare, equal};
pub use context::{Context, Name};
pub use date::{Date, DateError, days_in_month};
pub use date_time::{DateTime, DateTimeError};
pub use duration::{DaysAndTime, Duration, DurationError, DurationParts, Months, NANOS};
pub use function::Function;
pub(crate) use function::{Callable, Captured, Lambda, Parameter};
pub use list::List;
pub use range::{Bound, Range};
pub use restricted::Restricted;
pub(crate) use show::write_quoted;
pub use time::{Time, TimeError, Zone};
pub use types::Type;

use crate::number::Number;
use std::sync::Arc;

/// How deep lists and contexts may nest in one value.
pub const MAX_VALUE_DEPTH: u16 = 200;

/// How much one value may weigh: each value inside it weighs one, and text one more for every 16
/// bytes. What is shared weighs wherever it is: a list may hold the same list twice, and that one
/// another twice, so that a few steps make a value that no walk would ever finish.
pub const MAX_VALUE_WEIGHT: u32 = 4_000_000;

/// A value of FEEL. Cloning is cheap: what is large is shared.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// Nothing, or the result of an operation that does not apply.
    #[default]
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A decimal of 34 digits.
    Number(Number),
    /// Text.
    String(Arc<str>),
    /// A calendar date.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A date and time.
    DateTime(Arc<DateTime>),
    /// A duration of days and time.
    DaysAndTime(DaysAndTime),
    /// A duration of years and months.
    YearsAndMonths(Months),
    /// Values in order.
    List(List),
    /// Named values in order.
    Context(Context),
    /// All values between two ends.
    Range(Arc<Range>),
    /// Something that can be called.
    Function(Function),
}

impl Value {
    /// A list; null when it would nest deeper than [`MAX_VALUE_DEPTH`] or weigh more than
    /// [`MAX_VALUE_WEIGHT`].
    pub fn list(items: Vec<Value>) -> Value {
        List::new(items).map_or(Value::Null, Value::List)
    }

    /// Whether the value is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The boolean, when it is one.
    pub fn as_boolean(&self) -> Option<bool> {
        if let Value::Boolean(value) = self {
            Some(*value)
        } else {
            None
        }
    }

    /// The number, when it is one.
    pub fn as_number(&self) -> Option<Number> {
        if let Value::Number(value) = self {
            Some(*value)
        } else {
            None
        }
    }

    /// The text, when it is a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(value) = self {
            Some(value)
        } else {
            None
        }
    }

    /// The items, when it is a list.
    pub fn as_list(&self) -> Option<&[Value]> {
        if let Value::List(list) = self {
            Some(list.items())
        } else {
            None
        }
    }

    /// The context, when it is one.
    pub fn as_context(&self) -> Option<&Context> {
        if let Value::Context(context) = self {
            Some(context)
        } else {
            None
        }
    }

    /// The name of the kind of value, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Boolean(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Date(_) => "date",
            Value::Time(_) => "time",
            Value::DateTime(_) => "date and time",
            Value::DaysAndTime(_) => "days and time duration",
            Value::YearsAndMonths(_) => "years and months duration",
            Value::List(_) => "list",
            Value::Context(_) => "context",
            Value::Range(_) => "range",
            Value::Function(_) => "function",
        }
    }

    /// How many lists and contexts are inside each other.
    pub(crate) fn depth(&self) -> u16 {
        match self {
            Value::List(list) => list.depth(),
            Value::Context(context) => context.depth(),
            Value::Range(range) => range.depth(),
            Value::Function(function) => function.depth(),
            _ => 0,
        }
    }

    /// How much there is to walk over: see [`MAX_VALUE_WEIGHT`].
    pub(crate) fn weight(&self) -> u32 {
        match self {
            Value::String(text) => {
                1 + u32::try_from(text.len() / 16)
                    .unwrap_or(MAX_VALUE_WEIGHT)
                    .min(MAX_VALUE_WEIGHT)
            }
            Value::List(list) => list.weight(),
            Value::Context(context) => context.weight(),
            Value::Range(range) => range.weight(),
            _ => 1,
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Boolean(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Number(value.into())
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Value {
        Value::Number(value.into())
    }
}

impl From<Number> for Value {
    fn from(value: Number) -> Value {
        Value::Number(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::String(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Value {
        Value::String(value.into())
    }
}

impl From<Date> for Value {
    fn from(value: Date) -> Value {
        Value::Date(value)
    }
}

impl From<DateTime> for Value {
    fn from(value: DateTime) -> Value {
        Value::DateTime(Arc::new(value))
    }
}

impl From<Duration> for Value {
    fn from(value: Duration) -> Value {
        match value {
            Duration::DaysAndTime(duration) => Value::DaysAndTime(duration),
            Duration::YearsAndMonths(months) => Value::YearsAndMonths(months),
        }
    }
}

impl From<Context> for Value {
    fn from(value: Context) -> Value {
        Value::Context(value)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}
