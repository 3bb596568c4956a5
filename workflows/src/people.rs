//! People as their identity provider vouches for them: roles and offices by the mapping that `entity.yaml` declares.

use radica_storage::ids::PersonId;
use radica_storage::journal::Entry;
use radica_storage::people::{self, Person as Row};
use radica_storage::record::changed;
use radica_storage::{Batch, Commit, CommitError};
use serde_json::Value;

use crate::access::{Act, Subject, allowed};
use crate::actor::{Actor, OfficeId, Person, Role};
use crate::app::App;
use crate::catalog::entity::Issuer;
use crate::problem::{Error, Refused, Result};

/// What an issuer's claims say of a person, mapped to our words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Id of the issuer in `entity.yaml`.
    pub issuer: String,
    /// Subject at the issuer.
    pub subject: String,
    /// Full name.
    pub name: String,
    /// E-mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Number of identification.
    pub id_number: Option<String>,
    /// Our roles; what the mapping does not know grants nothing.
    pub roles: Vec<String>,
    /// Our offices; what the mapping does not know grants nothing.
    pub offices: Vec<String>,
}

impl Identity {
    /// Reads claims by the issuer's declared mapping.
    #[must_use]
    pub fn from_claims(issuer: &Issuer, subject: &str, claims: &Value) -> Self {
        let text = |name: &str| {
            claims
                .get(name)
                .and_then(Value::as_str)
                .map(str::trim)
                .filter(|text| !text.is_empty())
        };
        let list = |name: &Option<String>| -> Vec<&str> {
            let claim = name.as_ref().and_then(|name| claims.get(name));
            claim
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect()
        };
        let mut roles: Vec<String> = list(&issuer.claims.roles)
            .iter()
            .filter_map(|role| issuer.roles.get(*role).map(ToString::to_string))
            .chain(issuer.default_roles.iter().map(ToString::to_string))
            .collect();
        let mut offices: Vec<String> = list(&issuer.claims.offices)
            .iter()
            .filter_map(|office| issuer.offices.get(*office).map(ToString::to_string))
            .collect();
        for words in [&mut roles, &mut offices] {
            words.sort();
            words.dedup();
        }
        Self {
            issuer: issuer.id.clone(),
            subject: subject.to_owned(),
            name: text(&issuer.claims.name).unwrap_or(subject).to_owned(),
            email: text(&issuer.claims.email)
                .filter(|_| !denied(claims))
                .map(str::to_owned),
            phone: issuer.claims.phone.as_deref().and_then(text).map(str::to_owned),
            id_number: text(&issuer.claims.identification).map(str::to_owned),
            roles,
            offices,
        }
    }
}

/// Whether the issuer itself says that the address is not proved to be the person's (OpenID Connect Core 1.0, 5.1).
fn denied(claims: &Value) -> bool {
    claims.get("email_verified") == Some(&Value::Bool(false))
}

/// Keeps what the issuer says at this sign-in. What changed goes to the journal with old and new values: roles and
/// offices that were given or taken, names and addresses.
pub async fn sign_in(app: &App, identity: Identity) -> Result<PersonId> {
    loop {
        let known = people::by_identity(&app.db, &identity.issuer, &identity.subject).await?;
        let id = known.as_ref().map_or_else(|| app.ids().id(), |known| known.id);
        let read_at = known.as_ref().map(|known| known.version);
        let row = row_of(app, id, read_at, &identity);
        if let Some(known) = &known
            && same(known, &row)
        {
            return Ok(id);
        }
        let entry = Entry {
            at: row.updated_at,
            actor: format!("person:{id}"),
            subject_kind: "person".to_owned(),
            subject_id: id.to_string(),
            version: row.version,
            kind: "identified".to_owned(),
            data: changed(known.as_ref(), &row, &["updated_at"])
                .unwrap_or_default()
                .into(),
        };
        let commit = Commit::of(Batch::new().entry(entry).put(row)).expect::<Row>(&id, read_at);
        match app.writer.commit(commit).await {
            Ok(_) => return Ok(id),
            // The same person signed in twice at once: the other one's row is there now.
            Err(CommitError::Conflict { .. } | CommitError::Duplicate(_)) => {}
            Err(refused) => return Err(refused.into()),
        }
    }
}

/// The actor, when they work in the entity: its inbox and its expedientes are for them.
pub(crate) fn staff(actor: &Actor) -> Result<&Person> {
    let person = actor.person().ok_or(Error::SignInRequired)?;
    if allowed(actor, Act::EnterOffice, &Subject::default()) {
        return Ok(person);
    }
    Err(Refused::part(Act::EnterOffice).because("Esta parte es para quienes trabajan en la entidad."))
}

/// A person as an actor.
pub async fn get(app: &App, id: PersonId) -> Result<Person> {
    let row = people::get(&app.db, id).await?.ok_or(Error::NotFound("person"))?;
    let issuer = app
        .catalog()
        .entity
        .issuers
        .iter()
        .find(|issuer| issuer.id == row.issuer);
    let issuer = issuer.ok_or_else(|| {
        Refused::new(Act::File, "person", id).because("Su proveedor de identidad ya no está entre los admitidos.")
    })?;
    Ok(Person {
        id: row.id,
        name: row.name,
        email: row.email,
        phone: row.phone,
        id_number: row.id_number,
        audience: issuer.audience,
        roles: row.roles.into_iter().map(Role::new).collect(),
        offices: row.offices.into_iter().map(OfficeId::new).collect(),
    })
}

fn row_of(app: &App, id: PersonId, read_at: Option<i64>, identity: &Identity) -> Row {
    let identity = identity.clone();
    Row {
        id,
        version: read_at.unwrap_or(0) + 1,
        issuer: identity.issuer,
        subject: identity.subject,
        name: identity.name,
        email: identity.email,
        phone: identity.phone,
        id_number: identity.id_number,
        roles: identity.roles,
        offices: identity.offices,
        updated_at: app.clock.now(),
    }
}

fn same(known: &Row, row: &Row) -> bool {
    let comparable = |row: &Row| Row {
        version: 0,
        updated_at: known.updated_at,
        ..row.clone()
    };
    comparable(known) == comparable(row)
}
