//! Pages of a case, from its dossier.

use jiff::Timestamp;
use radica_storage::documents::{Document, DocumentState};
use radica_storage::messages;
use radica_storage::tasks::Task;
use radica_workflows::App;
use radica_workflows::actor::Actor;
use radica_workflows::case_data::CaseData;
use radica_workflows::dossier::{self, Dossier, Happened, What};
use radica_workflows::messages::handles;
use radica_workflows::problem::Result;
use radica_workflows::progress::CLOSED;
use radica_workflows::{answered, printing, time};

use super::case::{Action, ActionState, CaseDocument};
use super::documents::DocumentRow;
use super::of_decided;
use super::of_history::last;
use super::{CaseDocumentsPage, CaseHead, CaseMessagesPage, CasePage, CaseTermPage};
use crate::pages::chrome::Chrome;
use crate::pages::following::seguimiento::Message;
use crate::pages::format;
use crate::pages::icons::Icon;
use crate::pages::parts::viewer::{Integrity, ViewerKind};
use crate::pages::parts::{ClockView, Flow, Link, Viewer};

impl CasePage {
    /// The summary of a case; `viewer` is the document in view.
    pub fn of(
        chrome: Chrome,
        app: &App,
        actor: &Actor,
        dossier: &Dossier,
        viewer: Option<(i64, Viewer)>,
    ) -> Result<Self> {
        let file = dossier.file()?;
        let clock = clock_of(app, dossier)?;
        let here = viewer.as_ref().map(|(order, _)| *order);
        Ok(Self {
            head: CaseHead::of(app, actor, dossier)?,
            flow: Some(flow(dossier, &file.case.get().radicado)),
            documents: dossier
                .documents
                .iter()
                .map(|document| listed(document, here))
                .collect(),
            viewer: viewer.map(|(_, viewer)| viewer),
            facts: facts(app, dossier)?,
            decided: of_decided::decided(dossier),
            answered: answered::of(app, dossier)?,
            term: clock.card(),
            actions: actions(actor, dossier),
            others: others(actor, dossier),
            last: last(dossier),
            chrome,
        })
    }
}

impl CaseDocumentsPage {
    /// All documents, with the one in view.
    pub fn of(
        chrome: Chrome,
        app: &App,
        actor: &Actor,
        dossier: &Dossier,
        viewer: Option<(i64, Viewer)>,
    ) -> Result<Self> {
        let here = viewer.as_ref().map(|(order, _)| *order);
        let expediente = dossier.file()?.expediente.get();
        let row = |document: &Document| DocumentRow {
            order: u32::try_from(document.ordinal).unwrap_or_default(),
            href: format!("?doc={}#v", document.ordinal),
            name: document.title.clone(),
            kind: app.rules.type_name(expediente, &document.kind),
            date: day(document.incorporated_at),
            pages: document.pages.to_string(),
            size: format::size(u64::try_from(document.size).unwrap_or_default()),
            from: brought_by(dossier, document),
            here: here == Some(document.ordinal),
        };
        Ok(Self {
            head: CaseHead::of(app, actor, dossier)?,
            documents: dossier.documents.iter().map(row).collect(),
            viewer: viewer.map(|(_, viewer)| viewer),
            open: answers_for(actor, dossier)?,
            chrome,
        })
    }
}

/// Who brought a document in: the entity when the system made it, the filer, or the official who added it.
fn brought_by(dossier: &Dossier, document: &Document) -> String {
    let incorporated =
        |happened: &&Happened| matches!(&happened.what, What::Incorporated(order, _) if *order == document.ordinal);
    let filer = dossier.file().ok().map(|file| file.case.get().filer);
    match dossier.history.iter().find(incorporated).map(|happened| happened.by) {
        Some(Some(person)) if Some(person) == filer => "Quien radicó".to_owned(),
        Some(Some(person)) => dossier.name(person).unwrap_or("La dependencia").to_owned(),
        Some(None) => "La entidad".to_owned(),
        None => "Quien radicó".to_owned(),
    }
}

/// Whether the actor may still write to the filer or add documents.
fn answers_for(actor: &Actor, dossier: &Dossier) -> Result<bool> {
    let case = dossier.file()?.case.get();
    Ok(case.status != CLOSED && handles(actor, case))
}

