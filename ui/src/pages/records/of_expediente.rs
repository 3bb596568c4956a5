//! Pages of expedientes, from their rows and the TRD.

use jiff::civil::Date;
use radica_storage::documents::{Document, DocumentState};
use radica_storage::expedientes::Expediente;
use radica_workflows::App;
use radica_workflows::access::Class;
use radica_workflows::catalog::trd::{RetentionTrigger, Trd, TrdOffice, TrdSeries};
use radica_workflows::closing::{Shelf, class_of};
use radica_workflows::dossier;
use radica_workflows::problem::{Denied, Error, Result};
use radica_workflows::records::Retention;
use radica_workflows::search::Placed;
use radica_workflows::time::in_zone;

use super::expediente::{Closing, IndexRow};
use super::search::{Excerpt, Found};
use super::{Branch, ExpedientePage, ExpedienteSearchPage};
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::home::tramite::Fact;
use crate::pages::icons::Icon;
use crate::pages::officials::ConfirmPage;
use crate::pages::parts::{Field, FormErrors, InputKind, Link, StepName, Tag, Tone};

/// Bytes that are hashed again to show a page; larger expedientes are verified document by document.
const VERIFIED_AT_ONCE: i64 = 64 * 1024 * 1024;

impl ExpedientePage {
    /// An expediente with its documents; `may_close` is what [`radica_workflows::closing::may_close`] answered.
    pub async fn of(
        chrome: Chrome,
        app: &App,
        expediente: &Expediente,
        documents: &[Document],
        may_close: Result<()>,
    ) -> Result<Self> {
        let retention = retention_of(expediente)?;
        let names = app.rules.series_names(expediente);
        let indexed: Vec<&Document> = documents.iter().filter(|document| document.ordinal > 0).collect();
        let classification = classification(&expediente.code).to_owned();
        Ok(Self {
            crumbs: vec![
                Link::new("/expedientes", "Expedientes"),
                Link::new(format!("/expedientes?serie={classification}"), names.subseries),
            ],
            code: expediente.code.clone(),
            title: expediente.title.clone(),
            tags: vec![standing(expediente)],
            facts: facts(expediente, &indexed),
            integrity: integrity(app, &indexed).await?,
            holds: Vec::new(),
            index: indexed
                .iter()
                .map(|document| index_row(app, expediente, document))
                .collect(),
            annulled: indexed.iter().filter_map(|document| annulled(document)).collect(),
            stages: stages(&retention, app.clock.today()),
            retention: retention_words(&retention, app.clock.today()),
            closing: match may_close {
                _ if expediente.closed_at.is_some() => Closing::Closed,
                Ok(()) => Closing::Ready(format!("/expedientes/{}/cerrar", expediente.code)),
                Err(Error::Forbidden(Denied { why, .. }) | Error::Closed(why)) => Closing::NotYet(why),
                Err(error) => return Err(error),
            },
            signed: expediente.index_document.is_some(),
            trd: trd_words(app, &expediente.trd_version),
            tree: tree(app, Some(&classification))?,
            chrome,
        })
    }
}

impl ExpedienteSearchPage {
    /// The expedientes of a classification, or all.
    pub fn of_shelf(chrome: Chrome, app: &App, shelf: &Shelf, series: Option<&str>) -> Result<Self> {
        let found = shelf.expedientes.iter().map(|expediente| {
            let names = app.rules.series_names(expediente);
            let opened = in_zone(expediente.opened_at).date();
            Found {
                href: format!("/expedientes/{}", expediente.code),
                title: expediente.title.clone(),
                facts: format!(
                    "{} · {} · abierto el {}",
                    expediente.code,
                    names.subseries,
                    format::plain_date(opened)
                ),
                snippet: Vec::new(),
            }
        });
        let next = shelf.next.map(|place| {
            let series = series.map(|series| format!("serie={series}&")).unwrap_or_default();
            format!("/expedientes?{series}antes={place}")
        });
        Self::new(chrome, app, "", series, found.collect(), next)
    }

    /// What was found in documents.
    pub fn of_hits(chrome: Chrome, app: &App, query: &str, hits: &[Placed], next: Option<String>) -> Result<Self> {
        let found = hits.iter().map(|placed| {
            let filed = in_zone(placed.document.incorporated_at).date();
            let pieces = placed.hit.excerpt.pieces.iter();
            Found {
                href: format!("/expedientes/{}", placed.expediente.code),
                title: placed.expediente.title.clone(),
                facts: format!(
                    "{} · {} · {}",
                    placed.expediente.code,
                    placed.document.title,
                    format::short_date_year(filed)
                ),
                snippet: pieces
                    .map(|piece| Excerpt {
                        text: piece.text.clone(),
                        hit: piece.marked,
                    })
                    .collect(),
            }
        });
        Self::new(chrome, app, query, None, found.collect(), next)
    }

