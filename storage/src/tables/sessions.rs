//! Sessions, and sign-ins on their way to the identity provider and back.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    ids::PersonId,
    json::Json,
    record::{Record, record},
    sql::Sql,
};

record! {
    plain "sessions" key (id);
    /// A session. The cookie's token itself is nowhere in the database.
    pub struct Session {
        /// The SHA-256 of the cookie's token, in hex.
        pub id: String,
        /// Who is signed in.
        pub person: PersonId,
        /// What the identity provider said.
        pub data: Json,
        /// When the person signed in.
        pub created_at: Timestamp,
        /// When it ends.
        pub expires_at: Timestamp,
    }
}

record! {
    plain "oidc_logins" key (state);
    /// A sign-in that was sent to the identity provider.
    pub struct OidcLogin {
        /// The state sent, which must come back.
        pub state: String,
        /// The nonce the id token must carry.
        pub nonce: String,
        /// The PKCE verifier.
        pub pkce_verifier: String,
        /// Which provider.
        pub issuer: String,
        /// Where the person wanted to go.
        pub return_to: String,
        /// When it is no longer accepted.
        pub expires_at: Timestamp,
    }
}

/// A session that has not ended.
pub async fn get(db: &Db, id: &str, now: Timestamp) -> Result<Option<Session>, Error> {
    let sql = Sql::select::<Session>().push(" WHERE id = ").bind(id.to_owned());
    db.one(sql.push(" AND expires_at > ").bind(now)).await
}

/// Moves the end of a session that still stands; one that was closed meanwhile stays closed.
pub async fn prolong(db: &Db, id: &str, expires_at: Timestamp) -> Result<(), Error> {
    let mut sql = Sql::new("UPDATE sessions SET expires_at = ")
        .bind(expires_at)
        .push(" WHERE id = ")
        .bind(id.to_owned())
        .push(" RETURNING ");
    sql.columns(Session::TABLE);
    db.change::<Session>(sql).await?;
    Ok(())
}

/// The sessions of a person.
pub async fn of_person(db: &Db, person: PersonId) -> Result<Vec<Session>, Error> {
    db.all(
        Sql::select::<Session>()
            .push(" WHERE person = ")
            .bind(person)
            .push(" ORDER BY created_at"),
    )
    .await
}

/// Takes a sign-in out, so that it can be answered once only; `None` if unknown, used or expired.
pub async fn take_login(db: &Db, state: &str, now: Timestamp) -> Result<Option<OidcLogin>, Error> {
    let mut sql = Sql::new("DELETE FROM oidc_logins WHERE state = ")
        .bind(state.to_owned())
        .push(" RETURNING ");
    sql.columns(OidcLogin::TABLE);
    let taken = db.change::<OidcLogin>(sql).await?;
    Ok(taken.into_iter().find(|login| login.expires_at > now))
}

/// Sweeps out what has ended: sessions and sign-ins nobody finished.
pub async fn sweep(db: &Db, now: Timestamp) -> Result<usize, Error> {
    let mut sessions = Sql::new("DELETE FROM sessions WHERE expires_at <= ")
        .bind(now)
        .push(" RETURNING ");
    sessions.columns(Session::TABLE);
    let mut logins = Sql::new("DELETE FROM oidc_logins WHERE expires_at <= ")
        .bind(now)
        .push(" RETURNING ");
    logins.columns(OidcLogin::TABLE);
    let swept = db.change::<Session>(sessions).await?.len();
    Ok(swept + db.change::<OidcLogin>(logins).await?.len())
}