impl CaseMessagesPage {
    /// What was written; who answers for the case may write.
    pub fn of(chrome: Chrome, app: &App, actor: &Actor, dossier: &Dossier) -> Result<Self> {
        let row = |message: &messages::Message| Message {
            from_entity: message.from_office,
            who: dossier.name(message.author).unwrap_or("Quien radicó").to_owned(),
            at: moment(message.at),
            text: message.text.clone(),
            files: Vec::new(),
        };
        Ok(Self {
            head: CaseHead::of(app, actor, dossier)?,
            messages: dossier.messages.iter().map(row).collect(),
            open: answers_for(actor, dossier)?,
            chrome,
        })
    }
}

impl CaseTermPage {
    /// The count day by day; `extendable` to who may still extend it.
    pub fn of(chrome: Chrome, app: &App, actor: &Actor, dossier: &Dossier, extendable: bool) -> Result<Self> {
        let clock = clock_of(app, dossier)?;
        let place = clock
            .day_of
            .map(|(day, total)| format!(" Hoy es el día {day} de {total}."));
        Ok(Self {
            head: CaseHead::of(app, actor, dossier)?,
            headline: format!("{}{}", clock.headline(), place.unwrap_or_default()),
            calendar: clock.calendar,
            changes: clock.changes,
            extendable,
            chrome,
        })
    }
}

impl CaseHead {
    /// The head of every page of a case.
    pub fn of(app: &App, actor: &Actor, dossier: &Dossier) -> Result<Self> {
        let file = dossier.file()?;
        let case = file.case.get();
        let suffix = format!(": {}", file.tramite.short_name);
        let filed = time::in_zone(case.filed_at).date();
        Ok(Self {
            radicado: case.radicado.clone(),
            subject: case.title.strip_suffix(&suffix).unwrap_or(&case.title).to_owned(),
            tramite: format!("{} {}", case.tramite, file.tramite.short_name),
            filed: format!("radicado el {} por {}", format::plain_date(filed), case.filer_name),
            light: clock_of(app, dossier)?.light,
            holder: holder(actor, dossier),
            documents: dossier.documents.len(),
            messages: Some(dossier.messages.len()),
            actuaciones: dossier.history.len(),
            tables: dossier.decided.len(),
            expediente: Some(file.expediente.get().code.clone()),
        })
    }
}

/// The document asked for, or the first, checked against its hash, with where it stands.
pub async fn in_view(app: &App, dossier: &Dossier, asked: Option<i64>) -> Result<Option<(i64, Viewer)>> {
    let document = match asked {
        Some(order) => dossier.document(order),
        None => dossier.documents.first(),
    };
    let Some(document) = document else { return Ok(None) };
    let radicado = &dossier.file()?.case.get().radicado;
    let place = dossier
        .documents
        .iter()
        .position(|other| other.id == document.id)
        .unwrap_or_default();
    let beside = |at: Option<usize>| {
        let other = dossier.documents.get(at?)?;
        Some(format!("?doc={}#v", other.ordinal))
    };
    let intact = dossier::is_intact(app, document).await?;
    let address = address_of(radicado, document.ordinal);
    let viewer = Viewer {
        name: document.title.clone(),
        download: format!("{address}?descargar=1"),
        open: address,
        kind: kind_of(&document.media_type),
        integrity: if intact { Integrity::Verified } else { Integrity::Broken },
        previous: beside(place.checked_sub(1)),
        next: beside(place.checked_add(1)),
    };
    Ok(Some((document.ordinal, viewer)))
}

/// The clock of a case as pages say it.
pub fn clock_of(app: &App, dossier: &Dossier) -> Result<ClockView> {
    let catalog = app.catalog();
    let soon = u32::from(catalog.entity.traffic_light.warn_days);
    Ok(ClockView::of(
        dossier.file()?.clock.legal(),
        &catalog.calendar,
        app.clock.today(),
        soon,
    ))
}

/// How a browser can show a kind of file.
pub fn kind_of(media_type: &str) -> ViewerKind {
    match media_type {
        "application/pdf" => ViewerKind::Pdf,
        "image/jpeg" | "image/png" => ViewerKind::Image,
        _ => ViewerKind::Other,
    }
}

pub(super) fn address_of(radicado: &str, order: i64) -> String {
    format!("/bandeja/{radicado}/documentos/{order}")
}

fn flow(dossier: &Dossier, radicado: &str) -> Flow {
    let matter = &dossier.matter;
    let now: Vec<String> = dossier.open_tasks().map(|task| task.name.clone()).collect();
    let place = if now.is_empty() {
        String::new()
    } else {
        format!(", ahora en {}", format::list(&now))
    };
    Flow::of_matter(matter, &format!("Recorrido del caso {radicado}{place}"))
}

