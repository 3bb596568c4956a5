//! The journal is sealed with the entity's key, and its copies stand in the object store.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "stories/answers.rs"]
mod answers;
#[allow(dead_code, reason = "the stories use the rest of the world")]
#[path = "stories/world.rs"]
mod world;

use radica_storage::objects::Sha256;
use radica_storage::seals::export::Export;
use radica_storage::seals::problem::{Problem, SealFault};
use radica_storage::seals::seal::SignatureFault;
use radica_storage::seals::verify::{Report, Verification};
use radica_storage::seals::{Keys, standing};
use radica_workflows::sealing::stamping::{self, Error, Service};
use radica_workflows::sealing::{self, Trusted};
use radica_workflows::signing::EntityKey;
use radica_workflows::{App, outages};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use world::World;

async fn verify(app: &App, keys: &dyn Keys) -> Result<Report, Problem> {
    let mut export = Export::new(&app.db);
    let mut verification = Verification::new(keys);
    while let Some(line) = export.next().await.unwrap() {
        verification.line(&line)?;
    }
    verification.finish()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_sealed_a_minute_later_at_most_and_proved_by_the_public_key_alone() {
    let world = World::open().await;
    let app = &world.app;
    outages::beat(app).await.unwrap();
    world.at("2026-11-19T18:00:00Z").await;
    outages::beat(app).await.unwrap().unwrap();
    sealing::seal_due(app).await.unwrap();
    let first = standing(&app.db).await.unwrap();
    assert!(first.sealed > 0 && first.waiting == 0, "{first:?}");
    assert_eq!(app.objects.seals().await.unwrap(), [first.sealed]);

    let report = verify(app, &Trusted(vec![app.key.public()])).await.unwrap();
    assert_eq!((report.entries, report.unsealed()), (first.sealed, 0));

    world.at("2026-11-19T19:00:00Z").await;
    outages::beat(app).await.unwrap().unwrap();
    assert_eq!(sealing::seal_due(app).await.unwrap(), 1);
    assert_eq!(sealing::seal_due(app).await.unwrap(), 0);
    assert_eq!(app.objects.seals().await.unwrap().len(), 2);
}

/// A journal with a seal.
async fn sealed() -> World {
    let world = World::open().await;
    outages::beat(&world.app).await.unwrap();
    world.at("2026-11-19T18:00:00Z").await;
    outages::beat(&world.app).await.unwrap();
    sealing::seal_due(&world.app).await.unwrap();
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seal_is_only_believed_of_a_key_that_is_trusted() {
    let world = sealed().await;
    let app = &world.app;
    let folder = tempfile::tempdir().unwrap();
    let other = EntityKey::open_or_create(&folder.path().join("k"), || [9; 32]).unwrap();
    let told = verify(app, &Trusted(vec![other.public()])).await;
    let Err(Problem::Seal { fault, .. }) = told else {
        panic!("{told:?}")
    };
    let name = app.key.public().id();
    assert_eq!(fault, SealFault::Signature(SignatureFault::OtherKey(name)));
    let both = Trusted(vec![other.public(), app.key.public()]);
    assert!(verify(app, &both).await.is_ok());
}

/// A service that stamps what it is asked for, once: what a real one answered, with the hash and the nonce of the request.
async fn stamp_once(listener: TcpListener) {
    let (mut connection, _) = listener.accept().await.unwrap();
    let mut request = Vec::new();
    let body = loop {
        connection.read_buf(&mut request).await.unwrap();
        let head = request.windows(4).position(|part| part == b"\r\n\r\n");
        if let Some(body) = head
            .and_then(|end| request.get(end + 4..))
            .filter(|body| body.len() == 69)
        {
            break body;
        }
    };
    let mut answer = include_bytes!("../../storage/tests/seals/stamp.tsr").to_vec();
    let asked_then = Sha256::of(b"prueba");
    for (was, is) in [
        (&asked_then.as_bytes()[..], &body[24..56]),
        (&[0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef][..], &body[58..66]),
    ] {
        let place = answer.windows(was.len()).position(|part| part == was).unwrap();
        answer[place..place + is.len()].copy_from_slice(is);
    }
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/timestamp-reply\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        answer.len()
    );
    connection
        .write_all(&[head.as_bytes(), &answer].concat())
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seal_is_stamped_as_soon_as_the_service_answers() {
    let world = sealed().await;
    let app = &world.app;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = |url: String| Service {
        url,
        every: jiff::SignedDuration::from_hours(1),
    };
    let nobody = stamping::stamp_due(app, &service("http://127.0.0.1:1/".to_owned())).await;
    assert!(matches!(nobody, Err(Error::Unreachable(_))), "{nobody:?}");
    let keys = Trusted(vec![app.key.public()]);
    assert_eq!(verify(app, &keys).await.unwrap().stamped, None);

    let answering = service(format!("http://{address}/"));
    let (stamped, ()) = tokio::join!(stamping::stamp_due(app, &answering), stamp_once(listener));
    assert!(stamped.unwrap());
    let report = verify(app, &keys).await.unwrap();
    assert_eq!(
        report.stamped.map(|stamped| stamped.size),
        report.last.map(|head| head.size)
    );
    assert!(!stamping::stamp_due(app, &answering).await.unwrap(), "it is stamped");
}