    fn new(
        chrome: Chrome,
        app: &App,
        query: &str,
        series: Option<&str>,
        found: Vec<Found>,
        next: Option<String>,
    ) -> Result<Self> {
        Ok(Self {
            query: query.to_owned(),
            series: series.map(str::to_owned),
            found,
            behind: false,
            next,
            trd: trd_words(app, &app.rules.trd_on(app.clock.today())?.trd),
            tree: tree(app, series)?,
            chrome,
        })
    }
}

/// The page before closing; its number has to be typed.
pub fn confirm_closing(chrome: Chrome, expediente: &Expediente, typed: &str, error: Option<&str>) -> ConfirmPage {
    let code = &expediente.code;
    let field = Field::input(
        "codigo",
        &format!("Escriba el número del expediente: {code}"),
        InputKind::Text,
        typed,
    );
    let fields = vec![match error {
        Some(error) => field.error(error),
        None => field,
    }];
    let consequences = [
        (
            Icon::Candado,
            "No recibe más documentos. Para agregar uno hay que reabrirlo con una justificación.",
        ),
        (
            Icon::Firma,
            "El índice electrónico se firma con la hora y la huella de cada documento.",
        ),
        (Icon::Reloj, "La retención que cuenta desde el cierre empieza hoy."),
    ];
    ConfirmPage {
        chrome,
        crumbs: vec![
            Link::new("/expedientes", "Expedientes"),
            Link::new(format!("/expedientes/{code}"), code),
        ],
        title: format!("Va a cerrar el expediente {code}"),
        consequences: consequences
            .into_iter()
            .map(|(icon, text)| (icon, text.to_owned()))
            .collect(),
        errors: error.map_or_else(FormErrors::default, |_| FormErrors::of(&fields)),
        fields,
        action: format!("/expedientes/{code}/cerrar"),
        version: Some(expediente.version),
        button: "Cerrar y firmar el índice".to_owned(),
        risk: true,
        back: Link::new(format!("/expedientes/{code}"), "Volver sin cerrar"),
    }
}

fn retention_of(expediente: &Expediente) -> Result<Retention> {
    expediente
        .retention
        .read()
        .map_err(|problem| Error::Internal(format!("retention of {}: {problem}", expediente.code)))
}

/// `1200.31.02` of `1200.31.02-2026-0147`.
fn classification(code: &str) -> &str {
    code.split('-').next().unwrap_or(code)
}

/// An expediente is closed when its índice is signed; until then a worker is at it.
fn standing(expediente: &Expediente) -> Tag {
    match (expediente.closed_at, expediente.index_document) {
        (None, _) => Tag::new(Tone::Ok, Icon::Carpeta, "Abierto"),
        (Some(_), None) => Tag::new(Tone::Stop, Icon::Reloj, "Cerrando: se firma el índice"),
        (Some(at), Some(_)) => {
            let on = format::short_date_year(in_zone(at).date());
            Tag::new(Tone::Neutral, Icon::Candado, format!("Cerrado el {on}"))
        }
    }
}

fn facts(expediente: &Expediente, documents: &[&Document]) -> Vec<Fact> {
    let count = i64::try_from(documents.len()).unwrap_or(i64::MAX);
    let bytes: i64 = documents.iter().map(|document| document.size).sum();
    let size = format::size(u64::try_from(bytes).unwrap_or_default());
    let opened = format::short_date_year(in_zone(expediente.opened_at).date());
    let with = documents.iter().find_map(|document| document.radicado.as_ref());
    let with = with
        .map(|radicado| format!("con el radicado {radicado}"))
        .unwrap_or_default();
    let folios = format::thousands(expediente.next_page - 1);
    let documents = format!("{}, {size}", format::plural(count, "documento", "documentos"));
    vec![
        Fact::new("Apertura", &opened, &with),
        Fact::new("Folios", &folios, &documents),
        Fact::new("Acceso", access_words(class_of(&expediente.access)), ""),
    ]
}

fn access_words(class: Class) -> &'static str {
    match class {
        Class::Publica => "Pública",
        Class::Clasificada => "Pública clasificada",
        Class::Reservada => "Pública reservada",
    }
}

async fn integrity(app: &App, documents: &[&Document]) -> Result<(Tag, String)> {
    let bytes: i64 = documents.iter().map(|document| document.size).sum();
    if bytes > VERIFIED_AT_ONCE {
        let words = "cada documento se verifica al abrirlo".to_owned();
        return Ok((Tag::new(Tone::Neutral, Icon::Escudo, "Por documento"), words));
    }
    let mut whole = 0;
    for document in documents {
        whole += usize::from(dossier::is_intact(app, document).await?);
    }
    let words = format!("ahora · {whole} de {} huellas", documents.len());
    let tag = if whole == documents.len() {
        Tag::new(Tone::Ok, Icon::Escudo, "Verificada")
    } else {
        Tag::new(Tone::Bad, Icon::Vencido, "Alterada")
    };
    Ok((tag, words))
}

