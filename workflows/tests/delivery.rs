//! What people are told goes out once, through a real SMTP server and an SMS gateway that fail first.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
#![allow(dead_code, reason = "the stories use the rest of the world")]

#[path = "stories/answers.rs"]
mod answers;
#[path = "stories/world.rs"]
mod world;

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use radica_storage::notices::{self, Notice, NoticeState};
use radica_workflows::notices::delivery::{Delivery, MailWay, Secret, SmsGateway};
use radica_workflows::worker;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use world::World;

const LUZ: &str = "luz-dary-chindoy";

/// Where a server will listen, once it is started.
struct Ports {
    smtp: u16,
    sms: u16,
}

impl Ports {
    fn free() -> Self {
        let held = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
        let [smtp, sms] = held.each_ref().map(|listener| listener.local_addr().unwrap().port());
        Self { smtp, sms }
    }

    fn delivery(&self, sender: &str) -> Arc<Delivery> {
        let mail: MailWay = Delivery::smtp(&format!("smtp://127.0.0.1:{}", self.smtp)).unwrap();
        let gateway = SmsGateway {
            url: format!("http://127.0.0.1:{}/sms", self.sms),
            token: Secret("secreto".to_owned()),
        };
        Arc::new(Delivery::new(sender, mail, Some(gateway)).unwrap())
    }
}

/// The server's process; it is killed when dropped.
struct Server {
    _process: Child,
    says: Lines<BufReader<ChildStdout>>,
}

impl Server {
    async fn start(ports: &Ports) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/mail");
        assert!(
            folder.join("node_modules/smtp-server").is_dir(),
            "smtp-server is not installed: run `npm ci` in tests/mail (`make test` does)"
        );
        let mut process = Command::new("node")
            .arg(folder.join("server.mjs"))
            .args([ports.smtp, ports.sms].map(|port| port.to_string()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("node is needed for this test: {error}"));
        let says = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut server = Self {
            _process: process,
            says,
        };
        assert_eq!(server.next().await, json!({ "ready": true }));
        server
    }

    async fn next(&mut self) -> Value {
        serde_json::from_str(&self.says.next_line().await.unwrap().unwrap()).unwrap()
    }
}

async fn told(world: &World, radicado: &str, channel: &str) -> Notice {
    let case = world.case(radicado).await;
    let told = notices::of_case(&world.app.db, case.id).await.unwrap();
    let mut told = told.into_iter().filter(|notice| notice.channel == channel);
    let only = told.next().unwrap();
    assert!(told.next().is_none(), "one notice for one event and channel");
    only
}

async fn unreachable_world(ports: &Ports) -> World {
    let mut world = World::open().await;
    world.app.delivery = ports.delivery(&world.app.catalog().entity.sender);
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_waits_while_the_server_is_down_and_goes_out_once_when_it_is_back() {
    let ports = Ports::free();
    let world = unreachable_world(&ports).await;
    let radicado = world.file(LUZ, "SVT-135", &[], &[]).await;
    assert_eq!(radicado, "E-2026-000001", "filing does not depend on the mail");
    let waiting = told(&world, &radicado, "email").await;
    assert_eq!((waiting.state, waiting.attempts), (NoticeState::Waiting, 1));
    assert!(waiting.error.is_some(), "the operator sees why");
    assert_eq!(
        worker::send_due_notices(&world.app).await.unwrap(),
        0,
        "not again at once"
    );

    let mut server = Server::start(&ports).await;
    world.at("2026-11-19T15:01:00Z").await;
    let sent = told(&world, &radicado, "email").await;
    assert_eq!((sent.state, sent.error), (NoticeState::Sent, None));
    assert_eq!(
        server.next().await,
        json!({ "mail": sent.id.to_string(), "to": [sent.recipient] })
    );
    world.at("2026-11-19T18:00:00Z").await;
    assert_eq!(worker::send_due_notices(&world.app).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_sms_is_repeated_under_one_key_until_the_gateway_takes_it() {
    let ports = Ports::free();
    let world = unreachable_world(&ports).await;
    let mut server = Server::start(&ports).await;
    let asks = [("avisos_sms", "true"), ("celular", "320 456 7890")];
    let radicado = world.file(LUZ, "SVT-135", &asks, &[]).await;
    world.at("2026-11-19T15:01:00Z").await;
    let sent = told(&world, &radicado, "sms").await;
    assert_eq!((sent.state, sent.attempts), (NoticeState::Sent, 2));
    let mut heard = Vec::new();
    while heard.len() < 2 {
        let line = server.next().await;
        heard.extend(line.get("sms").is_some().then_some(line));
    }
    let key = sent.id.to_string();
    for (line, status) in heard.iter().zip([503, 202]) {
        assert_eq!(
            (line["key"].as_str(), line["status"].as_i64()),
            (Some(key.as_str()), Some(status))
        );
        assert_eq!(line["sms"]["to"], sent.recipient.as_str());
        assert_eq!(line["token"], "Bearer secreto");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_an_sms_who_did_not_ask_for_it() {
    let ports = Ports::free();
    let world = unreachable_world(&ports).await;
    let radicado = world.file(LUZ, "SVT-135", &[("avisos_sms", "false")], &[]).await;
    let case = world.case(&radicado).await;
    let told = notices::of_case(&world.app.db, case.id).await.unwrap();
    assert!(told.iter().all(|notice| notice.channel == "email"));
}
