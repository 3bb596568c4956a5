//! Many instances at once, in a batch.

use crate::given::*;
use radica_engine::Command;
use radica_engine::variables::Variables;
use radica_storage::jobs::{self, Job, JobState};
use radica_storage::{positions, subscriptions, tasks, timers};
use radica_workflows::actor::Actor;
use radica_workflows::console::{self, Act, Plan, Selection, What};
use radica_workflows::problem::Error;
use radica_workflows::{correlating, runtime, worker};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn every_instance_moves_with_its_task_its_timers_its_messages_and_its_places() {
    let moved = Moved::with(2).await;
    let (world, id) = (&moved.world, moved.ids[1]);
    let rehearsal = moved.rehearsed(&moved.plan).await;
    assert_eq!(moved.progress(rehearsal).await, (0, 2, 0));
    assert_eq!(moved.version(id).await, moved.plan.from, "a rehearsal touches nothing");
    assert_eq!(moves_of(world, id).await, 0);
    let batch = moved.migrated(rehearsal).await;
    assert_eq!(moved.progress(batch).await, (0, 2, 0));
    let (row, instance) = world.state(id).await;
    assert_eq!(row.definition, moved.plan.to);
    assert_eq!(instance.definition().unwrap().as_str(), moved.plan.to);
    let db = &world.app.db;
    let task = &tasks::of_instance(db, id).await.unwrap()[0];
    assert_eq!((task.element.as_str(), task.ended_at), ("analizar", None));
    let wait = &subscriptions::of_instance(db, id).await.unwrap()[0];
    assert_eq!(wait.element, "recibe");
    assert!(positions::count(db, &moved.plan.from).await.unwrap().is_empty());
    let places = positions::count(db, &moved.plan.to).await.unwrap();
    let places: Vec<_> = places.iter().map(|at| (at.element.as_str(), at.instances)).collect();
    assert_eq!(places, [("analizar", 2), ("espera", 2), ("recibe", 2)]);
    // The day that it waits goes on, the deadline of two days is gone, and one of two hours began.
    let mut due: Vec<String> = timers::of_instance(db, id)
        .await
        .unwrap()
        .iter()
        .map(|timer| timer.due_at.to_string())
        .collect();
    due.sort();
    assert_eq!(due, ["2026-11-19T17:00:00Z", "2026-11-20T15:00:00Z"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moved_goes_on_to_its_end_and_its_story_says_who_moved_it_and_why() {
    let moved = Moved::with(2).await;
    let (world, id) = (&moved.world, moved.ids[1]);
    let rehearsal = moved.rehearsed(&moved.plan).await;
    moved.migrated(rehearsal).await;
    complete(world, id, "analizar").await;
    begin(world, "envia-concepto", json!({ "numero": "1" })).await;
    assert_eq!(correlating::bring_messages(&world.app).await.unwrap(), 1);
    world.at("2026-11-20T15:00:00Z").await;
    complete(world, id, "archivar").await;
    assert_eq!(world.state(id).await.0.status, "finished");
    let story = console::story(&world.app, world.actor(SOFIA), id).await.unwrap();
    let operated = story.happenings.iter().find_map(|happening| match &happening.what {
        What::Operated { act, reason } => Some((happening.who.as_str(), act.as_str(), reason.as_str())),
        What::Event(_) | What::Begun(_) => None,
    });
    assert_eq!(operated, Some(("Sofía Ortega", console::MIGRATE, "corrección")));
    told_in_the_words_of_each_version(&moved.world, id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_while_something_does_not_fit_unless_the_operator_leaves_it() {
    let moved = Moved::with(3).await;
    let world = &moved.world;
    complete(world, moved.ids[0], "estudiar").await;
    let without_task = Plan {
        moves: [("llega".into(), "recibe".into())].into(),
        ..moved.plan.clone()
    };
    let rehearsal = moved.rehearsed(&without_task).await;
    assert_eq!(
        moved.progress(rehearsal).await,
        (0, 0, 3),
        "the join lost its way, the others their task"
    );
    let why = moved.failed(rehearsal).await;
    let other = why.iter().find(|item| item.instance == moved.ids[1]).unwrap();
    let lines: Vec<&str> = other.error.as_deref().unwrap().lines().collect();
    let expected = "«Estudiar la solicitud»: la versión nueva no tiene «estudiar»; diga a qué elemento pasa";
    assert_eq!(lines, [expected]);
    assert!(
        matches!(moved.begun(rehearsal, true).await, Err(Error::Closed(_))),
        "none fits"
    );

    act(world, moved.ids[1], Act::Cancel).await.unwrap();
    let chosen = Selection {
        chosen: moved.ids.clone(),
        ..Selection::default()
    };
    let rehearsal = console::rehearse_many(&world.app, world.actor(SOFIA), &moved.plan, &chosen, "x").await;
    let rehearsal = rehearsal.unwrap();
    let early = moved.begun(rehearsal, true).await;
    assert!(matches!(early, Err(Error::Closed(_))), "it has not ended: {early:?}");
    worker::drain_jobs(&world.app).await.unwrap();
    assert_eq!(moved.progress(rehearsal).await, (0, 2, 1));
    let Err(Error::Closed(why)) = moved.begun(rehearsal, false).await else {
        panic!("it must not begin")
    };
    assert!(why.starts_with("1 no caben"), "{why}");
    assert_eq!(moved.version(moved.ids[0]).await, moved.plan.from);
    let batch = moved.begun(rehearsal, true).await.unwrap();
    assert_eq!(moved.begun(rehearsal, true).await.unwrap(), batch, "asked for twice");
    worker::drain_jobs(&world.app).await.unwrap();
    assert_eq!(moved.progress(batch).await, (0, 2, 0));
    assert_eq!(moved.version(moved.ids[0]).await, moved.plan.to);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_after_the_rehearsal_is_tried_again_and_told_apart() {
    let moved = Moved::with(4).await;
    let world = &moved.world;
    let [ended, gone, changed, same] = moved.ids[..] else {
        panic!("four")
    };
    let rehearsal = moved.rehearsed(&moved.plan).await;
    let batch = moved.begun(rehearsal, false).await.unwrap();
    act(world, ended, Act::Cancel).await.unwrap();
    let seen = world.state(gone).await.0.version;
    console::migrate(&world.app, world.actor(SOFIA), gone, seen, &moved.plan, "solo este")
        .await
        .unwrap();
    complete(world, changed, "estudiar").await;
    worker::drain_jobs(&world.app).await.unwrap();
    assert_eq!(moved.progress(batch).await, (0, 2, 2));
    let mut failed = moved.failed(batch).await;
    failed.sort_by_key(|item| item.instance != ended);
    let why: Vec<&str> = failed.iter().filter_map(|item| item.error.as_deref()).collect();
    let changed_since = "Cambió después del ensayo y se quedó donde estaba.";
    assert_eq!(why[0], format!("{changed_since}\nEl proceso ya terminó."));
    assert_eq!(
        why[1],
        format!("{changed_since}\nEl proceso no usa la versión que se deja.")
    );
    assert_eq!(moves_of(world, gone).await, 1);
    assert_eq!(moved.version(changed).await, moved.plan.to, "it went on and still fits");
    assert_eq!(moved.version(same).await, moved.plan.to);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_two_workers_do_or_that_is_done_again_moves_each_instance_once() {
    let moved = Moved::with(5).await;
    let app = &moved.world.app;
    let rehearsal = moved.rehearsed(&moved.plan).await;
    let batch = moved.begun(rehearsal, false).await.unwrap();
    let job: Job = jobs::with_state(&app.db, JobState::Waiting, None, 1)
        .await
        .unwrap()
        .remove(0);
    let (first, second) = tokio::join!(console::run_batch(app, &job), console::run_batch(app, &job));
    assert!(
        first.is_ok() != second.is_ok(),
        "one of them ends the job: {first:?} {second:?}"
    );
    assert!(console::run_batch(app, &job).await.is_err(), "a dead worker comes back");
    assert_eq!(moved.progress(batch).await, (0, 5, 0));
    for id in &moved.ids {
        assert_eq!(moves_of(&moved.world, *id).await, 1);
        assert_eq!(moved.version(*id).await, moved.plan.to);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_goes_on_with_what_was_left_when_its_worker_died() {
    let moved = Moved::with(6).await;
    let app = &moved.world.app;
    let rehearsal = moved.rehearsed(&moved.plan).await;
    let batch = moved.begun(rehearsal, false).await.unwrap();
    let job: Job = jobs::with_state(&app.db, JobState::Waiting, None, 1)
        .await
        .unwrap()
        .remove(0);
    let begun = async {
        while moved.progress(batch).await.1 == 0 {
            tokio::task::yield_now().await;
        }
    };
    // Its worker dies when it has done some.
    tokio::select! {
        () = begun => {}
        _ = console::run_batch(app, &job) => {}
    }
    worker::drain_jobs(app).await.unwrap();
    assert_eq!(moved.progress(batch).await, (0, 6, 0));
    for id in &moved.ids {
        assert_eq!(moves_of(&moved.world, *id).await, 1);
    }
    moved.world.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_acts_at_the_same_time_is_not_overwritten() {
    let moved = Moved::with(1).await;
    let (world, id) = (&moved.world, moved.ids[0]);
    let rehearsal = moved.rehearsed(&moved.plan).await;
    moved.begun(rehearsal, false).await.unwrap();
    let set = async {
        // Fewer than the conflicts that a turn bears.
        for step in 0..5 {
            let variables = Variables::from_json(&json!({ "paso": step }));
            let command = Command::SetVariables { variables, by: None };
            runtime::command(&world.app, &Actor::System("prueba"), id, command)
                .await
                .unwrap();
        }
    };
    let (drained, ()) = tokio::join!(worker::drain_jobs(&world.app), set);
    drained.unwrap();
    worker::drain_jobs(&world.app).await.unwrap();
    let (row, instance) = world.state(id).await;
    assert_eq!(row.definition, moved.plan.to);
    assert_eq!(instance.variables().unwrap().to_json()["paso"], json!(4));
}
