//! What citizens think of the service, once per case.

use jiff::Timestamp;

use crate::{db::Db, error::Error, ids::CaseId, record::record, sql::Sql};

record! {
    append "ratings" key (case_id);
    /// A rating; a second one for the same case is refused as a duplicate.
    pub struct Rating {
        /// The case.
        pub case_id: CaseId,
        /// From 1 to 5.
        pub score: i64,
        /// What the person said.
        pub comment: Option<String>,
        /// When.
        pub at: Timestamp,
    }
}

/// The rating of a case.
pub async fn get(db: &Db, case: CaseId) -> Result<Option<Rating>, Error> {
    db.one(Sql::select::<Rating>().push(" WHERE case_id = ").bind(case))
        .await
}
