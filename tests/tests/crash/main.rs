//! The crash test: real programs are killed at random and at every named place while people file and decide, and nothing that
//! was acknowledged is lost, nothing happens twice.
//!
//! `CRASH_ROUNDS` says how many rounds all databases have together (10), `CRASH_SEED` which (1). A failure names its seed and
//! its round; the same seed draws the same rounds. See `radica_storage::crash` for the places.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod browser;
mod check;
mod citizen;
mod client;
mod database;
mod ledger;
mod node;
mod official;
mod pdf;
mod random;
mod recovery;
mod round;
mod world;

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use database::Kind;
use futures_util::FutureExt;
use radica_storage::crash::Place;
use random::Random;
use round::Round;
use world::World;

/// Rounds that one world lives: an old one has more to recover, and takes longer to check.
const LIFE: u64 = 20;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect(name))
}

/// Every second round ends at a place, the places in turn; the others at a random moment.
async fn play(kind: &Kind, rounds: u64) {
    let seed = setting("CRASH_SEED", 1);
    let mut random = Random::new(seed);
    // Each world begins with the one that is left out.
    let places = Place::ALL.iter().copied();
    let mut places = places.filter(|place| *place != Place::SealWritten).cycle();
    let mut world = None;
    let mut tally = Tally::default();
    let begun = Instant::now();
    for number in 0..rounds {
        let place = (number % 2 == 0).then(|| places.next()).flatten();
        let round = Round::new(&mut random, place);
        if number % LIFE == 0 {
            tally.add(world.take());
        }
        let world = match &mut world {
            Some(world) => world,
            none => none.insert(World::begin(kind, &mut random).await),
        };
        let played = AssertUnwindSafe(round.play(world)).catch_unwind().await;
        if let Err(failure) = played {
            world.kill();
            let folder = world.keep().display().to_string();
            eprintln!("round {number} of CRASH_SEED={seed} failed: {round:?}; what it left is in {folder}");
            std::panic::resume_unwind(failure);
        }
    }
    tally.add(world);
    let seconds = begun.elapsed().as_secs_f64();
    println!("{rounds} rounds in {seconds:.0} s, CRASH_SEED={seed}: {tally:?}");
}

/// What was acknowledged in all worlds, so that a test in which little happens is seen.
#[derive(Debug, Default)]
struct Tally {
    filed: usize,
    delivered: usize,
    tasks: usize,
    signed: usize,
}

impl Tally {
    fn add(&mut self, world: Option<World>) {
        let Some(world) = world else { return };
        let known = world.around.ledger.read();
        self.filed += known.drafts.values().filter(|begun| begun.radicado.is_some()).count();
        self.delivered += known.delivered.len();
        self.tasks += known.completed.len();
        self.signed += known.signed.len();
    }
}

/// Plays half of the rounds, if there is something to play them with.
async fn play_half(kind: Option<Kind>) {
    let program = node::program();
    match kind {
        None => eprintln!("not run on PostgreSQL: RADICA_TEST_POSTGRES is not set"),
        Some(_) if !program.is_file() => {
            eprintln!(
                "not run: {} is missing; cargo build --workspace --bins makes it",
                program.display()
            );
        }
        Some(kind) => play(&kind, setting("CRASH_ROUNDS", 10) / 2).await,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_when_the_program_is_killed_on_sqlite() {
    play_half(Some(Kind::Sqlite)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_when_nodes_and_their_server_are_killed_on_postgresql() {
    play_half(Kind::postgres()).await;
}
