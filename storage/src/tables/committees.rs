//! Committees, what they vote on, and their votes.

use jiff::Timestamp;

use crate::{
    db::Db,
    error::Error,
    ids::{BallotId, CommitteeId, PersonId, VersionId},
    json::Json,
    record::record,
    sql::Sql,
};

record! {
    versioned "committees" by CommitteeId;
    /// A committee.
    pub struct Committee {
        /// Its id.
        pub id: CommitteeId,
        /// Grows by one with each change.
        pub version: i64,
        /// Its code, unique.
        pub code: String,
        /// Its name.
        pub name: String,
        /// The rules of quorum and majority.
        pub rule: Json,
        /// Its members.
        pub members: Json,
        /// When it last changed.
        pub updated_at: Timestamp,
    }
}

record! {
    versioned "ballots" by BallotId;
    /// A vote of a committee on a version of a governed document.
    pub struct Ballot {
        /// Its id.
        pub id: BallotId,
        /// Grows by one with each change.
        pub version: i64,
        /// What is voted on.
        pub version_id: VersionId,
        /// Who votes.
        pub committee: CommitteeId,
        /// Those entitled to vote when it was opened.
        pub entitled: Json,
        /// When it was opened.
        pub opened_at: Timestamp,
        /// When it was closed.
        pub closed_at: Option<Timestamp>,
        /// The counts and what they mean.
        pub result: Option<Json>,
    }
}

record! {
    append "votes" key (ballot, voter);
    /// A vote; a second one of the same person is refused as a duplicate.
    pub struct Vote {
        /// On what.
        pub ballot: BallotId,
        /// Whose.
        pub voter: PersonId,
        /// Which.
        pub choice: String,
        /// Why.
        pub reason: Option<String>,
        /// When.
        pub at: Timestamp,
    }
}

/// One committee.
pub async fn get(db: &Db, id: CommitteeId) -> Result<Option<Committee>, Error> {
    db.one(Sql::select::<Committee>().push(" WHERE id = ").bind(id)).await
}

/// The committee with a code.
pub async fn by_code(db: &Db, code: &str) -> Result<Option<Committee>, Error> {
    db.one(Sql::select::<Committee>().push(" WHERE code = ").bind(code.to_owned()))
        .await
}

/// All committees by code.
pub async fn all(db: &Db) -> Result<Vec<Committee>, Error> {
    db.all(Sql::select::<Committee>().push(" ORDER BY code")).await
}

/// One ballot.
pub async fn get_ballot(db: &Db, id: BallotId) -> Result<Option<Ballot>, Error> {
    db.one(Sql::select::<Ballot>().push(" WHERE id = ").bind(id)).await
}

/// The ballots on a version, the first one first.
pub async fn ballots_on(db: &Db, version: VersionId) -> Result<Vec<Ballot>, Error> {
    db.all(
        Sql::select::<Ballot>()
            .push(" WHERE version_id = ")
            .bind(version)
            .push(" ORDER BY id"),
    )
    .await
}

/// The ballots of a committee, the newest first, older than one of them.
pub async fn ballots_of(
    db: &Db,
    committee: CommitteeId,
    before: Option<BallotId>,
    limit: i64,
) -> Result<Vec<Ballot>, Error> {
    db.all(
        Sql::select::<Ballot>()
            .push(" WHERE committee = ")
            .bind(committee)
            .page_back(before, limit),
    )
    .await
}

/// The votes on a ballot in the order they were given.
pub async fn votes(db: &Db, ballot: BallotId) -> Result<Vec<Vote>, Error> {
    db.all(
        Sql::select::<Vote>()
            .push(" WHERE ballot = ")
            .bind(ballot)
            .push(" ORDER BY at, voter"),
    )
    .await
}
