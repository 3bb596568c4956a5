//! Several nodes on one database, clocks that step, and nodes that are lost: everything is done, and once.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "stories/answers.rs"]
#[allow(dead_code, reason = "the stories use the rest of it")]
mod answers;
#[allow(dead_code, reason = "the stories use the rest of the world")]
#[path = "stories/world.rs"]
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::{SignedDuration, Timestamp};
use radica_engine::variables::Variables;
use radica_storage::ids::InstanceId;
use radica_storage::notices::{self, Notice, NoticeState};
use radica_storage::{Batch, Commit, Writer, jobs, timers};
use radica_workflows::app::App;
use radica_workflows::catalog::Files;
use radica_workflows::notices::delivery::{Delivery, MailWay, Secret, SmsGateway};
use radica_workflows::time::Clock;
use radica_workflows::{beginning, worker};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use world::{NOW, World};

const SOFIA: &str = "sofia-ortega";
const LUZ: &str = "luz-dary-chindoy";

/// Waits a day, then is over.
const WAITS: &str = "\
process: espera-un-dia
elements:
  - start: inicio
    next: espera
  - timer: espera
    after: P1D
    next: fin
  - end: fin
";
/// Begins each hour.
const HOURLY: &str = "\
process: cada-hora
elements:
  - start: inicio
    timer: R/PT1H
    next: fin
  - end: fin
";

async fn world() -> World {
    let files = Files::embedded()
        .with("processes/espera-un-dia.yaml", WAITS)
        .with("processes/cada-hora.yaml", HOURLY);
    World::open_with(files).await
}

/// Another node on the same database.
async fn node(world: &World) -> App {
    let (writer, _task) = Writer::start(world.app.db.clone(), Default::default()).await.unwrap();
    App {
        writer,
        ..world.app.clone()
    }
}

