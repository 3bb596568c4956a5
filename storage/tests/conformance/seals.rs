//! Seals of the journal, from the database.

use jiff::{SignedDuration, Timestamp};
use radica_storage::{
    Batch, Db, Writer, journal,
    objects::{Objects, Sha256},
    seals::{
        self, Cadence, Keys, SealError, Signer,
        copies::{self, CopyError},
        export::Export,
        problem::{EntryFault, Problem, SealFault},
        proof::{NoProof, Proof},
        sealing::seal,
        stamping,
        timestamp::{self, Nonce, StampFault},
        tree,
        verify::{Report, Stamped, Verification},
    },
    writer::Limits,
};

use crate::harness::{Store, at, entry, on_each_database};

on_each_database! {
    the_journal_is_sealed_once_a_minute_while_it_grows,
    so_many_entries_are_sealed_at_once,
    a_clock_that_was_set_back_delays_no_seal,
    sealing_goes_on_after_a_restart_where_it_was,
    two_nodes_that_seal_at_once_make_one_chain,
    a_journal_with_a_hole_is_not_sealed,
    a_seal_whose_frontier_was_changed_is_not_built_upon,
    entries_are_the_same_bytes_after_they_were_kept,
    an_export_in_several_pages_verifies,
    what_is_done_to_the_database_is_named,
    every_seal_is_copied_once_and_in_order,
    a_copy_and_its_seal_that_differ_are_told,
    an_entry_is_proved_without_the_others,
    a_proof_goes_on_to_a_later_seal,
    the_newest_seal_is_stamped_now_and_then,
}

const FEW: Cadence = Cadence {
    every: SignedDuration::from_mins(1),
    entries: 5,
};

/// A key for tests: its signature is a hash over the message.
struct Key;

impl Signer for Key {
    fn key_id(&self) -> String {
        "prueba".to_owned()
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        let mut signature = [7; 64];
        signature[..32].copy_from_slice(Sha256::of(message).as_bytes());
        signature
    }
}

impl Keys for Key {
    fn accepts(&self, key_id: &str, message: &[u8], signature: &[u8; 64]) -> Option<bool> {
        (key_id == "prueba").then(|| self.sign(message) == *signature)
    }
}

impl Store {
    async fn journal(&self, entries: usize) {
        let batch = (0..entries).fold(Batch::new(), |batch, n| batch.entry(entry(&n.to_string())));
        self.put(batch).await;
    }

    pub async fn seal_at(&self, now: Timestamp) -> Result<u64, SealError> {
        seal(&self.db, &self.writer, &Key, now, FEW).await
    }

    /// Writes entries and seals them all, in two minutes.
    async fn sealed(&self, entries: usize) {
        self.journal(entries).await;
        self.seal_at(at(0)).await.unwrap();
        self.seal_at(at(60)).await.unwrap();
        assert_eq!(self.standing().await, (entries as u64, 0));
    }

    async fn standing(&self) -> (u64, u64) {
        let standing = seals::standing(&self.db).await.unwrap();
        (standing.sealed, standing.waiting)
    }
}

async fn verify(db: &Db) -> Result<Report, Problem> {
    let mut export = Export::new(db);
    let mut verification = Verification::new(&Key);
    while let Some(line) = export.next().await.unwrap() {
        verification.line(&line)?;
    }
    verification.finish()
}

async fn the_journal_is_sealed_once_a_minute_while_it_grows(store: Store) {
    assert_eq!(store.seal_at(at(0)).await.unwrap(), 0);
    store.journal(2).await;
    assert_eq!(store.seal_at(at(0)).await.unwrap(), 1);
    store.journal(2).await;
    assert_eq!(store.seal_at(at(59)).await.unwrap(), 0);
    assert_eq!(store.standing().await, (2, 2));
    assert_eq!(store.seal_at(at(60)).await.unwrap(), 1);
    assert_eq!(store.seal_at(at(999)).await.unwrap(), 0);
    let standing = seals::standing(&store.db).await.unwrap();
    assert_eq!((standing.sealed, standing.waiting, standing.at), (4, 0, Some(at(60))));
}

