//! What else moves, and who may move it.

use crate::given::*;
use crate::world::World;
use radica_storage::batches::ItemState;
use radica_storage::ids::InstanceId;
use radica_storage::positions;
use radica_workflows::catalog::Files;
use radica_workflows::console::{self, Selection};
use radica_workflows::problem::Error;
use radica_workflows::{correlating, worker};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_filed_case_moves_and_is_decided_but_nobody_moves_their_own() {
    let path = "processes/expedir-certificado.yaml";
    let mut world = World::open().await;
    let radicado = world.file(LUZ, "SVT-135", &[], &[]).await;
    let own = world.file(SOFIA, "SVT-135", &[], &[]).await;
    let old = Files::embedded().get(path).unwrap().to_owned();
    let new = old
        .replace("user_task: revisar\n", "user_task: estudiar\n")
        .replace("next: revisar\n", "next: estudiar\n")
        .replace("to: revisar,", "to: estudiar,")
        .replace("stage: Revisión de documentos", "stage: Estudio");
    upgrade(&mut world, Files::embedded().with(path, new)).await;
    let plan = plan(&world, "expedir-certificado", &[("revisar", "estudiar")]).await;
    let (app, sofia) = (&world.app, world.actor(SOFIA));
    let rehearsal = console::rehearse_many(app, sofia, &plan, &Selection::default(), "nuevo nombre").await;
    let rehearsal = rehearsal.unwrap();
    world.settle().await;
    let failed = console::done_items(app, sofia, rehearsal, ItemState::Failed, None).await;
    let failed = failed.unwrap().0;
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].radicado.as_ref(), Some(&own));
    assert_eq!(Some(failed[0].item.instance), world.case(&own).await.instance);
    assert!(failed[0].item.error.as_deref().unwrap().contains("su propia solicitud"));
    let seen = world.instance(&world.case(&own).await).await.0.version;
    let refused = console::migrate(app, sofia, failed[0].item.instance, seen, &plan, "x").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    console::begin_migration(app, sofia, rehearsal, true, "nuevo nombre")
        .await
        .unwrap();
    world.settle().await;
    assert_eq!(world.case(&radicado).await.stage, "Estudio");
    world
        .work(JAIRO, &radicado, "estudiar", &[("resultado", "completa")])
        .await;
    assert_eq!(world.open_task(&radicado, "firmar").await.element, "firmar");
    world.work(JAIRO, &own, "revisar", &[("resultado", "completa")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_was_called_moves_inside_the_one_that_called_it() {
    let caller = "\
process: llama
elements:
  - start: inicio
    next: llamar
  - call: llamar
    process: estudia
    in: { numero: \"= numero\" }
    next: fin
  - end: fin
";
    let with_caller = |source: &str| files(source).with("processes/llama.yaml", caller);
    let mut world = World::open_with(with_caller(OLD)).await;
    let id = begin(&world, "llama", json!({ "numero": "7" })).await;
    upgrade(&mut world, with_caller(&new())).await;
    let plan = plan(&world, "estudia", &[("estudiar", "analizar"), ("llega", "recibe")]).await;
    let (app, sofia) = (&world.app, world.actor(SOFIA));
    let before = world.state(id).await.0.definition;
    let rehearsal = console::rehearse_many(app, sofia, &plan, &Selection::default(), "x")
        .await
        .unwrap();
    worker::drain_jobs(app).await.unwrap();
    console::begin_migration(app, sofia, rehearsal, false, "x")
        .await
        .unwrap();
    worker::drain_jobs(app).await.unwrap();
    let row = world.state(id).await.0;
    assert_eq!(row.definition, before, "the caller stays");
    assert!(positions::count(&app.db, &plan.from).await.unwrap().is_empty());
    complete(&world, id, "analizar").await;
    begin(&world, "envia-concepto", json!({ "numero": "7" })).await;
    correlating::bring_messages(app).await.unwrap();
    world.at("2026-11-20T15:00:00Z").await;
    complete(&world, id, "archivar").await;
    assert_eq!(world.state(id).await.0.status, "finished");
    told_in_the_words_of_each_version(&world, id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_an_operator_tries_or_moves_anything() {
    let moved = Moved::with(1).await;
    let (app, id, plan) = (&moved.world.app, moved.ids[0], &moved.plan);
    let rehearsal = moved.rehearsed(plan).await;
    let all = Selection::default();
    for (who, actor) in moved.world.everybody().filter(|(who, _)| *who != SOFIA) {
        let refused = [
            console::prospect(app, actor, &plan.from, None, &all).await.is_err(),
            console::prospect_of(app, actor, id, None).await.is_err(),
            console::misfits(app, actor, id, plan).await.is_err(),
            console::migrate(app, actor, id, 1, plan, "x").await.is_err(),
            console::rehearse_many(app, actor, plan, &all, "x").await.is_err(),
            console::begin_migration(app, actor, rehearsal, true, "x")
                .await
                .is_err(),
        ];
        assert!(refused.iter().all(|refused| *refused), "{who}: {refused:?}");
    }
    assert_eq!(moved.version(id).await, plan.from);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_does_not_fit_is_read_page_by_page() {
    let moved = Moved::with(1).await;
    let (app, sofia) = (&moved.world.app, moved.world.actor(SOFIA));
    let unknown = (0..60).map(|number| InstanceId::from_parts(1_790_000_000_000, number));
    let selection = Selection {
        chosen: unknown.chain(moved.ids.clone()).collect(),
        ..Selection::default()
    };
    let rehearsal = console::rehearse_many(app, sofia, &moved.plan, &selection, "x")
        .await
        .unwrap();
    worker::drain_jobs(app).await.unwrap();
    assert_eq!(moved.progress(rehearsal).await, (0, 1, 60));
    let page = async |after| {
        console::done_items(app, sofia, rehearsal, ItemState::Failed, after)
            .await
            .unwrap()
    };
    let (first, more) = page(None).await;
    assert_eq!((first.len(), more), (50, true));
    assert_eq!(
        first[0].item.error.as_deref(),
        Some("Ese proceso no está en el sistema.")
    );
    let (rest, more) = page(first.last().map(|ended| ended.item.instance)).await;
    assert_eq!((rest.len(), more), (10, false));
}
