//! Pages of what is notified: a requirement with what it asks for, or the decision with its remedies.

use jiff::Timestamp;
use radica_engine::legal_clock::{ClockChange, ClockState};
use radica_storage::documents::Document;
use radica_workflows::App;
use radica_workflows::catalog::form::Accept;
use radica_workflows::catalog::tramite::{self, Outcome};
use radica_workflows::filing::uploads::accepted_words;
use radica_workflows::notifying;
use radica_workflows::problem::Result;
use radica_workflows::progress::{Progress, Sealed, Waits};
use radica_workflows::services::completion;
use radica_workflows::time::in_zone;

use super::completar::Asked;
use super::notice::NoticeState;
use super::{CompletionPage, NoticePage};
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::forms::document_field;
use crate::pages::home::of_catalog::office_name;
use crate::pages::parts::{Control, Field, FileState, FormErrors};

/// Field of what the person writes to the office.
pub const MESSAGE: &str = "mensaje";
/// Field of a document that the trámite does not name.
const OTHER: &str = "anexo";
/// What any document may be.
const ANY: [Accept; 2] = [Accept::Pdf, Accept::Image];

/// A delivery that was not accepted.
#[derive(Debug, Default)]
pub struct Refused {
    /// What was written.
    pub message: String,
    /// Field and what is wrong with it.
    pub errors: Vec<(String, String)>,
}

impl Refused {
    fn error(&self, field: &str) -> Option<&str> {
        self.errors
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, why)| why.as_str())
    }
}

impl NoticePage {
    /// The page of a document that notifies when opened; `None` for one that does not.
    pub fn of(chrome: Chrome, app: &App, progress: &Progress, document: &Document) -> Result<Option<Self>> {
        let radicado = progress.file()?.case.get().radicado.clone();
        let is_requirement = progress.requirement().is_some_and(|last| last.kind == document.kind);
        let is_act = progress.act().is_some_and(|act| act.id == document.id);
        let state = match progress.seal_on(document.ordinal) {
            Some(Sealed::Requirement(_)) => closed(REQUIREMENT_CONSEQUENCES),
            Some(Sealed::Act(_)) => closed(ACT_CONSEQUENCES),
            None if is_requirement => opened(progress, document, &radicado)?,
            None if is_act => match act_opened(app, progress, document)? {
                Some(state) => state,
                None => return Ok(None),
            },
            None => return Ok(None),
        };
        Ok(Some(Self {
            chrome,
            radicado,
            act: document.title.clone(),
            document: document.ordinal.to_string(),
            state,
        }))
    }
}

const REQUIREMENT_CONSEQUENCES: [&str; 3] = [
    "Queda notificado en este momento; la entidad guarda la hora (Ley 1437 de 2011, art. 56).",
    "El término se detiene mientras usted completa.",
    "Tiene un mes desde hoy para entregar lo que se pide (Ley 1755 de 2015, art. 17).",
];

const ACT_CONSEQUENCES: [&str; 3] = [
    "Queda notificado en este momento; la entidad guarda la hora (Ley 1437 de 2011, art. 56).",
    "Recibe copia íntegra del acto, con los recursos que proceden, ante quién y hasta cuándo (art. 67).",
    "Los días para interponer recursos se cuentan desde mañana (art. 76).",
];

fn closed(consequences: [&str; 3]) -> NoticeState {
    NoticeState::Closed {
        consequences: consequences.map(str::to_owned).to_vec(),
    }
}

/// The decision after it was opened; `None` when it was notified in another way.
fn act_opened(app: &App, progress: &Progress, act: &Document) -> Result<Option<NoticeState>> {
    let Some(notified) = act.notified_at else {
        return Ok(None);
    };
    let at = in_zone(notified).datetime();
    let verify = act.verification_code.as_ref();
    Ok(Some(NoticeState::Opened {
        at: format!("{}, {}", format::plain_date(at.date()), format::clock(at.time())),
        text: None,
        remedies: Some(remedies(app, progress, notified)?),
        next: verify.map(|code| (format!("/v/{code}"), "Verificar el documento".to_owned())),
    }))
}

/// Remedies, authority and term (Ley 1437 de 2011, arts. 67 and 74 to 76).
fn remedies(app: &App, progress: &Progress, notified: Timestamp) -> Result<String> {
    let file = progress.file()?;
    let outcome = file.case.get().outcome.clone().unwrap_or_default();
    let results = file.tramite.filing.as_ref().map(|filing| &filing.results);
    let issued = serde_json::from_value(outcome.into())
        .ok()
        .and_then(|outcome: Outcome| results?.get(&outcome));
    if let Some(reason) = issued.and_then(|issued| issued.text.as_ref()?.no_remedies.clone()) {
        return Ok(reason);
    }
    let until = notifying::remedies_until(notified, &app.catalog().calendar);
    let office = office_name(app.catalog(), &file.tramite.office);
    Ok(format!(
        "Puede interponer el recurso de reposición ante {office}, hasta el {}: diez días hábiles desde el día siguiente a la notificación (Ley 1437 de 2011, arts. 74 a 76).",
        format::full_date(until)
    ))
}