async fn so_many_entries_are_sealed_at_once(store: Store) {
    store.journal(1).await;
    store.seal_at(at(0)).await.unwrap();
    store.journal(4).await;
    assert_eq!(store.seal_at(at(1)).await.unwrap(), 0);
    store.journal(13).await;
    assert_eq!(store.seal_at(at(1)).await.unwrap(), 3);
    assert_eq!(store.standing().await, (16, 2));
    assert_eq!(verify(&store.db).await.unwrap().unsealed(), 2);
}

async fn a_clock_that_was_set_back_delays_no_seal(store: Store) {
    store.journal(1).await;
    store.seal_at(at(5000)).await.unwrap();
    store.journal(1).await;
    assert_eq!(store.seal_at(at(100)).await.unwrap(), 1);
}

async fn sealing_goes_on_after_a_restart_where_it_was(store: Store) {
    store.sealed(7).await;
    let db = Db::open(&store.url).await.unwrap();
    let (writer, _) = Writer::start(db.clone(), Limits::default()).await.unwrap();
    store.journal(4).await;
    assert_eq!(seal(&db, &writer, &Key, at(120), FEW).await.unwrap(), 1);
    let report = verify(&store.db).await.unwrap();
    assert_eq!((report.entries, report.unsealed()), (11, 0));
}

async fn two_nodes_that_seal_at_once_make_one_chain(store: Store) {
    let other = Db::open(&store.url).await.unwrap();
    let (writer, _) = Writer::start(other.clone(), Limits::default()).await.unwrap();
    for round in 0..10 {
        store.journal(12).await;
        let now = at(round * 60);
        let (one, two) = tokio::join!(store.seal_at(now), seal(&other, &writer, &Key, now, FEW));
        assert!(one.unwrap() + two.unwrap() > 0);
    }
    store.seal_at(at(3600)).await.unwrap();
    let report = verify(&store.db).await.unwrap();
    assert_eq!((report.entries, report.unsealed()), (120, 0));
}

async fn a_journal_with_a_hole_is_not_sealed(store: Store) {
    store.journal(4).await;
    store.tamper("DELETE FROM journal WHERE position = 3").await;
    assert!(matches!(store.seal_at(at(0)).await, Err(SealError::Hole(3))));
    assert_eq!(store.standing().await, (0, 4));
}

async fn a_seal_whose_frontier_was_changed_is_not_built_upon(store: Store) {
    store.journal(3).await;
    store.seal_at(at(0)).await.unwrap();
    store.journal(1).await;
    store.tamper("UPDATE seals SET root = key_id").await;
    assert!(matches!(store.seal_at(at(60)).await, Err(SealError::Storage(_))));
}

async fn entries_are_the_same_bytes_after_they_were_kept(store: Store) {
    let mut odd = entry("ñandú \"\\ \u{1f600} \u{7f}");
    odd.at = Timestamp::from_nanosecond(1_790_000_000_123_456_789).unwrap();
    let text = "{\"monto\":12345678901234567890.123456789012345,\"b\":1e2,\"a\":\"\\u0041\"}";
    // Kept as it is written, not as a number that is rounded on the way.
    odd.data = serde_json::from_str::<serde_json::Value>("null").unwrap().into();
    store.put(Batch::new().entry(odd)).await;
    match &store.db {
        Db::Sqlite { write, .. } => {
            let update = sqlx::query("UPDATE journal SET data = $1").bind(text);
            update.execute(write).await.unwrap();
        }
        Db::Postgres(pool) => {
            let update = sqlx::query("UPDATE journal SET data = $1").bind(text);
            update.execute(pool).await.unwrap();
        }
    }
    let kept = journal::after(&store.db, 0, 1).await.unwrap();
    let line = seals::entry::canonical(&kept[0]).unwrap();
    let hash = tree::leaf(line.as_bytes()).to_string();
    assert!(line.contains(text) && line.contains("T14:13:20.123456Z"), "{line}");
    assert_eq!(
        hash, "71a3864db31be5085d77f9e26b1582b6b096990b86967449826f6210fbe4adbc",
        "{line}"
    );
}

