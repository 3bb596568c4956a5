//! One record of every table, with every field set.

use jiff::civil::date;
use radica_storage::{
    Json,
    batches::{Asked, Item},
    blobs::{Blob, BlobFailure, Problem},
    cases::Case,
    committees::{Ballot, Committee, Vote},
    definitions::Definition,
    documents::{Document, DocumentState},
    drafts::Draft,
    expedientes::Expediente,
    ids::*,
    instances::Instance,
    jobs::{Job, JobState},
    messages::Message,
    notices::{Notice, NoticeState},
    outages::{Heartbeat, Outage},
    people::Person,
    policies::{DocumentVersion, Governed},
    positions::Position,
    ratings::Rating,
    sent_messages::{Sender, SentMessage},
    sessions::{OidcLogin, Session},
    shared_keys::SharedKey,
    starts::{Start, StartKind},
    subscriptions::{Awaited, Subscription},
    tasks::{Task, TaskState},
    timers::Timer,
    upkeep::Upkeep,
};

use crate::harness::at;

const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// The id of the n-th thing of its kind.
macro_rules! nth {
    ($id:ident, $n:expr) => {
        $id::from_parts(1_790_000_000_000 + $n, u128::from($n as u64))
    };
}
pub(crate) use nth;

pub fn instance(n: u64) -> Instance {
    Instance {
        id: nth!(InstanceId, n),
        version: 1,
        definition: HASH.to_owned(),
        definition_name: "expedir-certificado".to_owned(),
        state: Json::object(),
        status: "running".to_owned(),
        case_id: Some(nth!(CaseId, n)),
        updated_at: at(1),
    }
}

pub fn task(n: u64) -> Task {
    Task {
        id: nth!(TaskId, n),
        version: 1,
        instance: nth!(InstanceId, n),
        case_id: Some(nth!(CaseId, n)),
        subject: "2026-000001".to_owned(),
        element: "revisar".to_owned(),
        name: "Revisar requisitos".to_owned(),
        act: Some("revision".to_owned()),
        role: "revisor".to_owned(),
        office: "hacienda/tesoreria".to_owned(),
        assignee: None,
        state: TaskState::Open,
        form: Json::array(),
        created_at: at(1),
        due_at: Some(at(100)),
        ended_at: None,
    }
}

pub fn job(n: u64) -> Job {
    Job {
        id: nth!(JobId, n),
        version: 1,
        kind: "render".to_owned(),
        instance: Some(nth!(InstanceId, 1)),
        payload: Json::object(),
        state: JobState::Waiting,
        attempts: 0,
        due_at: at(10),
        lease_owner: None,
        last_error: Some("sin conexión".to_owned()),
    }
}

pub fn notice(n: u64) -> Notice {
    Notice {
        id: nth!(NoticeId, n),
        version: 1,
        case_id: Some(nth!(CaseId, 1)),
        event: format!("acuse/{n}/email"),
        channel: "email".to_owned(),
        recipient: "ana@example.org".to_owned(),
        subject: "Radicado 2026-000001".to_owned(),
        body: "Recibimos su solicitud.".to_owned(),
        state: NoticeState::Waiting,
        attempts: 0,
        next_at: at(10),
        sent_at: None,
        error: None,
    }
}

pub fn case(n: u64) -> Case {
    Case {
        id: nth!(CaseId, n),
        version: 1,
        radicado: format!("2026-{n:06}"),
        tramite: "SVT-135".to_owned(),
        definition: HASH.to_owned(),
        office: "hacienda/tesoreria".to_owned(),
        filer: nth!(PersonId, 1),
        filer_id_number: "1018400000".to_owned(),
        filer_name: "Ana Muñoz".to_owned(),
        status: "open".to_owned(),
        stage: "En revisión".to_owned(),
        title: "Paz y salvo".to_owned(),
        data: Json::object(),
        clock: Json::array(),
        filed_at: at(0),
        due_on: Some(date(2026, 4, 17)),
        outcome: Some("granted".to_owned()),
        instance: Some(nth!(InstanceId, n)),
        expediente: Some(nth!(ExpedienteId, n)),
    }
}

pub fn draft() -> Draft {
    Draft {
        id: nth!(DraftId, 1),
        version: 1,
        person: nth!(PersonId, 1),
        tramite: "SVT-135".to_owned(),
        definition: HASH.to_owned(),
        data: Json::object(),
        step: "datos".to_owned(),
        created_at: at(0),
        updated_at: at(1),
        expires_at: at(1000),
    }
}

