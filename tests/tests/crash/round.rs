//! One round: work, a crash in the middle of it, recovery, and every check.

use std::time::Duration;

use radica_storage::Db;
use radica_storage::crash::Place;

use crate::check;
use crate::database::Ending;
use crate::random::Random;
use crate::recovery;
use crate::world::World;

/// How long work goes on for a place to be reached.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a round's crash comes.
#[derive(Debug, Clone, Copy)]
pub enum Crash {
    /// SIGKILL for the first node after this long.
    After(Duration),
    /// The first node ends itself at a place, the so-manieth time it is reached.
    At(Place, u64),
}

/// What else happens to a world of several nodes.
#[derive(Debug, Clone, Copy)]
pub struct Troubles {
    /// When the second node is paused, how long until its leases end, and as long again until it goes on.
    pause: (Duration, Duration),
    /// When the database is restarted, and how it ends.
    restart: (Duration, Ending),
}

/// A round, decided before it begins.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    pub crash: Crash,
    pub troubles: Troubles,
}

impl Round {
    /// A round at a place, or at a moment when no place is named.
    pub fn new(random: &mut Random, place: Option<Place>) -> Self {
        let crash = match place {
            // Timers fire too seldom to wait for the third.
            Some(place @ Place::TimerDue) => Crash::At(place, 1),
            Some(place) => Crash::At(place, 1 + random.below(4)),
            None => Crash::After(random.millis(20, 1500)),
        };
        let troubles = Troubles {
            pause: (random.millis(20, 600), random.millis(100, 500)),
            restart: (random.millis(50, 1200), Ending::drawn(random)),
        };
        Self { crash, troubles }
    }

    /// Plays it and checks everything afterwards.
    pub async fn play(self, world: &mut World) {
        self.work(world).await;
        world.kill();
        recovery::end_leases(&world.database).await.unwrap();
        world.start(None).await;
        world.let_go_on(true);
        finish(world).await;
        let db = Db::open(&world.database).await.unwrap();
        recovery::drained(world, &db).await;
        world.kill();
        check::all(world, &db).await;
        db.close().await;
    }

    /// Everybody works until the crash has come, and on the nodes that are left a while longer.
    async fn work(self, world: &mut World) {
        let end_at = match self.crash {
            Crash::At(place, time) => Some((place, time)),
            Crash::After(_) => None,
        };
        world.start(end_at).await;
        world.let_go_on(true);
        let several = world.nodes.len() > 1;
        let (kind, stop, database) = (world.kind.clone(), world.around.stop.clone(), world.database.clone());
        let (first, others) = world.nodes.split_at_mut(1);
        let trouble = async {
            let crash = async {
                match self.crash {
                    Crash::After(after) => {
                        tokio::time::sleep(after).await;
                        first[0].kill();
                    }
                    Crash::At(place, time) => {
                        let reached = first[0].ends_within(PATIENCE).await;
                        assert!(reached, "{place}:{time} was not reached in {PATIENCE:?}");
                    }
                }
            };
            let pause = async {
                if let Some(second) = others.first() {
                    let (after, lasting) = self.troubles.pause;
                    tokio::time::sleep(after).await;
                    second.pause();
                    tokio::time::sleep(lasting).await;
                    // What it holds others do before it goes on. The end of some leases is enough.
                    let _ = recovery::end_leases(&database).await;
                    tokio::time::sleep(lasting).await;
                    second.go_on();
                }
            };
            let restart = async {
                if several {
                    let (after, ending) = self.troubles.restart;
                    tokio::time::sleep(after).await;
                    kind.restart(ending).await;
                }
            };
            tokio::join!(crash, pause, restart);
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
        };
        let citizens = futures_util::future::join_all(world.citizens.iter_mut().map(|citizen| citizen.live()));
        let officials = futures_util::future::join_all(world.officials.iter_mut().map(|officials| officials.live()));
        tokio::join!(trouble, citizens, officials);
    }
}

/// Everybody asks again for what they do not know the outcome of.
async fn finish(world: &mut World) {
    let over = "nobody stops them";
    for citizen in &mut world.citizens {
        citizen.finish().await.expect(over);
    }
    for officials in &mut world.officials {
        officials.finish().await.expect(over);
    }
}
