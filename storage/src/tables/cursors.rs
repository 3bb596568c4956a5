//! How far each follower of the journal has come.

use crate::{db::Db, error::Error, record::record, sql::Sql};

record! {
    plain "cursors" key (name);
    /// The place of a follower.
    pub struct Cursor {
        /// The follower.
        pub name: String,
        /// The last journal position it has dealt with.
        pub position: i64,
    }
}

/// The last position a follower has dealt with; 0 if it has not begun.
pub async fn position(db: &Db, name: &str) -> Result<i64, Error> {
    let sql = Sql::new("SELECT position FROM cursors WHERE name = ").bind(name.to_owned());
    Ok(db.scalar(sql).await?.unwrap_or(0))
}
