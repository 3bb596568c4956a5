//! The office extends the term of a case: before it expires, with a reason, told to the filer, and never to more than
//! double the term (Ley 1755 de 2015, art. 14, parágrafo).

use radica_engine::legal_clock::Term;
use radica_storage::cases::Case;

use crate::actor::Actor;
use crate::app::App;
use crate::catalog::form::{FieldError, text};
use crate::catalog::tramite::NoticeEvent;
use crate::matter::instance_of;
use crate::messages;
use crate::notices;
use crate::problem::{Error, Result};
use crate::records::NewDocument;
use crate::runtime;
use crate::services::clock::{self, Extension};
use crate::spanish;

/// The form field with how much is added, in the unit of the term.
pub const BY: &str = "cuanto";
/// The form field with the reason.
pub const REASON: &str = "motivo";
/// The shortest reason, in characters.
const LEAST: usize = 20;
const NORM: &str = "Ley 1755 de 2015, art. 14, parágrafo";
/// Its type in the TRD.
const DOCTYPE: &str = "prorroga";

/// A case of the actor's office, with what may still be added to its term.
///
/// # Errors
/// [`Error::NotFound`] for who does not answer for the case; [`Error::Closed`] when the law admits no extension.
pub async fn extendable(app: &App, actor: &Actor, radicado: &str) -> Result<(Case, Term)> {
    let case = messages::handled(app, actor, radicado).await?;
    let clock = crate::clock::CaseClock::read(&case.clock, &app.catalog().calendar)?;
    let most = clock.legal().extendable();
    let closed = |why: &str| Err(Error::Closed(why.to_owned()));
    match clock.due(&app.catalog().calendar) {
        None => closed("El término no corre: solo se prorroga mientras corre."),
        Some(due) if app.clock.today() > due => closed("El término ya venció: solo se prorroga antes."),
        Some(_) if most.amount() == 0 => closed("El término ya se prorrogó hasta el doble, que es el máximo."),
        Some(_) => Ok((case, most)),
    }
}

/// Extends the term by so much, for a reason that the filer reads.
///
/// # Errors
/// As [`extendable`], and [`Error::Invalid`] with what has to be corrected.
///
/// `seen` is the version of the case when it was asked: an extension that came in between is a conflict, not another one.
/// Answers whether the filer could be told.
pub async fn extend(app: &App, actor: &Actor, radicado: &str, seen: i64, (by, reason): (&str, &str)) -> Result<bool> {
    let (case, most) = extendable(app, actor, radicado).await?;
    let (by, reason) = checked(by, reason, most)?;
    let reason = reason.as_str();
    let content = messages::store(app, reason).await?;
    let instance = instance_of(&case)?;
    runtime::play(app, actor, instance, |turn| {
        if turn.matter.case()?.case.get().version != seen {
            return Err(Error::Conflict(
                "El caso cambió mientras usted escribía. Revise el término antes de prorrogarlo.".to_owned(),
            ));
        }
        let norm = NORM.to_owned();
        let told = [("motivo", reason.to_owned())];
        let reason = format!("Prórroga de {}: {reason}", spanish::term(by));
        clock::extend(turn, Extension { by, reason, norm })?;
        let title = "Prórroga del término".to_owned();
        let new = NewDocument::plain(turn.ids.id(), DOCTYPE, title, content.clone(), turn.now);
        let document = turn.incorporate(new)?;
        notices::tell_filer(turn, NoticeEvent::Prorroga, &document.id.to_string(), &told)
    })
    .await?;
    notices::reaches(&case)
}

fn checked(by: &str, reason: &str, most: Term) -> Result<(Term, String)> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: String| {
        let field = field.to_owned();
        errors.push(FieldError { field, message });
    };
    let amount: u32 = by.trim().parse().unwrap_or_default();
    if !(1..=most.amount()).contains(&amount) {
        wrong(BY, format!("Escriba un número entre 1 y {}", most.amount()));
    }
    let reason = text::lines(reason).unwrap_or_default();
    if reason.chars().count() < LEAST {
        wrong(
            REASON,
            format!("Diga por qué, en {LEAST} caracteres o más: la persona lo lee"),
        );
    }
    if errors.is_empty() {
        Ok((most.with_amount(amount), reason))
    } else {
        Err(Error::Invalid(errors))
    }
}
