//! A case as its filer follows it, from its process, its clock and its documents.

use radica_storage::cases::Case;
use radica_storage::documents::Document;
use radica_storage::messages;
use radica_workflows::App;
use radica_workflows::catalog::ids::OfficeId;
use radica_workflows::following::Sight;
use radica_workflows::problem::Result;
use radica_workflows::progress::{Progress, Reached, Sealed, Waits, When};
use radica_workflows::time::in_zone;

use super::FollowingPage;
use super::seguimiento::{DocumentLink, Message, Rating};
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::icons::Icon;
use crate::pages::parts::{ClockView, Link, Note, Stage, StageState, Tone, TrafficLight};

impl FollowingPage {
    /// What the asker may see of a case.
    pub fn of(
        chrome: Chrome,
        app: &App,
        progress: &Progress,
        messages: &[messages::Message],
        sight: Sight,
    ) -> Result<Self> {
        let file = progress.file()?;
        let case = file.case.get();
        let catalog = app.catalog();
        let soon = catalog.entity.traffic_light.warn_days.into();
        let clock = ClockView::of(file.clock.legal(), &catalog.calendar, app.clock.today(), soon);
        let own = sight == Sight::Filer;
        let (headline, what_to_do) = match progress.sealed() {
            Some(Sealed::Act(_)) if own => (
                "Su solicitud ya tiene respuesta",
                "Ábrala para saber qué se decidió: al abrirla queda notificado.".to_owned(),
            ),
            _ => told(progress.waits, case.outcome.as_deref(), sight),
        };
        let rating = (own && case.outcome.is_some() && !progress.rated).then(|| Rating {
            radicado: case.radicado.clone(),
            csrf: chrome.csrf.clone(),
        });
        Ok(Self {
            radicado: case.radicado.clone(),
            tramite: file.tramite.short_name.clone(),
            headline: headline.to_owned(),
            what_to_do,
            notice: notice(progress, &case.radicado, clock.light).filter(|_| own),
            due: clock.due(),
            light: clock.light,
            holder: holder(app, &case.office),
            day_of: clock.day_of,
            remark: clock.remark(),
            calendar: clock.calendar,
            changes: clock.changes,
            messages: own.then(|| said(app, case, messages)),
            open: progress.waits != Waits::Nothing,
            documents: if own {
                documents(progress, &case.radicado)
            } else {
                Vec::new()
            },
            path: progress
                .stages()?
                .iter()
                .map(|reached| stage(reached, clock.light))
                .collect(),
            rating,
            chrome,
        })
    }
}

/// What was written, as the filer reads it: the office speaks as an office.
fn said(app: &App, case: &Case, messages: &[messages::Message]) -> Vec<Message> {
    let (office, _) = holder(app, &case.office);
    let row = |message: &messages::Message| Message {
        from_entity: message.from_office,
        who: if message.from_office {
            office.clone()
        } else {
            "Usted".to_owned()
        },
        at: format::short_moment(in_zone(message.at).datetime()),
        text: message.text.clone(),
        files: Vec::new(),
    };
    messages.iter().map(row).collect()
}

/// What happens now, and what the person has to do. Who only knows the numbers learns that there is something to
/// open or a decision, not what it says.
fn told(waits: Waits, outcome: Option<&str>, sight: Sight) -> (&'static str, String) {
    let words = match (waits, sight) {
        (Waits::Office, _) => ("Estamos estudiando su solicitud", "No tiene que hacer nada ahora."),
        (Waits::Opening, Sight::Filer) => (
            "Tiene un aviso por abrir",
            "Le pedimos completar su solicitud. Ábralo para saber qué falta.",
        ),
        (Waits::Opening, Sight::Numbers) => ("Hay un aviso por abrir", "Ingrese con su cuenta para abrirlo."),
        (Waits::Delivery { until: Some(until) }, _) => {
            let until = format::full_date(in_zone(until).date());
            return (
                "Esperamos lo que falta",
                format!("Tiene hasta el {until} para entregarlo."),
            );
        }
        (Waits::Delivery { until: None }, _) => ("Esperamos lo que falta", "Entréguelo para que el término siga."),
        (Waits::Nothing, Sight::Numbers) => ("Su solicitud ya tiene respuesta", "Ingrese con su cuenta para leerla."),
        (Waits::Nothing, Sight::Filer) => decided(outcome),
    };
    (words.0, words.1.to_owned())
}

fn decided(outcome: Option<&str>) -> (&'static str, &'static str) {
    match outcome {
        Some("granted") => (
            "Respondimos: lo que pidió fue concedido",
            "El documento está abajo, con su firma y su código.",
        ),
        Some("refused") => (
            "Respondimos: lo que pidió fue negado",
            "El documento dice por qué y qué puede hacer.",
        ),
        Some("withdrawal") => (
            "El caso terminó por desistimiento",
            "No se completó en el plazo que da la ley. Puede radicar otra vez.",
        ),
        _ => ("El caso terminó", "No tiene que hacer nada."),
    }
}

