//! What is refused, and that nothing is left behind: acts at once, acts twice, files that are not what they say.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
#![allow(dead_code, reason = "the stories use the rest of the world")]

#[path = "stories/answers.rs"]
mod answers;
#[path = "stories/world.rs"]
mod world;

use radica_storage::tasks::TaskState;
use radica_storage::{cases, documents, policies as stored, tasks};
use radica_workflows::actor::Actor;
use radica_workflows::committees::Choice;
use radica_workflows::filing::{completion, drafts, submit};
use radica_workflows::people::{self, Identity};
use radica_workflows::policies::{self, versions};
use radica_workflows::problem::Error;
use radica_workflows::{deciding, following, notifying, voting};
use world::{PNG, World, input, is_hidden};

const LUZ: &str = "luz-dary-chindoy";
const SEGUNDO: &str = "segundo-jamioy";
const JAIRO: &str = "jairo-burbano";
const OMAR: &str = "omar-benavides";
const AMPARO: &str = "amparo-delgado";
const HERNANDO: &str = "hernando-guerrero";
const REVIEWERS: [(&str, &str); 3] = [
    ("ivan-mora", "revisar-ti"),
    ("yamile-rosero", "revisar-juridica"),
    (HERNANDO, "revisar-planeacion"),
];

#[tokio::test(flavor = "multi_thread")]
async fn of_two_answers_to_one_task_at_once_one_is_kept_and_the_other_is_a_conflict() {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-135", &[], &[]).await;
    let task = world.open_task(&radicado, "revisar").await;
    let (app, jairo) = (&world.app, world.actor(JAIRO));
    let complete = input(&[("resultado", "completa")]);
    let wanting = input(&[
        ("resultado", "falta"),
        ("que_falta", "El recibo del banco, que da el mismo banco."),
    ]);
    let (one, other) = tokio::join!(
        deciding::complete(app, jairo, task.id, &complete),
        deciding::complete(app, jairo, task.id, &wanting)
    );
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
    let refused = one.err().or(other.err()).unwrap();
    assert!(matches!(refused, Error::Conflict(_)), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_officials_who_answer_one_task_at_once_one_is_kept_and_the_other_is_a_conflict() {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-135", &[], &[]).await;
    let task = world.open_task(&radicado, "revisar").await;
    let (app, jairo) = (&world.app, world.actor(JAIRO));
    let colleague = colleague(&world).await;
    let complete = input(&[("resultado", "completa")]);
    let (one, other) = tokio::join!(
        deciding::complete(app, jairo, task.id, &complete),
        deciding::complete(app, &colleague, task.id, &complete)
    );
    assert_eq!(
        usize::from(one.is_ok()) + usize::from(other.is_ok()),
        1,
        "{one:?} {other:?}"
    );
    let refused = one.err().or(other.err()).unwrap();
    assert!(matches!(refused, Error::Conflict(_)), "{refused:?}");
}

/// Another reviewer of the same office.
async fn colleague(world: &World) -> Actor {
    let identity = Identity {
        issuer: "funcionarios".to_owned(),
        subject: "otra-revisora".to_owned(),
        name: "Otra revisora".to_owned(),
        email: None,
        phone: None,
        id_number: None,
        roles: vec!["revisor".to_owned()],
        offices: vec!["hacienda/tesoreria".to_owned()],
    };
    let id = people::sign_in(&world.app, identity).await.unwrap();
    Actor::Person(Box::new(people::get(&world.app, id).await.unwrap()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_task_is_not_taken_again_and_says_who_has_it() {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-135", &[], &[]).await;
    let task = world.open_task(&radicado, "revisar").await;
    deciding::claim(&world.app, world.actor(JAIRO), task.id).await.unwrap();
    let colleague = colleague(&world).await;
    for refused in [
        deciding::claim(&world.app, &colleague, task.id).await,
        deciding::complete(&world.app, &colleague, task.id, &input(&[("resultado", "completa")])).await,
        deciding::give_back(&world.app, &colleague, task.id).await,
    ] {
        assert!(
            matches!(&refused, Err(Error::Conflict(why)) if why.contains("Jairo Burbano")),
            "{refused:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_filed_twice_at_once_is_one_case_with_one_radicado() {
    let world = World::open().await;
    let draft = world.draft(LUZ, "SVT-135", &[], &[]).await;
    let (app, luz) = (&world.app, world.actor(LUZ));
    let (one, other) = tokio::join!(submit::submit(app, luz, draft), submit::submit(app, luz, draft));
    for answer in [one, other, submit::submit(app, luz, draft).await] {
        match answer {
            Ok(radicado) | Err(Error::AlreadyFiled { radicado }) => assert_eq!(radicado, "E-2026-000001"),
            Err(refused) => panic!("{refused:?}"),
        }
    }
    assert_eq!(following::own_cases(app, luz, 10).await.unwrap().len(), 1);
    assert_eq!(
        world.file(LUZ, "SVT-135", &[], &[]).await,
        "E-2026-000002",
        "no number was lost"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_draft_is_not_filed_and_takes_no_number() {
    let world = World::open().await;
    let draft = world.draft(LUZ, "SVT-135", &[], &[]).await;
    world.at("2027-01-20T15:00:00Z").await;
    let refused = submit::submit(&world.app, world.actor(LUZ), draft).await.unwrap_err();
    assert!(matches!(refused, Error::Expired(_)), "{refused:?}");
    assert!(
        cases::by_radicado(&world.app.db, "E-2027-000001")
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_somebody_elses_is_not_found() {
    let world = World::open().await;
    let (app, segundo) = (&world.app, world.actor(SEGUNDO));
    let draft = world.draft(LUZ, "SVT-135", &[], &[]).await;
    assert!(is_hidden(&drafts::open(app, segundo, draft).await));
    assert!(is_hidden(&submit::submit(app, segundo, draft).await));
    let radicado = submit::submit(app, world.actor(LUZ), draft).await.unwrap();
    world.settle().await;
    assert!(
        is_hidden(&drafts::open(app, segundo, draft).await),
        "nor that it was filed"
    );
    assert!(is_hidden(&completion::own_case(app, segundo, &radicado).await));
    assert!(is_hidden(&following::follow(app, segundo, &radicado, None).await));
    let case = world.case(&radicado).await;
    let acuse = documents::of_case(&app.db, case.id, 0, 10).await.unwrap().remove(0);
    assert!(is_hidden(&following::document(app, segundo, acuse.id).await));
    assert!(following::document(app, world.actor(LUZ), acuse.id).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_read_only_after_opening_it_which_notifies_once() {
    let world = World::open().await;
    let (app, luz) = (&world.app, world.actor(LUZ));
    let radicado = world.file(LUZ, "SVT-135", &[], &[]).await;
    world
        .work(JAIRO, &radicado, "revisar", &[("resultado", "completa")])
        .await;
    world
        .work(OMAR, &radicado, "firmar", &[("resultado", "conceder")])
        .await;
    let act = act_of(&world, &radicado).await;
    let sealed = following::document(app, luz, act.id).await;
    assert!(matches!(sealed, Err(Error::Closed(_))), "{sealed:?}");
    assert!(is_hidden(
        &notifying::open(app, world.actor(SEGUNDO), &radicado, act.ordinal).await
    ));
    world.at("2026-11-23T15:00:00Z").await;
    notifying::open(app, luz, &radicado, act.ordinal).await.unwrap();
    let opened = following::document(app, luz, act.id).await.unwrap();
    world.at("2026-11-25T15:00:00Z").await;
    notifying::open(app, luz, &radicado, act.ordinal).await.unwrap();
    let again = act_of(&world, &radicado).await;
    assert_eq!(again.notified_at, opened.notified_at, "the first opening notifies");
    assert_eq!(again.notified_at.unwrap().to_string(), "2026-11-23T15:00:00Z");
}

/// The act that decided a case.
async fn act_of(world: &World, radicado: &str) -> documents::Document {
    let case = world.case(radicado).await;
    let issued = documents::of_case(&world.app.db, case.id, 0, 100).await.unwrap();
    issued.into_iter().find(|document| document.number.is_some()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_thrown_away_a_month_after_they_expired() {
    let world = World::open().await;
    let draft = world.draft(LUZ, "SVT-135", &[], &[]).await;
    world.at("2027-01-05T15:00:00Z").await;
    assert_eq!(
        drafts::sweep(&world.app).await.unwrap(),
        0,
        "it still says that it expired"
    );
    world.at("2027-02-05T15:00:00Z").await;
    assert_eq!(drafts::sweep(&world.app).await.unwrap(), 1);
    assert!(is_hidden(&drafts::open(&world.app, world.actor(LUZ), draft).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_leaves_nothing() {
    let world = World::open().await;
    let refused = world.take("recibo.png", b"").await.unwrap_err();
    assert!(matches!(refused, Error::Upload(_)), "{refused:?}");
    assert_eq!(world.blobs(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_what_it_says_is_refused_with_what_to_do() {
    let world = World::open().await;
    for (name, content) in [("recibo.pdf", PNG), ("recibo.png", b"MZ\x90\x00programa".as_slice())] {
        let refused = world.take(name, content).await.unwrap_err();
        assert!(
            matches!(&refused, Error::Upload(why) if why.contains(name)),
            "{refused:?}"
        );
        assert_eq!(world.blobs(), 0, "what is refused leaves nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_larger_than_the_limit_is_cut_off_and_leaves_nothing() {
    let world = World::open().await;
    let limit = world.app.catalog().entity.limits.file_mb * 1024 * 1024;
    let megabyte = bytes::Bytes::from(vec![0_u8; 1024 * 1024]);
    let endless = futures_util::stream::repeat_with(move || Ok::<_, std::io::Error>(megabyte.clone()));
    let accept = [radica_workflows::catalog::form::Accept::Pdf];
    let refused = radica_workflows::filing::uploads::take(&world.app, "plano.pdf", &accept, endless)
        .await
        .unwrap_err();
    assert!(
        matches!(refused, Error::TooLarge { limit: told } if told == limit),
        "{refused:?}"
    );
    assert_eq!(world.blobs(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_cannot_see_or_work_the_tasks_of_an_office() {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-135", &[], &[]).await;
    let task = world.open_task(&radicado, "revisar").await;
    for citizen in [LUZ, SEGUNDO] {
        let (app, actor) = (&world.app, world.actor(citizen));
        assert!(is_hidden(&deciding::task(app, actor, task.id).await));
        assert!(is_hidden(&deciding::claim(app, actor, task.id).await));
        let answer = input(&[("resultado", "completa")]);
        assert!(is_hidden(&deciding::complete(app, actor, task.id, &answer).await));
    }
    let task = tasks::get(&world.app.db, task.id).await.unwrap().unwrap();
    assert_eq!((task.state, task.assignee), (TaskState::Open, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_votes_twice_nor_without_being_a_member() {
    let world = World::open().await;
    let (app, carlos) = (&world.app, world.actor("carlos-bravo"));
    let code = policies::all(app).await.unwrap().remove(0).code;
    let text = versions::Draft {
        major: false,
        description: "Ajuste de las metas.".to_owned(),
        body: "# Metas\n\nUna.".to_owned(),
    };
    let version = versions::save(app, carlos, &code, text).await.unwrap();
    versions::send(app, carlos, version).await.unwrap();
    let instance = stored::get_version(&app.db, version)
        .await
        .unwrap()
        .unwrap()
        .instance
        .unwrap();
    for (who, activity) in REVIEWERS {
        let found = tasks::of_instance(&app.db, instance).await.unwrap();
        let task = found.into_iter().find(|task| task.element == activity).unwrap();
        deciding::complete(app, world.actor(who), task.id, &input(&[("resultado", "aprobar")]))
            .await
            .unwrap();
    }
    let ballot = radica_storage::committees::ballots_on(&app.db, version)
        .await
        .unwrap()
        .remove(0)
        .id;
    voting::vote(app, world.actor(AMPARO), ballot, Choice::For, "")
        .await
        .unwrap();
    let again = voting::vote(app, world.actor(AMPARO), ballot, Choice::Against, "")
        .await
        .unwrap_err();
    assert!(matches!(again, Error::Closed(_)), "{again:?}");
    let outsider = voting::vote(app, carlos, ballot, Choice::For, "").await.unwrap_err();
    assert!(matches!(outsider, Error::Forbidden(_)), "{outsider:?}");
    let votes = radica_storage::committees::votes(&app.db, ballot).await.unwrap();
    assert_eq!(
        votes.iter().map(|vote| vote.choice.as_str()).collect::<Vec<_>>(),
        ["a_favor"]
    );
}
