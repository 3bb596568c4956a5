//! What is asked and refused, for one instance and for a selection.

use crate::given::*;
use radica_workflows::console::{self, Act, Plan, Selection};
use radica_workflows::problem::Error;
use radica_workflows::worker;

#[tokio::test(flavor = "multi_thread")]
async fn one_instance_moves_by_itself_if_it_is_still_as_it_was_seen() {
    let moved = Moved::with(1).await;
    let (world, id) = (&moved.world, moved.ids[0]);
    let (app, sofia) = (&world.app, world.actor(SOFIA));
    let bare = Plan {
        moves: [].into(),
        ..moved.plan.clone()
    };
    let misfits = console::misfits(app, sofia, id, &bare).await.unwrap();
    let elements: Vec<&str> = misfits.iter().map(|misfit| misfit.element.as_str()).collect();
    assert_eq!(elements, ["estudiar", "llega"]);
    let seen = world.state(id).await.0.version;
    let refused = console::migrate(app, sofia, id, seen, &bare, "prueba").await;
    assert!(matches!(refused, Err(Error::Closed(_))), "{refused:?}");
    act(world, id, Act::Suspend).await.unwrap();
    let late = console::migrate(app, sofia, id, seen, &moved.plan, "prueba").await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
    assert_eq!(moved.version(id).await, moved.plan.from);
    let (detail, prospect) = console::prospect_of(app, sofia, id, None).await.unwrap();
    assert_eq!(prospect.to.unwrap().version.stored.hash, moved.plan.to);
    let asked: Vec<_> = prospect
        .places
        .iter()
        .map(|place| (place.id.as_str(), place.stays))
        .collect();
    assert_eq!(
        asked,
        [
            ("estudiar", false),
            ("tarde", false),
            ("espera", true),
            ("llega", false)
        ]
    );
    let seen = detail.matter.row.get().version;
    console::migrate(app, sofia, id, seen, &moved.plan, "prueba")
        .await
        .unwrap();
    let (row, instance) = world.state(id).await;
    assert_eq!(
        (row.definition.as_str(), row.status.as_str()),
        (moved.plan.to.as_str(), "suspended")
    );
    assert!(instance.suspended(), "it stays suspended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_names_what_is_not_there_is_refused() {
    let moved = Moved::with(1).await;
    let (app, sofia) = (&moved.world.app, moved.world.actor(SOFIA));
    let moves = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(old, new)| ((*old).into(), (*new).into()));
        Plan {
            moves: pairs.collect(),
            ..moved.plan.clone()
        }
    };
    let other = Plan {
        to: app
            .rules
            .processes()
            .find(|other| other.id() == "envia-concepto")
            .unwrap()
            .hash()
            .to_string(),
        ..moved.plan.clone()
    };
    let nowhere = Plan {
        to: "0".repeat(64),
        ..moved.plan.clone()
    };
    let same = Plan {
        to: moved.plan.from.clone(),
        ..moved.plan.clone()
    };
    let wrong = [
        moves(&[("nada", "analizar")]),
        moves(&[("estudiar", "nada")]),
        moves(&[("estudiar", "analizar"), ("espera", "analizar")]),
        other,
        nowhere,
        same,
    ];
    for plan in wrong {
        let refused = console::rehearse_many(app, sofia, &plan, &Selection::default(), "x").await;
        assert!(matches!(refused, Err(Error::Closed(_))), "{plan:?}: {refused:?}");
        let refused = console::migrate(app, sofia, moved.ids[0], 1, &plan, "x").await;
        assert!(matches!(refused, Err(Error::Closed(_))), "{plan:?}: {refused:?}");
    }
    let missing = console::prospect(app, sofia, &moved.plan.from, Some("0"), &Selection::default()).await;
    assert!(matches!(missing, Err(Error::NotFound(_))));
    assert_eq!(moved.version(moved.ids[0]).await, moved.plan.from);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_takes_only_what_it_names() {
    let moved = Moved::with(3).await;
    let (app, sofia) = (&moved.world.app, moved.world.actor(SOFIA));
    complete(&moved.world, moved.ids[0], "estudiar").await;
    act(&moved.world, moved.ids[1], Act::Suspend).await.unwrap();
    let selection = Selection {
        element: Some("estudiar".to_owned()),
        status: Some("running".to_owned()),
        chosen: Vec::new(),
    };
    let prospect = console::prospect(app, sofia, &moved.plan.from, None, &selection)
        .await
        .unwrap();
    assert_eq!(prospect.instances, 1);
    let rehearsal = console::rehearse_many(app, sofia, &moved.plan, &selection, "x")
        .await
        .unwrap();
    worker::drain_jobs(app).await.unwrap();
    moved.migrated(rehearsal).await;
    assert_eq!(moved.version(moved.ids[2]).await, moved.plan.to);
    assert_eq!(moved.version(moved.ids[1]).await, moved.plan.from);
    let none = Selection {
        element: Some("une".to_owned()),
        status: Some("incident".to_owned()),
        chosen: Vec::new(),
    };
    let refused = console::rehearse_many(app, sofia, &moved.plan, &none, "x").await;
    assert!(matches!(refused, Err(Error::Closed(_))));
}