fn notice(progress: &Progress, radicado: &str, light: TrafficLight) -> Option<Note> {
    match progress.waits {
        Waits::Opening => {
            let document = progress.sealed()?.document();
            let link = Link::new(
                format!("/casos/{radicado}/notificaciones/{}", document.ordinal),
                "Abrir el aviso",
            );
            let line = "Al abrirlo queda notificado y el término se detiene mientras usted completa.";
            let note = Note::new(Tone::Warn, Icon::PorVencer, document.title.clone(), line);
            Some(Note {
                link: Some(link),
                ..note
            })
        }
        Waits::Delivery { .. } => {
            let link = Link::new(format!("/casos/{radicado}/completar"), "Completar la solicitud");
            let line = if matches!(light, TrafficLight::Suspended(_)) {
                "Mientras usted completa, el término está detenido. Sigue el día hábil después de su entrega."
            } else {
                "Entregue lo que falta para que se pueda decidir."
            };
            let note = Note::new(Tone::Warn, Icon::PorVencer, "Le pedimos completar su solicitud", line);
            Some(Note {
                link: Some(link),
                ..note
            })
        }
        Waits::Nothing => {
            let document = progress.sealed()?.document();
            let link = Link::new(
                format!("/casos/{radicado}/notificaciones/{}", document.ordinal),
                "Abrir la decisión",
            );
            let line = "Al abrirla queda notificado y empiezan a correr los días para interponer recursos.";
            let note = Note::new(Tone::Warn, Icon::PorVencer, document.title.clone(), line);
            Some(Note {
                link: Some(link),
                ..note
            })
        }
        Waits::Office => {
            let missing = progress.missing().ok().filter(|missing| !missing.is_empty())?;
            let link = Link::new(format!("/casos/{radicado}/completar"), "Entregar lo que falta");
            let line = format!(
                "{}. Puede entregarlo ahora, sin esperar a que se lo pidan.",
                format::list(&missing)
            );
            let note = Note::new(Tone::Neutral, Icon::Documento, "Falta por entregar", line);
            Some(Note {
                link: Some(link),
                ..note
            })
        }
    }
}

/// The office that has the case, and the one above it or the entity.
fn holder(app: &App, office: &str) -> (String, String) {
    let entity = &app.catalog().entity;
    let name = |id: &str| entity.office(&OfficeId::new(id)).map(|office| office.name.clone());
    let above = office.rsplit_once('/').and_then(|(above, _)| name(above));
    (
        name(office).unwrap_or_else(|| office.to_owned()),
        above.unwrap_or_else(|| entity.entity.clone()),
    )
}

fn documents(progress: &Progress, radicado: &str) -> Vec<DocumentLink> {
    let sealed = progress.sealed().map(|sealed| sealed.document().ordinal);
    let link = |document: &Document| {
        let closed = sealed == Some(document.ordinal);
        let notifies = closed || document.notified_at.is_some();
        let place = if notifies { "notificaciones" } else { "documentos" };
        DocumentLink {
            href: format!("/casos/{radicado}/{place}/{}", document.ordinal),
            icon: if closed { Icon::Candado } else { Icon::Documento },
            name: document.title.clone(),
            facts: facts(document, closed),
        }
    };
    // Messages are read above, as a conversation.
    let documents = progress.documents.iter();
    documents
        .filter(|document| document.kind != radica_workflows::messages::DOCTYPE)
        .map(link)
        .collect()
}

fn facts(document: &Document, closed: bool) -> String {
    let day = format::short_date(in_zone(document.incorporated_at).date());
    if closed {
        return format!("{day} · ábralo para quedar notificado");
    }
    let size = format::size(u64::try_from(document.size).unwrap_or_default());
    format!("{day} · {}, {size}", document.format)
}

fn stage(reached: &Reached, light: TrafficLight) -> Stage {
    let date = |at| format::short_date(in_zone(at).date());
    let (state, detail) = match reached.when {
        When::Past(since) => (StageState::Done, since.map(date).unwrap_or_default()),
        When::Now(since) => {
            let state = if matches!(light, TrafficLight::Suspended(_)) {
                StageState::Stopped
            } else {
                StageState::Now
            };
            (
                state,
                since.map(|at| format!("Desde el {}", date(at))).unwrap_or_default(),
            )
        }
        When::Ahead => (StageState::Todo, String::new()),
    };
    Stage::new(state, &reached.name, &detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_only_knows_the_numbers_is_not_told_how_it_was_decided() {
        let (headline, what_to_do) = told(Waits::Nothing, Some("refused"), Sight::Numbers);
        assert!(!format!("{headline} {what_to_do}").contains("negado"));
        assert!(told(Waits::Nothing, Some("refused"), Sight::Filer).0.contains("negado"));
    }

    #[test]
    fn while_something_is_missing_the_last_day_to_deliver_is_told() {
        let until = "2026-12-22T20:00:00Z".parse().ok();
        assert!(
            told(Waits::Delivery { until }, None, Sight::Filer)
                .1
                .contains("martes 22 de diciembre de 2026")
        );
    }

    #[test]
    fn a_stage_that_waits_for_the_filer_looks_stopped() {
        let reached = Reached {
            name: "Documentos completados".into(),
            when: When::Now(None),
        };
        assert_eq!(stage(&reached, TrafficLight::Suspended(9)).state, StageState::Stopped);
        assert_eq!(stage(&reached, TrafficLight::OnTime(9)).state, StageState::Now);
    }
}
