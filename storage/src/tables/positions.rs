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
    plain "positions" key (id);
    /// Tokens of an instance at one element.
    pub struct Position {
        /// The instance, the definition and the element; see [`Position::id_of`].
        pub id: String,
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

impl Position {
    /// The id by which a position is written again or deleted without looking it up.
    pub fn id_of(instance: InstanceId, definition: &str, element: &str) -> String {
        format!("{instance}/{definition}/{element}")
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
    let corrupt = |problem: String| Error::Corrupt {
        table: "positions",
        column: "element".to_owned(),
        id: String::new(),
        problem,
    };
    let [element, instances, incidents] =
        <[_; 3]>::try_from(row).map_err(|_| corrupt("the row is too short".to_owned()))?;
    Ok(Count {
        element: String::from_value(element).map_err(&corrupt)?,
        instances: i64::from_value(instances).map_err(&corrupt)?,
        incidents: i64::from_value(incidents).map_err(&corrupt)?,
    })
}

/// Whether any position is known.
pub async fn any(db: &Db) -> Result<bool, Error> {
    let found = db.scalar::<String>(Sql::new("SELECT id FROM positions LIMIT 1"));
    Ok(found.await?.is_some())
}

/// The positions of an instance.
pub async fn of_instance(db: &Db, instance: InstanceId) -> Result<Vec<Position>, Error> {
    let sql = Sql::select::<Position>().push(" WHERE instance = ").bind(instance);
    db.all(sql.push(" ORDER BY id")).await
}
