//! Inboxes show what somebody may do, the most urgent first.

use radica_storage::{
    Batch,
    ids::*,
    tasks::{self, Inbox, Taken, Task, TaskState},
};

use crate::{
    harness::{Store, at, on_each_database},
    samples::{self, nth},
};

on_each_database! {
    an_inbox_shows_only_open_tasks_of_its_roles_and_offices,
    an_inbox_pages_by_due_time_with_undated_tasks_last,
    empty_roles_see_nothing,
    a_person_finds_what_they_have_taken,
}

fn reviewers() -> Inbox {
    let one = |word: &str| Some(vec![word.to_owned()]);
    Inbox {
        roles: one("revisor"),
        offices: one("hacienda/tesoreria"),
        taken: Taken::Whoever,
    }
}

async fn an_inbox_shows_only_open_tasks_of_its_roles_and_offices(store: Store) {
    let elsewhere = Task {
        office: "salud".to_owned(),
        ..samples::task(2)
    };
    let others = Task {
        role: "firmante".to_owned(),
        ..samples::task(3)
    };
    let done = Task {
        state: TaskState::Done,
        ended_at: Some(at(9)),
        ..samples::task(4)
    };
    store
        .put(Batch::new().put(samples::task(1)).put_all([elsewhere, others, done]))
        .await;
    assert_eq!(
        tasks::inbox(&store.db, &reviewers(), None, 10).await.unwrap(),
        [samples::task(1)]
    );
    assert_eq!(tasks::count(&store.db, &reviewers()).await.unwrap(), 1);
    assert_eq!(tasks::count(&store.db, &Inbox::default()).await.unwrap(), 3);
}

async fn an_inbox_pages_by_due_time_with_undated_tasks_last(store: Store) {
    let dues = [
        (1, None),
        (2, Some(at(30))),
        (3, Some(at(10))),
        (4, Some(at(30))),
        (5, None),
    ];
    store
        .put(Batch::new().put_all(dues.map(|(n, due_at)| Task {
            due_at,
            ..samples::task(n)
        })))
        .await;
    let (mut seen, mut place) = (Vec::new(), None);
    loop {
        let page = tasks::inbox(&store.db, &reviewers(), place, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        place = Some(last.place());
        seen.extend(page.iter().map(|task| task.id));
    }
    assert_eq!(seen, [3, 2, 4, 1, 5].map(|n| nth!(TaskId, n)));
}

async fn empty_roles_see_nothing(store: Store) {
    store.put(Batch::new().put(samples::task(1))).await;
    let nobody = Inbox {
        roles: Some(vec![]),
        ..Inbox::default()
    };
    assert_eq!(tasks::inbox(&store.db, &nobody, None, 10).await.unwrap(), []);
}

async fn a_person_finds_what_they_have_taken(store: Store) {
    let me = nth!(PersonId, 1);
    let taken = Task {
        assignee: Some(me),
        ..samples::task(1)
    };
    store.put(Batch::new().put(taken.clone()).put(samples::task(2))).await;
    let mine = Inbox {
        taken: Taken::By(me),
        ..reviewers()
    };
    assert_eq!(tasks::inbox(&store.db, &mine, None, 10).await.unwrap(), [taken]);
    let free = Inbox {
        taken: Taken::Nobody,
        ..reviewers()
    };
    assert_eq!(
        tasks::inbox(&store.db, &free, None, 10).await.unwrap(),
        [samples::task(2)]
    );
}
