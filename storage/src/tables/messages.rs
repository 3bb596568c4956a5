//! What the office and the filer of a case write to each other.

use jiff::Timestamp;

use crate::ids::{CaseId, DocumentId, PersonId};
use crate::{db::Db, error::Error, record::record, sql::Sql};

record! {
    append "messages" key (document);
    /// A message. It is also a document of the expediente, which keeps its text for good.
    pub struct Message {
        /// The document.
        pub document: DocumentId,
        /// The case.
        pub case_id: CaseId,
        /// Who wrote it.
        pub author: PersonId,
        /// Whether the office wrote it to the filer; otherwise the filer to the office.
        pub from_office: bool,
        /// What it says.
        pub text: String,
        /// When.
        pub at: Timestamp,
    }
}

/// The last messages of a case, the first of them first.
pub async fn of_case(db: &Db, case: CaseId, limit: i64) -> Result<Vec<Message>, Error> {
    let sql = Sql::select::<Message>().push(" WHERE case_id = ").bind(case);
    let sql = sql.push(" ORDER BY at DESC, document DESC LIMIT ").bind(limit);
    let mut messages: Vec<Message> = db.all(sql).await?;
    messages.reverse();
    Ok(messages)
}
