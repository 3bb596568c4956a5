//! The seals prove the journal as it stands, and the object store has each of them.

use radica_storage::Db;
use radica_storage::objects::Objects;
use radica_storage::seals::copies;
use radica_storage::seals::export::Export;
use radica_storage::seals::verify::Verification;
use radica_workflows::sealing::Trusted;
use radica_workflows::signing::EntityKey;

use crate::world::World;

/// Verifies an export with the public key alone, then the copies.
pub async fn the_seals_verify(world: &World, db: &Db) {
    let key = EntityKey::open(&world.shared("keys").join("entity.key")).unwrap();
    let keys = Trusted(vec![key.public()]);
    let mut verification = Verification::new(&keys);
    let mut export = Export::new(db);
    while let Some(line) = export.next().await.unwrap() {
        verification.line(&line).unwrap();
    }
    let report = verification.finish().unwrap();
    let objects = Objects::open_local(&world.shared("objects")).unwrap();
    let compared = copies::compare_all(db, &objects).await.unwrap();
    assert_eq!(compared, report.seals, "the object store has every seal");
    assert!(report.seals > 0, "the journal is sealed");
}