async fn an_export_in_several_pages_verifies(store: Store) {
    store.journal(2500).await;
    let cadence = Cadence { entries: 1100, ..FEW };
    seal(&store.db, &store.writer, &Key, at(0), cadence).await.unwrap();
    store.journal(1200).await;
    let report = verify(&store.db).await.unwrap();
    assert_eq!((report.entries, report.seals, report.unsealed()), (3700, 2, 1500));
}

/// What is done behind the program's back to ten entries sealed in two seals, and what is said of it.
const DEEDS: [(&str, Problem); 6] = [
    (
        "UPDATE journal SET actor = 'otra' WHERE position = 7",
        at_entry(7, EntryFault::Changed),
    ),
    (
        "DELETE FROM journal WHERE position = 10",
        at_entry(10, EntryFault::Missing),
    ),
    (
        "INSERT INTO journal SELECT -4, at, actor, subject_kind, subject_id, version, kind, data FROM journal WHERE position = 2",
        at_entry(1, EntryFault::Inserted),
    ),
    (
        "UPDATE journal SET position = CASE position WHEN 2 THEN -3 ELSE -2 END WHERE position IN (2, 3)",
        at_entry(1, EntryFault::Inserted),
    ),
    (
        "UPDATE journal SET data = '{}  ' WHERE position = 1",
        at_entry(1, EntryFault::Changed),
    ),
    (
        "UPDATE seals SET previous = root WHERE size = 10",
        Problem::Seal {
            size: 10,
            fault: SealFault::Signature(seals::seal::SignatureFault::Wrong),
        },
    ),
];

const fn at_entry(position: u64, fault: EntryFault) -> Problem {
    Problem::Entry { position, fault }
}

async fn what_is_done_to_the_database_is_named(store: Store) {
    store.journal(10).await;
    store.seal_at(at(0)).await.unwrap();
    assert!(verify(&store.db).await.is_ok());
    for (deed, expected) in DEEDS {
        store
            .tamper("CREATE TABLE journal_before AS SELECT * FROM journal")
            .await;
        store.tamper("CREATE TABLE seals_before AS SELECT * FROM seals").await;
        store.tamper(deed).await;
        assert_eq!(verify(&store.db).await, Err(expected), "{deed}");
        store.tamper("DELETE FROM journal").await;
        store.tamper("INSERT INTO journal SELECT * FROM journal_before").await;
        store
            .tamper("UPDATE seals SET previous = (SELECT previous FROM seals_before b WHERE b.size = seals.size)")
            .await;
        store.tamper("DROP TABLE journal_before").await;
        store.tamper("DROP TABLE seals_before").await;
    }
    assert!(verify(&store.db).await.is_ok());
}

async fn every_seal_is_copied_once_and_in_order(store: Store) {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::open_local(folder.path()).unwrap();
    store.sealed(12).await;
    assert_eq!(copies::copy(&store.db, &objects).await.unwrap(), 3);
    assert_eq!(copies::copy(&store.db, &objects).await.unwrap(), 0);
    store.journal(1).await;
    store.seal_at(at(120)).await.unwrap();
    assert_eq!(copies::copy(&store.db, &objects).await.unwrap(), 1);
    assert_eq!(objects.seals().await.unwrap(), [5, 10, 12, 13]);
    assert_eq!(copies::compare_all(&store.db, &objects).await.unwrap(), 4);
}

async fn a_copy_and_its_seal_that_differ_are_told(store: Store) {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::open_local(folder.path()).unwrap();
    store.journal(10).await;
    store.seal_at(at(0)).await.unwrap();
    copies::copy(&store.db, &objects).await.unwrap();
    assert!(!objects.put_seal(5, "otro".into()).await.unwrap(), "written twice");
    store.tamper("UPDATE seals SET at = at + 1 WHERE size = 5").await;
    let told = copies::compare_all(&store.db, &objects).await;
    assert!(matches!(told, Err(CopyError::Differs(5))), "{told:?}");
    store.tamper("UPDATE seals SET at = at - 1 WHERE size = 5").await;
    // The last entries and their seal are gone, as in an old copy of the database.
    store.tamper("DELETE FROM seal_leaves WHERE size = 10").await;
    store.tamper("DELETE FROM seals WHERE size = 10").await;
    store.tamper("DELETE FROM journal WHERE position > 5").await;
    assert!(verify(&store.db).await.is_ok());
    let told = copies::compare_all(&store.db, &objects).await;
    assert!(matches!(told, Err(CopyError::Unknown(10))), "{told:?}");
}

