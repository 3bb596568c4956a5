//! One cell of a row, the same on both databases, and the Rust types that fit in one.

use jiff::{Timestamp, civil::Date};

/// The three column types the portable schema uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `BIGINT`: integers, flags (0/1) and times (µs since the epoch).
    Int,
    /// `TEXT`: words, ids (ULID), dates (ISO 8601) and JSON.
    Text,
    /// `BYTEA`: hashes and other bytes.
    Bytes,
}

/// The value of one cell.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// An integer, a flag or a time.
    Int(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// No value; PostgreSQL must know of which type.
    Null(Kind),
}

impl Value {
    /// As it is told in a journal entry: what is kept as JSON, as what it holds.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Int(number) => (*number).into(),
            Self::Text(text) if text.starts_with(['{', '[']) => {
                serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into())
            }
            Self::Text(text) => text.as_str().into(),
            Self::Bytes(bytes) => hex::encode(bytes).into(),
            Self::Null(_) => serde_json::Value::Null,
        }
    }
}

/// The values of one row, in the order of its table's columns.
pub type Row = Vec<Value>;

/// A Rust type that is kept in one column.
pub trait Cell: Sized {
    /// The column type.
    const KIND: Kind;

    /// The value to write.
    fn into_value(self) -> Value;

    /// The value read back, or what is wrong with it.
    fn from_value(value: Value) -> Result<Self, String>;
}

/// What is said of a value of another type than the column's.
pub(crate) fn mismatch<T>(expected: &str, found: &Value) -> Result<T, String> {
    let found = match found {
        Value::Int(_) => "an integer",
        Value::Text(_) => "a text",
        Value::Bytes(_) => "bytes",
        Value::Null(_) => "nothing",
    };
    Err(format!("expected {expected}, found {found}"))
}

impl Cell for i64 {
    const KIND: Kind = Kind::Int;
    fn into_value(self) -> Value {
        Value::Int(self)
    }
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Int(number) => Ok(number),
            other => mismatch("an integer", &other),
        }
    }
}

impl Cell for bool {
    const KIND: Kind = Kind::Int;
    fn into_value(self) -> Value {
        Value::Int(i64::from(self))
    }
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Int(0) => Ok(false),
            Value::Int(1) => Ok(true),
            Value::Int(other) => Err(format!("expected 0 or 1, found {other}")),
            other => mismatch("0 or 1", &other),
        }
    }
}

impl Cell for String {
    const KIND: Kind = Kind::Text;
    fn into_value(self) -> Value {
        Value::Text(self)
    }
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Text(text) => Ok(text),
            other => mismatch("a text", &other),
        }
    }
}

impl Cell for Vec<u8> {
    const KIND: Kind = Kind::Bytes;
    fn into_value(self) -> Value {
        Value::Bytes(self)
    }
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Bytes(bytes) => Ok(bytes),
            other => mismatch("bytes", &other),
        }
    }
}

impl<T: Cell> Cell for Option<T> {
    const KIND: Kind = T::KIND;
    fn into_value(self) -> Value {
        self.map_or(Value::Null(T::KIND), T::into_value)
    }
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Null(_) => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// Kept in whole microseconds, the precision PostgreSQL has too.
impl Cell for Timestamp {
    const KIND: Kind = Kind::Int;
    fn into_value(self) -> Value {
        Value::Int(self.as_microsecond())
    }
    fn from_value(value: Value) -> Result<Self, String> {
        let micros = i64::from_value(value)?;
        Timestamp::from_microsecond(micros).map_err(|problem| problem.to_string())
    }
}

/// Kept as `2026-03-27`, which sorts by date.
impl Cell for Date {
    const KIND: Kind = Kind::Text;
    fn into_value(self) -> Value {
        Value::Text(self.to_string())
    }
    fn from_value(value: Value) -> Result<Self, String> {
        let text = String::from_value(value)?;
        text.parse().map_err(|problem: jiff::Error| problem.to_string())
    }
}

/// A list of words, kept as a JSON array.
impl Cell for Vec<String> {
    const KIND: Kind = Kind::Text;
    fn into_value(self) -> Value {
        Value::Text(serde_json::Value::from(self).to_string())
    }
    fn from_value(value: Value) -> Result<Self, String> {
        let text = String::from_value(value)?;
        serde_json::from_str(&text).map_err(|problem| problem.to_string())
    }
}

/// A choice kept as a word: an enum with its words, `Display`, `FromStr` and [`Cell`].
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_meta])* $variant,)+ }

        impl $name {
            /// Every choice, in the order they are declared.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word kept in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!("expected one of {:?}, found {word:?}", [$($word),+])),
                }
            }
        }

        impl $crate::value::Cell for $name {
            const KIND: $crate::value::Kind = $crate::value::Kind::Text;
            fn into_value(self) -> $crate::value::Value {
                $crate::value::Value::Text(self.as_str().to_owned())
            }
            fn from_value(value: $crate::value::Value) -> Result<Self, String> {
                <String as $crate::value::Cell>::from_value(value)?.parse()
            }
        }
    };
}
pub(crate) use words;
