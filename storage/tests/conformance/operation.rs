//! Messages on their way, signals, what is suspended, where tokens are, and batches.

use radica_storage::{
    Batch, Commit, CommitError,
    batches::{self, Item, ItemState, Progress},
    ids::*,
    instances::{self, Wanted},
    jobs, positions,
    sent_messages::{self, About, Sender, SentMessage},
    starts::{self, Start, StartKind},
    subscriptions::{self, Awaited, Subscription},
    timers,
};

use crate::{
    harness::{Store, at, on_each_database},
    samples::{self, nth},
};

on_each_database! {
    a_message_pairs_with_the_oldest_wait_of_its_name_and_key,
    a_message_is_received_by_one_commit_only,
    a_message_past_its_time_is_kept_only_for_who_waited_in_it,
    a_refused_message_is_not_brought_again,
    a_message_begins_a_process_when_nobody_waits_for_it_not_even_suspended,
    a_message_past_its_time_begins_only_what_began_with_it_then,
    what_begins_by_a_time_is_due_then_and_not_when_it_is_over,
    messages_and_waits_are_found_by_name_and_key,
    a_signal_is_for_those_who_waited_when_it_was_thrown,
    nothing_of_a_suspended_instance_is_handed_out,
    instances_are_found_by_what_is_known_of_them_and_counted,
    a_batch_counts_what_is_done_and_what_failed,
}

fn wait(n: u64, kind: Awaited, name: &str, key: &str, second: i64) -> Subscription {
    Subscription {
        name: name.to_owned(),
        key: key.to_owned(),
        kind,
        created_at: at(second),
        ..samples::subscription(n)
    }
}

async fn pairs(store: &Store) -> Vec<(MessageId, SubscriptionId)> {
    let pairs = sent_messages::deliverable(&store.db, 9).await.unwrap();
    pairs
        .into_iter()
        .map(|pair| (pair.message.id, pair.subscription))
        .collect()
}

async fn a_message_pairs_with_the_oldest_wait_of_its_name_and_key(store: Store) {
    let waits = [
        wait(1, Awaited::Message, "concepto", "17", 9),
        wait(2, Awaited::Message, "concepto", "17", 8),
        wait(3, Awaited::Message, "concepto", "18", 1),
        wait(4, Awaited::Message, "otro", "17", 1),
        wait(5, Awaited::Signal, "concepto", "17", 1),
    ];
    store
        .put(Batch::new().put_all(waits).put(samples::sent_message(1)))
        .await;
    let message = nth!(MessageId, 1);
    let found = [(message, nth!(SubscriptionId, 2)), (message, nth!(SubscriptionId, 1))];
    assert_eq!(pairs(&store).await, found);
}

async fn a_message_is_received_by_one_commit_only(store: Store) {
    store.put(Batch::new().put(samples::sent_message(1))).await;
    let receive = || {
        let id = nth!(MessageId, 1);
        let commit = Commit::of(Batch::new().delete::<SentMessage>(id));
        store.writer.commit(commit.expect::<SentMessage>(&id, Some(1)))
    };
    let (a, b) = tokio::join!(receive(), receive());
    let refused = [a, b].into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert!(
        matches!(
            refused.as_slice(),
            [CommitError::Conflict {
                table: "sent_messages",
                ..
            }]
        ),
        "{refused:?}"
    );
}

async fn a_message_past_its_time_is_kept_only_for_who_waited_in_it(store: Store) {
    store.put(Batch::new().put(samples::sent_message(1))).await;
    assert_eq!(sent_messages::expired(&store.db, at(99), 9).await.unwrap(), []);
    assert_eq!(sent_messages::expired(&store.db, at(100), 9).await.unwrap().len(), 1);
    store
        .put(Batch::new().put(wait(1, Awaited::Message, "concepto", "17", 101)))
        .await;
    assert_eq!(pairs(&store).await, [], "whoever came after it does not get it");
    store
        .put(Batch::new().put(wait(2, Awaited::Message, "concepto", "17", 100)))
        .await;
    assert_eq!(sent_messages::expired(&store.db, at(999), 9).await.unwrap(), []);
    assert_eq!(pairs(&store).await, [(nth!(MessageId, 1), nth!(SubscriptionId, 2))]);
    assert_eq!(sent_messages::next_end(&store.db).await.unwrap(), Some(at(100)));
}

async fn a_refused_message_is_not_brought_again(store: Store) {
    let refused = SentMessage {
        refused: Some("no es un contexto".to_owned()),
        ..samples::sent_message(1)
    };
    let wait = wait(1, Awaited::Message, "concepto", "17", 9);
    store.put(Batch::new().put(wait).put(refused.clone())).await;
    assert_eq!(pairs(&store).await, []);
    assert_eq!(
        sent_messages::kept(&store.db, None, 9).await.unwrap(),
        std::slice::from_ref(&refused)
    );
    assert_eq!(sent_messages::expired(&store.db, at(100), 9).await.unwrap(), [refused]);
}

