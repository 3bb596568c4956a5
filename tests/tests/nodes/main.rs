//! Two real nodes on one PostgreSQL, behind a balancer that asks each whether it is ready: one after the other is
//! restarted while people work, and no request fails. Runs when `RADICA_TEST_POSTGRES` names a server
//! (`scripts/test-postgres.sh`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod balancer;
mod browser;
mod node;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use balancer::Balancer;
use browser::Browser;
use node::{Node, Setting, free_port};

/// Requests that must have been answered between two steps of the test.
const MANY: usize = 60;
/// People who work at the same time.
const PEOPLE: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn nodes_are_restarted_one_after_the_other_and_no_request_fails() {
    let Ok(server) = std::env::var("RADICA_TEST_POSTGRES") else {
        eprintln!("not run: RADICA_TEST_POSTGRES is not set");
        return;
    };
    let database = node::fresh_database(&server).await;
    let folder = tempfile::tempdir().unwrap();
    let balancer = Balancer::open().await;
    let setting = |name: &str, demo: bool| Setting {
        data: folder.path().join(name),
        keys: folder.path().join("keys"),
        database: database.clone(),
        public_url: balancer.url(),
        port: free_port(),
        demo: demo.then(free_port),
    };
    let mut one = Node::start(setting("one", true)).await;
    balancer.asks(&one);
    balancer.until_ready(&one).await;
    let mut person = Browser::new(balancer.address());
    person.sign_in("ciudadania", "luz-dary-chindoy").await;
    let mut two = Node::start(setting("two", false)).await;
    balancer.asks(&two);
    balancer.until_ready(&two).await;

    let work = Work::begin(&person);
    work.goes_on().await;
    for node in [&mut one, &mut two] {
        node.stop().await;
        work.goes_on().await;
        node.start_again().await;
        balancer.until_ready(node).await;
        work.goes_on().await;
    }
    let (answered, failed) = work.end().await;
    eprintln!("{answered} requests answered, by node: {:?}", balancer.served());
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(
        balancer.served().iter().all(|served| *served > MANY),
        "both nodes worked"
    );
    one.stop().await;
    two.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_start_at_once_on_an_empty_database_agree_on_everything() {
    let Ok(server) = std::env::var("RADICA_TEST_POSTGRES") else {
        eprintln!("not run: RADICA_TEST_POSTGRES is not set");
        return;
    };
    let database = node::fresh_database(&server).await;
    let folder = tempfile::tempdir().unwrap();
    let start = |name: &str| {
        Node::start(Setting {
            data: folder.path().join(name),
            keys: folder.path().join("keys"),
            database: database.clone(),
            public_url: "http://localhost:8080".to_owned(),
            port: free_port(),
            demo: None,
        })
    };
    let (mut one, mut two, mut three) = tokio::join!(start("one"), start("two"), start("three"));
    for node in [&mut one, &mut two, &mut three] {
        let ready = browser::ask(node.address(), "GET", "/salud/listo", &[], "")
            .await
            .unwrap();
        assert_eq!(ready.status, 200, "{}", ready.body);
        node.stop().await;
    }
}

/// People who read and write all the time.
struct Work {
    answered: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
    people: Vec<tokio::task::JoinHandle<Vec<String>>>,
}

impl Work {
    fn begin(person: &Browser) -> Self {
        let (answered, over) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
        let works = |_| {
            let (mut browser, answered, over) = (person.clone(), answered.clone(), over.clone());
            tokio::spawn(async move {
                let mut failed = Vec::new();
                while !over.load(Ordering::Relaxed) {
                    if let Err(why) = browser.visit().await {
                        failed.push(why);
                    }
                    answered.fetch_add(1, Ordering::Relaxed);
                }
                failed
            })
        };
        let people = (0..PEOPLE).map(works).collect();
        Self { answered, over, people }
    }

    /// Waits until many more visits have been answered.
    async fn goes_on(&self) {
        let wanted = self.answered.load(Ordering::Relaxed) + MANY;
        while self.answered.load(Ordering::Relaxed) < wanted {
            tokio::task::yield_now().await;
        }
    }

    async fn end(self) -> (usize, Vec<String>) {
        self.over.store(true, Ordering::Relaxed);
        let mut failed = Vec::new();
        for person in self.people {
            failed.extend(person.await.unwrap());
        }
        (self.answered.load(Ordering::Relaxed), failed)
    }
}
