//! Submitting a draft: radicado, acuse, expediente and process, in one transaction.
//!
//! The case takes the draft's id, so that a form sent twice is filed once.

use jiff::Timestamp;
use jiff::civil::Date;
use radica_engine::{Command, Instance, Variables, ids as engine};
use radica_storage::cases::Case;
use radica_storage::drafts::Draft;
use radica_storage::expedientes::Expediente;
use radica_storage::ids::{CaseId, DraftId, ExpedienteId, InstanceId};
use radica_storage::instances;
use radica_storage::{Batch, Commit, CommitError, Json, cases};
use rand::RngExt;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::drafts::{self, OpenDraft};
use crate::actor::{Actor, Person};
use crate::app::App;
use crate::case_data::{CaseData, Filer, Missing};
use crate::catalog::tramite::{Filing, NoticeEvent, Tramite};
use crate::clock;
use crate::definitions::Versions;
use crate::effects::waiting_job;
use crate::forms;
use crate::ids::IdSource;
use crate::jobs::JobKind;
use crate::kept::Kept;
use crate::matter::{CaseFile, Matter, Subject};
use crate::notices;
use crate::problem::{Error, Result};
use crate::records::{self, NewDocument, Opening, Retention};
use crate::rules::Rules;
use crate::turn::{Turn, json as stored};

/// Incoming numbers.
const INCOMING: &str = "E";

/// Files a draft. Returns the case's radicado.
///
/// # Errors
/// [`Error::Invalid`] when an answer cannot be accepted; what is missing never blocks (Ley 1755/2015 art. 15).
/// [`Error::AlreadyFiled`] when it was filed before.
pub async fn submit(app: &App, actor: &Actor, id: DraftId) -> Result<String> {
    let draft = drafts::open(app, actor, id).await?;
    let person = drafts::filer(actor)?;
    let plan = Plan::of(app, person, draft)?;
    let year = i64::from(app.clock.today().year());
    plan.play(&plan.numbers(0, 0))?;
    let draft_version = plan.draft_version;
    let series = format!("expediente {}", plan.classification);
    let commit = Commit::new(move |numbers| {
        let (radicado, consecutive) = (numbers.first().copied(), numbers.get(1).copied());
        let numbers = plan.numbers(radicado.unwrap_or_default(), consecutive.unwrap_or_default());
        // It was played before with other numbers, on which nothing depends.
        plan.play(&numbers).unwrap_or_default()
    });
    let commit = commit
        .number(INCOMING, year)
        .number(series, year)
        .expect::<Draft>(&id, Some(draft_version))
        .expect::<Case>(&case_id(id), None);
    match app.writer.commit(commit).await {
        Ok(_) | Err(CommitError::Conflict { .. }) => {}
        Err(refused) => return Err(refused.into()),
    }
    let case = cases::get(&app.db, case_id(id)).await?;
    case.map(|case| case.radicado).ok_or_else(|| {
        Error::Conflict("El borrador cambió mientras lo radicaba. Revíselo y radíquelo otra vez.".to_owned())
    })
}

fn case_id(draft: DraftId) -> CaseId {
    CaseId::from(drafts::ulid_of(draft))
}

/// Everything a filing needs but its numbers. Playing it is pure: the same numbers give the same rows.
struct Plan {
    rules: Arc<Rules>,
    actor: Actor,
    now: Timestamp,
    seed: u128,
    draft: DraftId,
    draft_version: i64,
    person: Person,
    tramite: Arc<Tramite>,
    data: CaseData,
    files: BTreeMap<String, super::uploads::Upload>,
    classification: String,
    definition: String,
}

/// The numbers of one filing.
struct Numbers {
    radicado: String,
    expediente: String,
}

