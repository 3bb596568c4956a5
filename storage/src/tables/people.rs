//! People, known by what their identity provider says of them.

use jiff::Timestamp;

use crate::{db::Db, error::Error, ids::PersonId, record::record, sql::Sql};

record! {
    versioned "people" by PersonId;
    /// A person.
    pub struct Person {
        /// The id.
        pub id: PersonId,
        /// Grows by one with each change.
        pub version: i64,
        /// The identity provider.
        pub issuer: String,
        /// The provider's id of the person; unique with the issuer.
        pub subject: String,
        /// The full name.
        pub name: String,
        /// The e-mail address.
        pub email: Option<String>,
        /// The telephone number.
        pub phone: Option<String>,
        /// The identification number.
        pub id_number: Option<String>,
        /// What the person may do.
        pub roles: Vec<String>,
        /// Where.
        pub offices: Vec<String>,
        /// When it last changed.
        pub updated_at: Timestamp,
    }
}

/// One person.
pub async fn get(db: &Db, id: PersonId) -> Result<Option<Person>, Error> {
    db.one(Sql::select::<Person>().push(" WHERE id = ").bind(id)).await
}

/// The person an identity provider speaks of.
pub async fn by_identity(db: &Db, issuer: &str, subject: &str) -> Result<Option<Person>, Error> {
    let sql = Sql::select::<Person>().push(" WHERE issuer = ").bind(issuer.to_owned());
    db.one(sql.push(" AND subject = ").bind(subject.to_owned())).await
}

/// Several people at once, to show their names.
pub async fn get_many(db: &Db, ids: &[PersonId]) -> Result<Vec<Person>, Error> {
    db.all(Sql::select::<Person>().push(" WHERE id IN ").list(ids.iter().copied()))
        .await
}

/// All people in the order they came, after one of them.
pub async fn all(db: &Db, after: Option<PersonId>, limit: i64) -> Result<Vec<Person>, Error> {
    db.all(Sql::select::<Person>().push(" WHERE 1 = 1").page(after, limit))
        .await
}
