//! No notice was sent twice or never.
//!
//! A notice that a node has sent and not marked is sent again by whoever takes it next: no outside effect can be in our
//! transaction. What makes it one notice is its key, the same each time: the name of the file in the outbox, the Message-ID
//! of the e-mail, the `idempotency-key` of the SMS. Here it is the file.

use std::collections::{BTreeMap, BTreeSet};

use radica_storage::notices::NoticeState;

use super::evidence::Evidence;
use crate::world::World;

/// One whole message for each notice, and one notice for each thing to be told.
pub fn everything_was_told_once(world: &World, evidence: &Evidence) {
    let mut sent: BTreeMap<String, usize> = BTreeMap::new();
    for file in std::fs::read_dir(world.shared("outbox")).unwrap() {
        let path = file.unwrap().path();
        // What a killed node had not finished has another ending.
        if path.extension().is_some_and(|ending| ending == "eml") {
            *sent
                .entry(message_id(&std::fs::read_to_string(&path).unwrap()))
                .or_default() += 1;
        }
    }
    let mut events = BTreeSet::new();
    for notice in evidence.notices.iter().filter(|notice| notice.channel == "email") {
        assert_eq!(notice.state, NoticeState::Sent, "{notice:?}");
        assert!(events.insert(&notice.event), "{} is told twice", notice.event);
        let times = sent.remove(&notice.id.to_string());
        assert_eq!(times, Some(1), "how often {} was sent", notice.event);
    }
    assert!(sent.is_empty(), "messages without a notice: {sent:?}");
    for filed in evidence.cases.values() {
        let told = |what: &str| events.contains(&format!("{}:{what}:{what}:email", filed.case.id));
        assert!(told("radicado"), "nobody told that {} was filed", filed.case.radicado);
        let of_case = evidence
            .notices
            .iter()
            .filter(|notice| notice.case_id == Some(filed.case.id));
        let decisions = of_case.filter(|notice| notice.event.contains(":decision:")).count();
        let decided = usize::from(filed.case.outcome.is_some());
        assert_eq!(
            decisions, decided,
            "how often the decision of {} was told",
            filed.case.radicado
        );
    }
}

/// The part of a Message-ID before the domain: the id of the notice.
fn message_id(message: &str) -> String {
    let line = message.lines().find_map(|line| line.strip_prefix("Message-ID: <"));
    let id = line.and_then(|line| line.split('@').next());
    id.unwrap_or_else(|| panic!("a message without its id: {message}"))
        .to_owned()
}
