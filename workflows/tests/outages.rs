//! The record of interruptions keeps itself.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "stories/answers.rs"]
mod answers;
#[allow(dead_code, reason = "the stories use the rest of the world")]
#[path = "stories/world.rs"]
mod world;

use radica_workflows::outages;
use world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_silence_of_more_than_five_minutes_is_an_interruption_and_a_shorter_one_is_not() {
    let world = World::open().await;
    assert!(
        outages::beat(&world.app).await.unwrap().is_none(),
        "the first start ends nothing"
    );
    world.at("2026-11-19T15:05:00Z").await;
    assert!(outages::beat(&world.app).await.unwrap().is_none(), "an upgrade");
    world.at("2026-11-19T16:40:00Z").await;
    outages::beat(&world.app).await.unwrap().unwrap();
    assert!(outages::beat(&world.app).await.unwrap().is_none(), "it is written once");
    let kept = outages::latest(&world.app).await.unwrap();
    let [outage] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!(outage.began_at, "2026-11-19T15:05:00Z".parse().unwrap());
    assert_eq!(outage.ended_at, "2026-11-19T16:40:00Z".parse().unwrap());
}