fn opened(progress: &Progress, document: &Document, radicado: &str) -> Result<NoticeState> {
    let events = progress.file()?.clock.legal().events();
    let last = progress
        .requirement()
        .is_some_and(|last| last.ordinal == document.ordinal);
    let stopped = events
        .iter()
        .find(|event| matches!(event.change, ClockChange::Stop) && event.at >= document.created_at)
        .map_or(document.created_at, |event| event.at);
    let kept = completion::notified(&progress.matter.instance).filter(|_| last);
    let notified = kept.unwrap_or(stopped);
    let at = in_zone(notified).datetime();
    Ok(NoticeState::Opened {
        at: format!("{}, {}", format::plain_date(at.date()), format::clock(at.time())),
        text: progress.asked().filter(|_| last),
        remedies: None,
        next: (last && matches!(progress.waits, Waits::Delivery { .. })).then(|| {
            (
                format!("/casos/{radicado}/completar"),
                "Completar la solicitud".to_owned(),
            )
        }),
    })
}

impl CompletionPage {
    /// What is asked, and the fields to deliver it.
    pub fn of(chrome: Chrome, app: &App, progress: &Progress, refused: &Refused) -> Result<Self> {
        let file = progress.file()?;
        let case = file.case.get();
        let mut message = Field::new(
            MESSAGE,
            "Mensaje para la dependencia",
            Control::LongText {
                value: refused.message.clone(),
            },
        );
        message.error = refused.error(MESSAGE).map(str::to_owned);
        message.optional = true;
        let fields = vec![message];
        let documents = documents(progress, refused)?;
        let state = file.clock.state(&app.catalog().calendar, app.clock.today());
        Ok(Self {
            radicado: case.radicado.clone(),
            tramite: file.tramite.short_name.clone(),
            asked: asked(progress),
            errors: FormErrors::of(&[fields.clone(), documents.clone()].concat()),
            fields,
            documents,
            accepted_files: format!(
                "{}, hasta {} MB cada uno.",
                accepted_words(&ANY),
                app.catalog().entity.limits.file_mb
            ),
            consequence: match progress.waits {
                Waits::Delivery { .. } => consequence(state),
                _ => "El término sigue corriendo.".to_owned(),
            },
            chrome,
        })
    }
}

/// What each field of the delivery may hold.
pub fn accepts(progress: &Progress) -> Result<impl Fn(&str) -> Option<Vec<Accept>> + use<>> {
    let asked = pending(progress)?;
    Ok(move |name: &str| match name {
        OTHER => Some(ANY.to_vec()),
        name => asked
            .iter()
            .find(|document| document.id == name)
            .map(|document| document.accept.clone()),
    })
}

fn documents(progress: &Progress, refused: &Refused) -> Result<Vec<Field>> {
    let row = |document: &tramite::Document| document_field(document, None, refused.error(&document.id));
    let mut rows: Vec<Field> = pending(progress)?.iter().map(row).collect();
    let file = Control::File(FileState::Empty {
        accept: ".pdf,image/jpeg,image/png".to_owned(),
    });
    let name = if rows.is_empty() {
        "El documento que le pedimos"
    } else {
        "Otro documento"
    };
    let mut other = Field::new(OTHER, name, file);
    other.error = refused.error(OTHER).map(str::to_owned);
    other.optional = true;
    rows.push(other);
    Ok(rows)
}

/// The documents of the trámite that did not come with the filing.
fn pending(progress: &Progress) -> Result<Vec<tramite::Document>> {
    let file = progress.file()?;
    let missing = radica_workflows::case_data::CaseData::of(file.case.get())?.missing;
    let known = file.tramite.filing.iter().flat_map(|filing| &filing.documents);
    Ok(known
        .filter(|document| missing.iter().any(|missing| missing.id == document.id))
        .cloned()
        .collect())
}

fn asked(progress: &Progress) -> Option<Asked> {
    let Waits::Delivery { until: Some(until) } = progress.waits else {
        return None;
    };
    let until = format::full_date(in_zone(until).date());
    Some(Asked {
        text: progress.asked()?,
        until,
        can_extend: progress.can_ask_for_time(),
    })
}

fn consequence(state: ClockState) -> String {
    match state {
        ClockState::Suspended { left } => format!(
            "El término sigue el día hábil después de su entrega, con los {} que quedaban.",
            format::working_days(i64::from(left))
        ),
        _ => "El término sigue el día hábil después de su entrega.".to_owned(),
    }
}
