//! What people may see without being officials: their case, or one they know the numbers of; a document they can verify.

use radica_storage::cases::{self, Case};
use radica_storage::documents::{self, Document};
use radica_storage::journal::Entry;
use radica_storage::ratings::{self, Rating};
use radica_storage::{Batch, Commit, CommitError};
use serde_json::json;

use crate::access::{Act, Subject, allowed};
use crate::actor::{Actor, OfficeId};
use crate::app::App;
use crate::filing::completion::own_case;
use crate::problem::{Error, Refused, Result};
use crate::progress;
use crate::signing::{SignedStatement, VerificationCode, VerifyError, verify};

/// How much of a case the asker may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// The filer signed in: everything that is theirs, documents included.
    Filer,
    /// Somebody who knows the radicado and the filer's identification: where it stands and until when.
    Numbers,
}

/// A case by its radicado, for its filer, or for whoever also knows the filer's identification number.
///
/// # Errors
/// [`Error::NotFound`] when the case does not exist, [`Error::Hidden`] when the number does not fit: one answer for the
/// asker.
pub async fn follow(app: &App, actor: &Actor, radicado: &str, id_number: Option<&str>) -> Result<(Case, Sight)> {
    let radicado = radicado.trim().to_uppercase();
    if let Ok(case) = own_case(app, actor, &radicado).await {
        return Ok((case, Sight::Filer));
    }
    let case = cases::by_radicado(&app.db, &radicado).await?;
    let typed = digits(id_number.unwrap_or_default());
    let fits = |case: &Case| !typed.is_empty() && digits(&case.filer_id_number) == typed;
    let case = case.ok_or(Error::NotFound("case"))?;
    if !fits(&case) {
        return Err(Error::Hidden(Refused::new(Act::Read, "case", case.id)));
    }
    Ok((case, Sight::Numbers))
}

/// The cases that the actor filed, the newest first.
pub async fn own_cases(app: &App, actor: &Actor, limit: i64) -> Result<Vec<Case>> {
    let person = actor.person().ok_or(Error::SignInRequired)?;
    Ok(cases::of_filer(&app.db, person.id, None, limit).await?)
}

/// A document's row, when the actor may read it.
pub async fn document(app: &App, actor: &Actor, id: radica_storage::ids::DocumentId) -> Result<Document> {
    let document = documents::get(&app.db, id).await?.ok_or(Error::NotFound("document"))?;
    let expediente = radica_storage::expedientes::get(&app.db, document.expediente).await?;
    let expediente = expediente.ok_or(Error::NotFound("expediente"))?;
    let case = cases::of_expediente(&app.db, expediente.id).await?;
    let office = OfficeId::new(expediente.office.clone());
    let subject = Subject {
        office: Some(&office),
        filer: case.as_ref().map(|case| &case.filer),
        role: None,
        class: crate::closing::class_of(&document.class),
    };
    if !allowed(actor, Act::Read, &subject) {
        return Err(Error::Hidden(Refused::new(Act::Read, "document", id)));
    }
    match case.filter(|case| actor.person().is_some_and(|person| person.id == case.filer)) {
        Some(own) if progress::of(app, &own).await?.seal_on(document.ordinal).is_some() => Err(Error::Closed(
            "Ábralo primero desde su caso: al abrirlo queda notificado.".to_owned(),
        )),
        _ => Ok(document),
    }
}

/// An issued document, as anyone may verify it. Its content is not shown, only what proves it.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The document.
    pub document: Document,
    /// What was signed, when a person signed.
    pub statement: Option<SignedStatement>,
    /// Whether the signature holds.
    pub signature: std::result::Result<(), VerifyError>,
}

/// The document with a verification code, however it was typed.
pub async fn verify_code(app: &App, typed: &str) -> Result<Verified> {
    let code: VerificationCode = typed.parse().map_err(|problem: crate::signing::CodeError| {
        Error::Invalid(vec![crate::catalog::form::FieldError {
            field: "codigo".to_owned(),
            message: problem.to_string(),
        }])
    })?;
    let document = documents::by_verification_code(&app.db, code.as_str()).await?;
    let document = document.ok_or(Error::NotFound("verification code"))?;
    let statement: Option<SignedStatement> = match &document.signature {
        Some(stored) => Some(stored.read().map_err(|problem| Error::Internal(problem.to_string()))?),
        None => None,
    };
    let signature = match &statement {
        Some(statement) => verify(statement, &document.sha256, &app.key.public()),
        None => Ok(()),
    };
    Ok(Verified {
        document,
        statement,
        signature,
    })
}

/// The filer rates the service, once, after the decision.
pub async fn rate(app: &App, actor: &Actor, radicado: &str, score: u8, comment: &str) -> Result<()> {
    let case = own_case(app, actor, radicado).await?;
    if case.outcome.is_none() {
        return Err(Error::Closed(
            "Podrá calificar el servicio cuando haya una decisión.".to_owned(),
        ));
    }
    if !(1..=5).contains(&score) {
        let message = "Elija una calificación de 1 a 5".to_owned();
        return Err(Error::Invalid(vec![crate::catalog::form::FieldError {
            field: "calificacion".to_owned(),
            message,
        }]));
    }
    let most = app.catalog().entity.limits.long_text;
    let comment = Some(comment.trim().chars().take(most).collect::<String>()).filter(|text| !text.is_empty());
    let at = app.clock.now();
    let entry = Entry {
        at,
        actor: actor.journal_name(),
        subject_kind: "case".to_owned(),
        subject_id: case.id.to_string(),
        version: case.version,
        kind: "rated".to_owned(),
        data: json!({ "score": score }).into(),
    };
    let rating = Rating {
        case_id: case.id,
        score: score.into(),
        comment,
        at,
    };
    match app
        .writer
        .commit(Commit::of(Batch::new().entry(entry).put(rating)))
        .await
    {
        Ok(_) => Ok(()),
        Err(CommitError::Duplicate(_) | CommitError::Conflict { .. }) => {
            Err(Error::Closed("Usted ya calificó este servicio. Gracias.".to_owned()))
        }
        Err(refused) => Err(refused.into()),
    }
}

/// The rating of a case, if it was given.
pub async fn rating(app: &App, case: &Case) -> Result<Option<Rating>> {
    Ok(ratings::get(&app.db, case.id).await?)
}

/// Identification numbers are compared by their digits and letters: people write points and spaces.
fn digits(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identification_is_the_same_with_or_without_points() {
        assert_eq!(digits("1.124.850.482"), digits("1124850482 "));
        assert_ne!(digits("1124850482"), digits("1124850483"));
    }
}