async fn a_signal_is_for_those_who_waited_when_it_was_thrown(store: Store) {
    let waits = [
        wait(1, Awaited::Signal, "alerta", "", 9),
        wait(2, Awaited::Signal, "alerta", "", 10),
        wait(3, Awaited::Signal, "alerta", "", 11),
        wait(4, Awaited::Signal, "otra", "", 9),
        wait(5, Awaited::Message, "alerta", "", 9),
    ];
    store.put(Batch::new().put_all(waits)).await;
    let heard = subscriptions::listening(&store.db, "alerta", nth!(InstanceId, 2), at(10)).await;
    let heard: Vec<_> = heard.unwrap().into_iter().map(|wait| wait.id).collect();
    assert_eq!(
        heard,
        [nth!(SubscriptionId, 1)],
        "not the one that threw it, not a later one"
    );
}

async fn nothing_of_a_suspended_instance_is_handed_out(store: Store) {
    let mut suspended = samples::instance(1);
    suspended.status = "suspended".to_owned();
    let batch = Batch::new()
        .put(suspended.clone())
        .put(samples::timer(1))
        .put(samples::job(1))
        .put(wait(1, Awaited::Message, "concepto", "17", 1))
        .put(samples::sent_message(1));
    store.put(batch).await;
    assert_eq!(timers::due(&store.db, at(99), 9).await.unwrap(), []);
    assert_eq!(timers::next_due(&store.db).await.unwrap(), None);
    assert_eq!(jobs::take(&store.db, "a", at(99), at(199), 9).await.unwrap(), []);
    assert_eq!(jobs::next_due(&store.db).await.unwrap(), None);
    assert_eq!(pairs(&store).await, []);
    assert_eq!(sent_messages::expired(&store.db, at(999), 9).await.unwrap(), []);
    (suspended.version, suspended.status) = (2, "running".to_owned());
    store.put(Batch::new().put(suspended)).await;
    assert_eq!(timers::due(&store.db, at(99), 9).await.unwrap().len(), 1);
    assert_eq!(jobs::take(&store.db, "a", at(99), at(199), 9).await.unwrap().len(), 1);
    assert_eq!(pairs(&store).await.len(), 1);
}

async fn instances_are_found_by_what_is_known_of_them_and_counted(store: Store) {
    let mut batch = Batch::new();
    for n in 1..=3 {
        batch = batch
            .put(samples::instance(n))
            .put(samples::case(n))
            .put(samples::position(n));
    }
    let mut stopped = samples::position(3);
    stopped.incidents = 1;
    store.put(batch.put(stopped)).await;
    let find = async |wanted: Wanted| {
        let found = instances::find(&store.db, &wanted, None, 9).await.unwrap();
        found.into_iter().map(|instance| instance.id).collect::<Vec<_>>()
    };
    let newest_first: Vec<_> = (1..=3).rev().map(|n| nth!(InstanceId, n)).collect();
    assert_eq!(find(Wanted::default()).await, newest_first);
    let by_element = Wanted {
        element: Some("revisar".to_owned()),
        definition: Some(samples::instance(1).definition),
        ..Wanted::default()
    };
    assert_eq!(find(by_element).await, newest_first);
    let by_radicado = Wanted {
        radicado: Some(samples::case(2).radicado),
        ..Wanted::default()
    };
    assert_eq!(find(by_radicado).await, [nth!(InstanceId, 2)]);
    let by_id = Wanted {
        id: Some(nth!(InstanceId, 1)),
        status: Some("running".to_owned()),
        process: Some("expedir-certificado".to_owned()),
        ..Wanted::default()
    };
    assert_eq!(find(by_id).await, [nth!(InstanceId, 1)]);
    let older = instances::find(&store.db, &Wanted::default(), Some(nth!(InstanceId, 2)), 9).await;
    assert_eq!(older.unwrap(), [samples::instance(1)]);
    let [count] = &instances::count(&store.db).await.unwrap()[..] else {
        panic!("one version in one status")
    };
    assert_eq!((count.status.as_str(), count.instances), ("running", 3));
    let [at_element] = &positions::count(&store.db, &count.definition).await.unwrap()[..] else {
        panic!("one element")
    };
    assert_eq!((at_element.instances, at_element.incidents), (3, 1));
    let within = positions::Within {
        definition: count.definition.clone(),
        element: Some("revisar".to_owned()),
        status: Some("running".to_owned()),
    };
    assert_eq!(positions::count_in(&store.db, &within).await.unwrap(), 3);
    let second = positions::instances_in(&store.db, &within, Some(nth!(InstanceId, 1)), 1).await;
    assert_eq!(second.unwrap(), [nth!(InstanceId, 2)]);
    let nowhere = positions::Within {
        status: Some("suspended".to_owned()),
        ..within
    };
    assert_eq!(positions::count_in(&store.db, &nowhere).await.unwrap(), 0);
}

