//! Pages of a requirement, from the case that it was issued in.

use radica_engine::legal_clock::{ClockChange, ClockState};
use radica_storage::documents::Document;
use radica_workflows::App;
use radica_workflows::catalog::form::Accept;
use radica_workflows::catalog::tramite;
use radica_workflows::filing::uploads::accepted_words;
use radica_workflows::problem::Result;
use radica_workflows::progress::{Progress, Waits};
use radica_workflows::time::in_zone;

use super::completar::Asked;
use super::notice::NoticeState;
use super::{CompletionPage, NoticePage};
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::forms::document_field;
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
    pub fn of(chrome: Chrome, progress: &Progress, document: &Document) -> Result<Option<Self>> {
        let file = progress.file()?;
        if progress
            .requirement()
            .is_none_or(|requirement| requirement.kind != document.kind)
        {
            return Ok(None);
        }
        let radicado = file.case.get().radicado.clone();
        let sealed = progress
            .sealed()
            .is_some_and(|sealed| sealed.ordinal == document.ordinal);
        let state = if sealed {
            closed()
        } else {
            opened(progress, document, &radicado)?
        };
        let (act, document) = (document.title.clone(), document.ordinal.to_string());
        Ok(Some(Self {
            chrome,
            radicado,
            act,
            document,
            state,
        }))
    }
}

fn closed() -> NoticeState {
    let consequences = [
        "Queda notificado en este momento; la entidad guarda la hora (Ley 1437 de 2011, art. 56).",
        "El término se detiene mientras usted completa.",
        "Tiene un mes desde hoy para entregar lo que se pide (Ley 1755 de 2015, art. 17).",
    ];
    NoticeState::Closed {
        consequences: consequences.map(str::to_owned).to_vec(),
    }
}

fn opened(progress: &Progress, document: &Document, radicado: &str) -> Result<NoticeState> {
    let events = progress.file()?.clock.legal().events();
    let notified = events
        .iter()
        .find(|event| matches!(event.change, ClockChange::Stop) && event.at >= document.created_at)
        .map_or(document.created_at, |event| event.at);
    let last = progress
        .requirement()
        .is_some_and(|last| last.ordinal == document.ordinal);
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
            consequence: consequence(state),
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
        can_extend: false,
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
