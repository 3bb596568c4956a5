//! What proves an issued document, from its row and its signature.

use radica_storage::documents::{Document, DocumentState};
use radica_workflows::App;
use radica_workflows::access::Class;
use radica_workflows::closing::class_of;
use radica_workflows::following::Verified;
use radica_workflows::time::in_zone;

use super::VerifiedPage;
use super::verified::{Compared, Validity};
use crate::pages::chrome::Chrome;
use crate::pages::filing::of_case::printed;
use crate::pages::format;

impl VerifiedPage {
    /// What anyone may know of a document they hold.
    pub fn of(chrome: Chrome, app: &App, found: &Verified, compared: Option<Compared>) -> Self {
        let document = &found.document;
        let code = document.verification_code.as_deref().unwrap_or_default();
        Self {
            code: printed(code),
            name: document.title.clone(),
            validity: validity(found),
            facts: facts(app, found),
            sha256: document.sha256.clone(),
            compared,
            document: is_public(document).then(|| format!("/v/{code}/documento.pdf")),
            chrome,
        }
    }
}

/// Whether anyone may read the document itself.
pub fn is_public(document: &Document) -> bool {
    class_of(&document.class) == Class::Publica && document.state == DocumentState::Active
}

fn validity(found: &Verified) -> Validity {
    if let Err(why) = &found.signature {
        return Validity::Unproven(format!("La firma no se puede comprobar: {why}."));
    }
    match (found.document.state, &found.document.reason) {
        (DocumentState::Active, _) => Validity::Valid,
        (DocumentState::Annulled, Some(reason)) => Validity::Void(format!("Fue anulado: {reason}")),
        (DocumentState::Annulled, None) => Validity::Void("Fue anulado.".to_owned()),
    }
}

fn facts(app: &App, found: &Verified) -> Vec<(String, String)> {
    let document = &found.document;
    let moment = |at| format::exact_moment(in_zone(at).datetime());
    let mut facts = vec![("Entidad", app.catalog().entity.entity.clone())];
    facts.extend(document.number.clone().map(|number| ("Número", number)));
    facts.extend(document.radicado.clone().map(|radicado| ("Radicado", radicado)));
    match &found.statement {
        Some(signed) => {
            let statement = &signed.statement;
            facts.push(("Firmó", format!("{}, {}", statement.signer.name, statement.signer.role)));
            facts.push(("Fecha de la firma", moment(statement.signed_at)));
            facts.push(("Llave de la entidad", signed.key_id.clone()));
        }
        None => facts.push(("Expedido", moment(document.created_at))),
    }
    facts.push(("Páginas", document.pages.to_string()));
    facts
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
