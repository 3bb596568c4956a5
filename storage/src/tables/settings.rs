//! Settings an administrator changes while the program runs.

use jiff::Timestamp;

use crate::{db::Db, error::Error, json::Json, record::record, sql::Sql};

record! {
    versioned "settings" by String;
    /// A setting.
    pub struct Setting {
        /// Its name.
        pub id: String,
        /// Grows by one with each change.
        pub version: i64,
        /// Its value.
        pub value: Json,
        /// When it last changed.
        pub updated_at: Timestamp,
    }
}

/// One setting.
pub async fn get(db: &Db, id: &str) -> Result<Option<Setting>, Error> {
    db.one(
        Sql::select::<Setting>()
            .push(" WHERE id = ")
            .bind(id.to_owned()),
    )
    .await
}

/// All settings by name.
pub async fn all(db: &Db) -> Result<Vec<Setting>, Error> {
    db.all(Sql::select::<Setting>().push(" ORDER BY id")).await
}