async fn a_batch_counts_what_is_done_and_what_failed(store: Store) {
    let batch = nth!(BatchId, 1);
    let items = (1..=3).map(|n| Item::new(batch, nth!(InstanceId, n)));
    store.put(Batch::new().put(samples::batch()).put_all(items)).await;
    let failed = Item {
        version: 2,
        state: ItemState::Failed,
        ..samples::batch_item(2)
    };
    store.put(Batch::new().put(failed)).await;
    let progress = Progress {
        waiting: 2,
        done: 0,
        failed: 1,
    };
    assert_eq!(batches::progress(&store.db, batch).await.unwrap(), progress);
    let waiting = batches::items(&store.db, batch, ItemState::Waiting, None, 9)
        .await
        .unwrap();
    let after = batches::items(&store.db, batch, ItemState::Waiting, Some(waiting[0].id.clone()), 9).await;
    assert_eq!(after.unwrap(), waiting[1..]);
}

fn begins(name: &str, second: i64) -> Start {
    Start {
        kind: StartKind::Message,
        name: name.to_owned(),
        since: at(second),
        due_at: None,
        times_left: None,
        ..samples::start(1)
    }
}

async fn a_message_begins_a_process_when_nobody_waits_for_it_not_even_suspended(store: Store) {
    let message = samples::sent_message(1);
    store
        .put(Batch::new().put(begins("concepto", 1)).put(message.clone()))
        .await;
    let found = starts::startable(&store.db, 9).await.unwrap();
    assert_eq!(found, [(message, begins("concepto", 1))]);
    let mut suspended = samples::instance(1);
    suspended.status = "suspended".to_owned();
    let waits = wait(1, Awaited::Message, "concepto", "17", 4);
    store.put(Batch::new().put(suspended).put(waits)).await;
    assert_eq!(starts::startable(&store.db, 9).await.unwrap(), []);
}

async fn a_message_past_its_time_begins_only_what_began_with_it_then(store: Store) {
    let late = Start {
        id: Start::id_of("otro", "inicio", 0),
        ..begins("concepto", 101)
    };
    store
        .put(Batch::new().put(late.clone()).put(samples::sent_message(1)))
        .await;
    assert_eq!(starts::startable(&store.db, 9).await.unwrap(), []);
    assert_eq!(sent_messages::expired(&store.db, at(999), 9).await.unwrap().len(), 1);
    store.put(Batch::new().put(begins("concepto", 99))).await;
    assert_eq!(starts::startable(&store.db, 9).await.unwrap().len(), 1);
    assert_eq!(sent_messages::expired(&store.db, at(999), 9).await.unwrap(), []);
    let named = starts::named(&store.db, StartKind::Message, "concepto").await.unwrap();
    assert_eq!(named, [late, begins("concepto", 99)]);
    assert_eq!(
        starts::named(&store.db, StartKind::Signal, "concepto").await.unwrap(),
        []
    );
}

async fn what_begins_by_a_time_is_due_then_and_not_when_it_is_over(store: Store) {
    let first = samples::start(1);
    let over = Start {
        due_at: None,
        ..samples::start(2)
    };
    store.put(Batch::new().put(first.clone()).put(over)).await;
    assert_eq!(starts::due(&store.db, at(49), 9).await.unwrap(), []);
    assert_eq!(
        starts::due(&store.db, at(50), 9).await.unwrap(),
        std::slice::from_ref(&first)
    );
    assert_eq!(starts::next_due(&store.db).await.unwrap(), Some(at(50)));
    assert_eq!(starts::get(&store.db, &first.id).await.unwrap(), Some(first));
}

async fn messages_and_waits_are_found_by_name_and_key(store: Store) {
    let message = SentMessage {
        sent_by: Sender::Person(nth!(PersonId, 1)),
        key: "18".to_owned(),
        ..samples::sent_message(2)
    };
    let wait = wait(1, Awaited::Message, "concepto", "17", 1);
    let batch = Batch::new()
        .put(samples::sent_message(1))
        .put(message.clone())
        .put(wait.clone());
    store.put(batch).await;
    let about = |name: Option<&str>, key: Option<&str>| About {
        name: name.map(str::to_owned),
        key: key.map(str::to_owned),
    };
    let (all, one, none) = (
        about(Some("concepto"), None),
        about(None, Some("18")),
        about(Some("otro"), None),
    );
    let messages = async |about| sent_messages::search(&store.db, about, None, 9).await.unwrap();
    assert_eq!(messages(&all).await.len(), 2);
    assert_eq!(messages(&one).await, std::slice::from_ref(&message));
    assert_eq!(messages(&none).await, []);
    let after = sent_messages::search(&store.db, &all, Some(nth!(MessageId, 1)), 9).await;
    assert_eq!(after.unwrap(), [message]);
    let waits = subscriptions::search(&store.db, &all, None, 9).await.unwrap();
    assert_eq!(waits, [wait]);
    assert_eq!(subscriptions::search(&store.db, &one, None, 9).await.unwrap(), []);
}