pub fn expediente() -> Expediente {
    Expediente {
        id: nth!(ExpedienteId, 1),
        version: 1,
        code: "140.12.03-2026-00001".to_owned(),
        trd_version: "1".to_owned(),
        series: "certificados".to_owned(),
        subseries: Some("paz-y-salvo".to_owned()),
        office: "hacienda/tesoreria".to_owned(),
        title: "Paz y salvo de Ana Muñoz".to_owned(),
        access: "clasificada".to_owned(),
        opened_at: at(0),
        closed_at: Some(at(50)),
        index_document: Some(nth!(DocumentId, 9)),
        retention: Json::object(),
        next_ordinal: 2,
        next_page: 4,
    }
}

pub fn document(n: u64) -> Document {
    Document {
        id: nth!(DocumentId, n),
        version: 1,
        expediente: nth!(ExpedienteId, 1),
        case_id: Some(nth!(CaseId, 1)),
        kind: "solicitud".to_owned(),
        title: "Solicitud".to_owned(),
        radicado: Some("2026-000001".to_owned()),
        sha256: HASH.to_owned(),
        size: 1_000,
        media_type: "application/pdf".to_owned(),
        pages: 3,
        format: "PDF/A-2a".to_owned(),
        origin: "nacido digital".to_owned(),
        class: "clasificada".to_owned(),
        created_at: at(0),
        incorporated_at: at(1),
        ordinal: i64::try_from(n).unwrap(),
        page_start: 1,
        page_end: 3,
        state: DocumentState::Active,
        reason: Some("repetido".to_owned()),
        number: Some("R-1".to_owned()),
        verification_code: Some(format!("VERIFICA-{n}")),
        signature: Some(Json::object()),
        notified_at: Some(at(2)),
    }
}

pub fn person() -> Person {
    Person {
        id: nth!(PersonId, 1),
        version: 1,
        issuer: "https://id.example.org".to_owned(),
        subject: "ana".to_owned(),
        name: "Ana Muñoz".to_owned(),
        email: Some("ana@example.org".to_owned()),
        phone: Some("3001234567".to_owned()),
        id_number: Some("1018400000".to_owned()),
        roles: vec!["ciudadano".to_owned()],
        offices: vec![],
        updated_at: at(0),
    }
}

pub fn session() -> Session {
    Session {
        id: HASH.to_owned(),
        person: nth!(PersonId, 1),
        data: Json::null(),
        created_at: at(0),
        expires_at: at(100),
    }
}

pub fn login() -> OidcLogin {
    OidcLogin {
        state: "estado".to_owned(),
        nonce: "nonce".to_owned(),
        pkce_verifier: "verifier".to_owned(),
        issuer: "https://id.example.org".to_owned(),
        return_to: "/tramites".to_owned(),
        expires_at: at(100),
    }
}

pub fn governed() -> Governed {
    Governed {
        id: nth!(GovernedId, 1),
        version: 1,
        code: "PETI".to_owned(),
        name: "Plan estratégico de tecnologías de la información".to_owned(),
        kind: "plan".to_owned(),
        owner: "tic".to_owned(),
        scope: "Toda la entidad".to_owned(),
        class: "publica".to_owned(),
        in_force: Some(nth!(VersionId, 1)),
        review_on: Some(date(2027, 1, 31)),
        created_at: at(0),
        updated_at: at(1),
    }
}

pub fn document_version() -> DocumentVersion {
    DocumentVersion {
        id: nth!(VersionId, 1),
        version: 1,
        document: nth!(GovernedId, 1),
        major: 8,
        minor: 0,
        state: "vigente".to_owned(),
        body: "# PETI".to_owned(),
        sha256: HASH.to_owned(),
        date: Some(date(2026, 1, 31)),
        responsible: "Oficina TIC".to_owned(),
        description: "Actualización".to_owned(),
        approved_by: Some("Comité".to_owned()),
        instance: Some(nth!(InstanceId, 1)),
        created_at: at(0),
    }
}

pub fn committee() -> Committee {
    Committee {
        id: nth!(CommitteeId, 1),
        version: 1,
        code: "gestion-y-desempeno".to_owned(),
        name: "Comité de gestión y desempeño".to_owned(),
        rule: Json::object(),
        members: Json::array(),
        updated_at: at(0),
    }
}

pub fn ballot() -> Ballot {
    Ballot {
        id: nth!(BallotId, 1),
        version: 1,
        version_id: nth!(VersionId, 1),
        committee: nth!(CommitteeId, 1),
        entitled: Json::array(),
        opened_at: at(0),
        closed_at: Some(at(9)),
        result: Some(Json::object()),
    }
}