async fn an_entry_is_proved_without_the_others(store: Store) {
    store.sealed(13).await;
    store.journal(1).await;
    for position in 1..=13 {
        let proof = Proof::of(&store.db, position, None).await.unwrap();
        let text = serde_json::to_string(&proof).unwrap();
        let read: Proof = serde_json::from_str(&text).unwrap();
        assert_eq!(read.check(&Key), Ok(position));
        let mut forged = proof;
        forged.entry = forged.entry.replace("prueba", "otra");
        assert!(forged.check(&Key).is_err());
    }
    let none = |position| Proof::of(&store.db, position, None);
    assert!(matches!(none(14).await, Err(NoProof::NotYet(14))));
    assert!(matches!(none(15).await, Err(NoProof::NoEntry(15))));
    assert!(matches!(none(0).await, Err(NoProof::NoEntry(0))));
    store
        .tamper("UPDATE journal SET kind = 'otro' WHERE position = 8")
        .await;
    assert!(matches!(none(8).await, Err(NoProof::Altered(8))));
}

async fn a_proof_goes_on_to_a_later_seal(store: Store) {
    store.sealed(23).await;
    for position in [1, 5, 6, 20, 23] {
        let proof = Proof::of(&store.db, position, Some(23)).await.unwrap();
        assert_eq!(proof.check(&Key), Ok(position));
        let mut forged = proof;
        if let Some(later) = &mut forged.later {
            later.path.push(tree::leaf(b"other"));
        }
        assert!(forged.check(&Key).is_err());
    }
    let none = Proof::of(&store.db, 20, Some(10)).await;
    assert!(matches!(none, Err(NoProof::NoSeal(10))));
}

/// What a service answered for the SHA-256 of `prueba`, made the stamp of another hash: tests have no service to sign.
fn token_for(imprint: Sha256) -> Vec<u8> {
    let answer = include_bytes!("../seals/stamp.tsr");
    let was = Sha256::of(b"prueba");
    let nonce = Nonce::from_random([0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]);
    let (mut token, _) = timestamp::granted(answer, was, nonce).unwrap();
    let place = token.windows(32).position(|part| part == was.as_bytes()).unwrap();
    token[place..place + 32].copy_from_slice(imprint.as_bytes());
    token
}

async fn the_newest_seal_is_stamped_now_and_then(store: Store) {
    let hour = SignedDuration::from_hours(1);
    let due = async |second| stamping::due(&store.db, at(second), hour).await.unwrap();
    assert_eq!(due(0).await, None);
    store.sealed(7).await;
    let wanted = due(60).await.unwrap();
    let token = token_for(wanted.imprint);
    stamping::keep(&store.writer, wanted, token.clone(), at(60))
        .await
        .unwrap();
    // Of two nodes that ask at once, the second changes nothing.
    stamping::keep(&store.writer, wanted, vec![], at(61)).await.unwrap();
    assert_eq!(due(9999).await, None);
    store.journal(1).await;
    store.seal_at(at(120)).await.unwrap();
    assert_eq!(due(3659).await, None);
    assert_eq!(due(3660).await.map(|wanted| wanted.size), Some(8));

    let stamped = verify(&store.db).await.unwrap().stamped;
    let moment = "2026-11-22T19:37:45Z".parse().unwrap();
    assert_eq!(stamped, Some(Stamped { size: 7, at: moment }));
    store.tamper("UPDATE seal_stamps SET size = 8").await;
    let fault = SealFault::Stamp(StampFault::OtherImprint);
    assert_eq!(verify(&store.db).await, Err(Problem::Seal { size: 8, fault }));
}
