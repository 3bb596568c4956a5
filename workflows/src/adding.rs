//! The office adds a document to a case: the photographs of a visit, a paper that came in another way.

use radica_storage::cases::Case;
use radica_storage::expedientes::{self, Expediente};
use serde_json::json;

use crate::actor::Actor;
use crate::app::App;
use crate::catalog::form::{FieldError, text};
use crate::catalog::trd::DocumentType;
use crate::filing::uploads::Upload;
use crate::matter::instance_of;
use crate::messages::handled;
use crate::problem::{Error, Result};
use crate::progress::CLOSED;
use crate::records::NewDocument;
use crate::rules::Rules;
use crate::runtime;

/// The form field with what the document is called.
pub const TITLE: &str = "nombre";
/// The form field with its type in the TRD.
pub const DOCTYPE: &str = "tipo";
/// The form field with the file.
pub const FILE: &str = "archivo";
/// Longest title, in characters.
const LONGEST: usize = 200;
/// Types common to all subseries that an office may add; the others are made by the procedure itself.
const COMMON: [&str; 5] = ["anexo", "oficio", "constancia", "certificado", "comprobante"];

/// The types that a document added to a case may have.
///
/// # Errors
/// [`Error::NotFound`] for who does not answer for the case; [`Error::Closed`] when it ended.
pub async fn types(app: &App, actor: &Actor, radicado: &str) -> Result<Vec<DocumentType>> {
    let case = handled(app, actor, radicado).await?;
    still_open(&case)?;
    let expediente = case.expediente.ok_or(Error::NotFound("expediente"))?;
    let expediente = expedientes::get(&app.db, expediente).await?;
    Ok(of_subseries(
        &app.rules,
        &expediente.ok_or(Error::NotFound("expediente"))?,
    ))
}

/// Adds a file to the expediente of a case, under a name and a type.
///
/// # Errors
/// As [`types`], and [`Error::Invalid`] with what has to be corrected.
pub async fn add(
    app: &App,
    actor: &Actor,
    radicado: &str,
    title: &str,
    doctype: &str,
    upload: Option<&Upload>,
) -> Result<()> {
    let types = types(app, actor, radicado).await?;
    let (title, upload) = checked(&types, title, doctype, upload)?;
    let case = handled(app, actor, radicado).await?;
    runtime::play(app, actor, instance_of(&case)?, |turn| {
        still_open(turn.matter.case()?.case.get())?;
        let content = upload.content.clone();
        let new = NewDocument::plain(turn.ids.id(), doctype, title.clone(), content, turn.now);
        let document = turn.incorporate(new)?;
        let file = turn.matter.case_mut()?;
        let (id, version) = (file.case.get().id, file.case.next_version());
        turn.journal(
            ("case", &id, version),
            "document-added",
            json!({ "document": document.id.to_string() }),
        );
        Ok(())
    })
    .await?;
    Ok(())
}

fn still_open(case: &Case) -> Result<()> {
    if case.status == CLOSED {
        return Err(Error::Closed("El caso terminó: ya no recibe documentos.".to_owned()));
    }
    Ok(())
}

fn of_subseries(rules: &Rules, expediente: &Expediente) -> Vec<DocumentType> {
    let Some((trd, subseries)) = rules.subseries(expediente) else {
        return Vec::new();
    };
    let common = trd
        .common_types
        .iter()
        .filter(|kind| COMMON.contains(&kind.id.as_str()));
    subseries.types.iter().chain(common).cloned().collect()
}

fn checked<'a>(
    types: &[DocumentType],
    title: &str,
    doctype: &str,
    upload: Option<&'a Upload>,
) -> Result<(String, &'a Upload)> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: &str| {
        errors.push(FieldError {
            field: field.to_owned(),
            message: message.to_owned(),
        });
    };
    let title = text::line(title).unwrap_or_default();
    if title.is_empty() || title.chars().count() > LONGEST {
        wrong(TITLE, "Escriba cómo se llama el documento, en 200 caracteres o menos");
    }
    if !types.iter().any(|kind| kind.id == doctype) {
        wrong(DOCTYPE, "Elija el tipo de documento");
    }
    let Some(upload) = upload else {
        wrong(FILE, "Elija el archivo");
        return Err(Error::Invalid(errors));
    };
    if errors.is_empty() {
        Ok((title, upload))
    } else {
        Err(Error::Invalid(errors))
    }
}