fn index_row(app: &App, expediente: &Expediente, document: &Document) -> IndexRow {
    let day = |at| format::short_date(in_zone(at).date());
    let size = format::size(u64::try_from(document.size).unwrap_or_default());
    let active = document.state == DocumentState::Active;
    IndexRow {
        order: u32::try_from(document.ordinal).unwrap_or_default(),
        name: document.title.clone(),
        href: active.then(|| format!("/expedientes/{}/documentos/{}", expediente.code, document.ordinal)),
        kind: app.rules.type_name(expediente, &document.kind),
        created: day(document.created_at),
        filed: day(document.incorporated_at),
        folios: match (document.page_start, document.page_end) {
            (first, last) if first == last => first.to_string(),
            (first, last) => format!("{first}–{last}"),
        },
        format: format!("{}, {size}", document.format),
        origin: document.origin.clone(),
        hash: format::short_hash(&document.sha256),
    }
}

fn annulled(document: &Document) -> Option<String> {
    let reason = document
        .reason
        .as_ref()
        .filter(|_| document.state == DocumentState::Annulled)?;
    Some(format!(
        "Documento {} anulado: «{reason}». Los anulados conservan su orden.",
        document.ordinal
    ))
}

fn stages(retention: &Retention, today: Date) -> Vec<StepName> {
    let gestion = format!(
        "Gestión: {} {}",
        years(retention.gestion_years),
        since(retention.trigger)
    );
    let central = format!("Central: {}", years(retention.central_years));
    let last = format!(
        "Disposición: {} ({})",
        retention.disposition.name().to_lowercase(),
        retention.disposition.code()
    );
    let past = |day: Option<Date>| day.is_some_and(|day| today >= day);
    let here = usize::from(past(retention.to_central_on())) + usize::from(past(retention.disposition_on()));
    StepName::path(&[&gestion, &central, &last], here)
}

fn since(trigger: RetentionTrigger) -> &'static str {
    match trigger {
        RetentionTrigger::Close => "desde el cierre",
        RetentionTrigger::FinalDecision => "desde la decisión en firme",
        RetentionTrigger::EndOfValidity => "desde que termina su vigencia",
    }
}

/// The rule of the TRD, and its dates: those that run, or those of closing today.
fn retention_words(retention: &Retention, today: Date) -> String {
    let rule = format!(
        "Se conserva {} en archivo de gestión y {} en archivo central, {}; después, {}. {}",
        years(retention.gestion_years),
        years(retention.central_years),
        since(retention.trigger),
        retention.disposition.name().to_lowercase(),
        retention.procedure,
    );
    let counted = if retention.starts_on.is_some() {
        retention.clone()
    } else {
        retention.clone().starting_on(today)
    };
    let dates = counted.to_central_on().zip(counted.disposition_on());
    let dates = dates.map(|(central, last)| (format::plain_date(central), format::plain_date(last)));
    let when = match (retention.starts_on, dates) {
        (Some(day), Some((central, last))) => {
            let from = format::plain_date(day);
            format!("Cuenta desde el {from}: pasa al archivo central el {central} y su disposición final es el {last}.")
        }
        (None, Some((central, last))) => format!(
            "La retención todavía no corre. Si empezara hoy, pasaría al archivo central el {central} y su disposición final sería el {last}."
        ),
        (_, None) => String::new(),
    };
    format!("{} {when}", rule.trim_end())
}

fn years(count: u16) -> String {
    format::plural(i64::from(count), "año", "años")
}

fn trd_words(app: &App, version: &str) -> String {
    let trd = app.catalog().trds.iter().find(|trd| trd.trd == version);
    match trd {
        Some(trd) => format!(
            "TRD versión {version}, vigente desde el {}",
            format::plain_date(trd.in_force_from)
        ),
        None => format!("TRD versión {version}"),
    }
}

/// The TRD in force as a tree; the branch of `here` is open.
fn tree(app: &App, here: Option<&str>) -> Result<Vec<Branch>> {
    let trd: &Trd = app.rules.trd_on(app.clock.today())?;
    Ok(trd
        .offices
        .iter()
        .map(|office| office_branch(app, office, here))
        .collect())
}

fn office_branch(app: &App, row: &TrdOffice, here: Option<&str>) -> Branch {
    let office = app.catalog().entity.office(&row.office);
    let (code, name) = office.map_or(("", row.office.as_str()), |office| {
        (office.code.as_str(), office.name.as_str())
    });
    group(
        format!("{code} {name}"),
        row.series
            .iter()
            .map(|series| series_branch(code, series, here))
            .collect(),
    )
}

fn series_branch(office: &str, series: &TrdSeries, here: Option<&str>) -> Branch {
    let code = format!("{office}.{}", series.code);
    let leaves = series.subseries.iter().map(|subseries| {
        let code = format!("{code}.{}", subseries.code);
        Branch {
            name: format!("{code} {}", subseries.name),
            href: Some(format!("/expedientes?serie={code}")),
            count: None,
            here: here == Some(code.as_str()),
            open: false,
            inner: Vec::new(),
        }
    });
    group(format!("{code} {}", series.name), leaves.collect())
}

fn group(name: String, inner: Vec<Branch>) -> Branch {
    let open = inner.iter().any(|branch| branch.here || branch.open);
    Branch {
        name,
        href: None,
        count: None,
        here: false,
        open,
        inner,
    }
}
