//! Where the tokens of unfinished instances are, so that they are counted and found by element. Found again from the
//! instances' states, which storage does not read.

use crate::{
    db::Db,
    error::Error,
    ids::InstanceId,
    record::record,
    sql::Sql,
    value::{Cell, Kind, Row},
};

record! {
    plain "positions" key (definition, element, instance);
    /// Tokens of an instance at one element.
    pub struct Position {
        /// The instance.
        pub instance: InstanceId,
        /// The content hash of the definition that the element belongs to.
        pub definition: String,
        /// The element.
        pub element: String,
        /// How many tokens.
        pub tokens: i64,
        /// How many of them wait for an operator.
        pub incidents: i64,
    }
}

/// Instances that run a definition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Within {
    /// The content hash of the definition.
    pub definition: String,
    /// Only those with a token at this element of it.
    pub element: Option<String>,
    /// Only those of this status.
    pub status: Option<String>,
}

impl Within {
    fn filter(&self, sql: Sql) -> Sql {
        let mut sql = sql.push(" WHERE definition = ").bind(self.definition.clone());
        if let Some(element) = &self.element {
            sql = sql.push(" AND element = ").bind(element.clone());
        }
        if let Some(status) = &self.status {
            sql = sql
                .push(" AND instance IN (SELECT instances.id FROM instances WHERE instances.status = ")
                .bind(status.clone())
                .push(")");
        }
        sql
    }
}

/// How many instances are at an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The element.
    pub element: String,
    /// Instances with a token there.
    pub instances: i64,
    /// Those of them that wait for an operator there.
    pub incidents: i64,
}

/// How many instances are at each element of a definition.
pub async fn count(db: &Db, definition: &str) -> Result<Vec<Count>, Error> {
    let sql = Sql::new(
        "SELECT element, count(*), sum(CASE WHEN incidents > 0 THEN 1 ELSE 0 END) FROM positions WHERE definition = ",
    )
    .bind(definition.to_owned())
    .push(" GROUP BY element ORDER BY element");
    let rows = db.rows(sql, &[Kind::Text, Kind::Int, Kind::Int]).await?;
    rows.into_iter().map(counted).collect()
}

fn counted(row: Row) -> Result<Count, Error> {
    let wrong = |problem: String| corrupt("element", problem);
    let [element, instances, incidents] =
        <[_; 3]>::try_from(row).map_err(|_| wrong("the row is too short".to_owned()))?;
    Ok(Count {
        element: String::from_value(element).map_err(wrong)?,
        instances: i64::from_value(instances).map_err(wrong)?,
        incidents: i64::from_value(incidents).map_err(wrong)?,
    })
}

fn corrupt(column: &str, problem: String) -> Error {
    Error::Corrupt {
        table: "positions",
        column: column.to_owned(),
        id: String::new(),
        problem,
    }
}

/// The instances that have a token in a definition, its own or called, by their ids and after one of them.
pub async fn instances_in(
    db: &Db,
    within: &Within,
    after: Option<InstanceId>,
    limit: i64,
) -> Result<Vec<InstanceId>, Error> {
    let mut sql = within.filter(Sql::new("SELECT DISTINCT instance FROM positions"));
    if let Some(after) = after {
        sql = sql.push(" AND instance > ").bind(after);
    }
    let sql = sql.push(" ORDER BY instance LIMIT ").bind(limit);
    let rows = db.rows(sql, &[Kind::Text]).await?;
    let ids = rows.into_iter().filter_map(|row| row.into_iter().next());
    ids.map(|id| InstanceId::from_value(id).map_err(|problem| corrupt("instance", problem)))
        .collect()
}

/// How many instances have a token in a definition.
pub async fn count_in(db: &Db, within: &Within) -> Result<i64, Error> {
    let sql = within.filter(Sql::new("SELECT count(DISTINCT instance) FROM positions"));
    Ok(db.scalar::<i64>(sql).await?.unwrap_or(0))
}

/// Whether any position is known.
pub async fn any(db: &Db) -> Result<bool, Error> {
    let found = db.scalar::<String>(Sql::new("SELECT element FROM positions LIMIT 1"));
    Ok(found.await?.is_some())
}

/// The positions of an instance.
pub async fn of_instance(db: &Db, instance: InstanceId) -> Result<Vec<Position>, Error> {
    let sql = Sql::select::<Position>().push(" WHERE instance = ").bind(instance);
    db.all(sql.push(" ORDER BY definition, element")).await
}