impl Plan {
    fn of(app: &App, person: &Person, draft: OpenDraft) -> Result<Self> {
        let filing = draft.filing()?.clone();
        let answers = forms::read_again(app, &filing.steps, &draft.data.answers)?;
        let now = app.clock.local();
        let missing = forms::missing(&filing.documents, &answers, &now, |id| {
            draft.data.files.contains_key(id)
        });
        let missing = missing.into_iter().map(|document| Missing {
            id: document.id.clone(),
            label: document.label.clone(),
        });
        let answer = |field: &str| answers.get(field).and_then(|value| value.as_str()).map(str::to_owned);
        let filer = Filer {
            name: person.name.clone(),
            id_number: person.id_number.clone().unwrap_or_default(),
            email: answer("correo_notificacion")
                .or_else(|| answer("correo"))
                .or_else(|| person.email.clone()),
            phone: answer("celular")
                .or_else(|| answer("telefono"))
                .or_else(|| person.phone.clone()),
        };
        let data = CaseData {
            missing: missing.collect(),
            filer,
            wants_sms: answers
                .get("avisos_sms")
                .and_then(serde_json::Value::as_bool)
                .unwrap_or_default(),
            accepts_electronic: answer("notificacion").as_deref() == Some("electronica"),
            answers,
        };
        Ok(Self {
            rules: app.rules.clone(),
            actor: Actor::Person(Box::new(person.clone())),
            now: app.clock.now(),
            seed: rand::rng().random(),
            draft: draft.row.id,
            draft_version: draft.row.version,
            person: person.clone(),
            classification: classification(&app.rules, &draft.tramite, &filing, app.clock.today())?,
            definition: app.catalog().version.clone(),
            tramite: draft.tramite,
            data,
            files: draft.data.files,
        })
    }

    fn numbers(&self, radicado: i64, consecutive: i64) -> Numbers {
        let year = crate::time::in_zone(self.now).year();
        Numbers {
            radicado: number(&self.rules, INCOMING, year, radicado),
            expediente: records::code(&self.classification, year, consecutive),
        }
    }

    fn play(&self, numbers: &Numbers) -> Result<Batch> {
        let mut ids = IdSource::seeded(self.now, self.seed);
        let filing = self.tramite.filing.as_ref().ok_or(Error::NotFound("filing"))?;
        let process = self.rules.process(&filing.process)?.clone();
        let (instance, expediente): (InstanceId, ExpedienteId) = (ids.id(), ids.id());
        let file = self.case_file(numbers, instance, expediente)?;
        let engine_id = engine::InstanceId(instance.into());
        let row = instances::Instance {
            id: instance,
            version: 1,
            definition: process.hash().to_string(),
            definition_name: process.id().to_owned(),
            state: Json::null(),
            status: String::new(),
            case_id: Some(case_id(self.draft)),
            updated_at: self.now,
        };
        let variables = variables(&file, &self.data);
        let matter = Matter {
            row: Kept::new(row),
            instance: Instance::new(),
            process,
            versions: Versions::default(),
            tasks: BTreeMap::new(),
            subject: Subject::Case(Box::new(file)),
        };
        let mut turn = Turn::new(self.rules.clone(), self.actor.clone(), self.now, ids, matter);
        self.incorporate_annexes(&mut turn)?;
        self.journal_filing(&mut turn)?;
        turn.run(Command::Start {
            instance: engine_id,
            variables,
        })?;
        notices::tell_filer(&mut turn, NoticeEvent::Radicado, "radicado", &[])?;
        let acuse = waiting_job(
            &turn,
            turn.ids.clone().id(),
            JobKind::Acuse,
            None,
            json!({ "case": case_id(self.draft).to_string() }),
        );
        turn.put(acuse);
        turn.delete::<Draft>(self.draft);
        Ok(turn.finish()?.0)
    }

    fn case_file(&self, numbers: &Numbers, instance: InstanceId, expediente: ExpedienteId) -> Result<CaseFile> {
        let filing = self.tramite.filing.as_ref().ok_or(Error::NotFound("filing"))?;
        let clock = clock::started(self.now, &filing.term, &self.rules.catalog.calendar)?;
        let title = title_of(&self.tramite, &self.data);
        let case = Case {
            id: case_id(self.draft),
            version: 1,
            radicado: numbers.radicado.clone(),
            tramite: self.tramite.id.to_string(),
            definition: self.definition.clone(),
            office: self.tramite.office.to_string(),
            filer: self.person.id,
            filer_id_number: self.data.filer.id_number.clone(),
            filer_name: self.data.filer.name.clone(),
            status: "abierto".to_owned(),
            stage: "Radicado".to_owned(),
            title: title.clone(),
            data: stored(&self.data)?,
            clock: clock.to_json()?,
            filed_at: self.now,
            due_on: clock.due(&self.rules.catalog.calendar),
            outcome: None,
            instance: Some(instance),
            expediente: Some(expediente),
        };
        let opened = self.expediente(numbers, expediente, title, filing)?;
        Ok(CaseFile {
            case: Kept::new(case),
            expediente: Kept::new(opened),
            clock,
            tramite: self.tramite.clone(),
        })
    }

