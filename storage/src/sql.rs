//! A statement that is built of fixed text and bound values, so that nothing a user wrote is ever SQL.

use std::{fmt::Write, sync::Arc};

use crate::{
    record::{Record, Table},
    value::{Cell, Kind, Value},
};

/// A statement with its bound values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sql {
    pub(crate) text: String,
    pub(crate) values: Vec<Value>,
}

/// A statement whose text is made once and used many times.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    pub(crate) text: Arc<str>,
    pub(crate) parameters: Vec<Parameter>,
}

/// A bound value.
#[derive(Debug, Clone)]
pub(crate) enum Parameter {
    /// Of one cell.
    Cell(Value),
    /// Of a column of many rows.
    Column(Kind, Vec<Value>),
}

impl From<Sql> for Prepared {
    fn from(sql: Sql) -> Self {
        Self {
            text: sql.text.into(),
            parameters: sql.values.into_iter().map(Parameter::Cell).collect(),
        }
    }
}

impl Sql {
    /// Starts with fixed text.
    pub(crate) fn new(text: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            values: Vec::new(),
        }
    }

    /// `SELECT` of all columns of a record's table.
    pub(crate) fn select<T: Record>() -> Self {
        let mut sql = Self::new("SELECT ");
        sql.columns(T::TABLE);
        sql.push(" FROM ").push(T::TABLE.name)
    }

    /// Adds the names of a table's columns.
    pub(crate) fn columns(&mut self, table: &Table) {
        self.names(table.columns.iter().map(|column| column.name));
    }

    /// Adds names with commas.
    pub(crate) fn names(&mut self, names: impl Iterator<Item = &'static str>) {
        for (index, name) in names.enumerate() {
            if index > 0 {
                self.text.push_str(", ");
            }
            self.text.push_str(name);
        }
    }

    /// Adds fixed text.
    pub(crate) fn push(mut self, text: &'static str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Adds a bound value.
    pub(crate) fn bind(mut self, value: impl Cell) -> Self {
        self.value(value.into_value());
        self
    }

    /// Adds the placeholder of a value.
    pub(crate) fn value(&mut self, value: Value) {
        self.values.push(value);
        self.text.push('$');
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{}", self.values.len());
    }

    /// Ends a list by id: the next `limit` rows after one of them, the oldest first.
    pub(crate) fn page<T: Cell>(self, after: Option<T>, limit: i64) -> Self {
        let sql = match after {
            Some(id) => self.push(" AND id > ").bind(id),
            None => self,
        };
        sql.push(" ORDER BY id LIMIT ").bind(limit)
    }

    /// Ends a list by id: the next `limit` rows before one of them, the newest first.
    pub(crate) fn page_back<T: Cell>(self, before: Option<T>, limit: i64) -> Self {
        let sql = match before {
            Some(id) => self.push(" AND id < ").bind(id),
            None => self,
        };
        sql.push(" ORDER BY id DESC LIMIT ").bind(limit)
    }

    /// Adds `($1, $2, …)`; an empty list matches nothing.
    pub(crate) fn list<T: Cell>(self, values: impl IntoIterator<Item = T>) -> Self {
        self.tuple(values.into_iter().map(T::into_value))
    }

    /// Adds `($1, $2, …)` of values of any kind.
    pub(crate) fn tuple(mut self, values: impl IntoIterator<Item = Value>) -> Self {
        let before = self.values.len();
        self.text.push('(');
        for value in values {
            if self.values.len() > before {
                self.text.push_str(", ");
            }
            self.value(value);
        }
        if self.values.len() == before {
            self.text.push_str("NULL");
        }
        self.text.push(')');
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_bound_and_numbered_in_order() {
        let sql = Sql::new("WHERE a = ")
            .bind(1_i64)
            .push(" AND b IN ")
            .list(["x".to_owned(), "y".to_owned()]);
        assert_eq!(sql.text, "WHERE a = $1 AND b IN ($2, $3)");
        assert_eq!(sql.values.len(), 3);
    }

    #[test]
    fn an_empty_list_matches_nothing() {
        let sql = Sql::new("WHERE b IN ").list(Vec::<String>::new());
        assert_eq!(sql.text, "WHERE b IN (NULL)");
    }
}
