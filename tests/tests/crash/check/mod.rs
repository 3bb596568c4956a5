//! What must hold after every round, whatever was killed in it. One file for each promise.

mod blobs;
mod commands;
mod evidence;
mod index;
mod notified;
mod numbers;
mod replay;
mod seals;

use evidence::Evidence;
use radica_storage::Db;

use crate::world::World;

/// Asserts everything about a world whose nodes stand still.
pub async fn all(world: &World, db: &Db) {
    let known = world.around.ledger.read();
    assert!(
        known.surprises.is_empty(),
        "answers that nobody should get: {:#?}",
        known.surprises
    );
    let evidence = Evidence::read(db).await;
    evidence.nothing_was_given_up();
    commands::each_acknowledged_command_is_there_once(&known, &evidence, db).await;
    replay::the_journal_gives_the_stored_state(&evidence, db).await;
    numbers::no_series_has_a_gap_or_a_double(&evidence);
    blobs::every_blob_is_there_with_its_hash(world, &evidence).await;
    notified::everything_was_told_once(world, &evidence);
    index::every_index_has_what_the_database_has(world, &evidence).await;
    seals::the_seals_verify(world, db).await;
}