async fn begin(world: &World) -> InstanceId {
    let variables = Variables::from_json(&json!({}));
    beginning::alone(&world.app, world.actor(SOFIA), "espera-un-dia", variables)
        .await
        .unwrap()
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn is_over(world: &World, id: InstanceId) -> bool {
    world.state(id).await.0.status == "finished"
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_fire_each_timer_once() {
    let world = world().await;
    let other = node(&world).await;
    let mut waiting = Vec::new();
    for _ in 0..40 {
        waiting.push(begin(&world).await);
    }
    world.clock.set(moment("2026-11-20T15:00:01Z"));
    let (one, two) = tokio::join!(worker::fire_due_timers(&world.app), worker::fire_due_timers(&other));
    one.unwrap();
    two.unwrap();
    for id in waiting {
        assert!(is_over(&world, id).await);
        assert_eq!(timers::of_instance(&world.app.db, id).await.unwrap(), []);
    }
}

/// Tells one time so many times, and then an earlier one: a clock that is set back while somebody works by it.
#[derive(Debug)]
struct SetBack {
    ahead: Timestamp,
    back: Timestamp,
    left: AtomicUsize,
}

impl Clock for SetBack {
    fn now(&self) -> Timestamp {
        let left = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        if left.is_ok() { self.ahead } else { self.back }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_loses_no_timer() {
    let world = world().await;
    for asked in 0..6 {
        let id = begin(&world).await;
        let clock = SetBack {
            ahead: moment("2026-11-20T16:00:00Z"),
            back: moment("2026-11-20T14:00:00Z"),
            left: AtomicUsize::new(asked),
        };
        let hasty = App {
            clock: Arc::new(clock),
            ..world.app.clone()
        };
        worker::fire_due_timers(&hasty).await.unwrap();
        if !is_over(&world, id).await {
            let waiting = timers::of_instance(&world.app.db, id).await.unwrap();
            assert_eq!(waiting.len(), 1, "set back at reading {asked} of the clock");
        }
        world.clock.set(moment("2026-11-20T16:00:00Z"));
        worker::fire_due_timers(&world.app).await.unwrap();
        assert!(is_over(&world, id).await, "set back at reading {asked} of the clock");
        world.clock.set(moment(NOW));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumped_a_year_and_back_doubles_nothing() {
    let world = world().await;
    let id = begin(&world).await;
    let begun = async || {
        let search = radica_workflows::console::Search {
            process: Some("cada-hora".to_owned()),
            ..Default::default()
        };
        let found = radica_workflows::console::search(&world.app, world.actor(SOFIA), &search).await;
        found.unwrap().0.len()
    };
    world.at("2027-11-19T15:00:00Z").await;
    assert!(is_over(&world, id).await);
    assert_eq!(begun().await, 1, "what was missed is not made up for");
    world.at(NOW).await;
    world.at("2026-11-20T15:00:00Z").await;
    assert_eq!(begun().await, 1, "nothing is done again");
    world.at("2027-11-19T17:00:01Z").await;
    assert!(begun().await > 1, "it goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_lost_node_held_is_done_by_another_within_ten_seconds() {
    let world = world().await;
    world.file(LUZ, "SVT-135", &[], &[]).await;
    let mut acuse = jobs::with_state(&world.app.db, jobs::JobState::Done, None, 1)
        .await
        .unwrap()
        .remove(0);
    acuse.id = world.app.ids().id();
    acuse.kind = "announce-signal".to_owned();
    acuse.payload = json!({ "name": "nadie", "variables": {} }).into();
    acuse.instance = None;
    let lost = jobs::Job {
        version: 1,
        state: jobs::JobState::Waiting,
        attempts: 0,
        due_at: world.app.clock.now(),
        ..acuse
    };
    let id = lost.id;
    world
        .app
        .writer
        .commit(Commit::of(Batch::new().put(lost)))
        .await
        .unwrap();
    let now = world.app.clock.now();
    let held = jobs::take(&world.app.db, "lost", now, worker::lease::until(now), 1)
        .await
        .unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!(worker::drain_jobs(&world.app).await.unwrap(), 0, "it is held");
    world.clock.set(now + SignedDuration::from_secs(9));
    assert_eq!(worker::drain_jobs(&world.app).await.unwrap(), 1);
    let job = jobs::get(&world.app.db, id).await.unwrap().unwrap();
    assert_ne!(job.lease_owner.as_deref(), Some("lost"));
}

/// A gateway that answers when it is told to.
struct Gateway {
    listener: TcpListener,
}

impl Gateway {
    async fn open() -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        (Self { listener }, url)
    }

    /// The next message, as it was sent, and the way to answer it.
    async fn takes(&self) -> (String, TcpStream) {
        let (mut stream, _) = self.listener.accept().await.unwrap();
        let mut read = Vec::new();
        while !String::from_utf8_lossy(&read).contains("\"to\"") {
            assert_ne!(stream.read_buf(&mut read).await.unwrap(), 0);
        }
        (String::from_utf8_lossy(&read).into_owned(), stream)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_a_slow_gateway_keeps_waiting_is_sent_by_one_node() {
    let world = world().await;
    let (gateway, url) = Gateway::open().await;
    let sms = SmsGateway {
        url,
        token: Secret(String::new()),
    };
    let delivery = Delivery::new(
        "Radica <no@example.gov.co>",
        MailWay::Folder("unused".into()),
        Some(sms),
    )
    .unwrap();
    let slow = App {
        delivery: Arc::new(delivery),
        ..world.app.clone()
    };
    let notice = Notice {
        id: slow.ids().id(),
        version: 1,
        case_id: None,
        event: "prueba:sms".to_owned(),
        channel: "sms".to_owned(),
        recipient: "+573001234567".to_owned(),
        subject: String::new(),
        body: "Su trámite avanzó.".to_owned(),
        state: NoticeState::Waiting,
        attempts: 0,
        next_at: slow.clock.now(),
        sent_at: None,
        error: None,
    };
    let id = notice.id;
    slow.writer.commit(Commit::of(Batch::new().put(notice))).await.unwrap();
    let sending = tokio::spawn({
        let slow = slow.clone();
        async move { worker::send_due_notices(&slow).await }
    });
    let (sent, mut answer) = gateway.takes().await;
    assert!(sent.contains(&format!("idempotency-key: {id}")), "{sent}");
    // Nearly at the end of the lease, the node that waits for the gateway renews it.
    let ends = notices::next_due(&slow.db).await.unwrap().unwrap();
    world.clock.set(ends - SignedDuration::from_secs(1));
    while notices::next_due(&slow.db).await.unwrap() == Some(ends) {
        tokio::task::yield_now().await;
    }
    world.clock.set(ends + SignedDuration::from_secs(1));
    assert_eq!(worker::send_due_notices(&world.app).await.unwrap(), 0, "it is held");
    answer
        .write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")
        .await
        .unwrap();
    assert_eq!(sending.await.unwrap().unwrap(), 1);
    let notice = notices::get(&slow.db, id).await.unwrap().unwrap();
    assert_eq!((notice.state, notice.attempts), (NoticeState::Sent, 1));
}
