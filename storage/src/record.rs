//! What a table is, and how a record becomes a row and comes back.

use crate::{
    error::Error,
    value::{Kind, Row, Value},
};

/// One column of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, the record's field.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
}

/// The static description of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// All columns, in the order of a [`Row`].
    pub columns: &'static [Column],
    /// The columns of the primary key.
    pub key: &'static [&'static str],
    /// The columns that never change once a row is there.
    pub fixed: &'static [&'static str],
    /// What writing a row does to one with the same key.
    pub rule: Rule,
}

/// What writing a row does to one with the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// It takes its place only if its `version` is higher; the key is `id`.
    Raise,
    /// It takes its place.
    Replace,
    /// It is refused: rows of this table never change.
    Append,
}

impl Table {
    /// Where a column stands in a row.
    fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The columns of the key, in its order.
    pub(crate) fn key_columns(&self) -> impl Iterator<Item = &Column> {
        let column = |name: &&'static str| self.columns.iter().find(|column| column.name == *name);
        self.key.iter().filter_map(column)
    }

    /// The kinds of its columns, in their order.
    pub(crate) fn kinds(&self) -> Vec<crate::value::Kind> {
        self.columns.iter().map(|column| column.kind).collect()
    }

    /// The key of a row.
    pub(crate) fn key_of(&self, row: &Row) -> Vec<Value> {
        let places = self.key.iter().filter_map(|name| self.place(name));
        places.filter_map(|place| row.get(place).cloned()).collect()
    }

    /// The version a row carries, if the table is versioned.
    pub(crate) fn version_of(&self, row: &Row) -> Option<i64> {
        match row.get(self.place("version")?) {
            Some(Value::Int(version)) if self.rule == Rule::Raise => Some(*version),
            _ => None,
        }
    }
}

/// A record kept in a table.
pub trait Record: Sized + Send + 'static {
    /// Its table.
    const TABLE: &'static Table;

    /// The row to write.
    fn into_row(self) -> Row;

    /// The record read back; a bad value is [`Error::Corrupt`] with table, column and id.
    fn from_row(row: Row) -> Result<Self, Error>;
}

/// A record with an `id` and a `version` that grows by one with each change.
pub trait Versioned: Record {
    /// Its id.
    type Id: crate::value::Cell + Clone + Send + Sync;

    /// The record's id.
    fn id(&self) -> &Self::Id;

    /// The record's version; the first is 1.
    fn version(&self) -> i64;
}

/// What a change did to a record, for its journal entry: `old` (null for a new record) and `new`, each with the columns
/// that differ, but for its key, its version and `left_out`. `None` when nothing else differs.
pub fn changed<T: Record + Clone>(old: Option<&T>, new: &T, left_out: &[&str]) -> Option<serde_json::Value> {
    let table = T::TABLE;
    let old = old.map(|old| old.clone().into_row());
    let new = new.clone().into_row();
    let (mut before, mut after) = (serde_json::Map::new(), serde_json::Map::new());
    for (place, (column, value)) in table.columns.iter().zip(&new).enumerate() {
        let name = column.name;
        let was = old.as_ref().and_then(|row| row.get(place));
        if table.key.contains(&name) || name == "version" || left_out.contains(&name) || was == Some(value) {
            continue;
        }
        after.insert(name.to_owned(), value.to_json());
        if let Some(was) = was {
            before.insert(name.to_owned(), was.to_json());
        }
    }
    let before = old.map_or(serde_json::Value::Null, |_| before.into());
    (!after.is_empty()).then(|| serde_json::json!({ "old": before, "new": after }))
}

/// Takes the next value of a row for a column, naming the place if it does not fit.
pub(crate) fn take<T: crate::value::Cell>(
    table: &'static Table,
    key: &str,
    cells: &mut dyn Iterator<Item = (&'static Column, Value)>,
) -> Result<T, Error> {
    let corrupt = |column: &str, problem: String| Error::Corrupt {
        table: table.name,
        column: column.to_owned(),
        id: key.to_owned(),
        problem,
    };
    let Some((column, value)) = cells.next() else {
        return Err(corrupt("", "the row is too short".to_owned()));
    };
    T::from_value(value).map_err(|problem| corrupt(column.name, problem))
}

/// The key of a row, for people.
pub(crate) fn key_text(table: &Table, row: &Row) -> String {
    let words = table.key_of(row).into_iter().map(|value| match value {
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Bytes(bytes) => hex::encode(bytes),
        Value::Null(_) => "∅".to_owned(),
    });
    words.collect::<Vec<_>>().join("/")
}

/// Declares a record with its table, so that the list of columns is written once.
///
/// `versioned "name" by SomeId` has `id` and `version`, and may say what is `fixed (a, b)` once it is there; `plain "name" key (a, b)` is replaced;
/// `append "name" key (a, b)` never changes.
macro_rules! record {
    (versioned $table:literal by $id:ty $(, fixed ($($fixed:ident),+))?; $(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)+ }) => {
        $crate::record::record!(@ $table (id) ($($($fixed),+)?) Raise; $(#[$meta])* $name { $($(#[$field_meta])* $field: $type,)+ });

        impl $crate::record::Versioned for $name {
            type Id = $id;
            fn id(&self) -> &$id {
                &self.id
            }
            fn version(&self) -> i64 {
                self.version
            }
        }
    };
    (plain $table:literal key ($($key:ident),+); $(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)+ }) => {
        $crate::record::record!(@ $table ($($key),+) () Replace; $(#[$meta])* $name { $($(#[$field_meta])* $field: $type,)+ });
    };
    (append $table:literal key ($($key:ident),+); $(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)+ }) => {
        $crate::record::record!(@ $table ($($key),+) () Append; $(#[$meta])* $name { $($(#[$field_meta])* $field: $type,)+ });
    };
    (@ $table:literal ($($key:ident),+) ($($fixed:ident),*) $rule:ident; $(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name { $($(#[$field_meta])* pub $field: $type,)+ }

        impl $crate::record::Record for $name {
            const TABLE: &'static $crate::record::Table = &$crate::record::Table {
                name: $table,
                columns: &[$($crate::record::Column {
                    name: stringify!($field),
                    kind: <$type as $crate::value::Cell>::KIND,
                }),+],
                key: &[$(stringify!($key)),+],
                fixed: &[$(stringify!($fixed)),*],
                rule: $crate::record::Rule::$rule,
            };

            fn into_row(self) -> $crate::value::Row {
                vec![$($crate::value::Cell::into_value(self.$field)),+]
            }

            fn from_row(row: $crate::value::Row) -> Result<Self, $crate::error::Error> {
                let table = Self::TABLE;
                let key = $crate::record::key_text(table, &row);
                let cells = &mut table.columns.iter().zip(row);
                Ok(Self { $($field: $crate::record::take(table, &key, cells)?),+ })
            }
        }
    };
}
pub(crate) use record;