pub fn vote() -> Vote {
    Vote {
        ballot: nth!(BallotId, 1),
        voter: nth!(PersonId, 1),
        choice: "a favor".to_owned(),
        reason: Some("Está completo".to_owned()),
        at: at(5),
    }
}

pub fn message() -> Message {
    Message {
        document: nth!(DocumentId, 1),
        case_id: nth!(CaseId, 1),
        author: nth!(PersonId, 1),
        from_office: true,
        text: "¿Nos confirma su dirección?".to_owned(),
        at: at(61),
    }
}

pub fn heartbeat() -> Heartbeat {
    Heartbeat {
        service: "radica".to_owned(),
        at: at(62),
    }
}

pub fn outage() -> Outage {
    Outage {
        began_at: at(63),
        ended_at: at(640),
    }
}

pub fn rating() -> Rating {
    Rating {
        case_id: nth!(CaseId, 1),
        score: 5,
        comment: Some("Muy ágil".to_owned()),
        at: at(60),
    }
}

pub fn blob() -> Blob {
    Blob {
        sha256: HASH.to_owned(),
        size: 4,
        media_type: "text/plain".to_owned(),
        created_at: at(0),
    }
}

pub fn blob_failure() -> BlobFailure {
    BlobFailure {
        sha256: HASH.to_owned(),
        found_at: at(5),
        problem: Problem::Corrupt,
        expected: 4,
        found: Some(HASH.to_owned()),
    }
}

pub fn upkeep() -> Upkeep {
    Upkeep {
        owner: Some("nodo".to_owned()),
        began_at: Some(at(1)),
        ended_at: Some(at(2)),
        reached: HASH.to_owned(),
        ..Upkeep::new("fixity", at(3))
    }
}

pub fn definition() -> Definition {
    Definition {
        hash: HASH.to_owned(),
        kind: "process".to_owned(),
        name: "expedir-certificado".to_owned(),
        source: "process: expedir-certificado".to_owned(),
        at: at(0),
    }
}

pub fn timer(n: u64) -> Timer {
    Timer::new(nth!(InstanceId, n), "vencimiento", at(i64::try_from(n).unwrap()))
}

pub fn subscription(n: u64) -> Subscription {
    Subscription {
        id: nth!(SubscriptionId, n),
        instance: nth!(InstanceId, n),
        kind: Awaited::Message,
        name: "concepto".to_owned(),
        key: "17".to_owned(),
        element: "esperar".to_owned(),
        created_at: at(2),
    }
}

/// Kept until second 100.
pub fn sent_message(n: u64) -> SentMessage {
    SentMessage {
        id: nth!(MessageId, n),
        version: 1,
        name: "concepto".to_owned(),
        key: "17".to_owned(),
        content: Json::object(),
        sent_by: Sender::Instance(nth!(InstanceId, 9)),
        sent_at: at(3),
        keep_until: at(100),
        refused: None,
    }
}

/// Due at second 50, three times.
pub fn start(n: u64) -> Start {
    let process = format!("proceso-{n}");
    Start {
        id: Start::id_of(&process, "inicio", 0),
        version: 1,
        process,
        definition: HASH.to_owned(),
        element: "inicio".to_owned(),
        part: 0,
        kind: StartKind::Timer,
        name: "R3/PT50S".to_owned(),
        since: at(1),
        due_at: Some(at(50)),
        times_left: Some(3),
    }
}

pub fn shared_key() -> SharedKey {
    SharedKey {
        id: "entity".to_owned(),
        version: 1,
        fingerprint: "ed25519:0123456789abcdef".to_owned(),
        since: at(1),
    }
}

pub fn position(n: u64) -> Position {
    let instance = nth!(InstanceId, n);
    Position {
        instance,
        definition: HASH.to_owned(),
        element: "revisar".to_owned(),
        tokens: 1,
        incidents: 0,
    }
}

pub fn batch() -> Asked {
    Asked {
        id: nth!(BatchId, 1),
        version: 1,
        act: "retry".to_owned(),
        reason: "Volvió el servidor de correo".to_owned(),
        asked_by: nth!(PersonId, 1).to_string(),
        asked_at: at(4),
        plan: Some(Json::object()),
    }
}

pub fn batch_item(n: u64) -> Item {
    Item {
        error: Some("ya terminó".to_owned()),
        ended_at: Some(at(5)),
        ..Item::new(nth!(BatchId, 1), nth!(InstanceId, n))
    }
}