fn listed(document: &Document, here: Option<i64>) -> CaseDocument {
    let pages = format::plural(document.pages, "página", "páginas");
    CaseDocument {
        href: format!("?doc={}#v", document.ordinal),
        icon: if document.verification_code.is_some() {
            Icon::Sello
        } else {
            Icon::Documento
        },
        name: match document.state {
            DocumentState::Active => document.title.clone(),
            DocumentState::Annulled => format!("{} (anulado)", document.title),
        },
        facts: format!("{} · {pages} · {}", document.ordinal, day(document.incorporated_at)),
        here: here == Some(document.ordinal),
    }
}

fn facts(app: &App, dossier: &Dossier) -> Result<Vec<(String, String)>> {
    let file = dossier.file()?;
    let data = CaseData::of(file.case.get())?;
    let steps = file
        .tramite
        .filing
        .as_ref()
        .map(|filing| filing.steps.as_slice())
        .unwrap_or_default();
    let given = printing::answers::facts(app.catalog(), steps, &data.answers);
    let tables = printing::answers::tables(app.catalog(), steps, &data.answers);
    let rows = tables.into_iter().map(|table| {
        let lines: Vec<String> = table.rows.iter().map(|row| format::cells(row)).collect();
        (table.caption, lines.join("; "))
    });
    let missing: Vec<String> = data.missing.into_iter().map(|document| document.label).collect();
    let missing = (!missing.is_empty()).then(|| ("Documentos que no llegaron".to_owned(), format::list(&missing)));
    Ok(given
        .into_iter()
        .map(|fact| (fact.label, fact.value))
        .chain(rows)
        .chain(missing)
        .collect())
}

/// Tasks first in the order they opened; one that nobody has is taken before it is done.
fn actions(actor: &Actor, dossier: &Dossier) -> Vec<Action> {
    dossier
        .tasks_of(actor)
        .flat_map(|task| actions_of(actor, dossier, task))
        .collect()
}

fn actions_of(actor: &Actor, dossier: &Dossier, task: &Task) -> Vec<Action> {
    let effect = dossier
        .consequence(task)
        .unwrap_or("Termina esta actividad y el caso sigue.");
    let does = Action {
        icon: (task.act.as_deref() == Some("sign")).then_some(Icon::Firma),
        key: Some('d'),
        ..Action::open(&format!("/tareas/{}", task.id), &task.name, effect)
    };
    match task.assignee {
        None => {
            let claim = Action {
                post: true,
                key: Some('a'),
                state: ActionState::Open {
                    effect: "Queda a su cargo. Puede devolverla a la dependencia.".to_owned(),
                },
                ..Action::open(
                    &format!("/tareas/{}/tomar", task.id),
                    &format!("Tomar: {}", task.name),
                    "",
                )
            };
            vec![does, claim]
        }
        Some(own) if is_own(actor, own) => vec![does],
        Some(other) => {
            let name = dossier.name(other).unwrap_or("otra persona");
            vec![Action::closed(
                &task.name,
                &format!("La tiene {name}. Puede pedir que se reasigne."),
            )]
        }
    }
}

fn others(actor: &Actor, dossier: &Dossier) -> Vec<Link> {
    let mut links = Vec::new();
    for task in dossier.tasks_of(actor) {
        links.push(Link::new(
            format!("/tareas/{}/reasignar", task.id),
            format!("Reasignar: {}", task.name),
        ));
        if task.assignee.is_some_and(|assignee| is_own(actor, assignee)) {
            let text = format!("Devolver a la dependencia: {}", task.name);
            links.push(Link::new(format!("/tareas/{}/devolver", task.id), text));
        }
    }
    links
}

fn is_own(actor: &Actor, person: radica_storage::ids::PersonId) -> bool {
    actor.person().is_some_and(|own| own.id == person)
}

fn holder(actor: &Actor, dossier: &Dossier) -> String {
    match dossier.open_tasks().next().map(|task| task.assignee) {
        None => "Sin tareas abiertas".to_owned(),
        Some(None) => "Sin asignar".to_owned(),
        Some(Some(person)) if is_own(actor, person) => "A su cargo".to_owned(),
        Some(Some(person)) => dossier.name(person).unwrap_or("Otra persona").to_owned(),
    }
}

pub(super) fn moment(at: Timestamp) -> String {
    format::short_moment(time::in_zone(at).datetime())
}

pub(super) fn day(at: Timestamp) -> String {
    format::short_date(time::in_zone(at).date())
}
