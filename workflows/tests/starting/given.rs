//! What the tests begin with: processes, nodes, and what can be asked of them.

use std::sync::Arc;

use crate::world::World;
use radica_engine::variables::Variables;
use radica_storage::ids::InstanceId;
use radica_storage::sent_messages::{self, SentMessage};
use radica_storage::{Writer, instances, journal};
use radica_workflows::app::App;
use radica_workflows::catalog::{Catalog, Files};
use radica_workflows::posting::{self, Letter};
use radica_workflows::rules::Rules;
use radica_workflows::{beginning, boot, console};
use serde_json::json;

pub const SOFIA: &str = "sofia-ortega";

pub const WAITS: &str = "\
process: espera-concepto
elements:
  - start: inicio
    next: esperar
  - message: esperar
    receive: concepto
    key: \"= numero\"
    result: concepto
    next: fin
  - end: fin
";

pub const SENDS: &str = "\
process: envia-concepto
elements:
  - start: inicio
    next: enviar
  - send_task: enviar
    send: concepto
    key: \"= numero\"
    content: { sentido: \"= sentido\", numero: \"= numero\" }
    next: fin
  - end: fin
";

pub const BEGINS: &str = "\
process: estudia-concepto
elements:
  - start: inicio
    message: concepto
    result: concepto
    next: estudiar
  - user_task: estudiar
    assign: { role: revisor, office: hacienda/tesoreria }
    next: fin
  - end: fin
";

pub const COLLECTS: &str = "\
process: junta-ofertas
elements:
  - receive_task: ofertas
    receive: oferta
    instantiate: true
    key: \"= numero\"
    each: { count: 2 }
    next: fin
  - end: fin
";

pub const FIRST_OF_TWO: &str = "\
process: primero-de-dos
elements:
  - event_based: primero
    instantiate: true
    next: [ por-mensaje, por-senal ]
  - catch: por-mensaje
    message: aviso
    result: dicho
    next: fin
  - catch: por-senal
    signal: sirena
    result: dicho
    next: fin
  - end: fin
";

pub const THROWS: &str = "\
process: lanza-alerta
elements:
  - start: inicio
    next: lanzar
  - throw: lanzar
    signal: alerta
    content: { nivel: roja }
    next: fin
  - end: fin
";

/// A process that begins by something.
pub fn begun_by(id: &str, by: &str) -> String {
    format!("process: {id}\nelements:\n  - start: inicio\n    {by}\n    next: fin\n  - end: fin\n")
}

/// A catalogue with these processes too.
pub fn with(processes: &[(&str, &str)]) -> Files {
    let files = Files::embedded()
        .with("processes/espera-concepto.yaml", WAITS)
        .with("processes/envia-concepto.yaml", SENDS)
        .with("processes/lanza-alerta.yaml", THROWS);
    processes.iter().fold(files, |files, (id, text)| {
        files.with(&format!("processes/{id}.yaml"), *text)
    })
}

/// The same system after the catalogue was changed and the program started again.
pub async fn deployed(world: &World, files: &Files) -> App {
    let rules = Rules::new(Catalog::of(files).unwrap(), "http://localhost:8080").unwrap();
    let app = App {
        rules: Arc::new(rules),
        hot: Default::default(),
        ..world.app.clone()
    };
    boot::prepare(&app).await.unwrap();
    app
}

/// Another node on the same database.
pub async fn node(world: &World) -> App {
    let (writer, _task) = Writer::start(world.app.db.clone(), Default::default()).await.unwrap();
    App {
        writer,
        hot: Default::default(),
        ..world.app.clone()
    }
}

pub async fn begin(world: &World, process: &str, variables: serde_json::Value) -> InstanceId {
    let variables = Variables::from_json(&variables);
    beginning::alone(&world.app, world.actor(SOFIA), process, variables)
        .await
        .unwrap()
}

pub async fn sends(world: &World, number: &str, said: &str) -> InstanceId {
    begin(world, "envia-concepto", json!({ "numero": number, "sentido": said })).await
}

/// The instances of a process, the oldest first.
pub async fn instances_of(world: &World, process: &str) -> Vec<instances::Instance> {
    let search = console::Search {
        process: Some(process.to_owned()),
        ..console::Search::default()
    };
    let (found, _) = console::search(&world.app, world.actor(SOFIA), &search).await.unwrap();
    found.into_iter().rev().map(|found| found.row).collect()
}

pub async fn variables(world: &World, id: InstanceId) -> serde_json::Value {
    world.state(id).await.1.variables().unwrap().to_json()
}

/// The data of the entries of a kind about a subject.
pub async fn journaled(world: &World, subject: &str, kind: &str) -> Vec<(String, serde_json::Value)> {
    let entries = journal::after(&world.app.db, 0, 5000).await.unwrap();
    let wanted = entries
        .into_iter()
        .filter(|entry| entry.subject_kind == subject && entry.kind == kind);
    wanted.map(|entry| (entry.actor, entry.data.read().unwrap())).collect()
}

pub async fn kept(world: &World) -> Vec<SentMessage> {
    sent_messages::kept(&world.app.db, None, 99).await.unwrap()
}

/// A message from outside.
pub fn letter(world: &World, name: &str, key: &str, content: serde_json::Value) -> Letter {
    Letter {
        id: posting::new_id(&world.app),
        name: name.to_owned(),
        key: key.to_owned(),
        content,
    }
}

pub async fn post(world: &World, name: &str, key: &str, content: serde_json::Value) {
    let letter = letter(world, name, key, content);
    posting::send(&world.app, world.actor(SOFIA), &letter, "prueba")
        .await
        .unwrap();
}