    fn expediente(&self, numbers: &Numbers, id: ExpedienteId, title: String, filing: &Filing) -> Result<Expediente> {
        let trd = self.rules.trd_on(crate::time::in_zone(self.now).date())?;
        let row = trd.find(&self.tramite.office, &filing.record.series, &filing.record.subseries);
        let (_, _, subseries) = row.ok_or_else(|| Error::Internal("series not in the TRD".to_owned()))?;
        let access = serde_json::to_value(filing.class.level)
            .ok()
            .and_then(|class| class.as_str().map(str::to_owned));
        let opening = Opening {
            id,
            code: numbers.expediente.clone(),
            trd_version: trd.trd.clone(),
            series: filing.record.series.clone(),
            subseries: filing.record.subseries.clone(),
            office: self.tramite.office.to_string(),
            title,
            access: access.unwrap_or_default(),
            retention: Retention::of(subseries),
        };
        records::open(opening, self.now)
    }

    fn incorporate_annexes(&self, turn: &mut Turn) -> Result<()> {
        let filing = self.tramite.filing.as_ref().ok_or(Error::NotFound("filing"))?;
        for asked in &filing.documents {
            let Some(upload) = self.files.get(&asked.id) else {
                continue;
            };
            let (title, content) = (asked.label.clone(), upload.content.clone());
            let new = NewDocument {
                radicado: Some(turn.matter.case()?.case.get().radicado.clone()),
                ..NewDocument::plain(turn.ids.id(), &asked.doctype, title, content, self.now)
            };
            turn.incorporate(new)?;
        }
        Ok(())
    }

    fn journal_filing(&self, turn: &mut Turn) -> Result<()> {
        let case = turn.matter.case()?.case.get();
        let (id, radicado) = (case.id, case.radicado.clone());
        let data = json!({
            "radicado": radicado,
            "tramite": self.tramite.id,
            "definition": self.definition,
            "missing": self.data.missing,
            "due_on": case.due_on.map(|day| day.to_string()),
        });
        turn.journal(("case", &id, 1), "filed", data);
        Ok(())
    }
}

/// A number of a series as people read it: `E-2026-000123`.
#[must_use]
pub fn number(rules: &Rules, series: &str, year: i16, consecutive: i64) -> String {
    let digits = rules
        .catalog
        .entity
        .series
        .get(series)
        .map_or(6, |series| usize::from(series.digits));
    format!("{series}-{year}-{consecutive:0digits$}")
}

/// What a process knows of its case.
fn variables(file: &CaseFile, data: &CaseData) -> Variables {
    let case = file.case.get();
    let assessment = file
        .tramite
        .filing
        .as_ref()
        .and_then(|filing| filing.assessment.as_ref());
    let valued_by = assessment.map(ToString::to_string);
    Variables::from_json(&json!({
        "radicado": case.radicado,
        "tramite": { "id": case.tramite, "name": file.tramite.name, "office": case.office, "valoracion": valued_by },
        "filer": data.filer,
        "solicitud": data.answers,
        "faltantes": data.missing.iter().map(|missing| &missing.label).collect::<Vec<_>>(),
        "faltan": data.missing.iter().map(|missing| &missing.id).collect::<Vec<_>>(),
    }))
}

/// What the case is about: the organisation or property named in the form, or who files.
fn title_of(tramite: &Tramite, data: &CaseData) -> String {
    let named = [
        "organizacion",
        "nombre_organizacion",
        "establecimiento",
        "placa",
        "nombre_titular",
    ];
    let name = named.iter().find_map(|field| data.answers.get(*field)?.as_str());
    let name = name.filter(|name| !name.is_empty()).unwrap_or(&data.filer.name);
    format!("{name}: {}", tramite.short_name)
}

/// Code of the office, series and subseries of the TRD: `1200.31.02`.
fn classification(rules: &Rules, tramite: &Tramite, filing: &Filing, today: Date) -> Result<String> {
    let row = rules
        .trd_on(today)?
        .find(&tramite.office, &filing.record.series, &filing.record.subseries);
    let (_, series, subseries) = row.ok_or_else(|| {
        Error::Internal(format!(
            "{} is of a series that its office has not in the TRD",
            tramite.id
        ))
    })?;
    let office = rules
        .catalog
        .entity
        .office(&tramite.office)
        .map_or("", |office| office.code.as_str());
    Ok(format!("{office}.{}.{}", series.code, subseries.code))
}
